"""Pairs of common words: where both words of a phrase stand in every other article, their pair is indexed as a term.

Two words of every article's few dozen commonest, one position apart, are a term of a field beside the text field; a
phrase of two such words is then one list of postings instead of the meeting of two very long ones. Which words are
common is settled when an index is begun and kept for its life, so that segments can be merged.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from index.entry import Entry
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.lexicon import encoded
from search.query import Phrase

PAIRED_FIELDS = ("text.form", "text.key")

COMMON = 64
"""How many words are common. The pairs of 64 take 5 % of the index; a phrase with a rarer word is fast without."""

BETWEEN = b"\xfe"
"""What stands between the words of a pair: a byte that no UTF-8 text holds."""


def common_words(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Return the commonest words of each paired field, ascending."""
    counts = {field: Counter[str]() for field in PAIRED_FIELDS}
    for entry in entries:
        for field, counter in counts.items():
            if field in entry.terms:
                counter.update(entry.terms[field].terms)
    return {field: sorted(word for word, _ in ranked(counter)) for field, counter in counts.items()}


def ranked(counter: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the COMMON most frequent words with their counts, ties in order of the word."""
    return sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:COMMON]


def pair_term(first: bytes, second: bytes) -> bytes:
    """Return the term of two words."""
    return first + BETWEEN + second


def pair_of(phrase: Phrase) -> bytes | None:
    """Return the term of a phrase of two words that follow one another, else None."""
    if len(phrase.texts) != 2 or phrase.offsets[1] - phrase.offsets[0] != 1:
        return None
    return pair_term(encoded(phrase.texts[0]), encoded(phrase.texts[1]))


def _followers(addresses: Array) -> tuple[Array, Array]:
    """Return for each of the ascending addresses where the ones that are greater by 1 begin, and how many they are."""
    begins = np.ones(len(addresses), dtype=bool)
    begins[1:] = addresses[1:] != addresses[:-1]
    starts = np.append(begins.nonzero()[0], len(addresses))
    group = begins.cumsum()
    start = starts.take(group)
    follows = addresses.take(start, mode="clip") == addresses + 1
    return start, np.where(follows, np.diff(starts, append=len(addresses)).take(group), 0)


def paired(
    words: Sequence[bytes], common: Iterable[str], numbers: Array, documents: Array, positions: Array
) -> tuple[list[bytes], Array, Array, Array]:
    """Return the pairs in the tokens of a field: terms (ascending), and number, document, position of each place.

    `numbers` (of `words`), `documents` and `positions` are the tokens in order of document and position.
    """
    wanted = {encoded(word) for word in common}
    known = [place for place, word in enumerate(words) if word in wanted]
    table = np.full(len(words) + 1, -1, dtype=np.int64)
    table[known] = np.arange(len(known))
    kinds = table.take(numbers)
    kept = (kinds >= 0).nonzero()[0]
    kinds = kinds.take(kept)
    addresses = (documents.take(kept).astype(np.int64) << 32) | positions.take(kept)
    start, sizes = _followers(addresses)
    first = np.repeat(np.arange(len(kept)), sizes)
    second = np.repeat(start - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
    places, pairs = addresses.take(first), kinds.take(first) * len(known) + kinds.take(second)
    order = np.lexsort((pairs, places))
    places, pairs = places.take(order), pairs.take(order)
    once = np.ones(len(places), dtype=bool)  # a word may stand twice at one position, a pair counts once there
    once[1:] = (places[1:] != places[:-1]) | (pairs[1:] != pairs[:-1])
    places, pairs = places[once], pairs[once]
    kinds_held, numbered = np.unique(pairs, return_inverse=True)
    ranks: Array = np.empty(len(kinds_held), dtype=np.int64)
    terms = [pair_term(words[known[p // len(known)]], words[known[p % len(known)]]) for p in kinds_held.tolist()]
    ascending = sorted(range(len(terms)), key=terms.__getitem__)
    ranks[ascending] = np.arange(len(terms))
    return [terms[place] for place in ascending], ranks[numbered], places >> 32, places & 0xFFFFFFFF
