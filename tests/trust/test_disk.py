"""A full disk and refused rights at each write of index, update, delete and rollback: an old generation stays whole."""

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from search.engines.base import EngineError
from search.engines.whoosh.engine import WhooshEngine
from tests.search.engines.whoosh.small import EVERY, EVERYTHING, article, batches, entry_of, understand
from tests.trust.disturbed import CALLS, WRITES, Act, Disturbed, failing, halved

WORKS: dict[str, Callable[[WhooshEngine], object]] = {
    "index": lambda engine: engine.absorb(batches(10, first=500), understand, fresh=True),
    "update": lambda engine: engine.write([entry_of(article(7, "baru")), entry_of(article(900))]),
    "delete": lambda engine: engine.delete(["a00001", "a00002"]),
    "rollback": lambda engine: engine.rollback(),
}

STEP = int(os.environ.get("TELUSUR_FAULTS", "23"))
"""One call in so many fails in turn; `TELUSUR_FAULTS=1` for the long run, every one of them."""

STEPS = {"index": STEP, "update": max(1, STEP // 2), "delete": max(1, STEP // 8), "rollback": 1}


@dataclass(frozen=True)
class Fault:
    """What happens instead of a call, to which calls, whether to all that follow too, and what the message says."""

    act: Act
    names: tuple[str, ...]
    lasting: bool
    told: str


GAINS = ("open", "write", "pwrite", "fsync", "rename", "mkdir", "posix_fallocate", "ftruncate", "link", "replace")
"""The calls that need room on the disk."""

RIGHTS = ("open", "rename", "mkdir", "replace", "link", "remove", "unlink", "chmod")
FULL, REFUSED = os.strerror(errno.ENOSPC), os.strerror(errno.EACCES)
FAULTS = {
    "disk-full": Fault(failing(errno.ENOSPC), GAINS, True, FULL),
    "disk-full-once": Fault(failing(errno.ENOSPC), GAINS, False, FULL),
    "no-right": Fault(failing(errno.EACCES), RIGHTS, True, REFUSED),
    "no-right-once": Fault(failing(errno.EACCES), RIGHTS, False, REFUSED),
    "half-written": Fault(halved, WRITES, False, ""),
}


def state(engine: WhooshEngine) -> tuple[str, int]:
    """Return the generation and how many articles it holds."""
    return engine.generation(), engine.search(EVERY, EVERYTHING, {}).total


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("kind", WORKS)
def test_a_write_that_fails_anywhere_leaves_the_old_generation_or_the_new_whole(
    tmp_path: Path, kind: str, name: str
) -> None:
    fault = FAULTS[name]
    assert set(fault.names) <= set(CALLS)
    made = WhooshEngine(tmp_path / "made")
    made.absorb(batches(20), understand, fresh=True)
    made.write([entry_of(article(300))])
    wanted = WhooshEngine(shutil.copytree(tmp_path / "made", tmp_path / "wanted"))
    WORKS[kind](wanted)
    old, new = state(made), state(wanted)
    number, failed, tried = 1 - STEPS[kind], 0, 0
    while True:
        number += STEPS[kind]
        place = shutil.copytree(tmp_path / "made", tmp_path / f"try-{number}")
        with pytest.MonkeyPatch.context() as patch:
            engine = WhooshEngine(place)
            disturbed = Disturbed(patch, number, fault.act, fault.names, fault.lasting)
            try:
                WORKS[kind](engine)
                told = False
            except EngineError as error:
                told = True
                assert fault.told and fault.told in str(error) and str(place) in str(error)
        if disturbed.made < number:
            break  # there is no such call any more: every one has failed once
        again = WhooshEngine(place)
        assert state(again) in ({old, new} if told else {new}), number
        assert again.doctor(5) == []
        failed, tried = failed + told, tried + 1
        if "remove" not in fault.names:
            held = {path.name for path in (place / "generations").iterdir()}
            assert held == {"000001", "000002"} if state(again) == old else held <= {"000001", "000002", "000003"}
        again.write([entry_of(article(301))])  # and nothing bars the next write
        assert again.doctor(5) == []
        assert_nothing_left(place)
        shutil.rmtree(place)
    print(f"\n{kind}, {name}: {tried} calls failed in turn, {failed} told, 0 lost")
    assert tried


def assert_nothing_left(place: Path) -> None:
    """Hold the directory of an index to what belongs there after a commit."""
    assert {path.name for path in place.iterdir()} == {"current", "generations", "lock"}
    held = sorted(path.name for path in (place / "generations").iterdir())
    assert len(held) <= 2 and all(name.isdigit() for name in held), held


def test_commits_that_fail_again_and_again_do_not_pile_up(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.absorb(batches(20), understand, fresh=True)
    real = os.rename
    for number in range(5):
        with pytest.MonkeyPatch.context() as patch:

            def rename(old: Path, new: Path) -> None:
                if Path(new).name == "current":
                    raise OSError(errno.ENOSPC, FULL)
                real(old, new)

            patch.setattr(os, "rename", rename)
            with pytest.raises(EngineError, match="nothing was changed"):
                engine.write([entry_of(article(400 + number))])
        assert {path.name for path in tmp_path.iterdir()} == {"current", "generations", "lock"}
        assert [path.name for path in (tmp_path / "generations").iterdir()] == ["000001"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 600 KiB; only root can make one."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(place)], capture_output=True)
    if done.returncode:
        pytest.skip(f"NOT TRIED: a small disk cannot be mounted here: {done.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_is_full_keeps_what_was_there(small_disk: Path) -> None:
    engine = WhooshEngine(small_disk / "index")
    engine.absorb(batches(20), understand, fresh=True)
    before, held = state(engine), 0
    for number in range(200):
        try:
            engine.write([entry_of(article(2000 + number, f"kata{number} " * 2000))])
            before = state(engine)
        except EngineError as error:
            assert "No space left" in str(error)
            held += 1
            assert state(WhooshEngine(small_disk / "index")) == before
            if held == 3:
                break
    assert held == 3
    assert engine.doctor() == []
    assert not (small_disk / "index" / "generations" / "building").exists()
