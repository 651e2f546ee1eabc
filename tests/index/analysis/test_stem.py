"""Stemming: the shortcuts give what the rules give."""

from string import ascii_lowercase

from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.stem import core_of, doubled, is_known, known_keys, stem, stem_by_rule

KNOWN = known_keys()
AFFIXED = st.builds(
    lambda before, root, after: before + root + after,
    st.sampled_from(["", "me", "meng", "ber", "se", "ter", "di", "peng", "ke"]),
    st.text(ascii_lowercase, min_size=1, max_size=7),
    st.sampled_from(["", "kan", "an", "i", "nya", "lah", "ku", "pun", "kannya"]),
)


@settings(deadline=None)
@given(AFFIXED)
def test_a_word_the_tables_lack_gets_what_the_rules_give(word: str) -> None:
    if not is_known(word):
        assert stem(word) == stem_by_rule(word, KNOWN)


@settings(deadline=None)
@given(AFFIXED)
def test_a_key_is_never_empty_nor_longer_than_a_standard_spelling_needs(word: str) -> None:
    assert 0 < len(stem(word)) <= len(word) + 2


def test_an_unknown_name_stays_whole() -> None:
    assert [stem(word) for word in ("khrisnamurti", "spalletti", "kartawinata")] == [
        "khrisnamurti", "spalletti", "kartawinata"
    ]  # fmt: skip


def test_a_proclitic_leaves_words_that_the_tables_know_without_it() -> None:
    assert [stem(word) for word in ("setenar", "kusayangi", "semerdu", "setiawanto", "seloyalnya")] == [
        "tenar", "sayang", "merdu", "setiawanto", "loyal"
    ]  # fmt: skip


def test_a_word_without_end_is_stemmed_all_the_same() -> None:
    for word in ("nya" * 5_000, "ku" * 5_000, "se" * 5_000, "x" + "nya" * 5_000):
        assert stem(word)


def test_an_enclitic_leaves_known_and_unknown_words() -> None:
    assert stem("bukunya") == stem("bukuku") == stem("bukumukah") == "buku"
    assert stem("gadgetnya") == "gadget"


def test_prefixes_and_suffixes_of_a_hyphenated_word_leave_at_least_one_part() -> None:
    assert core_of(["se", "kalimantan"]) == ["kalimantan"]
    assert core_of(["1990", "an"]) == ["1990"]
    assert core_of(["ke", "an"]) == ["ke"]
    assert core_of(["di", "ke"]) == ["ke"]


def test_parts_that_do_not_share_a_key_are_no_reduplication() -> None:
    assert doubled(["jual", "beli"]) is None
    assert doubled(["3", "3"]) is None
    assert doubled(["tolong", "menolong"]) == "tolong"
