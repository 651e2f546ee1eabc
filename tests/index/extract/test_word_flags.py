"""Flags of words: what a token may be to the rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extract.tokens import Tokens
from index.extract.word_flags import CAPITAL, COLON, CUE, END, FLAGS, PLACE, PLACE_WORD


@pytest.mark.parametrize(
    ("word", "flags"),
    [
        ("rumah", 0), ("kata", CUE), ("Kata", CAPITAL | CUE), ("Budi", CAPITAL), ("Éva", CAPITAL), ("éva", 0),
        ("Surabaya", CAPITAL | PLACE), ("Desa", CAPITAL | PLACE), ("se-Surabaya", PLACE), ("surabaya", 0),
        (".", END), ("?", END), (",", 0), (":", COLON), ("2025", 0),
    ],
)
def test_word_has_the_flags_of_what_it_may_be(word: str, flags: int) -> None:
    assert FLAGS[word] == flags


@given(st.text(alphabet="aBé’'-_1. ", max_size=40))
def test_no_place_word_crosses_the_bounds_of_a_token(text: str) -> None:
    tokens = Tokens(text)
    within = [
        match.span()
        for start, end in zip(tokens.starts, tokens.ends, strict=True)
        for match in PLACE_WORD.finditer(text, start, end)
    ]
    assert within == [match.span() for match in PLACE_WORD.finditer(text)]
