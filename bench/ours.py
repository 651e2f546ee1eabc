"""Telusur's own engine in the speed bench: the bench's documents as entries, its queries as clauses."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from bench.compiled import way_of_counting, way_of_searching
from bench.workload import KINDS, Asked, Counted, Document
from index.analysis.columns import Batch, BatchTerms, Column
from index.analysis.numbering import number_all
from index.article import Article, Facts
from index.entry import Entry, FacetValue
from index.pipeline import BATCH
from search.engines.whoosh.engine import WhooshEngine
from search.query import All, Choice, Clause, Every, Phrase, Prefix, Query, Range, Term, Value, Wildcard
from search.query import Any as AnyOf

FIELD = "text.key"
NO_FACTS = Facts()


WANTED = {"date": 0, "region": 10, "speaker": 10}


def article_of(document: Document) -> Article:
    """Return a bench document as an article; its facets travel in a field the bench has no other use for."""
    facets = "|".join(" ".join(map(str, values)) for values in (document.regions, document.speakers))
    return Article(document.id, document.text, published=date.fromordinal(document.day), author=facets)


def understand(articles: Sequence[Article]) -> Batch:
    """Return the articles as entries, their words by the project's own analysis, without facts.

    Positions are 0, 1, 2 ..., as in the other engines, so that phrases match the same.
    """
    numbered = number_all([article.text for article in articles])
    numbers, starts = numbered.key.numbers, numbered.key.starts
    places = np.arange(len(numbers)) - np.repeat(starts[:-1], np.diff(starts))
    columns = {FIELD: Column(numbers, places, starts)}
    batch = Batch(numbered.vocabulary, columns)
    for number, article in enumerate(articles):
        regions, _, speakers = (article.author or "").partition("|")
        batch.append(Entry(
            article=article,
            facts=NO_FACTS,
            terms=BatchTerms(numbered.vocabulary, columns, number),
            day=article.published,
            facets={
                "region": tuple([FacetValue(value, value) for value in regions.split()]),
                "speaker": tuple([FacetValue(value, value) for value in speakers.split()]),
            },
        ))
    return batch


def batches(documents: Iterable[Document], size: int = BATCH) -> Iterator[list[Article]]:
    """Yield the documents as articles in batches."""
    articles = map(article_of, documents)
    while batch := list(islice(articles, size)):
        yield batch


def clause_of(asked: Asked) -> Clause:
    """Return a query of the bench as a clause."""
    terms = asked.terms
    clause: Clause
    if asked.kind == "phrase":
        clause = Phrase(FIELD, terms, tuple(range(len(terms))))
    elif asked.kind == "prefix":
        clause = Prefix(FIELD, terms[0])
    elif asked.kind == "suffix":
        clause = Wildcard(FIELD, f"*{terms[0]}")
    elif asked.kind == "every":
        clause = Every()
    else:
        clause = (AnyOf if asked.kind == "or" else All)(tuple(Term(FIELD, term) for term in terms))
    narrow: list[Clause] = [Value(facet, value) for facet, value in asked.values]
    if asked.days is not None:
        narrow.append(Range(*map(date.fromordinal, asked.days)))
    return All((clause, *narrow)) if narrow else clause


def query_of(asked: Asked) -> Query:
    """Return what a query of the bench is narrowed to as choices: a facet's counts leave out its own."""
    chosen = tuple(Choice(facet, value) for facet, value in asked.values)
    since, until = (None, None) if asked.days is None else map(date.fromordinal, asked.days)
    return Query(chosen=chosen, since=since, until=until)


class Ours:
    """The embedded engine."""

    name = "telusur"
    kinds = KINDS
    workers = 2

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def build(self, documents: Iterable[Document]) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)
        WhooshEngine(self.directory).absorb(batches(documents), understand, workers=self.workers, fresh=True)

    def about(self) -> str:
        stats = self.engine.stats()
        return f"telusur, segments: {stats.segments}, {way_of_searching()}, kernels in {way_of_counting()}"

    def load(self) -> None:
        self.engine = WhooshEngine(self.directory)
        self.engine.snapshot()

    def prepare(self, asked: Asked, facets: bool) -> Callable[[], Any]:
        engine, query = self.engine, Query()
        wanted = WANTED if facets else {}
        return lambda: engine.search(clause_of(asked), query, wanted)

    def prepare_chosen(self, asked: Asked) -> Callable[[], Any]:
        """Return the search with what it is narrowed to as choices, so that no facet's counts are cut by its own."""
        engine, clause = self.engine, clause_of(replace(asked, values=(), days=None))
        return lambda: engine.search(clause, query_of(asked), WANTED)

    def counted(self, answer: Any) -> Counted:
        tops = [
            tuple(sorted((item.count for item in answer.facets[name].counts), reverse=True))
            for name in ("date", "region", "speaker") if name in answer.facets
        ]
        return Counted(answer.total, len(answer.hits), tuple(tops))
