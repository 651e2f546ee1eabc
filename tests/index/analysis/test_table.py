"""The table of chunks in C and the one in Python give the same numbers, whatever the text."""

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import table
from index.analysis.parts import EDGES
from index.analysis.table import PlainTable, new_table

pytestmark = pytest.mark.skipif(table.native is None, reason="the table is not compiled: no C compiler was found")

SPACES = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()]
TEXTS = st.lists(
    st.text("aé—漢😀\x00\ud800", max_size=9) | st.text(EDGES + "aAbB7pPrR@", max_size=6)
    | st.lists(st.sampled_from([*"aB7.,/-':", "kata", "Kata", "DPR", "www", "com", "Ph", "d", "Rp"])).map("".join)
    | st.sampled_from([*SPACES, " ", "kata", "Kata,", "DPR", "dpr", "y" * 300, "Y" * 500]),
    max_size=40,
).map("".join)


def tables() -> tuple[Any, PlainTable]:
    """Return an empty table of each kind."""
    made = new_table()
    assert not isinstance(made, PlainTable)
    return made, PlainTable()


def numbers_of(found: bytes) -> list[int]:
    """Return numbers (uint32) as a list."""
    return memoryview(found).cast("I").tolist()


@settings(max_examples=300)
@given(st.lists(st.lists(TEXTS, max_size=5), max_size=4))
def test_both_tables_cut_and_number_alike(batches: list[list[str]]) -> None:
    native, plain = tables()
    met = 0
    for texts in batches:
        found, ends, new = native.number(texts)
        assert (found, ends, new) == plain.number(texts)
        met += len(new)
        assert all(number < met for number in numbers_of(found))
    assert len(native) >= met


def test_a_chunk_is_one_whatever_characters_stand_around_it() -> None:
    native, _ = tables()
    *_, new = native.number(["café", "café 漢", "😀 café", "\u2003café\u2003"])
    assert new == [("café",), ("漢",), ("😀",)]


def test_many_chunks_keep_their_numbers_as_the_table_grows() -> None:
    native, plain = tables()
    texts = [" ".join(f"kata{n}" for n in range(start, start + 900)) for start in range(0, 40_000, 700)]
    assert native.number(texts) == plain.number(texts)
    assert native.number(texts) == plain.number(texts)
    assert native.number(texts)[2] == []
    assert len(native) == len(plain)


def test_writings_of_one_plain_word_share_its_number() -> None:
    for made in tables():
        found, _, new = made.number(["Kata, kata KATA “kata” kAta katA. (Kata) kata2 KATA2 kata-kata DPR, DPR (kata)."])
        assert new == ["kata", "kata2", ("kata-kata",), ("DPR",)]
        assert numbers_of(found) == [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 3, 0]


def test_a_chunk_of_plain_words_is_made_of_them_and_no_other() -> None:
    for made in tables():
        found, _, new = made.number(["(satu/dua) satu. Dua”satu DUA.satu x.satu satu.com satu-dua 1,2 1.DPR 1 Rp1"])
        pieces = [numbers_of(own) if isinstance(own, bytes) else own for own in new]
        assert pieces == [
            "satu", "dua", [0, 1], ("Dua”satu",), [1, 0], ("x.satu",), ("satu.com",), ("satu-dua",), ("1,2",), "1",
            ("1.DPR",), ("Rp1",),
        ]
        assert numbers_of(found) == [2, 0, 3, 4, 5, 6, 7, 8, 10, 9, 11]


def test_what_is_no_text_is_refused() -> None:
    native, _ = tables()
    with pytest.raises(TypeError):
        native.number(["satu", b"dua"])
    with pytest.raises(TypeError):
        native.number("satu dua")
    assert native.number(["satu"])[2] == ["satu"]
