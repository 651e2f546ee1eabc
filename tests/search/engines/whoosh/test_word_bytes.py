"""The lexicons of fields that share a growing vocabulary, and the words of many labels at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.engines.base import label_words, words_of_labels
from search.engines.whoosh.lexicon import blob_of, encoded, places_in
from search.engines.whoosh.word_bytes import WordBytes

WORDS = st.lists(st.text("abé漢\ud800", max_size=3), unique=True, min_size=1, max_size=30)


@given(WORDS, st.lists(st.tuples(st.integers(1, 30), st.lists(st.integers(0, 29), max_size=20)), max_size=4))
def test_a_lexicon_holds_the_words_of_its_field_in_order(words: list[str], runs: list[tuple[int, list[int]]]) -> None:
    known_words = WordBytes()
    for known, drawn in runs:
        known_words.learn(words[:known])
        numbers = np.array([number % min(known, len(words)) for number in drawn], dtype=np.uint32)
        blob, places = known_words.lexicon(numbers)
        held = sorted({encoded(words[number]) for number in numbers.tolist()})
        assert blob == blob_of(held)
        assert [held[place] for place in places.tolist()] == [encoded(words[number]) for number in numbers.tolist()]
        assert places_in(blob, list(map(encoded, words))) == [
            held.index(word) if word in held else -1 for word in map(encoded, words)
        ]


@given(st.lists(st.text("aÉ_ .-`\u0301漢\n" + "\u2028\x1c", max_size=6), max_size=5))
def test_words_of_labels_are_those_of_each(labels: list[str]) -> None:
    assert words_of_labels(labels) == list(map(label_words, labels))
