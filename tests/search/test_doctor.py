"""The doctor recounts whole searches: a sound index has nothing wrong, no lie about a total or a facet stays unseen."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from msgspec import structs

from index.article import Article
from index.entry import FACETS, Entry
from index.pipeline import entry_for, index_articles, recalled, understanding
from search.doctor import SHAPES, drawn, examined, recounted
from search.engines.base import EngineError
from search.engines.memory import MemoryEngine
from search.engines.whoosh.arrays import ArrayFile
from search.engines.whoosh.engine import WhooshEngine
from search.query import Clause, Every, Query
from search.results import Results, Stored
from tests.web.conftest import ARTICLES


def recall(stored: Stored) -> Entry:
    """Return the entry of a stored article, as the command line hands it to the doctor."""
    return recalled(stored.article, stored.facts)


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """The corpus in two segments, some of it replaced and some deleted."""
    engine = WhooshEngine(tmp_path / "index")
    index_articles(ARTICLES, engine)
    index_articles([ARTICLES[0], Article("baru", "Bupati Subang membuka pasar baru di Samarinda.", "Pasar")], engine)
    engine.delete(["pasar-03", "panen-1"])
    return engine


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_what_is_recalled_is_what_was_indexed(article: Article) -> None:
    entry = entry_for(article)
    again = recalled(entry.article, entry.facts)
    assert again.day == entry.day
    assert again.terms == {name: terms for name, terms in entry.terms.items() if name.startswith(("text", "title"))}
    for facet in ("region", "speaker", "publisher"):
        assert [v.value for v in again.facets[facet]] == [v.value for v in entry.facets[facet]]


def test_a_sound_index_has_nothing_wrong(engine: WhooshEngine) -> None:
    assert examined(engine, recall, 60) == []


def test_an_index_with_aliases_of_its_own_is_sound(tmp_path: Path) -> None:
    aliases = tmp_path / "aliases.tsv"
    aliases.write_text("Raden Wiguna\tWiguna dari Samarinda\n")
    engine = WhooshEngine(tmp_path / "index")
    engine.absorb([ARTICLES], understanding(aliases), fresh=True)
    speakers = engine.facet(Every(), Query(), "speaker", "", 50, "count").counts
    assert "wiguna-dari-samarinda" in {speaker.value for speaker in speakers}
    assert examined(engine, recall, 60) == []


def test_searches_of_every_shape_are_drawn_and_find_something(engine: WhooshEngine) -> None:
    searches = list(drawn(engine, recall, 1000))
    assert len(searches) == 1 + engine.stats().documents  # one for all of them, then one an article
    found = [engine.search(one.clause, one.query, {}).total for one in searches]
    assert sum(map(bool, found)) > len(SHAPES) / 2
    assert {type(one.clause).__name__ for one in searches} >= {"Every", "Term", "All", "Any", "Phrase"}
    assert {choice.facet for one in searches for choice in one.query.chosen} >= {"region", "publisher", "speaker"}
    assert any(one.query.since for one in searches)
    assert len(list(drawn(engine, recall, 5))) == 5


def test_an_empty_index_is_sound(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.write([])
    assert examined(engine, recall, 10) == []


class Lying(MemoryEngine):
    """An engine that alters its answers."""

    def __init__(self, lie: Callable[[Results], Results]) -> None:
        super().__init__()
        self.lie = lie
        index_articles(ARTICLES, self)

    def search(self, clause: Clause, query: Query, facets: Mapping[str, int]) -> Results:
        """Answer, but not what is so."""
        return self.lie(super().search(clause, query, facets))


def with_facet(name: str, **changed: object) -> Callable[[Results], Results]:
    """Return the lie that changes the counts of one facet."""
    return lambda results: replace(results, facets={
        **results.facets, name: replace(results.facets[name], **changed)})  # type: ignore[arg-type]


def one_more(name: str) -> Callable[[Results], Results]:
    """Return the lie that counts one article more for the first value of a facet."""

    def lie(results: Results) -> Results:
        first, *rest = results.facets[name].counts or (None,)
        counts = () if first is None else (structs.replace(first, count=first.count + 1), *rest)
        return with_facet(name, counts=counts)(results)

    return lie


@pytest.mark.parametrize(
    ("lie", "told"),
    [
        (lambda results: replace(results, total=results.total + 1), "articles, 18 match"),
        *((one_more(name), f"articles for {name} '") for name in FACETS),
        *((with_facet(name, missing=7), f"counts 7 articles without {name}; there are") for name in FACETS),
        *((with_facet(name, distinct=900), f"tells 900 values of {name}") for name in FACETS),
        *((with_facet(name, counts=()), f"of {name} and shows 0 of them") for name in FACETS),
    ],
)
def test_a_lie_about_a_total_or_a_facet_is_told(lie: Callable[[Results], Results], told: str) -> None:
    drifts = recounted(Lying(lie), recall, 5)
    assert any(told in drift.problem for drift in drifts)
    assert all(drift.remedy.startswith("telusur ") and "search" in drift.place for drift in drifts)


def sealed(folder: Path, pointer: Path) -> None:
    """Write sizes and hashes anew, as one who meant to deceive would: no file tells that it was altered."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    for name in manifest["files"]:
        data = (folder / name).read_bytes()
        manifest["files"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    path.write_text(json.dumps(manifest))
    pointer.write_text(f"{folder.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n")


@pytest.mark.parametrize("name", ["text.form/documents", "date/months", "region/documents", "region/rows",
                                  "publisher/rows", "text.key/documents", "title.key/documents"])
def test_columns_that_were_written_wrong_are_found_though_every_hash_is_right(
    tmp_path: Path, name: str
) -> None:
    engine = WhooshEngine(tmp_path / "index")
    index_articles(ARTICLES, engine)
    folder = tmp_path / "index" / "generations" / engine.generation()
    victim = next(folder.glob("segment-*.arrays"))
    kind, start, count = ArrayFile(engine.snapshot().storage, victim.name)._directory[name]
    data = bytearray(victim.read_bytes())
    column = np.frombuffer(data, dtype=np.dtype(kind), count=count, offset=start)
    assert column.tolist() != column[::-1].tolist()
    column[:] = column[::-1].copy()
    victim.write_bytes(data)
    sealed(folder, tmp_path / "index" / "current")
    drifts = examined(WhooshEngine(tmp_path / "index"), recall, 200)
    assert drifts
    assert all(drift.remedy.startswith("telusur ") for drift in drifts)


class Written(MemoryEngine):
    """An engine that is written to while it is examined, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times
        index_articles(ARTICLES, self)

    def search(self, clause: Clause, query: Query, facets: Mapping[str, int]) -> Results:
        """Write, then answer."""
        self.times -= 1
        if self.times >= 0:
            index_articles([Article(f"baru-{self.times}", "Pasar baru di Samarinda.")], self)
        return super().search(clause, query, facets)


def test_an_index_that_is_written_to_meanwhile_is_recounted_anew() -> None:
    assert recounted(Written(1), recall, 10) == []


def test_an_index_that_is_written_to_all_the_time_is_not_called_sound() -> None:
    with pytest.raises(EngineError, match="again and again"):
        recounted(Written(1000), recall, 10)
