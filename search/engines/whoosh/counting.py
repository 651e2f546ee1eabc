"""Exact counts of facet values over sets of documents, and the values to show."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from search.deadline import check
from search.engines.base import label_words
from search.engines.whoosh import kernels
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.lexicon import decoded, encoded, union
from search.engines.whoosh.plain import FEW, PROBE, chosen
from search.engines.whoosh.segment import Segment, ValueField
from search.engines.whoosh.sets import Found
from search.results import FacetCount

Tally = tuple[Array | None, Array, int]
"""Values by number, ascending, with counts above 0 (both int64); without numbers the counts of all values, 0 too.
Then how many documents hold none."""


NONE: Array = np.empty(0, dtype=np.int64)


def tally(field: ValueField, found: Found) -> Tally:
    """Return how many of the documents hold each value."""
    check()
    values = len(field.values)
    if not found.count:
        return NONE, NONE, 0
    if found.full:
        return _whole(field)
    if found.count * 2 > found.size:
        _, all_counts, all_missing = _whole(field)
        places, counts, missing = tally(field, found.complement())
        rest = all_counts.copy()
        if places is None:
            rest -= counts
        else:
            rest[places] -= counts
        return None, rest, all_missing - missing
    documents = found.numbers()
    extra = _extras(field, found) if len(field.extra_documents) else None
    if len(documents) * FEW < values:
        return few(documents, field, extra)
    counts, missing = kernels.tally(documents, field.rows, field.width, values, extra)
    return None, counts, missing


def leading(field: ValueField, found: Found, wanted: int) -> tuple[list[tuple[int, int]], int, int]:
    """Return the values that most of the documents hold with their counts, how many values have any, and how many
    documents hold none; at most kernels.MOST are wanted."""
    check()
    if found.count * 2 > found.size:
        places, counts, missing = tally(field, found)
        return most(places, counts, wanted), int(np.count_nonzero(counts)), missing
    extra = _extras(field, found) if len(field.extra_documents) else None
    best: tuple[list[tuple[int, int]], int, int] = kernels.leading(
        found.numbers(), field.rows, field.width, len(field.values), extra, wanted
    )
    return best


def few(documents: Array, field: ValueField, extra: Array | None) -> Tally:
    """Return the tally of a few documents: only of the values that they hold."""
    places, counts, missing = kernels.tally_few(documents, field.rows, field.width, len(field.values), extra)
    return places, counts, missing


def _whole(field: ValueField) -> Tally:
    """Return the tally over all documents of the segment, from the lengths of the lists value -> documents."""
    return None, np.diff(field.offsets.astype(np.int64)), field.valueless


def _extras(field: ValueField, found: Found) -> Array:
    """Return the numbers + 1 of the values that found no room in the rows of the documents."""
    holders = field.extra_documents
    if found.mask is None and found.count * PROBE < len(holders):
        documents = found.numbers()
        starts = holders.searchsorted(documents)
        sizes = holders.searchsorted(documents, side="right") - starts
        ends = np.cumsum(sizes)
        places = np.repeat(starts - ends + sizes, sizes) + np.arange(int(ends[-1]) if len(ends) else 0)
        return field.extra_numbers.take(places)
    return chosen(found.holds(holders), field.extra_numbers)


def most(places: Array | None, counts: Array, wanted: int) -> list[tuple[int, int]]:
    """Return the values with the highest counts above 0 with these, the highest first, ties in order of value."""
    if wanted <= 0 or not len(counts):
        return []
    if wanted <= kernels.MOST:
        best: list[tuple[int, int]] = kernels.most(counts, wanted)
    else:
        held = (counts > 0).nonzero()[0]
        order = np.argsort(-counts.take(held), kind="stable")[:wanted]
        best = [(place, int(counts[place])) for place in held.take(order).tolist()]
    return best if places is None else [(int(places[number]), count) for number, count in best]


class ValueNames:
    """The values of one facet over all segments of a generation, as one ascending list."""

    def __init__(self, fields: Sequence[ValueField]) -> None:
        self._fields = fields
        self._shown: dict[int, tuple[str, str]] = {}
        if len(fields) == 1:
            self._values: list[bytes] | None = None
            self.places: list[Array | None] = [None]
        else:
            words, places = union([field.values.all() for field in fields])
            self._values = words
            self.places = list(places)

    def __len__(self) -> int:
        if self._values is not None:
            return len(self._values)
        return len(self._fields[0].values) if self._fields else 0

    def value(self, place: int) -> bytes:
        """Return one value."""
        return self._fields[0].values.at(place) if self._values is None else self._values[place]

    def find(self, value: bytes) -> int:
        """Return a value's place, or -1."""
        if self._values is None:
            return self._fields[0].values.find(value) if self._fields else -1
        place = int(np.searchsorted(np.array(self._values, dtype=object), value)) if self._values else 0
        return place if place < len(self._values) and self._values[place] == value else -1

    def label(self, value: bytes) -> str:
        """Return a value's label."""
        for field in self._fields:
            place = field.values.find(value)
            if place >= 0:
                return decoded(field.labels.at(place))
        return decoded(value)

    def total(self, tallies: Sequence[Tally]) -> Tally:
        """Return the segments' tallies added up, by place in the common list."""
        if len(tallies) == 1:
            return tallies[0]
        total, missing = np.zeros(len(self), dtype=np.int64), 0
        for own, (places, counts, without) in zip(self.places, tallies, strict=True):
            if own is not None:
                total[own if places is None else own[places]] += counts
            missing += without
        return None, total, missing

    def live(self, segments: Sequence[Segment], facet: str) -> int:
        """Return how many of the values live documents hold."""
        tallies = []
        for segment in segments:
            found = Found(segment.size) if segment.live is None else Found(segment.size, mask=segment.live)
            tallies.append(tally(segment.values[facet], found))
        return int(np.count_nonzero(self.total(tallies)[1]))

    def item(self, place: int, count: int) -> FacetCount:
        """Return a value with its label and count."""
        known = self._shown.get(place)
        if known is None:
            value = self.value(place)
            known = self._shown[place] = (decoded(value), self.label(value))
        return FacetCount(known[0], known[1], count)

    def fitting(self, containing: str) -> Array:
        """Return which values have a label that fits `containing` in one segment or another (bool)."""
        fits = np.zeros(len(self), dtype=bool)
        wanted = encoded(label_words(containing))
        for places, field in zip(self.places, self._fields, strict=True):
            own = _labels_with(field, wanted)
            fits[own if places is None else places[own]] = True
        return fits


