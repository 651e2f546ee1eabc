"""A query over one snapshot: matches of every segment, the page of hits, the facet counts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import numpy as np

from search.deadline import check
from search.engines.base import label_fits, label_words
from search.engines.cursor import cursor_after, fingerprint, key_of_cursor
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.counting import count_months, most, tally
from search.engines.whoosh.evaluation import Evaluation, StatementEvaluation
from search.engines.whoosh.fields import VALUE_FACETS
from search.engines.whoosh.filters import FACET_NAMES, Filters
from search.engines.whoosh.lexicon import decoded, encoded
from search.engines.whoosh.ranking import Ranked, Ranking
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.sets import Found, intersection, of_numbers
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.statistics import live_frequencies
from search.query import MISSING, Clause, Query, QueryError
from search.results import FacetCount, FacetCounts, Hit, Results, Stored

Order = Literal["count", "name"]


class SegmentAnswer:
    """What one segment answers to a query."""

    def __init__(self, segment: Segment, snapshot: Snapshot, filters: Filters, clause: Clause, query: Query) -> None:
        self.segment = segment
        self._clause = clause
        self._filters = filters
        self._evaluation = Evaluation(segment, snapshot.statistics, filters)
        self._chosen = filters.of(query)
        self._statements = query.view == "statements"
        live = [] if segment.live is None else [Found(segment.size, mask=segment.live)]
        self._base = intersection(segment.size, [self._evaluation.match_whole(clause), *live])
        self._all: Found | None = None
        self._said: Found | None = None

    def _through(self, leave_out: str | None) -> Found:
        """Return the documents that match and pass the choices, those of one facet apart."""
        if leave_out is None and self._all is not None:
            return self._all
        check()
        passed = [found for facet, found in self._chosen.items() if facet != leave_out]
        found = intersection(self.segment.size, [self._base, *passed])
        if leave_out is None:
            self._all = found
        return found

    def _statements_through(self, leave_out: str | None) -> Found:
        """Return the statements that match, of the documents that pass."""
        segment = self.segment
        evaluation = StatementEvaluation(self._evaluation, segment.statement_owners, segment.statement_addresses)
        if self._said is None:
            self._said = evaluation.match(self._clause)
        return intersection(len(segment.statement_owners), [self._said, evaluation.carried(self._through(leave_out))])

    def units(self) -> Found:
        """Return what is counted as a hit: documents, or statements."""
        return self._statements_through(None) if self._statements else self._through(None)

    def documents(self, facet: str | None) -> Found:
        """Return the documents a facet is counted over (None: under all choices)."""
        leave_out = facet if facet in self._chosen else None
        if not self._statements:
            return self._through(leave_out)
        owners = self.segment.statement_owners.take(self._statements_through(leave_out).numbers())
        return of_numbers(self.segment.size, owners)

    def ranking(self, units: Found, query: Query) -> Ranking:
        """Return the units ready to be put in order."""
        check()
        numbers = units.numbers()
        owners = self.segment.statement_owners if self._statements else None
        scores: Array | None = None
        if query.sort == "relevance" and len(numbers):
            if owners is None:
                scores = self._evaluation.scores(self._clause, numbers)
            else:
                documents, back = np.unique(owners.take(numbers), return_inverse=True)
                scores = self._evaluation.scores(self._clause, documents)
                scores = None if scores is None else scores.take(back)
        return Ranking(
            self.segment, numbers, owners, None if scores is None else scores.astype(np.float32), query.sort
        )

    def holding(self, facet: str, value: str) -> int:
        """Return how many documents hold a value, the facet's own choices left out."""
        check()
        held = self._filters.value(facet, value)
        return intersection(self.segment.size, [self.documents(facet), held]).count


