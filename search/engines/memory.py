"""The plainest engine that is right: a list of entries, looked at one by one; the oracle of the contract suite."""

import math
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from index.analysis.analyser import ANALYSER_VERSION
from index.article import Article
from index.entry import TEXT_FIELDS, Entry
from search.engines.base import Drift, EngineError, Stats, WriteReport, label_fits, label_words
from search.engines.bruteforce import (
    FACET_NAMES,
    Document,
    Statistics,
    document_of,
    has_value,
    holds,
    is_near,
    matching_statements,
    score_of,
    stories_of,
)
from search.engines.cursor import Key, cursor_after, fingerprint, key_of_cursor
from search.query import MISSING, Clause, Query, QueryError
from search.results import COPIES, FacetCount, FacetCounts, Hit, Results, Stored

Order = Literal["count", "name"]


def float32(number: float) -> float:
    """Return the number rounded to the nearest float32."""
    return float(struct.unpack("<f", struct.pack("<f", number))[0])


class Generation:
    """All documents of one moment, by id."""

    def __init__(self, number: int, documents: Mapping[str, Document]) -> None:
        self.number = number
        self.name = f"memory-{number}"
        self.documents = dict(sorted(documents.items()))
        self.statistics = Statistics(list(self.documents.values()))

    @cached_property
    def stories(self) -> dict[str, str]:
        """Return for each article that is of a story the name of that story."""
        return stories_of(self.documents.values())


@dataclass(frozen=True, slots=True)
class Match:
    """A matching document, with the statement's number in the view of statements."""

    score: float
    document: Document
    statement: int | None = None
    copies: "tuple[Match, ...]" = ()

    def key(self, query: Query) -> Key:
        """Return what the hits are sorted by."""
        number = -1 if self.statement is None else self.statement
        if query.sort == "relevance":
            return -self.score, self.document.id, number
        day = self.document.entry.day
        if day is None:
            return math.inf, self.document.id, number
        ordinal = day.toordinal()
        return float(-ordinal if query.sort == "newest" else ordinal), self.document.id, number

    def hit(self) -> Hit:
        """Return the match as a hit."""
        copies = tuple(stored_of(match.document) for match in self.copies[:COPIES])
        return Hit(self.score, stored_of(self.document), self.statement, len(self.copies), copies)


def stored_of(document: Document) -> Stored:
    """Return the document as an engine gives it back."""
    return Stored(document.entry.article, document.entry.facts, document.entry.day)


