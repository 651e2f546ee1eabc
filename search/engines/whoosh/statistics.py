"""What BM25 needs over the live documents of a generation: counts, mean lengths, document frequencies."""

import math
from collections.abc import Sequence

import numpy as np

from search.engines.base import K1, B
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.lexicon import encoded
from search.engines.whoosh.segment import Segment, TextField


def live_frequency(segment: Segment, field: TextField, place: int) -> int:
    """Return how many live documents of the segment hold the term."""
    start, end = field.span(place)
    if segment.live is None:
        return end - start
    return int(np.count_nonzero(segment.live.take(field.documents.span(start, end))))


def live_frequencies(segment: Segment, field: TextField, first: int, last: int) -> Array:
    """Return how many live documents hold each of the terms first..last (int64)."""
    ends = field.offsets[first : last + 1].astype(np.int64)
    if segment.live is None or not len(ends):
        return np.diff(ends)
    held = segment.live.take(field.documents.span(int(ends[0]), int(ends[-1])))
    return np.diff(np.append(0, np.cumsum(held, dtype=np.int64))[ends - ends[0]])


class Statistics:
    """Counts over all segments of one generation, each made once when it is first asked for."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._sizes: dict[str, tuple[int, float]] = {}
        self._frequencies: dict[tuple[str, str], int] = {}
        self._parts: dict[tuple[str, str], Array] = {}

    def size(self, field: str) -> tuple[int, float]:
        """Return how many live documents have the field, and its mean length in them."""
        known = self._sizes.get(field)
        if known is None:
            holding, total = 0, 0
            for segment in self._segments:
                lengths = segment.text[field].lengths
                kept = lengths if segment.live is None else lengths[segment.live]
                holding += int(np.count_nonzero(kept))
                total += int(kept.sum(dtype=np.int64))
            known = self._sizes[field] = (holding, total / holding if holding else 0.0)
        return known

    def frequency(self, field: str, term: str) -> int:
        """Return how many live documents hold the term."""
        known = self._frequencies.get((field, term))
        if known is None:
            known = 0
            for segment in self._segments:
                column = segment.text.get(field)
                place = -1 if column is None else column.terms.find(encoded(term))
                if column is not None and place >= 0:
                    known += live_frequency(segment, column, place)
            if len(self._frequencies) > 50_000:
                self._frequencies.clear()
            self._frequencies[field, term] = known
        return known

    def idf(self, field: str, term: str) -> float:
        """Return ln(1 + (N - df + .5) / (df + .5))."""
        n, _ = self.size(field)
        df = self.frequency(field, term)
        return math.log(1 + (n - df + 0.5) / (df + 0.5))

    def norms(self, field: str, lengths: Array) -> Array:
        """Return K1 (1 - B + B length / mean length) of document lengths (float64)."""
        _, mean = self.size(field)
        return np.asarray(K1 * (1 - B + B * lengths / mean)) if mean else np.ones(len(lengths))

    def parts(self, segment: Segment, field: TextField) -> Array:
        """Return the tf part of BM25 for each code of a segment's field (float64)."""
        key = (segment.name, field.name)
        table = self._parts.get(key)
        if table is None:
            frequencies = field.frequencies
            table = frequencies / (frequencies + self.norms(field.name, field.code_lengths))
            self._parts[key] = table
        return table


def live_terms(segments: Sequence[Segment], field: str) -> int:
    """Return how many distinct terms live documents hold in a field."""
    words: set[bytes] = set()
    for segment in segments:
        column = segment.text[field]
        if len(segments) == 1 and segment.live is None:
            return len(column.terms)
        held = live_frequencies(segment, column, 0, len(column.terms)).tolist()
        words.update(word for word, count in zip(column.terms.all(), held, strict=True) if count)
    return len(words)