def _labels_with(field: ValueField, wanted: bytes) -> Array:
    """Return the places whose folded label holds the bytes (int64, ascending, repeated)."""
    if not wanted:
        return np.arange(len(field.values))
    blob, found = field.folded.blob(0, len(field.folded)), []
    place = blob.find(wanted)
    while place >= 0:
        found.append(place)
        place = blob.find(b"\xff", place)
        place = blob.find(wanted, place)
    offsets = field.folded.offsets.astype(np.int64)
    return np.searchsorted(offsets, np.array(found, dtype=np.int64), side="right") - 1


def count_months(segments: Sequence[Segment], founds: Sequence[Found]) -> tuple[list[FacetCount], int]:
    """Return the months the documents fall into with their counts, oldest first, and how many have no day."""
    counted, missing = [], 0
    for segment, found in zip(segments, founds, strict=True):
        counts, undated = segment.month_counts[1:], int(segment.month_counts[0])
        if not found.full:
            counts, undated = kernels.tally(found.numbers(), segment.months, 1, len(counts), None)
        missing += undated
        if len(counts):
            counted.append((segment.first_month, counts))
    if not counted:
        return [], missing
    first = min(month for month, _ in counted)
    total = np.zeros(max(month + len(counts) for month, counts in counted) - first, dtype=np.int64)
    for month, counts in counted:
        total[month - first : month - first + len(counts)] += counts
    names = month_names(first, len(total))
    shown = [FacetCount(name, name, count) for name, count in zip(names, total.tolist(), strict=True) if count]
    return shown, missing


@lru_cache(maxsize=64)
def month_names(first: int, count: int) -> list[str]:
    """Return "2025-10" for each of so many months (year * 12 + month - 1) from the first on."""
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, first + count)]
