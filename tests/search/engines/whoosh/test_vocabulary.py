"""Wildcards and fuzzy words over a lexicon stand for the terms that brute force finds."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage

from search.engines.bruteforce import edits as edits_of_one
from search.engines.bruteforce import fits
from search.engines.whoosh.arrays import ArrayFile, ArrayWriter
from search.engines.whoosh.lexicon import Strings, encoded, write_strings
from search.engines.whoosh.vocabulary import places_of, wildcard_pattern, within
from search.query import Fuzzy, Prefix, Wildcard

LETTERS = st.text("ab*é文.", max_size=6)


def lexicon(path: Path, words: list[str]) -> Strings:
    """Return the words as a lexicon in a file."""
    storage = FileStorage(str(path.parent))
    with ArrayWriter(storage, path.name) as writer:
        write_strings(writer, "terms", sorted(encoded(word) for word in set(words)))
    return Strings(ArrayFile(storage, path.name), "terms")


def named(terms: Strings, clause: Prefix | Wildcard | Fuzzy) -> list[str]:
    """Return the terms the clause stands for."""
    places = places_of(terms, clause)
    span = range(*places) if isinstance(places, tuple) else places.tolist()
    return [terms.at(place).decode() for place in span]


@settings(deadline=None, max_examples=150)
@given(words=st.lists(st.text("abé文.", max_size=6), max_size=12), text=LETTERS)
def test_terms_are_those_of_brute_force(tmp_path_factory: pytest.TempPathFactory, words: list[str], text: str) -> None:
    terms = lexicon(tmp_path_factory.mktemp("lexicon") / "terms", words)
    for clause in (Prefix("f", text), Wildcard("f", text), Fuzzy("f", text, 1), Fuzzy("f", text, 2)):
        assert named(terms, clause) == sorted(word for word in set(words) if fits(word, clause))


@settings(deadline=None, max_examples=300)
@given(
    words=st.lists(st.text("abc", min_size=1, max_size=9), max_size=9), text=st.text("abc", min_size=1, max_size=7),
    distance=st.integers(0, 4), behind=st.sampled_from("ac "),
)
def test_words_within_so_many_edits_are_those_of_brute_force(
    words: list[str], text: str, distance: int, behind: str
) -> None:
    room = max(len(text) + distance, *map(len, words), 0)
    table = [[ord(letter) for letter in word.ljust(room, behind)] for word in words]
    columns = np.array(table, dtype=np.uint32).reshape(len(words), room).T
    lengths = np.array([len(word) for word in words], dtype=np.int64)
    near = [place for place, word in enumerate(words) if edits_of_one(word, text) <= distance]
    assert within(columns, lengths, text, distance).tolist() == near


def test_many_stars_over_a_long_term_take_no_exponential_time() -> None:
    assert wildcard_pattern("*a" * 30 + "*b").search(b"\xff" + b"a" * 5000 + b"\xff") is None


def test_a_lexicon_finds_every_string_and_no_other(tmp_path: Path) -> None:
    words = [f"kata{number:04}" for number in range(0, 2000, 2)]
    terms = lexicon(tmp_path / "terms", words)
    assert [terms.find(encoded(word)) for word in words] == list(range(1000))
    assert terms.find(b"kata0001") == terms.find(b"") == terms.find(b"z") == -1
    assert terms.beginning(b"kata001") == (5, 10)
    assert terms.beginning(b"") == (0, 1000) and terms.beginning(b"x") == (1000, 1000)
