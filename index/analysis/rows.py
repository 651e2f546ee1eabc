"""Lists of small numbers in one array, and those of many chunks laid out one after another: in C (`c/`) or numpy."""

from array import array
from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

import numpy as np

from index.analysis.columns import Array, ranges
from index.analysis.table import native


class Rows:
    """Lists of small numbers, one after another in one array; list n begins at `starts[n]`.

    `places` says of each number where in its chunk it stands.
    """

    def __init__(self) -> None:
        self.starts = array("I", [0])
        self.values = array("I")
        self.places = array("I")

    def extend(self, values: list[int], longer: dict[int, Sequence[int]]) -> None:
        """Add lists: of one number each, at place 0, but for those (0: the first added) to which `longer` gives places.
        """
        sizes = np.ones(len(values) - sum(map(len, longer.values())) + len(longer), dtype=np.int64)
        chosen = np.array(list(longer), dtype=np.int64)
        sizes[chosen] = list(map(len, longer.values()))
        ends = sizes.cumsum()
        at = ranges((ends - sizes).take(chosen), sizes.take(chosen))
        places = np.zeros(len(values), dtype=np.uint32)
        places[at] = list(chain.from_iterable(longer.values()))
        first = len(self.values)
        self.starts.frombytes((ends + first).astype(np.uint32).tobytes())
        self.places.frombytes(places.tobytes())
        self.values.frombytes(np.array(values, dtype=np.uint32).tobytes())

    def put_together(self, lists: Array, pieces: Array) -> None:
        """Make the numbers of some lists (int64), one after another, the first numbers of the lists `pieces` (uint32).
        """
        values = np.frombuffer(self.values, dtype=np.uint32)
        starts = np.frombuffer(self.starts, dtype=np.uint32)
        begin = starts.take(lists)
        at = ranges(begin.astype(np.int64), starts.take(lists + 1).astype(np.int64) - begin)
        values[at] = values.take(starts.take(pieces))


def firsts(chunks: Array, rows: Rows) -> tuple[Array, Array]:
    """Return the numbers in the lists of the chunks (uint32), and how many stand before each chunk's (int64).

    `chunks` are uint32; the second array has one number more than there are chunks: how many stand there in all.
    """
    numbers, before = _laid_out(chunks, rows.starts, rows.values)
    return np.frombuffer(numbers, dtype=np.uint32), np.frombuffer(before, dtype=np.int64)


def placed(chunks: Array, rows: Rows, first: Array) -> tuple[Array, Array]:
    """Return the numbers in the lists of the chunks (uint32) and where each stands (int64).

    `first` (int64) says where each chunk begins.
    """
    numbers, standing = _laid_out(chunks, rows.starts, rows.values, rows.places, first)
    return np.frombuffer(numbers, dtype=np.uint32), np.frombuffer(standing, dtype=np.int64)


def plain_laid_out(
    chunks: Array, starts: "array[int]", values: "array[int]", places: "array[int] | None" = None,
    first: Array | None = None,
) -> tuple[bytes, bytes]:
    """Do what `firsts`, or with `places` and `first` what `placed` says, in numpy."""
    begins = np.frombuffer(starts, dtype=np.uint32).astype(np.int64)
    begin = begins.take(chunks)
    counts = begins.take(chunks.astype(np.int64) + 1) - begin
    at = ranges(begin, counts)
    numbers = np.frombuffer(values, dtype=np.uint32).take(at)
    if places is None or first is None:
        return numbers.tobytes(), np.append(0, counts.cumsum()).astype(np.int64).tobytes()
    standing = np.repeat(first[: len(counts)], counts) + np.frombuffer(places, dtype=np.uint32).take(at)
    return numbers.tobytes(), standing.astype(np.int64).tobytes()


_laid_out: Final[Any] = plain_laid_out if native is None else native.laid_out
