"""A full disk and refused rights at each write of index, update, delete and rollback: an old generation stays whole."""

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from search.engines.base import EngineError
from search.engines.whoosh.engine import WhooshEngine
from tests.search.engines.whoosh.small import EVERY, EVERYTHING, article, batches, entry_of, understand

CALLS = ("open", "write", "pwrite", "fsync", "rename", "mkdir", "posix_fallocate", "ftruncate", "link", "replace")
WRITES: dict[str, Callable[[WhooshEngine], object]] = {
    "index": lambda engine: engine.absorb(batches(10, first=500), understand, fresh=True),
    "update": lambda engine: engine.write([entry_of(article(7, "baru")), entry_of(article(900))]),
    "delete": lambda engine: engine.delete(["a00001", "a00002"]),
    "rollback": lambda engine: engine.rollback(),
}


STEP = int(os.environ.get("TELUSUR_FAULTS", "23"))
"""One call in so many fails in turn; `TELUSUR_FAULTS=1` for the long run, every one of them."""

STEPS = {"index": STEP, "update": max(1, STEP // 8), "delete": max(1, STEP // 8), "rollback": 1}


class Faults:
    """Makes the call number `fatal` of all calls that write fail with an error, and every one after it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, code: int, fatal: int, lasting: bool) -> None:
        self.made, self.code, self.fatal, self.lasting = 0, code, fatal, lasting
        for name in CALLS:
            monkeypatch.setattr(os, name, self.wrapped(name, getattr(os, name)))

    def wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """Return the call, which fails when its time has come."""

        def call(*arguments: Any, **named: Any) -> Any:
            reading = name == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if not reading and (self.code == errno.ENOSPC or name in ("open", "rename", "mkdir", "replace")):
                self.made += 1
                if self.made == self.fatal or (self.lasting and self.made > self.fatal):
                    raise OSError(self.code, os.strerror(self.code), str(arguments[0]))
            return real(*arguments, **named)

        return call


def contents(path: Path) -> dict[str, bytes]:
    """Return every file of an index but its lock."""
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*")
            if file.is_file() and file.name != "lock"}


def state(engine: WhooshEngine) -> tuple[str, int]:
    """Return the generation and how many articles it holds."""
    return engine.generation(), engine.search(EVERY, EVERYTHING, {}).total


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("code", "lasting"), [(errno.ENOSPC, True), (errno.ENOSPC, False), (errno.EACCES, True)],
    ids=["disk-full", "disk-full-once", "no-right"],
)
@pytest.mark.parametrize("kind", WRITES)
def test_a_write_that_fails_anywhere_leaves_the_old_generation_or_the_new_whole(
    tmp_path: Path, kind: str, code: int, lasting: bool
) -> None:
    made = WhooshEngine(tmp_path / "made")
    made.absorb(batches(20), understand, fresh=True)
    made.write([entry_of(article(300))])
    wanted = WhooshEngine(shutil.copytree(tmp_path / "made", tmp_path / "wanted"))
    WRITES[kind](wanted)
    old, new = state(made), state(wanted)
    number, failed, tried = 1 - STEPS[kind], 0, 0
    while True:
        number += STEPS[kind]
        engine = WhooshEngine(shutil.copytree(tmp_path / "made", tmp_path / f"try-{number}"))
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, code, number, lasting)
            try:
                WRITES[kind](engine)
                told = False
            except EngineError as error:
                told = True
                assert os.strerror(code) in str(error) and str(engine._generations.directory) in str(error)
        if faults.made < number:
            break  # there is no such call any more: every one has failed once
        again = WhooshEngine(tmp_path / f"try-{number}")
        assert state(again) in ({old, new} if told else {new}), number
        failed, tried = failed + told, tried + 1
        assert not (tmp_path / f"try-{number}" / "generations" / "building").exists() or lasting, number
        again.write([entry_of(article(301))])  # and nothing bars the next write
        assert again.doctor(5) == []
        shutil.rmtree(tmp_path / f"try-{number}")
    print(f"\n{kind}: {tried} calls failed in turn, {failed} told, 0 lost")
    assert failed


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
