"""The documents of postings: 16 bits for each, and stretches of postings that lie in one block of 65,536 documents.

What a container of a roaring bitmap is for a set (Lemire et al. 2016) a stretch is for postings: the upper 16 bits are
written once. A list of postings is a term's, or those of neighbouring terms, or any others that follow one another.
"""

from collections.abc import Iterator

import numpy as np

from search.engines.whoosh import kernels
from search.engines.whoosh.arrays import Array, ArrayFile, ArrayWriter, smallest
from search.engines.whoosh.plain import Listed, Packed

BITS = 16

PIECE = 4_000_000
"""Postings looked at together where all of a field are gone through."""


class Documents:
    """The documents of all postings of a field."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._lower = file[f"{name}/documents"]
        self._starts = file[f"{name}/stretches"]
        self._blocks = file[f"{name}/blocks"]

    def __len__(self) -> int:
        return len(self._lower)

    def packed(self, start: int, end: int) -> Packed:
        """Return the documents of postings start..end as they are stored."""
        return self._lower, self._starts, self._blocks, start, end

    def listed(self, start: int, end: int) -> Listed:
        """Return the documents of postings start..end as the kernels want them."""
        return self.packed(start, end) if kernels.AS_STORED else self.span(start, end)

    def span(self, start: int, end: int) -> Array:
        """Return the documents of postings start..end."""
        documents: Array = kernels.unpacked((self._lower, self._starts, self._blocks, start, end))
        return documents

    def take(self, postings: Array) -> Array:
        """Return the documents of some postings (int64)."""
        stretches = self._starts.searchsorted(postings.astype(self._starts.dtype), side="right") - 1
        return self._blocks.take(stretches).astype(np.int64) << BITS | self._lower.take(postings)

    def pieces(self) -> Iterator[tuple[int, Array]]:
        """Yield the documents of all postings a piece at a time, each with the number of its first posting."""
        for start in range(0, len(self), PIECE):
            yield start, self.span(start, min(start + PIECE, len(self)))

    def marked(self, mask: Array) -> Array:
        """Return for every posting what a mask (bool) says of its document."""
        said = np.empty(len(self), dtype=bool)
        for start, documents in self.pieces():
            said[start : start + len(documents)] = mask.take(documents)
        return said


class DocumentsWriter:
    """Writes the documents of a field's postings, as many as are told before, in pieces that threads may put."""

    def __init__(self, writer: ArrayWriter, name: str, count: int) -> None:
        self._writer = writer
        self._name = name
        self._room = writer.reserve(f"{name}/documents", np.uint16, count)
        self._count = count
        self._pieces: dict[int, tuple[Array, Array, int]] = {}

    def put(self, first: int, documents: Array) -> None:
        """Write the documents (uint32) of the postings from `first` on."""
        if not len(documents):
            return
        self._room.put(first, documents.astype(np.uint16))
        blocks = (documents >> BITS).astype(np.uint16)
        fresh = np.ones(len(blocks), dtype=bool)
        np.not_equal(blocks[1:], blocks[:-1], out=fresh[1:])
        starts = fresh.nonzero()[0]
        self._pieces[first] = starts + first, blocks.take(starts), int(blocks[-1])

    def close(self) -> None:
        """Write where the stretches begin; one goes on where the next piece begins in its block."""
        starts, blocks = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.uint16)]
        before = -1
        for _, (begun, own, last) in sorted(self._pieces.items()):
            goes_on = int(own[0] == before)
            starts.append(begun[goes_on:])
            blocks.append(own[goes_on:])
            before = last
        self._writer.add(f"{self._name}/stretches", np.concatenate(starts).astype(smallest(self._count)))
        self._writer.add(f"{self._name}/blocks", np.concatenate(blocks))
