"""The doctor finds every flipped bit, and counts that do not agree with the articles."""

import random
from pathlib import Path

import numpy as np
import pytest

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.examination import _mistold
from tests.search.engines.whoosh.small import article, batches, entry_of, understand


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """An index of two generations, the second with deletions."""
    engine = WhooshEngine(tmp_path)
    engine.absorb(batches(120), understand, fresh=True)
    engine.write([entry_of(article(7, "ganti")), entry_of(article(500))])
    return engine


def test_a_sound_index_has_nothing_wrong(engine: WhooshEngine) -> None:
    assert engine.doctor() == []


def test_any_flipped_bit_is_found_and_the_file_named(engine: WhooshEngine, tmp_path: Path) -> None:
    draw = random.Random(1)
    folder = tmp_path / "generations" / engine.generation()
    for path in sorted(folder.iterdir()) * 5:
        sound = path.read_bytes()
        place = draw.randrange(len(sound))
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 1 << draw.randrange(8)]) + sound[place + 1 :])
        drifts = engine.doctor()
        assert drifts and all(drift.place == str(path) for drift in drifts)
        assert all(drift.remedy.startswith("telusur ") for drift in drifts)
        path.write_bytes(sound)
    assert engine.doctor() == []


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
