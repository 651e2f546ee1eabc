"""The scan: both ways of cutting a text find the same, whatever the text."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extract import scan as scanning
from index.extract.scan import scan, split
from index.extract.word_flags import CAPITAL, FLAGS, LISTED, find_flags

kernel = pytest.mark.skipif(scanning.native is None, reason="the scan is not compiled: no C compiler was found")

NEWS = st.lists(
    st.sampled_from(("kata", "Bupati", "Budi", ".", ",", '"', "”", "’", "-", "\n", "\n\n", " ", " 29/10/2025",
                     "se-Jawa", "bin", "Rp1.000", "’Ali", "_", "´", "\u00a0", "\u200b", "ğ", "y" * 70,
                     "日本", "\U0001f600", "²", "٣", "ǅ", "\ud800", "\x00")),
    max_size=40,
).map("".join)


def scanner(flags_of: Callable[[str], int] = find_flags) -> Any:
    """Return a scanner that has met no word."""
    assert scanning.native is not None
    return scanning.native.Scanner(1, 2, flags_of)


@given(st.one_of(NEWS, st.text(max_size=80)))
def test_both_ways_find_the_same_tokens(text: str) -> None:
    assert scan(text) == split(text)


@given(NEWS)
def test_tokens_are_all_that_is_no_blank(text: str) -> None:
    words, starts, ends, flags, listed = scan(text)
    assert "".join(words) == "".join(text.split())
    assert [text[start:end] for start, end in zip(starts, ends, strict=True)] == words
    assert listed == [[i for i, flag in enumerate(flags) if flag >> bit & 1] for bit in range(LISTED)]


def test_long_texts_have_long_offsets() -> None:
    text = "Budi berkata. " * 3_000
    assert scan(text) == split(text)


@kernel
def test_a_word_is_one_whatever_characters_stand_around_it() -> None:
    asked: list[str] = []
    own = scanner(lambda word: asked.append(word) or 0)
    words = [own.scan(text, LISTED)[0][0] for text in ("café", "café 漢", "café 😀")]
    assert asked == ["café", "漢", "😀"]
    assert words[0] is words[1] is words[2]


@kernel
def test_the_table_begins_anew_when_it_is_full() -> None:
    own = scanner(len)
    most = 1 << 17
    for start in range(0, most + 1_000, 1_000):
        words, *_, flags, _ = own.scan(" ".join(f"kata{n}" for n in range(start, start + 1_000)), 0)
        assert flags == list(map(len, words))
    assert 0 < len(own) < 2_000
    assert own.scan("kata0", 0)[0] == ["kata0"]


@kernel
def test_a_long_word_is_not_kept() -> None:
    own = scanner(len)
    assert own.scan("y" * 1_000 + " kata", 0)[3] == [1_000, 4]
    assert len(own) == 1


@kernel
def test_what_is_asked_for_flags_may_scan_in_its_turn() -> None:
    def flags_of(word: str) -> int:
        if len(word) > 1:
            own.scan(word[1:], 0)
        return len(word)

    own = scanner(flags_of)
    assert own.scan("Bupati Malang", 0)[3] == [6, 6]
    assert len(own) == 12


@kernel
def test_what_cannot_be_scanned_is_refused() -> None:
    def failing(word: str) -> int:
        raise ValueError(word)

    with pytest.raises(ValueError, match="kata"):
        scanner(failing).scan("kata Budi", 0)
    with pytest.raises(OverflowError):
        scanner(lambda word: 1 << 31).scan("kata", 0)
    with pytest.raises(TypeError):
        scanner().scan(b"kata", 0)
    with pytest.raises(ValueError, match="listed"):
        scanner().scan("kata", 32)


def test_flags_are_kept_by_word() -> None:
    assert FLAGS["Malang"] == find_flags("Malang")
    assert FLAGS["Malang"] & CAPITAL
