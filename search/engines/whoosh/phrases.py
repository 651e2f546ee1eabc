"""Where the words of a phrase stand at their offsets from one another, by marking addresses and looking them up.

The documents that hold every word get addresses one after another, one for each position; the places of one word are
marked there and those of the next are looked up: some 10 ns a position, a fifth of bisecting sorted addresses.
"""

from dataclasses import dataclass

import numpy as np

from search.deadline import check
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.lexicon import encoded
from search.engines.whoosh.segment import TextField
from search.engines.whoosh.sets import PROBE, Found, chosen, contains, firsts, scratch
from search.query import Phrase

EMPTY = (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.int64))

ROOM = 2_000_000
"""Addresses marked at a time: a mask of 2 MB stays in the cache of a core; 1 to 8 MB differ little."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where one word stands in the documents: `ends` (int64) are the ends of each document's `positions`."""

    positions: Array
    ends: Array
    offset: int


def phrase_places(field: TextField | None, phrase: Phrase, within: Found | None = None) -> tuple[Array, Array]:
    """Return the places of a phrase: documents (intp, ascending, repeated) and the position offset 0 stands at.

    `within`: the documents to look at (None: all).
    """
    if field is None or not phrase.texts:
        return EMPTY
    places = [field.terms.find(encoded(text)) for text in phrase.texts]
    if min(places) < 0:
        return EMPTY
    holders = {place: field.holders(place) for place in set(places)}
    ordered = sorted(holders.values(), key=len)
    documents = ordered[0] if within is None else chosen(within.holds(ordered[0]), ordered[0])
    for other in ordered[1:]:
        documents = chosen(contains(other, documents, len(field.lengths)), documents)
    if not len(documents):
        return EMPTY
    own = {place: _positions(field, place, held, documents) for place, held in holders.items()}
    words = [Places(*own[place], offset) for place, offset in zip(places, phrase.offsets, strict=True)]
    return _meeting(documents, sorted(words, key=lambda word: len(word.positions)))


def _positions(field: TextField, place: int, holders: Array, documents: Array) -> tuple[Array, Array]:
    """Return a term's positions in these documents, and where each document's end (int64)."""
    frequencies = field.frequencies.take(field.codes_of(place))
    positions = field.positions[int(field.tokens[place]) : int(field.tokens[place + 1])]
    if len(holders) == len(documents):
        return positions, frequencies.cumsum()
    if len(documents) * PROBE < len(holders):
        kept = holders.searchsorted(documents)
    else:
        kept = contains(documents, holders, len(field.lengths)).nonzero()[0]
    ends = frequencies.cumsum().take(kept)
    frequencies = frequencies.take(kept)
    own = frequencies.cumsum()
    return positions.take(spread(ends - own, own) + np.arange(int(own[-1]))), own


def spread(values: Array, ends: Array) -> Array:
    """Return each value as often as lies between its end and that before, which is once at least (int64).

    The same as np.repeat, in a third of its time where the values are many.
    """
    steps = np.zeros(int(ends[-1]), dtype=np.int64)
    steps[0] = values[0]
    steps[ends[:-1]] = values[1:] - values[:-1]
    return steps.cumsum(out=steps)


def _meeting(documents: Array, words: list[Places]) -> tuple[Array, Array]:
    """Return the documents and positions at which every word stands at its offset."""
    low = min(word.offset for word in words)
    shifts = [max(w.offset for w in words) - word.offset for word in words]
    room = np.zeros(len(documents), dtype=np.int64)
    for word, shift in zip(words, shifts, strict=True):
        np.maximum(room, word.positions.take(word.ends - 1).astype(np.int64) + (shift + 1), out=room)
    ends = room.cumsum()
    found: list[tuple[Array, Array]] = []
    first = 0
    while first < len(documents):
        check()
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(ends.searchsorted(before + ROOM, side="right")))
        bases = ends[first:last] - room[first:last] - before
        addresses = _addresses_met(words, shifts, bases, first, last, int(ends[last - 1]) - before)
        if len(addresses):
            held = bases.searchsorted(addresses, side="right") - 1
            found.append((documents.take(held + first), addresses - bases.take(held)))
        first = last
    if not found:
        return EMPTY
    top = low + max(shifts)
    return np.concatenate([own for own, _ in found]), np.concatenate([own for _, own in found]) - top


def _addresses_met(
    words: list[Places], shifts: list[int], bases: Array, first: int, last: int, size: int
) -> Array:
    """Return the addresses (int64, ascending) in documents first..last at which every word stands, shifted."""
    mask = scratch(size)
    met: Array | None = None
    for word, shift in zip(words, shifts, strict=True):
        ends = word.ends[first:last]
        start = int(word.ends[first - 1]) if first else 0
        addresses = spread(bases + shift, ends - start)
        addresses += word.positions[start : int(ends[-1])]
        if met is None:
            met = addresses
            continue
        mask[met] = True
        kept = mask.take(addresses)
        mask[met] = False
        met = chosen(kept, addresses)
        if not len(met):
            return met
    assert met is not None
    return met.take(firsts(met)) if len(met) else met
