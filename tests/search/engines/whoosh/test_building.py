"""Building: the same bytes whatever the workers, few segments, exact after merges and deletions."""

import random
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from index.article import Article
from index.pipeline import batches_of, entries_for
from search.engines.memory import MemoryEngine
from search.engines.whoosh import building, merging, tasks, writing
from search.engines.whoosh.arrays import ArrayFile
from search.engines.whoosh.engine import WhooshEngine
from search.query import Any, Phrase, Prefix, Query, Term
from tests.search.engines.whoosh.small import EVERY, EVERYTHING, article, batches, entry_of, understand

CLAUSES = (
    EVERY, Term("text.form", "kata31"), Any((Term("text.form", "kata1"), Term("text.key", "kata2"))),
    Prefix("text.key", "kata4"), Phrase("text.form", ("kata31", "kata32"), (0, 1)),
)


def bytes_of(path: Path) -> dict[str, bytes]:
    """Return the files of the current generation."""
    return {file.name: file.read_bytes() for file in sorted((path / "generations").glob("*/*"))}


def agree(ours: WhooshEngine, oracle: MemoryEngine) -> None:
    """Check that both engines answer alike."""
    facets = {"date": 0, "region": 10, "speaker": 10}
    for clause in CLAUSES:
        for sort, folded in product(("relevance", "newest", "oldest"), (False, True)):
            query = Query(size=500, sort=sort, folded=folded)
            a, b = ours.search(clause, query, facets), oracle.search(clause, query, facets)
            assert (a.total, a.facets) == (b.total, b.facets)
            assert [(hit.stored, hit.copies) for hit in a.hits] == [(hit.stored, hit.copies) for hit in b.hits]
    assert ours.copies("a00001", 3) == oracle.copies("a00001", 3)
    assert ours.search(EVERY, Query(folded=True), {}).folded > 0


@pytest.fixture
def small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make runs, groups and chunks so small that every kind of merge takes place."""
    monkeypatch.setattr(tasks, "TASK_CHARACTERS", 20_000)
    monkeypatch.setattr(building, "GROUP", 3)
    monkeypatch.setattr(merging, "CHUNK", 100)
    monkeypatch.setattr(merging, "RELEASED", 2)


@pytest.mark.usefixtures("small_tasks")
def test_the_bytes_are_the_same_whatever_the_workers(tmp_path: Path) -> None:
    told: list[int] = []
    for workers in (1, 2, 3):
        engine = WhooshEngine(tmp_path / str(workers))
        engine.absorb(batches(400), understand, workers=workers, fresh=True, progress=told.append)
    assert sum(told) == 3 * 400
    assert bytes_of(tmp_path / "1") == bytes_of(tmp_path / "2") == bytes_of(tmp_path / "3")
    assert engine.stats().segments == 1


@pytest.mark.usefixtures("small_tasks")
def test_a_merge_lets_go_of_what_it_has_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released = Counter[Path]()
    release = ArrayFile.release
    monkeypatch.setattr(ArrayFile, "release", lambda file: (released.update([file.path]), release(file)))
    WhooshEngine(tmp_path).absorb(batches(100), understand, fresh=True)
    arrays = [count for path, count in released.items() if path.suffix == ".arrays"]
    assert len(arrays) > 2 and min(arrays) > 2


@pytest.mark.usefixtures("small_tasks")
def test_a_batch_with_columns_gives_the_bytes_its_entries_give_one_by_one(tmp_path: Path) -> None:
    said = '"Harga {0} naik," kata Bupati Kutai Kartanegara Budi{0} Wijaya, Rabu (29/10/2025). "Ya {0}," ujarnya.'
    articles = [
        Article(f"b{n}", f"SAMARINDA - {said.format(n)} " + f"kata{n % 7} di dan yang " * (n % 9 * 6), f"Judul {n % 5}")
        for n in range(120)
    ]
    for name, made in (("columns", entries_for), ("entries", lambda batch: list(entries_for(batch)))):
        WhooshEngine(tmp_path / name).absorb(batches_of(articles, 25), made, fresh=True)
    assert bytes_of(tmp_path / "columns") == bytes_of(tmp_path / "entries")
    stats = WhooshEngine(tmp_path / "columns").stats()
    assert stats.statements > 100
    assert stats.terms["quote.form"] > 10


@pytest.mark.usefixtures("small_tasks")
def test_an_id_in_several_batches_counts_once_with_its_last_article(tmp_path: Path) -> None:
    again = [[article(number, f"baru{number}") for number in range(0, 400, 7)]]
    ours, oracle = WhooshEngine(tmp_path), MemoryEngine()
    for engine in (ours, oracle):
        report = engine.absorb([*batches(400), *again], understand, fresh=True)
        assert (report.added, report.replaced) == (400, 0)
    agree(ours, oracle)
    assert ours.search(Term("text.form", "baru7"), EVERYTHING, {}).total == 1


@pytest.mark.usefixtures("small_tasks")
def test_many_updates_and_deletes_stay_exact_and_in_few_segments(tmp_path: Path) -> None:
    draw = random.Random(1)
    ours, oracle = WhooshEngine(tmp_path), MemoryEngine()
    for step in range(40):
        numbers = sorted(draw.sample(range(300), draw.choice((1, 3, 40))))
        if step % 3 == 2:
            ids = [f"a{number:05}" for number in numbers]
            assert ours.delete(ids) == oracle.delete(ids)
        else:
            articles = [article(number, f"kata{step} kata{step + 1} kata31 kata32") for number in numbers]
            first, second = (engine.absorb([articles], understand) for engine in (ours, oracle))
            assert (first.added, first.replaced) == (second.added, second.replaced)
        assert ours.stats().segments <= 4
    agree(ours, oracle)
    assert ours.stats().terms == oracle.stats().terms
    assert ours.doctor() == []


def test_entries_written_come_back_whole(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    entries = [entry_of(article(number)) for number in range(50)]
    engine.write(entries)
    for entry in entries:
        stored = engine.article(entry.article.id)
        assert stored is not None and (stored.article, stored.day) == (entry.article, entry.day)


def test_segments_are_merged_once_they_are_no_longer_much_smaller() -> None:
    assert writing.first_to_merge([1_000_000, 1_000]) == 1
    assert writing.first_to_merge([1_000_000, 1_000, 1_000]) == 1
    assert writing.first_to_merge([1_000_000, 130_000, 1_000]) == 2
    assert writing.first_to_merge([100, 50]) == 0
    assert writing.first_to_merge([]) == -1
