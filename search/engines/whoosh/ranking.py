"""Which of the matches stand on a page, and in what order: by score or day, ties by id, then by statement."""

import math

import numpy as np

from search.engines.cursor import Key
from search.engines.whoosh import kernels
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.plain import TURN, descending, threshold
from search.engines.whoosh.segment import Segment
from search.query import Sort

HIGHEST = float(np.finfo(np.float32).max)

LAST = TURN
"""What an article without a day is sorted by."""


class Ranked:
    """A match on its way to a page."""

    __slots__ = ("document", "major", "number", "score", "segment")

    def __init__(self, major: float, number: int, segment: Segment, document: int, score: float) -> None:
        self.score = score
        self.major = major
        self.number = number
        self.segment = segment
        self.document = document

    @property
    def id(self) -> bytes:
        """Return the article's id."""
        return self.segment.id_of(self.document)

    def place(self) -> tuple[float, bytes, int]:
        """Return what matches are sorted by."""
        return self.major, self.id, self.number

    def key(self, sort: Sort) -> Key:
        """Return the key a cursor holds."""
        if sort == "relevance":
            first = -self.score
        elif self.major == LAST:
            first = math.inf
        else:
            first = self.major - TURN if sort == "newest" else self.major
        return first, self.id.decode("utf-8", "surrogatepass"), self.number


def majors_of_days(days: Array, sort: Sort) -> Array:
    """Return days (ordinals, 0: none) as numbers that ascend in the order of the sort (int64)."""
    ordered = TURN - days.astype(np.int64) if sort == "newest" else days.astype(np.int64)
    return np.where(days == 0, LAST, ordered)


def major_of_key(key: Key, sort: Sort) -> int:
    """Return the number that belongs to the first part of a cursor's key, which a reader may have made up."""
    if sort == "relevance":
        score = 0.0 if math.isnan(key[0]) else min(max(-key[0], -HIGHEST), HIGHEST)
        return int(descending(np.array([score], dtype=np.float32))[0])
    if not math.isfinite(key[0]):
        return LAST
    day = min(max(int(key[0]), -TURN), TURN)
    return min(day + TURN, LAST) if sort == "newest" else day


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

    def majors_of(self, documents: Array) -> Array:
        """Return what documents among the matches (ascending) are sorted by before their ids (int64)."""
        return self._majors(self._places(documents))

    def _places(self, documents: Array) -> Array:
        """Return where documents among the matches stand in the list of units."""
        return documents if len(self._units) == self._segment.size else (
            self._units.searchsorted(documents.astype(self._units.dtype)))

    def without(self, documents: Array) -> "Ranking":
        """Return the ranking without some of its documents (ascending)."""
        if not len(documents):
            return self
        kept = np.ones(len(self._units), dtype=bool)
        kept[self._places(documents)] = False
        places = kept.nonzero()[0]
        scores = None if self._scores is None else self._scores.take(places)
        return Ranking(self._segment, self._units.take(places), None, scores, self._sort)

    def _documents(self, places: Array) -> Array:
        units = self._units.take(places)
        return units if self._owners is None else self._owners.take(units)

    def _majors(self, places: Array) -> Array:
        if self._sort != "relevance":
            return majors_of_days(self._segment.days.take(self._documents(places)), self._sort)
        if self._scores is None:
            return np.full(len(places), descending(np.zeros(1, dtype=np.float32))[0])
        return descending(self._scores.take(places))

    def _keys(self, places: Array) -> Array:
        ranks = self._segment.ranks.take(self._documents(places))
        return (self._majors(places) << 32) | ranks

    def _values(self) -> Array:
        """Return what is higher the earlier a match comes (float32): its score, or its day, which has room in it."""
        if self._sort != "relevance":
            days = self._segment.days.take(self._units if self._owners is None else self._owners.take(self._units))
            turned = days.astype(np.float32) if self._sort == "newest" else -days.astype(np.float32)
            return np.where(days == 0, np.float32(-np.inf), turned)
        return np.zeros(len(self._units), dtype=np.float32) if self._scores is None else self._scores

    def first(self, wanted: int) -> list[Ranked]:
        """Return the first matches in order, at most `wanted`."""
        if not len(self._units):
            return []
        if wanted > kernels.MOST:
            return self._ordered(np.arange(len(self._units)), wanted)
        documents = self._units if self._owners is None else self._owners.take(self._units)
        return self._ranked(kernels.first(self._values(), documents, self._segment.ranks, wanted))

    def after(self, key: Key, wanted: int) -> tuple[list[Ranked], int]:
        """Return the first matches after the key, and how many come after it."""
        places = np.arange(len(self._units))
        keys = self._keys(places)
        id = key[1].encode("utf-8", "surrogatepass")
        rank = self._segment.ids.lower_bound(id)
        there = rank < len(self._segment.ids) and self._segment.ids.at(rank) == id
        major = (major_of_key(key, self._sort) << 32)
        if there and self._owners is not None:
            document = int(self._segment.id_documents[rank])
            number = self._units.astype(np.int64) - int(self._segment.statement_rows[document])
            same = (keys == (major | rank)) & (number > key[2])
            later = (keys > (major | rank)) | same
        else:
            later = keys >= (major | (rank + there))
        places = later.nonzero()[0]
        return self._ordered(places, wanted), len(places)

    def _ordered(self, places: Array, wanted: int) -> list[Ranked]:
        keys = self._keys(places)
        if 2 * wanted < len(keys):
            kept = (keys <= threshold(keys, wanted)).nonzero()[0]
            places, keys = places.take(kept), keys.take(kept)
        return self._ranked(places.take(np.argsort(keys, kind="stable")[:wanted]))

    def _ranked(self, places: Array) -> list[Ranked]:
        """Return the matches at some places of the list of units."""
        documents = self._documents(places).tolist()
        numbers = [-1] * len(documents)
        if self._owners is not None:
            rows = self._segment.statement_rows
            units = self._units.take(places).tolist()
            numbers = [unit - int(rows[document]) for unit, document in zip(units, documents, strict=True)]
        scores = [0.0] * len(documents) if self._scores is None else self._scores.take(places).tolist()
        if self._sort == "relevance":
            majors = [-score for score in scores]
        else:
            majors = self._majors(places).astype(np.float64).tolist()
        return [
            Ranked(major, number, self._segment, document, score)
            for major, number, document, score in zip(majors, numbers, documents, scores, strict=True)
        ]
