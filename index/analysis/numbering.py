"""Many texts -> their terms as numbers of one vocabulary, a few array steps for all of them instead of lists for each.

`analyse` says what the terms of a text are; here the same ones are made for a batch: what a chunk gives was read once
and is laid out in arrays, so that a word costs one look into a dict and a few nanoseconds a column.
"""

import threading
from array import array
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from index.analysis.columns import Array, Column
from index.analysis.readings import BEGINNINGS, WIDTH, Readings
from index.analysis.rows import firsts, placed
from index.analysis.table import native
from index.analysis.vocabulary import Vocabulary

MOST: Final = 1 << 19
"""Chunks kept with what they give, some 75 MB; those of 43,000 articles."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The terms of many texts for the fields `form` and `key`; `positions` is how many each text takes (int64)."""

    vocabulary: Vocabulary
    form: Column
    key: Column
    positions: Array


class _Held:
    """The readings of this process; begun anew when they are many, so that memory stays bounded."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.readings = Readings()

    def current(self) -> Readings:
        """Return the readings, room left in them."""
        if len(self.readings.table) > MOST:
            self.readings = Readings()
        return self.readings


_held: Final = _Held()


def number_all(texts: list[str]) -> Numbered:
    """Return the terms of the texts: of each the same as `analyse` gives, positions from 0 on."""
    with _held.lock:
        try:
            return _numbered(texts, _held.current())
        except BaseException:
            _held.readings = Readings()  # what has a number may not have been read
            raise


def _numbered(texts: list[str], readings: Readings) -> Numbered:
    found, ends, met = readings.table.number(texts)
    readings.learn(met)
    chunks = np.frombuffer(found, dtype=np.uint32)
    words, first = firsts(chunks, readings.words)
    bounds = first.take(np.frombuffer(ends, dtype=np.int64))
    form = placed(chunks, readings.form_terms, first)
    keys, standing = placed(chunks, readings.key_terms, first)
    key = _with_long_forms(readings, words, bounds, keys, standing)
    return Numbered(readings.vocabulary, _column(*form, bounds), _column(*key, bounds), np.diff(bounds))


def _column(numbers: Array, standing: Array, bounds: Array) -> Column:
    """Return the terms of the texts, whose words begin at `bounds`, as a column with positions within each text."""
    starts = standing.searchsorted(bounds)
    return Column(numbers, standing - np.repeat(bounds[:-1], np.diff(starts)), starts)


def _with_long_forms(
    readings: Readings, words: Array, bounds: Array, keys: Array, standing: Array
) -> tuple[Array, Array]:
    """Return the keys and where they stand with the canonical tokens of long forms put in, each once at a word."""
    places, canonicals = _long_forms(readings, words, bounds)
    if not places:
        return keys, standing
    at = np.array(places, dtype=np.int64)
    starts, ends = standing.searchsorted(at).tolist(), standing.searchsorted(at + 1).tolist()
    firsts = keys.take(starts).tolist()
    added: dict[tuple[int, int], int] = {}
    for place, canonical, start, end, first in zip(places, canonicals, starts, ends, firsts, strict=True):
        if canonical != first and (end == start + 1 or canonical not in keys[start:end].tolist()):
            added[end, canonical] = place
    before = np.array([end for end, _ in added], dtype=np.int64) + np.arange(len(added))
    kept = np.ones(len(keys) + len(added), dtype=bool)
    kept[before] = False
    numbers, stand = np.empty(len(kept), dtype=np.uint32), np.empty(len(kept), dtype=np.int64)
    numbers[kept], stand[kept] = keys, standing
    numbers[before], stand[before] = [canonical for _, canonical in added], list(added.values())
    return numbers, stand


def _long_forms(readings: Readings, words: Array, bounds: Array) -> tuple[list[int], list[int]]:
    """Return the words with which long forms begin, ascending, and the numbers of their canonical tokens."""
    long_forms, vocabulary = readings.long_forms, readings.vocabulary
    long_forms.learn(vocabulary.words)
    opened = _openings(words, long_forms.first, long_forms.second, BEGINNINGS, WIDTH)
    places = np.frombuffer(opened, dtype=np.int64)
    ends = bounds.take(bounds.searchsorted(places, side="right"))
    inside = places + 1 < ends
    places, ends = places[inside], ends[inside]
    pairs = (words.take(places).astype(np.int64) << 32) | words.take(places + 1)
    return long_forms.found(places.tolist(), pairs.tolist(), ends.tolist(), words.data, vocabulary)


def plain_openings(words: Array, first: "array[int]", second: "array[int]", rows: bytes, width: int) -> bytes:
    """Return the places (int64) of words with which a long form may begin, as the word behind each is its second one.

    `words` are numbers (uint32), the texts one after another; `first` and `second` (uint16) say of each word which row
    it has and which place in the rows, of `width` bytes each: there stands whether it may be.
    """
    row = np.frombuffer(first, dtype=np.uint16).take(words[:-1]).astype(np.int64) * width
    may = np.frombuffer(rows, dtype=bool).take(row + np.frombuffer(second, dtype=np.uint16).take(words[1:]))
    places: bytes = may.nonzero()[0].astype(np.int64).tobytes()
    return places


_openings: Final[Any] = plain_openings if native is None else native.openings
"""The places are found the same in C as in numpy, and nothing is read beyond an array."""