class Answer:
    """What a snapshot answers to a query."""

    def __init__(self, snapshot: Snapshot, clause: Clause, query: Query) -> None:
        if query.page < 1 or query.size < 1:
            raise QueryError(f"page {query.page} of size {query.size}: both count from 1")
        unknown = {choice.facet for choice in query.chosen} - FACET_NAMES
        if unknown:
            raise no_facet(unknown.pop())
        self._snapshot = snapshot
        self._clause = clause
        self._query = query
        self._parts = [
            SegmentAnswer(segment, snapshot, filters, clause, query)
            for segment, filters in zip(snapshot.segments, snapshot.filters, strict=True)
        ]

    def results(self, facets: Mapping[str, int]) -> Results:
        """Return the page of hits with the total and the facets."""
        query, name = self._query, ""
        units = [part.units() for part in self._parts]
        total = sum(found.count for found in units)
        rankings = [part.ranking(found, query) for part, found in zip(self._parts, units, strict=True)]
        if query.cursor is None:
            last = query.page * query.size
            ranked = _in_order(ranking.first(last) for ranking in rankings)
            shown, more = ranked[last - query.size : last], total > last
        else:
            name = fingerprint(self._clause, query)
            key = key_of_cursor(query.cursor, name)
            later = [ranking.after(key, query.size) for ranking in rankings]
            shown = _in_order(ranked for ranked, _ in later)[: query.size]
            more = sum(count for _, count in later) > query.size
        following = None
        if shown and more:
            following = cursor_after(shown[-1].key(query.sort), name or fingerprint(self._clause, query))
        return Results(
            total=total,
            hits=tuple(hit_of(ranked) for ranked in shown),
            facets={facet: self.counts(facet, wanted) for facet, wanted in facets.items()},
            next=following,
            generation=self._snapshot.name,
        )

    def every(self) -> Iterator[Stored]:
        """Yield every matching article in order."""
        rankings = [part.ranking(part.units(), self._query) for part in self._parts]
        before: tuple[Segment, int] | None = None
        for ranked in _in_order(ranking.first(ranking.count) for ranking in rankings):
            if before is None or before[0] is not ranked.segment or before[1] != ranked.document:
                yield ranked.segment.shelves[ranked.document]
            before = (ranked.segment, ranked.document)

    def counts(self, facet: str, limit: int, containing: str = "", order: Order = "count") -> FacetCounts:
        """Return the counts of one facet."""
        check()
        if facet not in FACET_NAMES:
            raise no_facet(facet)
        if facet in VALUE_FACETS:
            return self._value_counts(facet, limit, containing, order)
        items, missing = count_months(self._snapshot.segments, [part.documents("date") for part in self._parts])
        items = [item for item in items if label_fits(item.label, containing)] if containing else items
        kept = [FacetCount(value, value, self._holding("date", value)) for value in self._chosen_of("date", items)]
        kept = sorted((item for item in kept if label_fits(item.label, containing)), key=lambda item: item.value)
        return FacetCounts((*items, *kept), len(items), missing)

    def _holding(self, facet: str, value: str) -> int:
        return sum(part.holding(facet, value) for part in self._parts)

    def _chosen_of(self, facet: str, shown: list[FacetCount]) -> set[str]:
        """Return the chosen and excluded values that are not among those shown."""
        if not self._query.chosen:
            return set()
        chosen = {choice.value for choice in self._query.chosen if choice.facet == facet}
        return chosen - {item.value for item in shown} - {MISSING} if chosen else chosen

    def _value_counts(self, facet: str, limit: int, containing: str, order: Order) -> FacetCounts:
        names = self._snapshot.names(facet)
        tallies = [tally(part.segment.values[facet], part.documents(facet)) for part in self._parts]
        places, counts, missing = names.total(tallies)
        if containing:
            fits = names.fitting(containing)
            counts = np.where(fits if places is None else fits[places], counts, 0)
        if order == "name":
            items = [names.item(place, count) for place, count in most(places, counts, len(counts))]
            items = sorted(items, key=_by_name)[: max(limit, 0)]
        else:
            items = [names.item(place, count) for place, count in most(places, counts, limit)]
        kept = [
            FacetCount(value, names.label(encoded(value)), self._holding(facet, value))
            for value in self._chosen_of(facet, items)
        ]
        kept = [item for item in kept if label_fits(item.label, containing)]
        kept.sort(key=_by_name if order == "name" else lambda item: (-item.count, "", item.value))
        return FacetCounts((*items, *kept), int(np.count_nonzero(counts)), missing)


def no_facet(name: str) -> QueryError:
    """Return the error for a facet that there is not."""
    return QueryError(f"no such facet: {name!r}; there are {', '.join(sorted(FACET_NAMES))}")


def _by_name(item: FacetCount) -> tuple[int, str, str]:
    return 0, label_words(item.label), item.value


def _in_order(parts: Iterable[list[Ranked]]) -> list[Ranked]:
    """Return the segments' ranked matches as one list in order."""
    lists = [part for part in parts if part]
    if len(lists) == 1:
        return lists[0]
    return sorted((ranked for part in lists for ranked in part), key=Ranked.place)


def hit_of(ranked: Ranked) -> Hit:
    """Return a ranked match as a hit."""
    stored = ranked.segment.shelves[ranked.document]
    return Hit(ranked.score, stored, ranked.number if ranked.number >= 0 else None)


def frequent_terms(snapshot: Snapshot, field: str, spans: list[Array], limit: int) -> list[tuple[str, int]]:
    """Return the terms at these places of each segment with their live counts, the most frequent first."""
    counts: dict[bytes, int] = {}
    for segment, places in zip(snapshot.segments, spans, strict=True):
        check()
        if not len(places):
            continue
        column = segment.text[field]
        first, last = int(places[0]), int(places[-1]) + 1
        for place, count in _counted(segment, field, places, first, last):
            word = column.terms.at(place)
            counts[word] = counts.get(word, 0) + count
    ordered = sorted(((word, count) for word, count in counts.items() if count), key=lambda pair: (-pair[1], pair[0]))
    return [(decoded(word), count) for word, count in ordered[: max(limit, 0)]]


def _counted(segment: Segment, field: str, places: Array, first: int, last: int) -> Iterator[tuple[int, int]]:
    from_first = live_frequencies(segment, segment.text[field], first, last).take(places - first)
    yield from zip(places.tolist(), from_first.tolist(), strict=True)