class MemoryEngine:
    """An Engine that keeps its entries in memory and forgets them when the process ends."""

    def __init__(self) -> None:
        self.current = Generation(0, {})
        self.before: Generation | None = None
        self.written = 0

    def write(self, entries: Iterable[Entry]) -> None:
        """Add or replace entries as one new generation."""
        documents = {entry.article.id: document_of(entry) for entry in entries}
        self._advance({**self.current.documents, **documents})

    def absorb(
        self,
        batches: Iterable[Sequence[Article]],
        understand: Callable[[Sequence[Article]], list[Entry]],
        *,
        workers: int = 1,
        fresh: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> WriteReport:
        """Add or replace what `understand` makes of the batches; `workers` is not looked at."""
        before = {} if fresh else self.current.documents
        documents: dict[str, Document] = {}
        for batch in batches:
            documents.update((entry.article.id, document_of(entry)) for entry in understand(batch))
            if progress is not None:
                progress(len(batch))
        replaced = len(documents.keys() & before.keys())
        self._advance({**before, **documents})
        return WriteReport(len(documents) - replaced, replaced, self.generation())

    def delete(self, ids: Iterable[str]) -> int:
        """Remove articles as one new generation; return how many were there."""
        gone = set(ids) & self.current.documents.keys()
        if gone:
            self._advance({id: d for id, d in self.current.documents.items() if id not in gone})
        return len(gone)

    def _advance(self, documents: Mapping[str, Document]) -> None:
        self.written += 1
        self.before, self.current = self.current, Generation(self.written, documents)

    def search(self, clause: Clause, query: Query, facets: Mapping[str, int]) -> Results:
        """Answer the clause; see Engine."""
        if query.page < 1 or query.size < 1:
            raise QueryError(f"page {query.page} of size {query.size}: both count from 1")
        now = self.current
        matches = _matches(now, clause, query, None)
        name = fingerprint(clause, query)
        start = (query.page - 1) * query.size
        if query.cursor is not None:
            last = key_of_cursor(query.cursor, name)
            start = sum(1 for match in matches if match.key(query) <= last)
        shown = matches[start : start + query.size]
        more = shown and start + query.size < len(matches)
        return Results(
            total=len(matches),
            hits=tuple(match.hit() for match in shown),
            facets={facet: _counts(now, clause, query, facet, wanted) for facet, wanted in facets.items()},
            next=cursor_after(shown[-1].key(query), name) if more else None,
            generation=now.name,
            folded=sum(len(match.copies) for match in matches),
        )

    def facet(
        self, clause: Clause, query: Query, name: str, containing: str, limit: int, order: Order
    ) -> FacetCounts:
        """Count one facet's values whose label fits `containing`."""
        return _counts(self.current, clause, query, name, limit, containing, order)

    def article(self, id: str) -> Stored | None:
        """Return one article, or None."""
        document = self.current.documents.get(id)
        return None if document is None else stored_of(document)

    def copies(self, id: str, limit: int) -> tuple[int, list[Stored]]:
        """Return the other articles of an article's story, the oldest first."""
        now = self.current
        story = now.stories.get(id)
        others = [] if story is None else [one for one, its in now.stories.items() if its == story and one != id]
        oldest = Query(sort="oldest")
        found = sorted((Match(0.0, now.documents[one]) for one in others), key=lambda match: match.key(oldest))
        return len(found), [stored_of(match.document) for match in found[: max(limit, 0)]]

    def export(self, clause: Clause, query: Query) -> Iterator[Stored]:
        """Yield every match in the query's order."""
        now = self.current
        for id in dict.fromkeys(match.document.id for match in _matches(now, clause, query, None)):
            yield stored_of(now.documents[id])

    def frequencies(self, field: str, terms: Sequence[str]) -> list[int]:
        """Return how many documents hold each term."""
        return [self.current.statistics.frequency(field, term) for term in terms]

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms that begin with `prefix`, most frequent first."""
        return self._frequent(field, lambda term: term.startswith(prefix), limit)

    def near(self, field: str, text: str, distance: int, limit: int) -> list[tuple[str, int]]:
        """Return the terms that Fuzzy(field, text, distance) matches, most frequent first."""
        return self._frequent(field, lambda term: is_near(term, text, distance), limit)

    def _frequent(self, field: str, wanted: Callable[[str], bool], limit: int) -> list[tuple[str, int]]:
        documents = self.current.documents.values()
        terms = {term for d in documents for term in d.fields.get(field, {}) if wanted(term)}
        counted = [(term, self.current.statistics.frequency(field, term)) for term in terms]
        return sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def generation(self) -> str:
        """Return the name of the generation that answers now."""
        return self.current.name

    def identity(self) -> str:
        """Return the name: no other generation of this process has it."""
        return self.current.name

    def stats(self) -> Stats:
        """Return counts of the current generation."""
        documents = self.current.documents.values()
        return Stats(
            documents=len(documents),
            statements=sum(len(d.entry.facts.statements) for d in documents),
            terms={f: len({t for d in documents for t in d.fields.get(f, {})}) for f in TEXT_FIELDS},
            facet_values={f: len(_values(documents, f)) for f in sorted(FACET_NAMES)},
            bytes=0,
            generation=self.generation(),
            segments=1,
            analyser_version=ANALYSER_VERSION,
        )

    def doctor(self, sample: int = 200) -> list[Drift]:
        """Return nothing: there is no file that could be wrong."""
        return []

    def rollback(self) -> str:
        """Make the generation before this one current again."""
        if self.before is None:
            raise EngineError("there is no generation before this one to go back to")
        self.current, self.before = self.before, None
        return self.generation()

    def close(self) -> None:
        """Let go of nothing."""


def _matches(now: Generation, clause: Clause, query: Query, leave_out: str | None) -> list[Match]:
    """Return in order what the clause and the choices match, those of the facet `leave_out` apart, folded if asked."""
    matches = sorted(_unfolded(now, clause, query, leave_out), key=lambda match: match.key(query))
    if not query.folds:
        return matches
    matches.sort(key=lambda match: not holds(match.document.entry, query))
    together: dict[str, list[Match]] = {}
    for match in matches:
        together.setdefault(now.stories.get(match.document.id, match.document.id), []).append(match)
    return [replace(first, copies=tuple(copies)) for first, *copies in together.values()]


def _unfolded(now: Generation, clause: Clause, query: Query, leave_out: str | None) -> Iterator[Match]:
    """Yield what the clause and the choices match, those of the facet `leave_out` apart."""
    for document in now.documents.values():
        score = score_of(clause, document, now.statistics)
        if not holds(document.entry, query, leave_out) or score is None:
            continue
        if query.view == "articles":
            yield Match(float32(score), document)
        else:
            for number in matching_statements(clause, document, now.statistics):
                yield Match(float32(score), document, number)


def _labels(document: Document, facet: str) -> dict[str, str]:
    """Return the document's values of a facet with their labels; months for "date"."""
    if facet == "date":
        day = document.entry.day
        return {} if day is None else {day.isoformat()[:7]: day.isoformat()[:7]}
    return {value.value: value.label for value in document.entry.facets.get(facet, ())}


def _values(documents: Iterable[Document], facet: str) -> dict[str, str]:
    """Return all values of a facet with their labels."""
    return {value: label for document in documents for value, label in _labels(document, facet).items()}


def _counts(
    now: Generation, clause: Clause, query: Query, facet: str, limit: int, containing: str = "", order: Order = "count"
) -> FacetCounts:
    """Return the counts of one facet; see FacetCounts and Engine."""
    if facet not in FACET_NAMES:
        raise QueryError(f"no such facet: {facet!r}; there are {', '.join(sorted(FACET_NAMES))}")
    documents = {match.document.id: match.document for match in _matches(now, clause, query, facet)}.values()
    labels = _values(now.documents.values(), facet)

    def count(value: str) -> FacetCount:
        held = sum(has_value(document.entry, facet, value) for document in documents)
        return FacetCount(value, labels.get(value, value), held)

    def rank(item: FacetCount) -> tuple[int, str, str]:
        if facet == "date":
            return 0, "", item.value
        return (0, label_words(item.label), item.value) if order == "name" else (-item.count, "", item.value)

    present = [count(value) for value in _values(documents, facet)]
    fitting = sorted((item for item in present if label_fits(item.label, containing)), key=rank)
    shown = fitting if facet == "date" else fitting[:limit]
    chosen = {c.value for c in query.chosen if c.facet == facet} - {item.value for item in shown} - {MISSING}
    kept = sorted((item for item in map(count, chosen) if label_fits(item.label, containing)), key=rank)
    missing = sum(has_value(document.entry, facet, MISSING) for document in documents)
    return FacetCounts((*shown, *kept), len(fitting), missing)
