"""Whoosh's own search over the columnar segments finds what the engine finds."""

from pathlib import Path

import pytest
from whoosh import query as stock
from whoosh.searching import Searcher

from index.article import Article, Facts
from index.entry import Entry, FacetValue, Terms
from search.engines.whoosh.codec import whoosh_reader
from search.engines.whoosh.engine import WhooshEngine
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
    with Searcher(whoosh_reader(engine.snapshot())) as searcher:
        theirs = sorted(searcher.stored_fields(number)["id"] for number in searcher.docs_for_query(query))
    ours = [hit.stored.article.id for hit in engine.search(clause, Query(size=100), {}).hits]
    assert sorted(ours) == theirs


def test_stock_whoosh_reads_lengths_and_frequencies(engine: WhooshEngine) -> None:
    reader = whoosh_reader(engine.snapshot())
    holding = [entry(number) for number in range(85) if "banjir" in entry(number).article.text]
    assert reader.doc_frequency(FIELD, "banjir") == len(holding)
    assert reader.frequency(FIELD, "banjir") == sum(e.article.text.split().count("banjir") for e in holding)
    assert reader.doc_field_length(84, FIELD) == len(entry(84).article.text.split())
    assert reader.doc_count() == 75
    reader.close()
