"""Where the words of a phrase stand at their offsets from one another, by merging sorted addresses."""

import numpy as np

from search.engines.whoosh.arrays import Array
from search.engines.whoosh.lexicon import encoded
from search.engines.whoosh.segment import TextField
from search.engines.whoosh.sets import PROBE, chosen, contains, firsts
from search.query import Phrase

EMPTY = (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.int64))


def phrase_places(field: TextField | None, phrase: Phrase) -> tuple[Array, Array]:
    """Return the places of a phrase: documents (intp, ascending, repeated) and the position offset 0 stands at."""
    if field is None or not phrase.texts:
        return EMPTY
    places = [field.terms.find(encoded(text)) for text in phrase.texts]
    if min(places) < 0:
        return EMPTY
    holders = {place: field.holders(place) for place in set(places)}
    ordered = sorted(holders.values(), key=len)
    documents = ordered[0]
    for other in ordered[1:]:
        documents = chosen(contains(other, documents, len(field.lengths)), documents)
    if not len(documents):
        return EMPTY
    top = max(phrase.offsets)
    found: Array | None = None
    words = sorted(zip(places, phrase.offsets, strict=True), key=lambda word: len(holders[word[0]]))
    for place, offset in words:
        addresses = _addresses(field, place, holders[place], documents) + (top - offset)
        addresses = addresses if found is None else chosen(contains_address(addresses, found), found)
        found = addresses.take(firsts(addresses))
    assert found is not None
    return documents.take(found >> 34), (found & ((1 << 34) - 1)) - top


def _addresses(field: TextField, place: int, holders: Array, documents: Array) -> Array:
    """Return (place among `documents` << 34 | position) of a term's tokens in these documents, ascending (int64)."""
    frequencies = field.frequencies.take(field.codes_of(place))
    positions = field.positions[int(field.tokens[place]) : int(field.tokens[place + 1])]
    if len(holders) != len(documents):
        if len(documents) * PROBE < len(holders):
            kept = holders.searchsorted(documents)
        else:
            kept = contains(documents, holders, len(field.lengths)).nonzero()[0]
        ends = frequencies.cumsum().take(kept)
        frequencies = frequencies.take(kept)
        own = frequencies.cumsum()
        positions = positions.take(np.repeat(ends - own, frequencies) + np.arange(int(own[-1])))
    return np.repeat(np.arange(len(documents), dtype=np.int64) << 34, frequencies) + positions


def contains_address(holders: Array, addresses: Array) -> Array:
    """Return which of the ascending addresses are among the ascending holders (bool)."""
    if not len(holders):
        return np.zeros(len(addresses), dtype=bool)
    return np.asarray(holders.take(holders.searchsorted(addresses), mode="clip") == addresses)
