"""Whoosh's own search finds what the engine finds; its own writer and merge policies make the same segments."""

from pathlib import Path

import pytest
from whoosh import query as stock
from whoosh import writing
from whoosh.codec import base
from whoosh.index import FileIndex
from whoosh.searching import Searcher

from index.article import Article, Facts
from index.entry import Entry, FacetValue, Terms
from search.engines.whoosh.building import write_run
from search.engines.whoosh.codec import ColumnarCodec, ColumnarSegment
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.fields import SCHEMA, fields_of
from search.engines.whoosh.generations import Generations
from search.engines.whoosh.inversion import Plan
from search.engines.whoosh.pairs import common_words
from search.engines.whoosh.storage import GenerationStorage
from search.engines.whoosh.writing import MergePolicy, Update
from search.query import All, Any, Clause, Not, Phrase, Prefix, Query, Term, Value

FIELD = "text.form"
WORDS = ("banjir", "bandang", "bupati", "kota", "rapat", "sidang", "pasar")


def entry(number: int) -> Entry:
    """Return an article whose words follow from its number."""
    words = [WORDS[(number * 7 + place * place) % len(WORDS)] for place in range(3 + number % 9)]
    return Entry(
        Article(f"{number:03}", " ".join(words)), Facts(), {FIELD: Terms(words, list(range(len(words))))}, None,
        {"region": (FacetValue(str(number % 5), "Wilayah"),)},
    )


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """An index of two segments, some articles deleted."""
    engine = WhooshEngine(Path(tmp_path_factory.mktemp("index")))
    engine.write([entry(number) for number in range(80)])
    engine.write([entry(number) for number in range(80, 85)])
    assert engine.delete([f"{number:03}" for number in range(0, 85, 9)]) == 10
    assert engine.stats().segments == 2
    return engine


def term(word: str) -> Term:
    """Return the clause of one word."""
    return Term(FIELD, word)


PAIRS: list[tuple[Clause, stock.Query]] = [
    (term("banjir"), stock.Term(FIELD, "banjir")),
    (term("tiada"), stock.Term(FIELD, "tiada")),
    (All((term("banjir"), term("kota"))), stock.And([stock.Term(FIELD, "banjir"), stock.Term(FIELD, "kota")])),
    (Any((term("banjir"), term("pasar"))), stock.Or([stock.Term(FIELD, "banjir"), stock.Term(FIELD, "pasar")])),
    (All((term("rapat"), Not(term("kota")))),
     stock.And([stock.Term(FIELD, "rapat"), stock.Not(stock.Term(FIELD, "kota"))])),
    (Phrase(FIELD, ("banjir", "bandang"), (0, 1)), stock.Phrase(FIELD, ["banjir", "bandang"])),
    (Prefix(FIELD, "ban"), stock.Prefix(FIELD, "ban")),
    (All((term("sidang"), Value("region", "3"))),
     stock.And([stock.Term(FIELD, "sidang"), stock.Term("region", "3")])),
]


@pytest.mark.parametrize(("clause", "query"), PAIRS, ids=[str(place) for place in range(len(PAIRS))])
def test_stock_whoosh_matches_the_same_articles(engine: WhooshEngine, clause: Clause, query: stock.Query) -> None:
    with Searcher(engine.snapshot().reader()) as searcher:
        theirs = sorted(searcher.stored_fields(number)["id"] for number in searcher.docs_for_query(query))
    ours = [hit.stored.article.id for hit in engine.search(clause, Query(size=100), {}).hits]
    assert sorted(ours) == theirs


def test_stock_whoosh_reads_lengths_and_frequencies(engine: WhooshEngine) -> None:
    reader = engine.snapshot().reader()
    holding = [entry(number) for number in range(85) if "banjir" in entry(number).article.text]
    assert reader.doc_frequency(FIELD, "banjir") == len(holding)
    assert reader.frequency(FIELD, "banjir") == sum(e.article.text.split().count("banjir") for e in holding)
    assert reader.doc_field_length(84, FIELD) == len(entry(84).article.text.split())
    assert reader.doc_count() == 75
    reader.close()


class StockWriter(writing.SegmentWriter):  # type: ignore[misc]
    """Whoosh's own writer, but that the segment is handed over in place of a table of contents."""

    def _commit_toc(self, segments: list[base.Segment]) -> None:
        self.written = segments


def test_stock_whoosh_writes_the_same_bytes(tmp_path: Path) -> None:
    entries = [entry(number) for number in range(60)]
    plan = Plan(b"", common_words(entries[:10]))
    theirs, ours = (GenerationStorage(tmp_path / name) for name in ("theirs", "ours"))
    for storage in (theirs, ours):
        storage.create()
    writer = StockWriter(FileIndex.create(theirs, SCHEMA, "MAIN"), codec=ColumnarCodec(plan), compound=False)
    for one in entries:
        writer.add_document(**fields_of(one))
    writer.commit(merge=False)
    name = writer.written[0].segment_id()
    write_run(entries, plan, ours, name)
    for file in (f"{name}.arrays", f"{name}.articles"):
        assert (theirs.path / file).read_bytes() == (ours.path / file).read_bytes()
    assert ColumnarSegment(ours, name).doc_count() == 60


@pytest.mark.parametrize(("policy", "segments"), [(writing.NO_MERGE, 2), (writing.OPTIMIZE, 1)])
def test_stock_merge_policies_merge_our_segments(engine: WhooshEngine, policy: MergePolicy, segments: int) -> None:
    before = engine.search(term("banjir"), Query(size=100), {})
    generations = Generations(engine.snapshot().storage.path.parent.parent)
    with generations.writing():
        Update(generations, engine.snapshot(), fresh=False).commit(policy)
    assert engine.stats().segments == segments
    after = engine.search(term("banjir"), Query(size=100), {})
    assert [hit.stored.article.id for hit in after.hits] == [hit.stored.article.id for hit in before.hits]
    assert engine.doctor() == []


def test_a_deleted_document_comes_back_when_it_is_undeleted(engine: WhooshEngine) -> None:
    segment = engine.snapshot().segments[0]
    copy = segment.with_live(segment.live)
    copy.delete_document(3)
    assert copy.is_deleted(3) and not segment.is_deleted(3)
    copy.delete_document(3, delete=False)
    assert not copy.is_deleted(3) and copy.doc_count() == segment.doc_count()
