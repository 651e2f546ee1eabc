"""Stories: which articles are copies of one text, told by their signatures; pure, and free of their order.

Two articles are alike if their signatures agree in a whole band (BAND places in a row, the first at a multiple of
BAND) and in ALIKE of all places. A story is what alike articles join together, at least two of them: a copy of a copy
belongs to it even where it is not alike to the first. A band that more than MOST different signatures have is a form
that articles are written by (share prices, weather), and joins none. An article without a signature has no story.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.entry import PLACES

Array = npt.NDArray[Any]

ALIKE: Final = 21
"""Of 32 places, .65. Read by eye on pairs of real articles: from here on 49 of 50 were one story from one source,
between .5 and .65 most shared quotations only. To be read again if the runs or the number of places change."""

BAND: Final = 4
"""Places of a band. Pairs that agree in .65 of their places share one of 8 bands 80 times of 100, those that agree in
.8 of them 98 times, those in .3 of them 6 times: so many are compared in vain."""

MOST: Final = 1_000
"""Different signatures that may share a band: a bound for the pairs to be compared, which grow with its square."""

TOGETHER: Final = 1 << 18
"""Pairs compared in one go: 32 MB."""


def stories(signatures: Array) -> Array:
    """Return for each article the row of the first of its story, or -1 if it has none (int64[n]).

    `signatures`: uint16[n, PLACES], a row of zeros where there is none.
    """
    rows = np.flatnonzero(signatures.any(axis=1))
    signed = np.ascontiguousarray(signatures[rows], dtype="<u2")
    bands = signed.view(f"<u{2 * BAND}").astype(np.uint64)
    left, right = equal_pairs(signed, bands)
    different = np.ones(len(rows), dtype=bool)
    different[right] = False
    kept = np.flatnonzero(different)
    pairs = [(left, right)]
    for band in range(PLACES // BAND):
        one, other = sharing(bands[kept, band])
        one, other = alike(signed, kept[one], kept[other])
        pairs.append((one, other))
    first = joined(len(rows), np.concatenate([pair[0] for pair in pairs]), np.concatenate([pair[1] for pair in pairs]))
    found = np.full(len(signatures), -1, dtype=np.int64)
    members = np.bincount(first, minlength=len(rows))[first] > 1
    found[rows[members]] = rows[first[members]]
    return found


def equal_pairs(signed: Array, bands: Array) -> tuple[Array, Array]:
    """Return each signature that comes again with every later place of it: the first places and the others (int64).

    Signatures are sorted by a hash of their bands; where two of one hash differ, both stay.
    """
    keys = np.zeros(len(bands), dtype=np.uint64)
    for band in range(bands.shape[1]):
        keys = (keys ^ bands[:, band]) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    order = np.argsort(keys, kind="stable")
    starts, sizes = runs_of(keys[order])
    firsts = np.repeat(order[starts], sizes)
    again = np.flatnonzero((firsts != order) & (signed[firsts] == signed[order]).all(axis=1))
    return firsts[again], order[again]


def runs_of(ordered: Array) -> tuple[Array, Array]:
    """Return where each run of equal values begins, and how long it is (int64)."""
    if not len(ordered):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    return starts, np.diff(np.append(starts, len(ordered)))


def sharing(values: Array) -> tuple[Array, Array]:
    """Return the pairs of places with equal values (int64), but for values that more than MOST places have."""
    order = np.argsort(values, kind="stable")
    starts, sizes = runs_of(values[order])
    inside = np.repeat((sizes > 1) & (sizes <= MOST), sizes)
    places, ends = np.flatnonzero(inside), np.repeat(starts + sizes, sizes)[inside]
    ones, others = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    step = 1
    while len(places):
        kept = places + step < ends
        places, ends = places[kept], ends[kept]
        ones.append(order[places])
        others.append(order[places + step])
        step += 1
    return np.concatenate(ones), np.concatenate(others)


def alike(signed: Array, one: Array, other: Array) -> tuple[Array, Array]:
    """Return those of the pairs that agree in ALIKE places."""
    found = [np.empty(0, dtype=bool)]
    for start in range(0, len(one), TOGETHER):
        pairs = slice(start, start + TOGETHER)
        found.append((signed[one[pairs]] == signed[other[pairs]]).sum(axis=1) >= ALIKE)
    kept = np.concatenate(found)
    return one[kept], other[kept]


def joined(count: int, left: Array, right: Array) -> Array:
    """Return for each of `count` places the first that pairs join it to, itself at the least (int64)."""
    first = np.arange(count)
    while len(left):
        one, other = first[left], first[right]
        apart = one != other
        left, right, one, other = left[apart], right[apart], one[apart], other[apart]
        np.minimum.at(first, np.maximum(one, other), np.minimum(one, other))
        before = np.empty(0, dtype=np.int64)
        while not np.array_equal(before, first):
            before, first = first, first[first]
    return first
