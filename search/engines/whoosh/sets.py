"""Sets of numbers below a size: ascending numbers while they are few, a mask when they are many."""

from collections.abc import Sequence

import numpy as np

from search.engines.whoosh import kernels
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.plain import Listed, chosen, contains

DENSE = 24
"""A set that holds more than one in so many of the numbers is worked with as a mask. Measured at a million numbers:
a mask costs .04 ns a number and operation, a scattered number 2 ns, both plus making it; 16 to 48 differ little."""


SCATTERED = 4 if kernels.native is not None else DENSE
"""The numbers of several lists are gathered in a mask if there is more than one in so many, else put in order: in C by
setting bits, 1 ns a number, in numpy by sorting."""


def length(listed: Listed) -> int:
    """Return how many numbers a list has."""
    return listed[4] - listed[3] if isinstance(listed, tuple) else len(listed)


class Found:
    """A set of numbers below `size`: a list of them (ascending) or `mask` (bool) or both; neither means all of them."""

    __slots__ = ("_count", "_list", "mask", "size")

    def __init__(self, size: int, ids: Listed | None = None, mask: Array | None = None) -> None:
        self.size = size
        self._list = ids
        self.mask = mask
        self._count = -1 if ids is None else length(ids)

    @property
    def ids(self) -> Array | None:
        """Return the numbers as an array, if they are known as a list."""
        held = self._list
        if isinstance(held, tuple):
            ids: Array = kernels.unpacked(held)
            self._list = ids
            return ids
        return held

    @property
    def full(self) -> bool:
        """Tell whether this is the set of all numbers."""
        return self._list is None and self.mask is None

    @property
    def count(self) -> int:
        """Return how many numbers are in the set."""
        if self._count < 0:
            self._count = self.size if self.mask is None else int(np.count_nonzero(self.mask))
        return self._count

    def numbers(self) -> Array:
        """Return the numbers, ascending."""
        ids = self.ids
        if ids is None:
            kind = np.uint32 if kernels.AS_STORED else np.intp
            ids = np.arange(self.size, dtype=kind) if self.mask is None else kernels.where(self.mask)
            self._list = ids
        return ids

    def listed(self) -> Listed:
        """Return the numbers, ascending, as the kernels take them."""
        return self.numbers() if self._list is None else self._list

    def as_mask(self) -> Array:
        """Return the set as a mask."""
        if self.mask is None:
            if self._list is None:
                return np.ones(self.size, dtype=bool)
            self.mask = np.zeros(self.size, dtype=bool)
            kernels.mark(self.mask, self._list)
        return self.mask

    def holds(self, numbers: Array) -> Array:
        """Return which of the ascending numbers are in the set (bool)."""
        if self.mask is not None:
            return self.mask.take(numbers)
        ids = self.ids
        if ids is None:
            return np.ones(len(numbers), dtype=bool)
        return contains(ids, numbers, self.size)

    def complement(self) -> "Found":
        """Return the numbers below `size` that are not in the set."""
        if self.full:
            return nothing(self.size)
        return Found(self.size, mask=~self.as_mask())


def nothing(size: int) -> Found:
    """Return the empty set."""
    return Found(size, ids=np.empty(0, dtype=np.intp))


def intersection(size: int, sets: Sequence[Found]) -> Found:
    """Return the numbers that are in every set; no sets: all."""
    rest = [found for found in sets if not found.full]
    if len(rest) < 2:
        return rest[0] if rest else Found(size)
    rest.sort(key=lambda found: found.count)
    least = rest[0]
    masked = least.mask is None and all(found.mask is not None for found in rest[1:])
    if masked or least.count * DENSE < size:
        ids = least.listed()
        for other in rest[1:]:
            mask = other.mask
            ids = kernels.both(ids, other.listed(), size) if mask is None else kernels.among(ids, mask)
        return Found(size, ids=ids)
    mask = rest[0].as_mask() & rest[1].as_mask()
    for other in rest[2:]:
        np.logical_and(mask, other.as_mask(), out=mask)
    return Found(size, mask=mask)


def without(found: Found, numbers: Array) -> Found:
    """Return the set without the ascending numbers."""
    if not len(numbers):
        return found
    if found.mask is None and not found.full and found.count * DENSE < found.size:
        ids = found.numbers()
        return Found(found.size, ids=chosen(~contains(numbers, ids, found.size), ids))
    mask = found.as_mask().copy()
    mask[numbers] = False
    return Found(found.size, mask=mask)


def united(size: int, sets: Sequence[Found]) -> Found:
    """Return the numbers that are in any of the sets."""
    rest = [found for found in sets if found.full or found.count]
    if any(found.full for found in rest):
        return Found(size)
    if not rest:
        return nothing(size)
    if len(rest) == 1:
        return rest[0]
    total = sum(found.count for found in rest)
    if total * SCATTERED < size:
        return Found(size, ids=kernels.distinct(tuple([found.listed() for found in rest]), size))
    mask = np.zeros(size, dtype=bool)
    for found in rest:
        if found.mask is None:
            kernels.mark(mask, found.listed())
        else:
            np.logical_or(mask, found.mask, out=mask)
    return Found(size, mask=mask)


def of_numbers(size: int, numbers: Listed) -> Found:
    """Return the set of the numbers, which may repeat and stand in any order."""
    if length(numbers) * SCATTERED < size:
        return Found(size, ids=kernels.distinct((numbers,), size))
    mask = np.zeros(size, dtype=bool)
    kernels.mark(mask, numbers)
    return Found(size, mask=mask)
