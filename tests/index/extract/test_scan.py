"""The scan: both ways of cutting a text find the same, whatever the text."""

from hypothesis import given
from hypothesis import strategies as st

from index.extract.scan import BEYOND, kind_of, scan, split
from index.extract.word_flags import FLAGS, MARKS, SMALL

NEWS = st.lists(
    st.sampled_from(("kata", "Bupati", "Budi", ".", ",", '"', "”", "’", "-", "\n", "\n\n", " ", " 29/10/2025",
                     "se-Jawa", "bin", "Rp1.000", "’Ali", "_", "´", "\u00a0", "\u200b", "ğ",
                     "日本", "\U0001f600", "²", "٣", "ǅ")),
    max_size=40,
).map("".join)


@given(st.one_of(NEWS, st.text(max_size=80)))
def test_both_ways_find_the_same_tokens(text: str) -> None:
    assert scan(text) == split(text)


@given(NEWS)
def test_tokens_are_all_that_is_no_blank(text: str) -> None:
    words, starts, ends, flags, flagged = scan(text)
    assert "".join(words) == "".join(text.split())
    assert [text[start:end] for start, end in zip(starts, ends, strict=True)] == words
    assert flagged == [i for i, flag in enumerate(flags) if flag]


def test_short_tables_say_what_the_long_one_says() -> None:
    short = {word: flag for word, flag in {**SMALL, **MARKS}.items() if not word[0].isupper()}
    assert {word: FLAGS[word] for word in short} == short


def test_kinds_go_on_beyond_their_table() -> None:
    assert kind_of("日") == kind_of("k")
    assert kind_of("\U0001f600") == kind_of(",")
    assert ord("日") >= BEYOND
