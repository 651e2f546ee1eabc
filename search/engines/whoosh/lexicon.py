"""Sorted lexicons: byte strings in ascending order in one blob, each followed by 0xFF, which no UTF-8 text holds.

A lexicon is two arrays: `bytes` (0xFF, then string, 0xFF, string, 0xFF ...) and `offsets` (where each string begins,
one more at the end). Ascending order of UTF-8 is ascending order of code points, so Python's order of str holds.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from search.engines.whoosh.arrays import Array, ArrayFile, ArrayWriter, smallest

MARK = b"\xff"

LONGEST_KNOWN = 64
"""Bytes of the longest string whose place is remembered: none that somebody makes up fills our memory."""

SAMPLED = 128
"""One string in so many is kept in memory for bisection, some 80 bytes each."""


def encoded(text: str) -> bytes:
    """Return the text as lexicons hold it."""
    return text.encode("utf-8", "surrogatepass")


def decoded(data: bytes) -> str:
    """Return the text that `encoded` made these bytes of."""
    return data.decode("utf-8", "surrogatepass")


def write_strings(writer: ArrayWriter, name: str, strings: Sequence[bytes]) -> None:
    """Write a list of byte strings (a lexicon if they ascend) under `name`."""
    lengths = np.fromiter(map(len, strings), dtype=np.int64, count=len(strings))
    offsets = np.ones(len(strings) + 1, dtype=np.int64)
    np.cumsum(lengths + 1, out=offsets[1:])
    offsets[1:] += 1
    writer.add_bytes(f"{name}/bytes", MARK + MARK.join(strings) + MARK if strings else MARK)
    writer.add(f"{name}/offsets", offsets.astype(smallest(int(offsets[-1]))))


def write_blob(writer: ArrayWriter, name: str, blob: bytes) -> None:
    """Write byte strings under `name` that stand in a blob as they are written, a mark before, between and after."""
    offsets = starts_in(blob)
    writer.add_bytes(f"{name}/bytes", blob)
    writer.add(f"{name}/offsets", offsets.astype(smallest(int(offsets[-1]))))


def blob_of(strings: Sequence[bytes]) -> bytes:
    """Return byte strings as one blob, a mark before, between and after them."""
    return MARK.join((b"", *strings, b"")) if strings else MARK


def starts_in(blob: bytes) -> Array:
    """Return where the strings of a blob begin, one more at the end (int64)."""
    starts: Array = (np.frombuffer(blob, dtype=np.uint8) == MARK[0]).nonzero()[0] + 1
    return starts


def places_in(blob: bytes, strings: Sequence[bytes]) -> list[int]:
    """Return the place of each string in the lexicon of a blob, -1 for one that it does not hold."""
    starts = starts_in(blob)

    def string(place: int) -> bytes:
        return blob[starts[place] : starts[place + 1] - 1]

    everywhere = range(len(starts) - 1)
    places = [bisect_left(everywhere, wanted, key=string) for wanted in strings]
    return [
        place if place < len(everywhere) and string(place) == wanted else -1
        for place, wanted in zip(places, strings, strict=True)
    ]


def union(lexicons: Sequence[list[bytes]]) -> tuple[list[bytes], list[Array]]:
    """Return the strings of all lexicons in ascending order, and place in each -> place in the union (int64)."""
    words = sorted(set().union(*lexicons))
    place = {word: number for number, word in enumerate(words)}
    maps = [np.fromiter(map(place.__getitem__, lex), dtype=np.int64, count=len(lex)) for lex in lexicons]
    return words, maps


class Strings(Sequence[bytes]):
    """Byte strings in an array file, decoded one at a time as they are asked for."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = f"{name}/bytes"
        self.offsets = file[f"{name}/offsets"]
        self._samples: list[bytes] | None = None
        self._known: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, place: int | slice) -> bytes | list[bytes]:  # type: ignore[override]
        if isinstance(place, slice):
            start, stop, _ = place.indices(len(self))
            return self.span(start, stop)
        return self.at(place)

    def at(self, place: int) -> bytes:
        """Return one string."""
        offsets = self.offsets
        return self._file.piece(self._name, int(offsets[place]), int(offsets[place + 1]) - 1)

    def span(self, start: int, stop: int) -> list[bytes]:
        """Return the strings start..stop."""
        if stop <= start:
            return []
        return self.blob(start, stop)[1:-1].split(MARK)

    def blob(self, start: int, stop: int) -> bytes:
        """Return the strings start..stop with a mark before, between and after them."""
        return self._file.piece(self._name, int(self.offsets[start]) - 1, int(self.offsets[stop]))

    def all(self) -> list[bytes]:
        """Return every string."""
        return self.span(0, len(self))

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.all())

    def find(self, string: bytes) -> int:
        """Return the place of a string in an ascending list, or -1."""
        place = self._known.get(string)
        if place is None:
            place = self.lower_bound(string)
            if place == len(self) or self.at(place) != string:
                place = -1
            if len(string) <= LONGEST_KNOWN:
                if len(self._known) > 10_000:
                    self._known.clear()
                self._known[string] = place
        return place

    def lower_bound(self, string: bytes) -> int:
        """Return the first place whose string is not below `string` in an ascending list."""
        if self._samples is None:
            self._samples = [self.at(place) for place in range(0, len(self), SAMPLED)]
        block = bisect_left(self._samples, string)
        if block == 0:
            return 0
        start = (block - 1) * SAMPLED
        return start + bisect_left(self.span(start, min(start + SAMPLED, len(self))), string)

    def beginning(self, prefix: bytes) -> tuple[int, int]:
        """Return the span of places whose strings begin with `prefix` in an ascending list."""
        if not prefix:
            return 0, len(self)
        return self.lower_bound(prefix), self.lower_bound(prefix + MARK)

    def matching(self, pattern: "re.Pattern[bytes]", start: int, stop: int) -> Array:
        """Return the places in start..stop whose string the pattern finds between two marks (int64, ascending)."""
        if stop <= start:
            return np.empty(0, dtype=np.int64)
        base = int(self.offsets[start])
        found = [match.start() + base for match in pattern.finditer(self.blob(start, stop))]
        return np.searchsorted(self.offsets, np.array(found, dtype=np.int64)).astype(np.int64)

    def ending(self, suffix: bytes) -> Array:
        """Return the places whose strings end with `suffix` (int64, ascending)."""
        ends = re.compile(re.escape(suffix) + rb"(?=\xff)")
        found = [match.start() for match in ends.finditer(self.blob(0, len(self)))]
        starts = np.array(found, dtype=self.offsets.dtype)
        return self.offsets.searchsorted(starts, side="right").astype(np.int64) - 1
