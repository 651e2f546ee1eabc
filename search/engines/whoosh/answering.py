"""A query over one snapshot: matches of every segment, the page of hits, the facet counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal

import numpy as np
from msgspec.structs import replace

from search.deadline import check
from search.engines.base import label_fits, label_words
from search.engines.cursor import cursor_after, fingerprint, key_of_cursor
from search.engines.whoosh import kernels
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.counting import ValueNames, count_months, leading, most, tally
from search.engines.whoosh.evaluation import Evaluation, StatementEvaluation
from search.engines.whoosh.fields import VALUE_FACETS
from search.engines.whoosh.filters import FACET_NAMES, Filters
from search.engines.whoosh.folding import NOTHING, Stories
from search.engines.whoosh.lexicon import decoded, encoded
from search.engines.whoosh.plain import chosen
from search.engines.whoosh.ranking import Ranked, Ranking, majors_of_days
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.sets import Found, intersection, of_numbers, united, without
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.statistics import live_frequencies
from search.query import MISSING, Clause, Query, QueryError
from search.results import COPIES, FacetCount, FacetCounts, Hit, Results, Stored

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
        self._live = [] if segment.live is None else [Found(segment.size, mask=segment.live)]
        matched = self._evaluation.match_whole(clause, self._reached)
        self._base = intersection(segment.size, [matched, *self._live])
        self._passed: dict[str | None, Found] = {}
        self._said: Found | None = None

    def _reached(self) -> Found:
        """Return the documents that may be counted: live ones that fail the choices of one facet at the most."""
        size, chosen = self.segment.size, self._chosen
        if len(chosen) < 2:
            return intersection(size, self._live)
        but_one = [[found for other, found in chosen.items() if other != facet] for facet in chosen]
        return intersection(size, [united(size, [intersection(size, some) for some in but_one]), *self._live])

    def _through(self, leave_out: str | None) -> Found:
        """Return the documents that match and pass the choices, those of one facet apart.

        Those that pass all are taken out of those that pass all but the widest, which its facet is counted over.
        """
        known = self._passed.get(leave_out)
        if known is None:
            check()
            size, chosen = self.segment.size, self._chosen
            if leave_out is None and chosen:
                widest = max(chosen, key=lambda facet: chosen[facet].count)
                known = intersection(size, [self._through(widest), chosen[widest]])
            else:
                passed = [found for facet, found in chosen.items() if facet != leave_out]
                known = intersection(size, [self._base, *passed])
            self._passed[leave_out] = known
        return known

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

    def chooses(self, facet: str | None) -> bool:
        """Tell whether the query chooses values of a facet."""
        return facet in self._chosen

    def documents(self, facet: str | None) -> Found:
        """Return the documents a facet is counted over (None: under all choices), copies among them."""
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

    def holding(self, documents: Found, facet: str, value: str) -> int:
        """Return how many of the documents hold a value."""
        check()
        return intersection(self.segment.size, [documents, self._filters.value(facet, value)]).count


class Folding:
    """Which of the matching documents are folded under another of their story; see Engine."""

    def __init__(self, stories: Stories, parts: Sequence[SegmentAnswer], query: Query) -> None:
        self._stories = stories
        self._parts = parts
        self._query = query
        self._members: dict[str | None, list[tuple[Array, Array]]] = {}

    @cached_property
    def unfolded(self) -> list[Ranking]:
        """Return all matches ready to be put in order."""
        return [part.ranking(part.units(), self._query) for part in self._parts]

    @cached_property
    def matching(self) -> tuple[Array, Array]:
        """Return the members that match and pass all choices: places, ascending, and majors."""
        majors = [ranking.majors_of(own) for ranking, (own, _) in zip(self.unfolded, self.members(None), strict=True)]
        places = [places for _, places in self.members(None)]
        return self._stories.by_place(np.concatenate([NOTHING, *places]), np.concatenate([NOTHING, *majors]))

    def members(self, facet: str | None) -> list[tuple[Array, Array]]:
        """Return for each segment documents (ascending) and places of the members a facet is counted over."""
        known = self._members.get(facet)
        if known is None:
            known = [self._stories.among(n, part.documents(facet)) for n, part in enumerate(self._parts)]
            self._members[facet] = known
        return known

    @cached_property
    def first(self) -> Array:
        """Return the places of the members that are hits, ascending."""
        return self._stories.first_of_each(*self.matching)

    def dropped(self, facet: str | None) -> list[Array]:
        """Return for each segment the documents (ascending) folded away where a facet is counted (None: the hits)."""
        kept = np.zeros(self._stories.count, dtype=bool)
        kept[self.first] = True
        if any(part.chooses(facet) for part in self._parts):
            kept[self._first_elsewhere(facet)] = True
        return [chosen(~kept.take(places), documents) for documents, places in self.members(facet)]

    def _first_elsewhere(self, facet: str | None) -> Array:
        """Return the places of the first members of stories all of whose articles fail the facet's own choices."""
        hits = self._stories.of_places(self.first)
        places, majors = [NOTHING], [NOTHING]
        for part, (documents, own) in zip(self._parts, self.members(facet), strict=True):
            alone = ~hits.take(self._stories.story.take(own))
            documents = chosen(alone, documents)
            places.append(chosen(alone, own))
            majors.append(part.ranking(Found(part.segment.size, ids=documents), self._query).majors_of(documents))
        ordered = self._stories.by_place(np.concatenate(places), np.concatenate(majors))
        return self._stories.first_of_each(*ordered)

    def rankings(self) -> list[Ranking]:
        """Return the hits ready to be put in order."""
        return [ranking.without(gone) for ranking, gone in zip(self.unfolded, self.dropped(None), strict=True)]

    @property
    def count(self) -> int:
        """Return how many matches are no hits."""
        return len(self.matching[0]) - len(self.first)

    def under(self, number: int, document: int) -> tuple[int, tuple[Stored, ...]]:
        """Return how many matches are folded under a hit, and the first COPIES of them in order."""
        place = self._stories.place_of(number, document)
        if place < 0:
            return 0, ()
        places, majors = self.matching
        start, end = places.searchsorted(self._stories.span(place)).tolist()
        order = np.argsort(majors[start:end], kind="stable") + start
        shown = [self._stories.member(other) for other in places.take(order[1 : COPIES + 1]).tolist()]
        return end - start - 1, tuple(self._parts[segment].segment.shelves[copy] for segment, copy in shown)


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
        self._folding = Folding(snapshot.stories(), self._parts, query) if query.folds else None
        self._counted: dict[str | None, list[Found]] = {}

    def results(self, facets: Mapping[str, int]) -> Results:
        """Return the page of hits with the total and the facets."""
        query, name = self._query, ""
        rankings = self._rankings()
        total = sum(ranking.count for ranking in rankings)
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
            hits=tuple(self._hit(ranked) for ranked in shown),
            facets={facet: self.counts(facet, wanted) for facet, wanted in facets.items()},
            next=following,
            generation=self._snapshot.name,
            folded=0 if self._folding is None else self._folding.count,
        )

    def _rankings(self) -> list[Ranking]:
        """Return the hits of each segment ready to be put in order."""
        if self._folding is not None:
            return self._folding.rankings()
        return [part.ranking(part.units(), self._query) for part in self._parts]

    def _hit(self, ranked: Ranked) -> Hit:
        """Return a ranked match as a hit, with what is folded under it."""
        if self._folding is None:
            return hit_of(ranked)
        number = next(n for n, part in enumerate(self._parts) if part.segment is ranked.segment)
        folded, copies = self._folding.under(number, ranked.document)
        return replace(hit_of(ranked), folded=folded, copies=copies)

    def _documents(self, facet: str) -> list[Found]:
        """Return the documents of each segment a facet is counted over."""
        leave_out = facet if any(part.chooses(facet) for part in self._parts) else None
        known = self._counted.get(leave_out)
        if known is None:
            known = [part.documents(leave_out) for part in self._parts]
            if self._folding is not None:
                gone = self._folding.dropped(leave_out)
                known = [without(found, own) for found, own in zip(known, gone, strict=True)]
            self._counted[leave_out] = known
        return known

    def every(self) -> Iterator[Stored]:
        """Yield every matching article in order."""
        rankings = self._rankings()
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
        items, missing = count_months(self._snapshot.segments, self._documents("date"))
        items = [item for item in items if label_fits(item.label, containing)] if containing else items
        kept = [FacetCount(value, value, self._holding("date", value)) for value in self._chosen_of("date", items)]
        kept = sorted((item for item in kept if label_fits(item.label, containing)), key=lambda item: item.value)
        return FacetCounts((*items, *kept), len(items), missing)

    def _holding(self, facet: str, value: str) -> int:
        documents = self._documents(facet)
        return sum(part.holding(found, facet, value) for part, found in zip(self._parts, documents, strict=True))

    def _chosen_of(self, facet: str, shown: list[FacetCount]) -> set[str]:
        """Return the chosen and excluded values that are not among those shown."""
        if not self._query.chosen:
            return set()
        chosen = {choice.value for choice in self._query.chosen if choice.facet == facet}
        return chosen - {item.value for item in shown} - {MISSING} if chosen else chosen

    def _value_counts(self, facet: str, limit: int, containing: str, order: Order) -> FacetCounts:
        names = self._snapshot.names(facet)
        founds = self._documents(facet)
        if len(founds) == 1 and order == "count" and not containing and 0 < limit <= kernels.MOST:
            best, distinct, missing = leading(self._parts[0].segment.values[facet], founds[0], limit)
            items = [names.item(place, count) for place, count in best]
        else:
            items, distinct, missing = self._values_of_all(names, facet, founds, limit, containing, order)
        kept = [
            FacetCount(value, names.label(encoded(value)), self._holding(facet, value))
            for value in self._chosen_of(facet, items)
        ]
        kept = [item for item in kept if label_fits(item.label, containing)]
        kept.sort(key=_by_name if order == "name" else lambda item: (-item.count, "", item.value))
        return FacetCounts((*items, *kept), distinct, missing)

    def _values_of_all(
        self, names: ValueNames, facet: str, founds: Sequence[Found], limit: int, containing: str, order: Order
    ) -> tuple[list[FacetCount], int, int]:
        """Return the values of all segments that fit, how many fit, and how many documents have none."""
        documents = zip(self._parts, founds, strict=True)
        places, counts, missing = names.total([tally(part.segment.values[facet], found) for part, found in documents])
        if containing:
            fits = names.fitting(containing)
            counts = np.where(fits if places is None else fits[places], counts, 0)
        if order == "name":
            items = [names.item(place, count) for place, count in most(places, counts, len(counts))]
            items = sorted(items, key=_by_name)[: max(limit, 0)]
        else:
            items = [names.item(place, count) for place, count in most(places, counts, limit)]
        return items, int(np.count_nonzero(counts)), missing


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


def copies_of(snapshot: Snapshot, number: int, document: int, limit: int) -> tuple[int, list[Stored]]:
    """Return how many other documents are of a document's story, and the first of them, the oldest first."""
    place = snapshot.stories().place_of(number, document)
    if place < 0:
        return 0, []
    others = [other for other in range(*snapshot.stories().span(place)) if other != place]
    found = [snapshot.stories().member(other) for other in others]
    days = majors_of_days(np.array([snapshot.segments[n].days[one] for n, one in found]), "oldest")
    order = np.argsort(days, kind="stable")[: max(limit, 0)]
    return len(found), [snapshot.segments[found[at][0]].shelves[found[at][1]] for at in order.tolist()]


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
