"""Where the words of a phrase stand at their offsets from one another.

The places of the rarest word are the candidates; each further word is looked for in the documents of those that are
left, at one place each. What the frequent words cost is then a few operations a candidate, not all their positions.
"""

import threading
from types import ModuleType
from typing import cast

import numpy as np

from search.deadline import check
from search.engines.whoosh.arrays import Array, ranges
from search.engines.whoosh.kernels import native
from search.engines.whoosh.lexicon import encoded
from search.engines.whoosh.plain import PROBE, chosen, firsts
from search.engines.whoosh.segment import TextField
from search.engines.whoosh.sets import Found
from search.query import Phrase

EMPTY = (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.int64))

WORDS = 64
"""The most words of a phrase that the kernel takes."""

_own = threading.local()


def phrase_places(field: TextField | None, phrase: Phrase, within: Found | None = None) -> tuple[Array, Array]:
    """Return the places of a phrase: documents (ascending, repeated) and the position offset 0 stands at.

    `within`: the documents to look at (None: all).
    """
    if field is None or not phrase.texts:
        return EMPTY
    places = [field.terms.find(encoded(text)) for text in phrase.texts]
    if min(places) < 0:
        return EMPTY
    words = sorted(zip(places, phrase.offsets, strict=True), key=lambda word: _size(field, word[0]))
    if native is None or len(words) > WORDS:
        return met_plainly(field, words, within)
    return met_natively(field, words, within)


def met_natively(field: TextField, words: list[tuple[int, int]], within: Found | None) -> tuple[Array, Array]:
    """Return the places of terms (place, offset), the rarest first, by the kernel in C."""
    postings = [(field.documents.packed(*field.span(place)), field.span(place)[0], offset) for place, offset in words]
    among = None if within is None or within.full else within.mask if within.mask is not None else within.listed()
    found: tuple[Array, Array] = cast(ModuleType, native).phrase(
        field.codes, field.marks, field.positions, field.narrow_frequencies, postings, among
    )
    return found


def met_plainly(field: TextField, words: list[tuple[int, int]], within: Found | None) -> tuple[Array, Array]:
    """Return the same by numpy."""
    rarest, first = words[0]
    documents, positions = _candidates(field, rarest, within)
    for place, offset in words[1:]:
        if not len(documents):
            return EMPTY
        check()
        documents, positions = _followed(field, place, documents, positions, offset - first)
    return documents, positions - first


def _size(field: TextField, place: int) -> int:
    """Return how many positions a term has."""
    return int(field.tokens[place + 1]) - int(field.tokens[place])


def _candidates(field: TextField, place: int, within: Found | None) -> tuple[Array, Array]:
    """Return where a term stands: documents (intp, ascending, repeated) and distinct positions (int64)."""
    holders = field.holders(place).astype(np.intp)
    kept = np.arange(len(holders)) if within is None or within.full else within.holds(holders).nonzero()[0]
    starts, counts = field.standing(place, kept)
    documents, places = np.repeat(holders.take(kept), counts), ranges(starts, counts)
    positions = field.positions.take(places).astype(np.int64)
    fresh = firsts(documents << 32 | positions)
    return (documents, positions) if len(fresh) == len(documents) else (documents.take(fresh), positions.take(fresh))


def _followed(
    field: TextField, place: int, documents: Array, positions: Array, offset: int
) -> tuple[Array, Array]:
    """Return those of the candidates from which `offset` away the term stands, too."""
    new = firsts(documents)
    kept, there = _ranks(field, place, documents.take(new))
    starts, counts = field.standing(place, chosen(there, kept))
    sizes = np.diff(np.append(new, len(documents)))
    if len(starts) < len(new):
        inside = np.repeat(there, sizes)
        documents, positions, sizes = chosen(inside, documents), chosen(inside, positions), chosen(there, sizes)
    met = standing_at(field.positions, np.repeat(starts, sizes), np.repeat(starts + counts, sizes), positions + offset)
    return chosen(met, documents), chosen(met, positions)


def _ranks(field: TextField, place: int, documents: Array) -> tuple[Array, Array]:
    """Return where the documents (ascending) stand among the holders of a term (intp), and which do (bool)."""
    holders = field.holders(place)
    if len(documents) * PROBE < len(holders):
        ranks = holders.searchsorted(documents.astype(holders.dtype))
    else:  # what is left over from another term names a holder that is not the document
        table = _table(len(field.lengths))
        table[holders] = np.arange(len(holders), dtype=np.uint32)
        ranks = table.take(documents).astype(np.intp)
    return ranks, np.asarray(holders.take(ranks, mode="clip") == documents)


def _table(size: int) -> Array:
    """Return numbers of this thread (uint32), whatever they are."""
    table: Array | None = getattr(_own, "table", None)
    if table is None or len(table) < size:
        table = _own.table = np.zeros(size, dtype=np.uint32)
    return table


def standing_at(positions: Array, starts: Array, ends: Array, wanted: Array) -> Array:
    """Return whether each wanted number is among the ascending positions[start:end] of its own (bool)."""
    met = np.zeros(len(wanted), dtype=bool)
    left = np.arange(len(wanted))
    while len(left):
        here = positions.take(starts)
        met[left[here == wanted]] = True
        on = ((here < wanted) & (starts + 1 < ends)).nonzero()[0]
        left, starts, ends, wanted = left.take(on), starts.take(on) + 1, ends.take(on), wanted.take(on)
    return met
