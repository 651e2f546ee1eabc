"""Many texts -> their terms as numbers of one vocabulary, a few array steps for all of them instead of lists for each.

`analyse` says what the terms of a text are; here the same ones are made for a batch: what a chunk gives was read once
and is laid out in arrays, so that a word costs one look into a dict and a few nanoseconds a column.
"""

import threading
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.analysis.columns import Array, Column, Vocabulary, ranges
from index.analysis.parts import Found, plain_form, read, read_plain
from index.analysis.table import new_table
from index.knowledge.abbreviations import abbreviations

MOST: Final = 1 << 18
"""Chunks kept with what they give, some 60 MB; those of 20,000 articles."""

_table: Final = abbreviations()
_seconds: Final = frozenset(second for rests in _table.long.values() for second in rests)


class Rows:
    """Lists of small numbers, one after another in one array; list n begins at `starts[n]`."""

    def __init__(self) -> None:
        self.starts = array("I", [0])
        self.values = array("I")

    def add(self, values: Sequence[int]) -> None:
        """Add the next list."""
        self.values.extend(values)
        self.starts.append(len(self.values))

    def of(self, rows: Array) -> tuple[Array, Array]:
        """Return the places in `values` of all the values of some lists, in that order, and how many each has."""
        starts = np.array(self.starts, dtype=np.int64)
        first = starts.take(rows)
        counts = starts.take(rows + 1) - first
        return ranges(first, counts), counts


Continuations = tuple[tuple[list[int], int], ...]
"""For each long form that begins with two words: the words after them and the canonical token, as numbers."""


class LongForms:
    """Which words of a growing vocabulary may begin a long form or be its second word, and what follows a pair."""

    def __init__(self) -> None:
        self._begin, self._second = bytearray(), bytearray()
        self._pairs: dict[int, Continuations] = {}

    def flags(self, words: Sequence[str]) -> tuple[Array, Array]:
        """Return of each word whether a long form may begin with it, and whether it may be the second word (bool)."""
        for word in words[len(self._begin) :]:
            self._begin.append(word in _table.long)
            self._second.append(word in _seconds)
        return np.array(self._begin, dtype=bool), np.array(self._second, dtype=bool)

    def after(self, pair: int, vocabulary: Vocabulary) -> Continuations:
        """Return what may follow two words, given by their numbers as first << 32 | second."""
        known = self._pairs.get(pair)
        if known is None:
            number = vocabulary.number
            first, second = vocabulary.words[pair >> 32], vocabulary.words[pair & 0xFFFFFFFF]
            known = self._pairs[pair] = tuple(
                ([*map(number, rest)], number(canonical)) for rest, canonical in _table.long[first].get(second, ())
            )
        return known


class Readings:
    """Chunk -> number of what it gives; fills itself. Writings of one plain word ("kata", "Kata,") share a number."""

    def __init__(self) -> None:
        self.table = new_table()
        self.vocabulary = Vocabulary()
        self.words, self.form_terms, self.key_terms = Rows(), Rows(), Rows()
        self.form_places, self.key_places = array("I"), array("I")
        self.long_forms = LongForms()
        self._plain: dict[str, int] = {}
        self._count = 0

    def read(self, chunk: str) -> int:
        """Return the number of what a chunk gives that was never met."""
        form = plain_form(chunk)
        number = self._plain.get(form) if form is not None else None
        if number is None:
            number = self._add(read(chunk) if form is None else read_plain(form))
            if form is not None:
                self._plain[form] = number
        return number

    def _add(self, found: Found) -> int:
        """Lay out what a chunk gives; return its number."""
        form, key, parts = found
        number = self.vocabulary.number
        if isinstance(parts, bool):
            self.words.add([number(form)])
            self.form_terms.add([number(form)])
            self.key_terms.add([number(key)])
            self.form_places.append(0)
            self.key_places.append(0)
        else:
            self.words.add([*map(number, parts.words)])
            self.form_terms.add([*map(number, parts.forms)])
            self.key_terms.add([*map(number, parts.keys)])
            self.form_places.extend(parts.form_places)
            self.key_places.extend(parts.key_places)
        self._count += 1
        return self._count - 1


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
    at, counts = readings.words.of(chunks)
    words = np.array(readings.words.values, dtype=np.uint32).take(at)
    first = np.append(0, np.cumsum(counts))
    bounds = first.take(np.frombuffer(ends, dtype=np.int64))
    form = _placed(readings.form_terms, readings.form_places, chunks, first)
    keys, standing = _placed(readings.key_terms, readings.key_places, chunks, first)
    key = _with_long_forms(readings, words, bounds, keys, standing)
    return Numbered(readings.vocabulary, _column(*form, bounds), _column(*key, bounds), np.diff(bounds))


def _placed(rows: Rows, places: "array[int]", chunks: Array, first: Array) -> tuple[Array, Array]:
    """Return the terms (uint32) of the chunks, in order, and the number of the word each stands at (int64)."""
    at, counts = rows.of(chunks)
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
    begins, second = readings.long_forms.flags(readings.vocabulary.words)
    may = begins.take(words)
    may[:-1] &= second.take(words[1:])
    may[bounds[1:][np.diff(bounds) > 0] - 1] = False
    places = may.nonzero()[0]
    pairs = (words.take(places).astype(np.int64) << 32) | words.take(places + 1)
    ends = bounds.take(bounds.searchsorted(places, side="right"))
    after, vocabulary = readings.long_forms.after, readings.vocabulary
    for place, pair, end in zip(places.tolist(), pairs.tolist(), ends.tolist(), strict=True):
        for rest, canonical in after(pair, vocabulary):
            last = place + 2 + len(rest)
            if not rest or (last <= end and words[place + 2 : last].tolist() == rest):
                yield place, canonical
