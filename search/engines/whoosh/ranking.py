"""Which of the matches stand on a page, and in what order: by score or day, ties by id, then by statement."""

import math
from dataclasses import dataclass

import numpy as np

from search.engines.cursor import Key
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.segment import Segment
from search.query import Sort

BLOCK = 64
"""Numbers whose least is taken before a threshold is sought; np.partition over all of them costs ten times as much."""

LAST = 0xFFFFFFFF
"""What an article without a day is sorted by."""

TURN = 0x7FFFFFFF


@dataclass(frozen=True, slots=True)
class Ranked:
    """A match on its way to a page; compares as it is sorted."""

    major: int
    id: bytes
    number: int
    segment: Segment
    document: int

    def place(self) -> tuple[int, bytes, int]:
        """Return what matches are sorted by."""
        return self.major, self.id, self.number

    def score(self, sort: Sort) -> float:
        """Return the score."""
        return score_of(self.major) if sort == "relevance" else 0.0

    def key(self, sort: Sort) -> Key:
        """Return the key a cursor holds."""
        if sort == "relevance":
            first = -score_of(self.major)
        elif self.major == LAST:
            first = math.inf
        else:
            first = float(self.major - TURN if sort == "newest" else self.major)
        return first, self.id.decode("utf-8", "surrogatepass"), self.number


def majors_of_scores(scores: Array) -> Array:
    """Return scores (float32) as whole numbers that ascend as the scores descend (uint64)."""
    bits = (scores + np.float32(0)).view(np.uint32)
    rising = np.where(bits >> np.uint32(31), ~bits, bits | np.uint32(0x80000000))
    return (~rising).astype(np.uint64)


def score_of(major: int) -> float:
    """Return the score that `majors_of_scores` made this number of."""
    rising = ~major & 0xFFFFFFFF
    bits = rising & 0x7FFFFFFF if rising >> 31 else ~rising & 0xFFFFFFFF
    return float(np.array([bits], dtype=np.uint32).view(np.float32)[0])


def majors_of_days(days: Array, sort: Sort) -> Array:
    """Return days (ordinals, 0: none) as numbers that ascend in the order of the sort (uint64)."""
    ordered = np.uint64(TURN) - days.astype(np.uint64) if sort == "newest" else days.astype(np.uint64)
    return np.where(days == 0, np.uint64(LAST), ordered)


def major_of_key(key: Key, sort: Sort) -> int:
    """Return the number that belongs to the first part of a cursor's key."""
    if sort == "relevance":
        return int(majors_of_scores(np.array([-key[0]], dtype=np.float32))[0])
    if math.isinf(key[0]):
        return LAST
    return int(key[0]) + TURN if sort == "newest" else int(key[0])


class Ranking:
    """The matches of one segment, ready to be put in order.

    `units` are documents, or statements with their documents in `owners`; `scores` (float32) are of the units, None
    if all are 0.
    """

    def __init__(
        self, segment: Segment, units: Array, owners: Array | None, scores: Array | None, sort: Sort
    ) -> None:
        self._segment = segment
        self._units = units
        self._owners = owners
        self._scores = scores
        self._sort: Sort = sort

    @property
    def count(self) -> int:
        """Return how many matches there are."""
        return len(self._units)

    def _documents(self, places: Array) -> Array:
        units = self._units.take(places)
        return units if self._owners is None else self._owners.take(units)

    def _majors(self, places: Array) -> Array:
        if self._sort != "relevance":
            return majors_of_days(self._segment.days.take(self._documents(places)), self._sort)
        if self._scores is None:
            return np.full(len(places), majors_of_scores(np.zeros(1, dtype=np.float32))[0])
        return majors_of_scores(self._scores.take(places))

    def _keys(self, places: Array) -> Array:
        ranks = self._segment.ranks.take(self._documents(places))
        return (self._majors(places) << np.uint64(32)) | ranks

    def first(self, wanted: int) -> list[Ranked]:
        """Return the first matches in order, at most `wanted`."""
        count = len(self._units)
        places = np.arange(count)
        if self._scores is not None and self._sort == "relevance" and wanted * BLOCK < count:
            least = threshold(-self._scores, wanted)
            places = np.flatnonzero(self._scores >= -least)
        return self._ordered(places, wanted)

    def after(self, key: Key, wanted: int) -> tuple[list[Ranked], int]:
        """Return the first matches after the key, and how many come after it."""
        places = np.arange(len(self._units))
        keys = self._keys(places)
        id = key[1].encode("utf-8", "surrogatepass")
        rank = self._segment.ids.lower_bound(id)
        there = rank < len(self._segment.ids) and self._segment.ids.at(rank) == id
        major = np.uint64(major_of_key(key, self._sort)) << np.uint64(32)
        if there and self._owners is not None:
            document = int(self._segment.id_documents[rank])
            number = self._units - int(self._segment.statement_rows[document])
            same = (keys == (major | np.uint64(rank))) & (number > key[2])
            later = (keys > (major | np.uint64(rank))) | same
        else:
            later = keys >= (major | np.uint64(rank + there))
        places = np.flatnonzero(later)
        return self._ordered(places, wanted), len(places)

    def _ordered(self, places: Array, wanted: int) -> list[Ranked]:
        keys = self._keys(places)
        if wanted * BLOCK < len(keys):
            kept = np.flatnonzero(keys <= threshold(keys, wanted))
            places, keys = places.take(kept), keys.take(kept)
        order = np.argsort(keys, kind="stable")[:wanted]
        places = places.take(order)
        majors = (keys.take(order) >> np.uint64(32)).tolist()
        documents = self._documents(places).tolist()
        rows = self._segment.statement_rows
        numbers = [
            -1 if self._owners is None else unit - int(rows[document])
            for unit, document in zip(self._units.take(places).tolist(), documents, strict=True)
        ]
        return [
            Ranked(major, self._segment.id_of(document), number, self._segment, document)
            for major, number, document in zip(majors, numbers, documents, strict=True)
        ]


def threshold(values: Array, wanted: int) -> "np.float32 | np.uint64":
    """Return a value that at least `wanted` of the values do not exceed, close to the least such; blocks are enough."""
    blocks = len(values) // BLOCK
    least: Array = values[: blocks * BLOCK].reshape(blocks, BLOCK).min(axis=1)
    bound: np.float32 | np.uint64 = np.partition(least, wanted - 1)[wanted - 1]
    return bound
