"""Many texts -> their terms as numbers of one vocabulary, a few array steps for all of them instead of lists for each.

`analyse` says what the terms of a text are; here the same ones are made for a batch: what a chunk gives was read once
and is laid out in arrays, so that a word costs one look into a dict and a few nanoseconds a column.
"""

import threading
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.analysis.columns import Array, Column, ranges
from index.analysis.readings import Readings, Rows
from index.analysis.vocabulary import Vocabulary

MOST: Final = 1 << 18
"""Chunks kept with what they give, some 60 MB; those of 20,000 articles."""


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
        return _numbered(texts, _held.current())


def _numbered(texts: list[str], readings: Readings) -> Numbered:
    found, ends = readings.table.number(texts, readings.read)
    chunks = np.frombuffer(found, dtype=np.uint32).astype(np.int64)
    at, counts = _of(readings.words, chunks)
    words = np.array(readings.words.values, dtype=np.uint32).take(at)
    first = np.append(0, np.cumsum(counts))
    bounds = first.take(np.frombuffer(ends, dtype=np.int64))
    form = _placed(readings.form_terms, readings.form_places, chunks, first)
    keys, standing = _placed(readings.key_terms, readings.key_places, chunks, first)
    key = _with_long_forms(readings, words, bounds, keys, standing)
    return Numbered(readings.vocabulary, _column(*form, bounds), _column(*key, bounds), np.diff(bounds))


def _of(rows: Rows, chosen: Array) -> tuple[Array, Array]:
    """Return the places in `values` of all the values of some lists, in that order, and how many each has."""
    starts = np.array(rows.starts, dtype=np.int64)
    first = starts.take(chosen)
    counts = starts.take(chosen + 1) - first
    return ranges(first, counts), counts


def _placed(rows: Rows, places: "array[int]", chunks: Array, first: Array) -> tuple[Array, Array]:
    """Return the terms (uint32) of the chunks, in order, and the number of the word each stands at (int64)."""
    at, counts = _of(rows, chunks)
    standing = np.repeat(first[:-1], counts) + np.array(places, dtype=np.int64).take(at)
    return np.array(rows.values, dtype=np.uint32).take(at), standing


def _column(numbers: Array, standing: Array, bounds: Array) -> Column:
    """Return the terms of the texts, whose words begin at `bounds`, as a column with positions within each text."""
    starts = standing.searchsorted(bounds)
    return Column(numbers, standing - np.repeat(bounds[:-1], np.diff(starts)), starts)


def _with_long_forms(
    readings: Readings, words: Array, bounds: Array, keys: Array, standing: Array
) -> tuple[Array, Array]:
    """Return the keys and where they stand with the canonical tokens of long forms put in, each once at a word."""
    found = list(_long_forms(readings, words, bounds))
    if not found:
        return keys, standing
    at = np.array([place for place, _ in found], dtype=np.int64)
    starts, ends = standing.searchsorted(at).tolist(), standing.searchsorted(at + 1).tolist()
    added: dict[tuple[int, int], int] = {}
    for (place, canonical), start, end in zip(found, starts, ends, strict=True):
        if canonical not in keys[start:end].tolist():
            added[end, canonical] = place
    places = [end for end, _ in added]
    numbers = np.array([canonical for _, canonical in added], dtype=np.uint32)
    return np.insert(keys, places, numbers), np.insert(standing, places, list(added.values()))


def _long_forms(readings: Readings, words: Array, bounds: Array) -> Iterator[tuple[int, int]]:
    """Yield the word with which each long form begins, ascending, and the number of its canonical token."""
    long_forms, vocabulary = readings.long_forms, readings.vocabulary
    long_forms.learn(vocabulary.words)
    may = np.frombuffer(long_forms.begin, dtype=bool).take(words)
    may[:-1] &= np.frombuffer(long_forms.second, dtype=bool).take(words[1:])
    may[bounds[1:][np.diff(bounds) > 0] - 1] = False
    places = may.nonzero()[0]
    pairs = (words.take(places).astype(np.int64) << 32) | words.take(places + 1)
    ends = bounds.take(bounds.searchsorted(places, side="right"))
    for place, pair, end in zip(places.tolist(), pairs.tolist(), ends.tolist(), strict=True):
        for rest, canonical in long_forms.after(pair, vocabulary):
            last = place + 2 + len(rest)
            if not rest or (last <= end and words[place + 2 : last].tolist() == rest):
                yield place, canonical
