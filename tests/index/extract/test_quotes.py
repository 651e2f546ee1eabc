"""Quotations: every habit of marks, lost and torn ones, and passages that never overlap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extract.quotes import find_quotes
from index.extract.tokens import Tokens


def quoted(text: str) -> list[str]:
    """Return the quoted passages of a text."""
    return [text[quote.start:quote.end] for quote in find_quotes(Tokens(text))]


@pytest.mark.parametrize(
    "text",
    [
        'Ia diam. "Kami siap," katanya.',
        "Ia diam. “Kami siap,” katanya.",
        "Ia diam. ”Kami siap,” katanya.",
        "Ia diam. „Kami siap,” katanya.",
        "Ia diam. ''Kami siap,'' katanya.",
        "Ia diam. «Kami siap,» katanya.",
    ],
)
def test_each_habit_of_marks_is_understood(text: str) -> None:
    assert len(quoted(text)) == 1
    assert "Kami siap," in quoted(text)[0]
    assert "katanya" not in quoted(text)[0]


def test_comma_lost_before_the_closing_mark_does_not_matter() -> None:
    assert quoted('"Kami siap membantu " ujar Rina.') == ['"Kami siap membantu "']


def test_cue_glued_to_the_closing_mark_does_not_matter() -> None:
    assert quoted('"Kami siap,"ungkap Rina. Lalu ia pergi.') == ['"Kami siap,"']


def test_closing_mark_torn_from_its_words_still_closes() -> None:
    assert quoted("Warga tahu. ”Tes itu gratis, ”ucapnya. Lalu pulang.") == ["”Tes itu gratis, ”"]


def test_quote_within_a_quote_is_part_of_it() -> None:
    assert quoted('Ia berkata, "Kami bilang "tidak" kemarin," lalu pergi.') == ['"Kami bilang "tidak" kemarin,"']


def test_passage_never_closed_ends_before_the_next_one() -> None:
    passages = quoted("“Supaya usaha tidak ditutup. Petugas datang. “Kami siap,” katanya.")
    assert passages[-1] == "“Kami siap,”"
    assert len(passages) == 2


def test_passage_over_two_paragraphs_is_read_to_its_end() -> None:
    assert quoted('"Kami siap membantu.\nKami akan datang," katanya.') == ['"Kami siap membantu.\nKami akan datang,"']


def test_text_without_marks_has_no_quotations() -> None:
    assert quoted("Kami siap membantu, kata dia.") == []


@given(st.text(alphabet="ab .,\n\"“”„'’«»K", max_size=120))
def test_quotations_ascend_and_never_overlap(text: str) -> None:
    last = 0
    for quote in find_quotes(Tokens(text)):
        assert last <= quote.start < quote.end <= len(text)
        last = quote.end
