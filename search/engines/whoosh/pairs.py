"""Pairs of common words: where both words of a phrase stand in every other article, their pair is indexed as a term.

Two words of every article's few dozen commonest, one position apart, are a term of a field beside the text field; a
phrase of two such words is then one list of postings instead of the meeting of two very long ones. Which words are
common is settled when an index is begun and kept for its life, so that segments can be merged.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping

import numpy as np

from index.entry import Entry
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.kernels import neighbours
from search.engines.whoosh.lexicon import MARK, encoded, places_in
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


def pairs_in(phrase: Phrase, common: Container[bytes]) -> list[bytes]:
    """Return the terms of the common words that follow one another in a phrase; whatever holds it holds them, too."""
    words = list(map(encoded, phrase.texts))
    return [
        pair_term(first, second)
        for first, second, place, next_place in zip(words, words[1:], phrase.offsets, phrase.offsets[1:], strict=False)
        if next_place - place == 1 and first in common and second in common
    ]


def paired(
    blob: bytes, common: Iterable[str], numbers: Array, documents: Array, positions: Array
) -> tuple[list[bytes], Array, Array, Array]:
    """Return the pairs in the tokens of a field: terms (ascending), and number, document, position of each place.

    `numbers` (of the lexicon `blob`), `documents` and `positions` are the tokens in order of document and position;
    all are uint32.
    """
    words = sorted(map(encoded, common))
    places = places_in(blob, words)
    kind_of = np.full(blob.count(MARK), len(words), dtype=np.uint32)
    for kind, place in enumerate(places):
        if place >= 0:
            kind_of[place] = kind
    pairs, holders, stood = neighbours(kind_of.take(numbers), documents, positions, len(words))
    held = np.bincount(pairs, minlength=len(words) ** 2).nonzero()[0]
    terms = [pair_term(words[pair // len(words)], words[pair % len(words)]) for pair in held.tolist()]
    ascending = sorted(range(len(terms)), key=terms.__getitem__)
    ranks = np.zeros(len(words) ** 2, dtype=np.uint32)
    ranks[held[ascending]] = np.arange(len(terms))
    return [terms[place] for place in ascending], ranks.take(pairs), holders, stood
