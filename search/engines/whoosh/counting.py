"""Exact counts of facet values over sets of documents, and the values to show."""

from collections.abc import Sequence

import numpy as np

from search.engines.base import label_words
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.lexicon import decoded, encoded
from search.engines.whoosh.merging import union
from search.engines.whoosh.segment import Segment, ValueField
from search.engines.whoosh.sets import Found
from search.results import FacetCount

MANY = 0.3
"""Above this share of a segment's documents the value -> documents direction is gone through whole."""


def count_values(field: ValueField, found: Found) -> tuple[Array, int]:
    """Return how many of the documents hold each value (int64), and how many hold none."""
    values = len(field.values)
    if found.count > MANY * found.size:
        mask = found.as_mask()
        held = mask.take(field.documents)
        ends = field.offsets.astype(np.int64)
        counts = np.diff(np.append(0, np.cumsum(held, dtype=np.int64))[ends])
        without = int(np.count_nonzero(mask & (field.rows[1:] == field.rows[:-1])))
        return counts, without
    documents = found.numbers()
    starts = field.rows.take(documents).astype(np.int64)
    sizes = field.rows.take(documents + 1) - starts
    ends = np.cumsum(sizes)
    places = np.repeat(starts - ends + sizes, sizes) + np.arange(int(ends[-1]) if len(ends) else 0)
    return np.bincount(field.numbers.take(places), minlength=values), int(np.count_nonzero(sizes == 0))


def most(counts: Array, wanted: int) -> Array:
    """Return the places of the highest counts above 0, the highest first, ties in order of place."""
    if wanted <= 0:
        return np.empty(0, dtype=np.intp)
    held = np.flatnonzero(counts)
    if len(held) > wanted:
        own = counts.take(held)
        bound = np.partition(own, len(own) - wanted)[len(own) - wanted]
        above = held[own > bound]
        held = np.concatenate([above, held[own == bound][: wanted - len(above)]])
    return held[np.lexsort((held, -counts.take(held)))]


class ValueNames:
    """The values of one facet over all segments of a generation, as one ascending list."""

    def __init__(self, fields: Sequence[ValueField]) -> None:
        self._fields = fields
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

    def sums(self, counts: Sequence[Array]) -> Array:
        """Return the segments' counts added up, by place in the common list (int64)."""
        if len(counts) == 1:
            return counts[0]
        total = np.zeros(len(self), dtype=np.int64)
        for places, own in zip(self.places, counts, strict=True):
            total[places] += own
        return total

    def live(self, segments: Sequence[Segment], facet: str) -> int:
        """Return how many of the values live documents hold."""
        counts = []
        for segment in segments:
            found = Found(segment.size) if segment.live is None else Found(segment.size, mask=segment.live)
            counts.append(count_values(segment.values[facet], found)[0])
        return int(np.count_nonzero(self.sums(counts))) if counts else 0

    def item(self, place: int, count: int) -> FacetCount:
        """Return a value with its label and count."""
        value = self.value(place)
        return FacetCount(decoded(value), self.label(value), count)

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


def count_months(segment: Segment, found: Found) -> tuple[dict[int, int], int]:
    """Return how many of the documents fall into each month (year * 12 + month - 1), and how many have no day."""
    months = segment.months if found.full else segment.months.take(found.numbers())
    if not len(months):
        return {}, 0
    low = int(segment.first_month)
    counts = np.bincount(np.maximum(months, low - 1) - (low - 1)).tolist()
    return {place + low - 1: count for place, count in enumerate(counts) if place and count}, counts[0]


def month_name(month: int) -> str:
    """Return "2025-10" for the number of a month."""
    return f"{month // 12:04}-{month % 12 + 1:02}"
