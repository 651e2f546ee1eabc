"""The doctor finds every flipped bit, and counts that do not agree with the articles."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.examination import REBUILD, ROLLBACK, _mistold
from tests.search.engines.whoosh.small import article, batches, entry_of, understand

DAMAGES = int(os.environ.get("TELUSUR_DAMAGES", "3"))
"""How often each file is damaged in each way; `TELUSUR_DAMAGES=100` for the long run."""


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """An index of two generations, the second with deletions."""
    engine = WhooshEngine(tmp_path)
    engine.absorb(batches(120), understand, fresh=True)
    engine.write([entry_of(article(7, "ganti")), entry_of(article(500))])
    return engine


def test_a_sound_index_has_nothing_wrong(engine: WhooshEngine) -> None:
    assert engine.doctor() == []


def flipped(draw: random.Random, data: bytes) -> bytes:
    """Return the data with one bit turned."""
    place = draw.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << draw.randrange(8)]) + data[place + 1 :]


def truncated(draw: random.Random, data: bytes) -> bytes:
    """Return the beginning of the data."""
    return data[: draw.randrange(len(data))]


def garbled(draw: random.Random, data: bytes) -> bytes:
    """Return the data with every bit of a block of it turned."""
    start = draw.randrange(len(data))
    gone = min(len(data) - start, 4096)
    return data[:start] + bytes(b ^ 0xFF for b in data[start : start + gone]) + data[start + gone :]


def mend(engine: WhooshEngine, remedy: str) -> None:
    """Do what the doctor says."""
    if remedy == ROLLBACK:
        engine.rollback()
    else:
        assert remedy == REBUILD
        engine.absorb(batches(120), understand, fresh=True)


@pytest.mark.parametrize("change", [flipped, truncated, garbled])
def test_damage_at_any_place_of_any_file_is_found_named_and_mended_by_what_is_said(
    tmp_path: Path, change: Callable[[random.Random, bytes], bytes]
) -> None:
    draw = random.Random(1)
    template = tmp_path / "template"
    made = WhooshEngine(template)
    made.absorb(batches(120), understand, fresh=True)
    made.write([entry_of(article(7, "ganti")), entry_of(article(500))])
    remedies = set()
    names = sorted(path.relative_to(template) for path in (template / "generations" / made.generation()).iterdir())
    for name in [Path("current"), *names] * DAMAGES:
        index = shutil.copytree(template, tmp_path / "index")
        victim, before = index / name, Path("generations", "000001", name.name)
        sound = victim.read_bytes()
        altered = change(draw, sound)
        victim.write_bytes(altered)
        if (template / before).exists() and (template / before).samefile(template / name):
            (index / before).write_bytes(altered)  # one file by two names: the generation before has it too
        drifts = WhooshEngine(index).doctor()
        if name == Path("current"):
            assert drifts or altered.split() == sound.split()
            assert {Path(drift.place).name for drift in drifts} <= {"current", "manifest.json"}
        else:
            assert [drift.place for drift in drifts] == [str(victim)]
        for remedy in {drift.remedy for drift in drifts}:
            mend(WhooshEngine(index), remedy)
            assert WhooshEngine(index).doctor() == []
            remedies.add(remedy)
        shutil.rmtree(index)
    print(f"\n{change.__name__}: {1 + len(names)} files, each {DAMAGES} times: all found, named and mended")
    assert remedies == {REBUILD, ROLLBACK}


def test_stories_that_the_signatures_do_not_tell_are_found(engine: WhooshEngine) -> None:
    snapshot = engine.snapshot()
    assert list(_mistold(snapshot)) == []
    segment = snapshot.segments[0]
    segment.signatures = np.zeros_like(segment.signatures)
    assert len(list(_mistold(snapshot))) == 1


def test_a_missing_file_is_found(engine: WhooshEngine, tmp_path: Path) -> None:
    victim = next((tmp_path / "generations" / engine.generation()).glob("*.articles"))
    victim.unlink()
    assert [drift.place for drift in engine.doctor()] == [str(victim)]
