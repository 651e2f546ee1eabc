"""Every engine answers every query as the oracle does."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.entry import Entry
from search.engines.base import Engine
from search.engines.memory import MemoryEngine
from search.query import Choice, Clause, Every, Fuzzy, Phrase, Prefix, Query, Term, Value, Wildcard
from tests.contract.agreement import check_agreement, check_facet
from tests.contract.candidates import CASES, DRAWN_AFRESH, Candidate
from tests.contract.conftest import fresh_engine
from tests.contract.drawn import (
    FIELDS,
    IDS,
    PUBLISHERS,
    REGIONS,
    SPEAKERS,
    WORDS,
    Step,
    clauses,
    entry_of,
    queries,
    signature_of,
    steps,
    wanted_facets,
)

QUERIES = 5
"""Queries asked of each corpus drawn: writing a corpus costs more than asking it."""

usual: Any = settings(
    deadline=None, database=None, derandomize=not DRAWN_AFRESH, suppress_health_check=list(HealthCheck)
)


def replay(engine: Engine, done: list[Step]) -> None:
    """Do the writes and deletes."""
    for kind, what in done:
        if kind == "write":
            engine.write([entry for entry in what if isinstance(entry, Entry)])
        else:
            engine.delete([id for id in what if isinstance(id, str)])


@settings(usual, max_examples=max(1, CASES // QUERIES))
@given(done=steps, asked=st.lists(st.tuples(clauses, queries, wanted_facets), min_size=QUERIES, max_size=QUERIES))
def test_hits_totals_facets_and_pages_are_the_oracles(
    candidate: Candidate, done: list[Step], asked: list[tuple[Clause, Query, dict[str, int]]]
) -> None:
    oracle = MemoryEngine()
    replay(oracle, done)
    with fresh_engine(candidate) as engine:
        replay(engine, done)
        for clause, query, facets in asked:
            check_agreement(engine, oracle, clause, query, facets, candidate.tolerance)


@settings(usual, max_examples=max(1, CASES // 10))
@given(
    done=steps,
    clause=clauses,
    query=queries,
    name=st.sampled_from(("date", "region", "speaker", "publisher")),
    containing=st.sampled_from(("", "w", "wil 64", "wilayah 6", "jo", "oko", "san jo", "santoso j", "É", "2024")),
    limit=st.integers(0, 3),
    order=st.sampled_from(("count", "name")),
)
def test_facet_type_ahead_is_the_oracles(
    candidate: Candidate, done: list[Step], clause: Clause, query: Query, name: str, containing: str, limit: int,
    order: Any,
) -> None:
    oracle = MemoryEngine()
    replay(oracle, done)
    with fresh_engine(candidate) as engine:
        replay(engine, done)
        check_facet(
            engine.facet(clause, query, name, containing, limit, order),
            oracle.facet(clause, query, name, containing, limit, order),
        )


@settings(usual, max_examples=max(1, CASES // 10))
@given(done=steps, field=st.sampled_from(FIELDS), text=st.sampled_from((*WORDS, "", "bajnir", "twin")),
       limit=st.integers(0, 5))
def test_lexicon_is_the_oracles(candidate: Candidate, done: list[Step], field: str, text: str, limit: int) -> None:
    oracle = MemoryEngine()
    replay(oracle, done)
    with fresh_engine(candidate) as engine:
        replay(engine, done)
        assert engine.frequencies(field, [*WORDS, text]) == oracle.frequencies(field, [*WORDS, text])
        assert engine.terms(field, text, limit) == oracle.terms(field, text, limit)
        for distance in (1, 2):
            assert engine.near(field, text, distance, limit) == oracle.near(field, text, distance, limit)
        assert [engine.article(id) for id in IDS] == [oracle.article(id) for id in IDS]
        assert [engine.copies(id, limit) for id in IDS] == [oracle.copies(id, limit) for id in IDS]
        told, right = engine.stats(), oracle.stats()
        assert (told.documents, told.statements) == (right.documents, right.statements)


def larger_corpus(size: int) -> list[Entry]:
    """Return a corpus with frequent and rare words, long and short texts, from a fixed seed."""
    rng = random.Random(20251029)
    rare = [f"kata{n}" for n in range(300)]

    def passage(most: int) -> list[str]:
        return [rng.choice(WORDS) if rng.random() < 0.7 else rng.choice(rare) for _ in range(rng.randint(1, most))]

    return [
        entry_of(
            f"artikel-{rng.randrange(10**6)}-{n}",
            title=passage(4) if rng.random() < 0.8 else (),
            body=passage(rng.choice((5, 30, 120))),
            quotes=[passage(8) for _ in range(rng.choice((0, 0, 1, 3)))],
            speakers=rng.sample(sorted(SPEAKERS), rng.choice((0, 1, 1, 2))),
            regions=rng.sample(REGIONS, rng.choice((0, 1, 2))),
            publisher=rng.choice((None, *PUBLISHERS)),
            day=None if rng.random() < 0.1 else date(2023, 11, 1) + timedelta(days=rng.randrange(800)),
            doubled=rng.random() < 0.3,
            signature=signature_of(rng.randrange(40), rng.randrange(14), rng.randrange(20))
            if rng.random() < 0.4 else b"",
        )
        for n in range(size)
    ]


@pytest.fixture(scope="module")
def larger(candidate: Candidate) -> Iterator[tuple[Engine, Engine]]:
    """An engine and the oracle over 600 entries written in three goes, some deleted."""
    corpus = larger_corpus(600)
    done: list[Step] = [
        ("write", corpus[:400]), ("write", corpus[350:500]), ("write", corpus[500:]),
        ("delete", [entry.article.id for entry in corpus[::7]]),
    ]
    oracle = MemoryEngine()
    replay(oracle, done)
    with fresh_engine(candidate) as engine:
        replay(engine, done)
        yield engine, oracle


ODD = ["*" * 300, "a*" * 200, "\x00", "\uffff", "\U0010ffff", "[^a]", "\\d", "."]


@settings(usual, max_examples=max(1, CASES // 25))
@given(
    text=st.text(max_size=40) | st.sampled_from(ODD),
    name=st.sampled_from(("date", "region", "speaker", "publisher")),
    out=st.booleans(),
    page=st.sampled_from((1, 2, 10**9, 10**30)),
)
def test_odd_texts_are_taken_as_they_are(
    candidate: Candidate, larger: tuple[Engine, Engine], text: str, name: str, out: bool, page: int
) -> None:
    engine, oracle = larger
    query = Query(chosen=(Choice(name, text, out),), page=page)
    for clause in (
        Term("text.form", text), Prefix("text.form", text), Fuzzy("text.form", text, 2), Value(name, text),
        Wildcard("text.form", text[:20]), Phrase("text.form", (text, "a"), (0, 1)), Term(text, "a"),
    ):
        found, right = (one.search(clause, query, {name: 2}) for one in (engine, oracle))
        assert (found.total, len(found.hits)) == (right.total, len(right.hits))
    check_facet(*(one.facet(Every(), Query(), name, text, 3, "name") for one in (engine, oracle)))
    assert engine.terms("text.form", text, 3) == oracle.terms("text.form", text, 3)
    assert engine.near("text.form", text, 2, 3) == oracle.near("text.form", text, 2, 3)
    assert engine.article(text) == oracle.article(text)


@settings(usual, max_examples=max(1, CASES // 10))
@given(clause=clauses, query=queries, facets=wanted_facets, size=st.integers(40, 200))
def test_a_larger_corpus_gives_the_oracles_answers(
    candidate: Candidate, larger: tuple[Engine, Engine], clause: Clause, query: Query, facets: dict[str, int], size: int
) -> None:
    engine, oracle = larger
    check_agreement(engine, oracle, clause, replace(query, size=size), facets, candidate.tolerance)
