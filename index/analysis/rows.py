"""Lists of small numbers in one array, and those of many chunks laid out one after another: in C (`c/`) or numpy."""

from array import array
from typing import Any, Final

import numpy as np

from index.analysis.columns import Array, ranges
from index.analysis.table import native


class Rows:
    """Lists of small numbers, one after another in one array; list n begins at `starts[n]`."""

    def __init__(self) -> None:
        self.starts = array("I", [0])
        self.values = array("I")

    def add(self, values: list[int]) -> None:
        """Add the next list."""
        self.values.extend(values)
        self.starts.append(len(self.values))

    def add_one(self, value: int) -> None:
        """Add the next list, which is one number long."""
        self.values.append(value)
        self.starts.append(len(self.values))


def firsts(chunks: Array, rows: Rows) -> tuple[Array, Array]:
    """Return the numbers in the lists of the chunks (uint32), and how many stand before each chunk's (int64).

    `chunks` are uint32; the second array has one number more than there are chunks: how many stand there in all.
    """
    numbers, before = _laid_out(chunks, rows.starts, rows.values)
    return np.frombuffer(numbers, dtype=np.uint32), np.frombuffer(before, dtype=np.int64)


def placed(chunks: Array, rows: Rows, places: "array[int]", first: Array) -> tuple[Array, Array]:
    """Return the numbers in the lists of the chunks (uint32) and where each stands (int64).

    `first` (int64) says where each chunk begins, `places` where in its chunk each number of `rows.values` stands.
    """
    numbers, standing = _laid_out(chunks, rows.starts, rows.values, places, first)
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
