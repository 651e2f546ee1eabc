"""Many texts -> their terms as numbers of one vocabulary, a few array steps for all of them instead of lists for each.

`analyse` says what the terms of a text are; here the same ones are made for a batch: what a chunk gives was read once
and is laid out in arrays, so that a word costs one look into a dict and a few nanoseconds a column.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.analysis.analyser import CACHED_CHUNKS, reading_of
from index.analysis.columns import Array, Column, Vocabulary, ranges
from index.analysis.parts import Found
from index.knowledge.abbreviations import abbreviations

_table: Final = abbreviations()
_seconds: Final = frozenset(second for rests in _table.long.values() for second in rests)
_longest: Final = 2 + max(len(rest) for rests in _table.long.values() for own in rests.values() for rest, _ in own)


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


class LongForms:
    """Which words of a vocabulary that grows may begin a long form or be its second word, and which pairs do."""

    def __init__(self) -> None:
        self._begin, self._second = bytearray(), bytearray()
        self._pairs: dict[int, bool] = {}

    def flags(self, words: Sequence[str]) -> tuple[Array, Array]:
        """Return of each word whether a long form may begin with it, and whether it may be the second word (bool)."""
        for word in words[len(self._begin) :]:
            self._begin.append(word in _table.long)
            self._second.append(word in _seconds)
        return np.array(self._begin, dtype=bool), np.array(self._second, dtype=bool)

    def continuing(self, pair: int, words: Sequence[str]) -> bool:
        """Return whether a long form begins with two words, given by their numbers as first << 32 | second."""
        known = self._pairs.get(pair)
        if known is None:
            known = words[pair & 0xFFFFFFFF] in _table.long[words[pair >> 32]]
            self._pairs[pair] = known
        return known


class Readings(dict[str, int]):
    """Chunk -> number of what it gives; fills itself. Chunks that give the same share a number."""

    def __init__(self) -> None:
        super().__init__()
        self.vocabulary = Vocabulary()
        self.words, self.form_terms, self.key_terms = Rows(), Rows(), Rows()
        self.form_places, self.key_places = array("I"), array("I")
        self.long_forms = LongForms()
        self._known: dict[Found, int] = {}

    def __missing__(self, chunk: str) -> int:
        found = reading_of(chunk)
        number = self._known.get(found)
        if number is None:
            number = self._known[found] = self._add(found)
        self[chunk] = number
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
        return len(self._known)


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
        self.readings = Readings()

    def current(self) -> Readings:
        """Return the readings, room left in them."""
        if len(self.readings) > CACHED_CHUNKS:
            self.readings = Readings()
        return self.readings


_held: Final = _Held()


def number_all(texts: Sequence[str]) -> Numbered:
    """Return the terms of the texts: of each the same as `analyse` gives, positions from 0 on."""
    readings = _held.current()
    take = readings.__getitem__
    found, ends = array("I"), array("Q", [0])
    for text in texts:
        found.extend(map(take, text.split()))
        ends.append(len(found))
    chunks = np.array(found, dtype=np.int64)
    at, counts = readings.words.of(chunks)
    words = np.array(readings.words.values, dtype=np.uint32).take(at)
    first = np.append(0, np.cumsum(counts))
    bounds = first.take(np.array(ends, dtype=np.int64))
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
    known = readings.long_forms.continuing
    names = readings.vocabulary.words
    for place, pair, end in zip(places.tolist(), pairs.tolist(), ends.tolist(), strict=True):
        if known(pair, names):
            own = [names[number] for number in words[place : min(end, place + _longest)].tolist()]
            for canonical, _ in _table.starting_at(own, 0):
                yield place, readings.vocabulary.number(canonical)
