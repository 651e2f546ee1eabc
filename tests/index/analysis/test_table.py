"""The table of chunks in C and the one in Python give the same numbers, whatever the text."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import table
from index.analysis.parts import EDGES, plain_form
from index.analysis.table import PlainTable, new_table

pytestmark = pytest.mark.skipif(table.native is None, reason="the table is not compiled: no C compiler was found")

SPACES = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()]
TEXTS = st.lists(
    st.text("aé—漢😀\x00\ud800", max_size=9) | st.text(EDGES + "aAbB7pPrR", max_size=6)
    | st.sampled_from([*SPACES, " ", "kata", "Kata,", "DPR", "dpr", "y" * 300, "Y" * 500]),
    max_size=40,
).map("".join)


def counting() -> tuple[Callable[[str], int], list[str]]:
    """Return what numbers chunks in the order they come, and the list of those it was asked for."""
    asked: list[str] = []

    def number(chunk: str) -> int:
        asked.append(chunk)
        return 2 * len(asked) - 2 + (plain_form(chunk) is not None)

    return number, asked


def tables() -> tuple[Any, PlainTable]:
    """Return an empty table of each kind."""
    made = new_table()
    assert not isinstance(made, PlainTable)
    return made, PlainTable()


@settings(max_examples=300)
@given(st.lists(st.lists(TEXTS, max_size=5), max_size=4))
def test_both_tables_cut_and_number_alike(batches: list[list[str]]) -> None:
    native, plain = tables()
    (own, asked), (wanted, others) = counting(), counting()
    for texts in batches:
        assert native.number(texts, own) == plain.number(texts, wanted)
    assert asked == others
    assert len(native) >= len(asked)


def test_a_chunk_is_one_whatever_characters_stand_around_it() -> None:
    native, _ = tables()
    number, asked = counting()
    native.number(["café", "café 漢", "😀 café", "\u2003café\u2003"], number)
    assert asked == ["café", "漢", "😀"]


def test_many_chunks_keep_their_numbers_as_the_table_grows() -> None:
    native, plain = tables()
    texts = [" ".join(f"kata{n}" for n in range(start, start + 900)) for start in range(0, 40_000, 700)]
    assert native.number(texts, counting()[0]) == plain.number(texts, counting()[0])
    assert native.number(texts, counting()[0]) == plain.number(texts, counting()[0])
    assert len(native) == len(plain)


def test_writings_of_one_plain_word_share_its_number() -> None:
    for made in tables():
        number, asked = counting()
        found, _ = made.number(["Kata, kata KATA “kata” kAta katA. (Kata) kata2 KATA2 kata-kata DPR, DPR"], number)
        assert asked == ["Kata,", "kAta", "katA.", "kata2", "kata-kata", "DPR,", "DPR"]
        assert memoryview(found).cast("I").tolist() == [0, 0, 0, 0, 1, 2, 0, 3, 3, 4, 5, 6]


def test_an_error_while_a_chunk_is_numbered_comes_through_and_the_table_stays_usable() -> None:
    native, _ = tables()

    def refuse(chunk: str) -> int:
        raise ZeroDivisionError(chunk)

    with pytest.raises(ZeroDivisionError):
        native.number(["satu dua"], refuse)
    with pytest.raises(TypeError):
        native.number(["satu", b"dua"], counting()[0])
    with pytest.raises((OverflowError, TypeError)):
        native.number(["tiga"], lambda chunk: -1)
    with pytest.raises(TypeError):
        native.number("satu dua", counting()[0])
    with pytest.raises(RuntimeError):
        native.number(["empat"], lambda chunk: native.number([chunk], counting()[0]))
    number, asked = counting()
    native.number(["lima satu"], number)
    assert "lima" in asked
