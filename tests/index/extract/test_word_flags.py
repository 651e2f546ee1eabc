"""Flags of words: what a token may be to the rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extract.places import first_words
from index.extract.tokens import Tokens
from index.extract.word_flags import (
    BREAK,
    CAPITAL,
    COLON,
    CUE,
    DIGIT,
    END,
    FLAGS,
    LINK,
    NAME,
    NATIONAL,
    PLACE,
    PLACE_WORD,
    QUOTE,
    TIME,
    WEEKDAY,
)
from index.knowledge.cues import CUES
from index.knowledge.names import LINKERS
from index.knowledge.places import longest_by_first_word

KNOWN = NAME | BREAK
"""What the counts of name words say of a word; they change with the counts."""


@pytest.mark.parametrize(
    ("word", "flags"),
    [
        ("rumah", 0), ("kata", CUE), ("Kata", CAPITAL | CUE), ("Budi", CAPITAL), ("Éva", CAPITAL), ("éva", 0),
        ("Surabaya", CAPITAL | PLACE), ("Desa", CAPITAL | PLACE), ("se-Surabaya", PLACE), ("surabaya", 0),
        ("Éva-Surabaya", CAPITAL | PLACE), ("bin", LINK), (".", END | LINK), ("?", END), (",", 0), (":", COLON),
        ("2025", DIGIT), ("B2B", CAPITAL | DIGIT), ("x²", 0), ("”", QUOTE), ("'", QUOTE), ("kemarin", TIME),
        ("sehari-hari", TIME), ("Rabu", CAPITAL | WEEKDAY), ("Mabes", CAPITAL | NATIONAL),
    ],
)
def test_word_has_the_flags_of_what_it_may_be(word: str, flags: int) -> None:
    assert FLAGS[word] & ~KNOWN == flags


def test_name_and_separator_are_told_apart() -> None:
    assert FLAGS["Suharto"] & KNOWN == NAME
    assert FLAGS["Gubernur"] & KNOWN == BREAK


def test_no_word_that_links_names_is_a_cue() -> None:
    assert LINKERS.isdisjoint(CUES)


@given(st.text(alphabet="aBé’'-_1. ", max_size=40))
def test_no_place_word_crosses_the_bounds_of_a_token(text: str) -> None:
    tokens = Tokens(text)
    within = [
        match.span()
        for start, end in zip(tokens.starts, tokens.ends, strict=True)
        for match in PLACE_WORD.finditer(text, start, end)
    ]
    assert within == [match.span() for match in PLACE_WORD.finditer(text)]


PLACE_WORDS = ("Kota", "Kabupaten", "dan", "Bogor", "Malang,", "Jawa", "di", "Desa", "Batu", "(", "1Kota", "Ü", "-")


@given(st.lists(st.sampled_from((*PLACE_WORDS, "’Bogor-malang", "Bogor-Malang", "se-Jawa")), max_size=30))
def test_words_that_may_begin_a_place_are_found_by_their_flag(words: list[str]) -> None:
    text = " ".join(words)
    known = longest_by_first_word()
    every = [(match.start(), match.end(), match.group().lower()) for match in PLACE_WORD.finditer(text)]
    assert [word for word in first_words(Tokens(text)) if word[2] in known] == [w for w in every if w[2] in known]
