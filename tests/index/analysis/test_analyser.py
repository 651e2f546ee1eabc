"""The analyser: what is indexed is what tokenise shows, and offsets lie in the text as given."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.analysis import analyser
from index.analysis.analyser import Token, analyse, fold, key_of, tokenise
from index.analysis.chunks import LONGEST

SAMPLE = (
    "Pemerintah Kabupaten Kutai Kartanegara kukar Pemkab jawa barat Ibu Kota Nusantara anak-anaknya ke-80 di-PHK"
    " COVID-19, 29/10/2025 Rp1,5 S.E., ujarnya.Ikuti Ma’ruf - “Kita (13/4) detik.com @humas jual-beli mem\u00adbaca"
    " AS as Amerika Serikat 2019–2020 H.M. pukul-memukul se-Jabodetabek-Punjur"
)
WORDS = st.sampled_from(SAMPLE.split())
TEXTS = st.one_of(
    st.lists(WORDS).map(" ".join),
    st.text(),
    st.text(alphabet="aAbn1.,-/'’@# \u00ad\u0301İß_:", max_size=30),
)


def terms_of(tokens: list[Token], first: int) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Return (term, position) pairs of the fields form and key, as tokens show them."""
    forms = [(form, first + token.position) for token in tokens for form in dict.fromkeys(token.forms)]
    keys = [
        (key, first + token.position)
        for token in tokens
        for key in dict.fromkeys((*token.keys, *(term for term, _ in token.canonical)))
    ]
    return forms, keys


@settings(deadline=None)
@given(TEXTS, st.integers(0, 1000))
def test_what_is_indexed_is_what_tokenise_shows(text: str, first: int) -> None:
    tokens = tokenise(text)
    analysis = analyse(text, first)
    forms, keys = terms_of(tokens, first)
    assert list(zip(analysis.form.terms, analysis.form.positions, strict=True)) == forms
    assert list(zip(analysis.key.terms, analysis.key.positions, strict=True)) == keys
    assert analysis.positions == len(tokens)


@settings(deadline=None)
@given(TEXTS)
def test_tokens_lie_in_the_text_in_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for position, token in enumerate(tokenise(text)):
        assert token.position == position
        assert end <= token.start < token.end <= len(text)
        assert all(token.forms) and all(token.keys)
        end = token.end


@settings(deadline=None)
@given(TEXTS)
def test_a_term_is_never_empty_and_holds_no_white_space(text: str) -> None:
    analysis = analyse(text)
    assert all(term and not any(c.isspace() for c in term) for term in analysis.form.terms + analysis.key.terms)


@settings(deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(TEXTS)
def test_a_text_gives_the_same_forms_in_both_cases_but_for_words_glued_before_a_capital(text: str) -> None:
    assume(re.search("[a-z]{4,}[A-Z]", text) is None)
    assert analyse(text).form == analyse(fold(text)).form


def test_a_lost_space_between_a_known_word_and_a_capital_parts_them() -> None:
    assert analyse("kepadaIsrael").form.terms == ["kepada", "israel"]
    assert analyse("iPhone YouTube LaLiga").form.terms == ["iphone", "youtube", "laliga"]


def test_a_long_form_and_its_short_form_share_a_term() -> None:
    long = analyse("Pemerintah Kabupaten Kutai Kartanegara").key
    short = analyse("Pemkab Kukar").key
    assert {"pemkab", "kukar"} <= set(long.terms)
    assert {"pemkab", "kukar"} <= set(short.terms)
    assert long.positions[long.terms.index("kukar")] == 2


def test_the_words_of_a_long_form_stay() -> None:
    assert analyse("Kutai Kartanegara").form.terms == ["kutai", "kartanegara"]


def test_the_key_of_a_compound_joins_the_keys_of_its_parts() -> None:
    assert key_of("Jual-beli") == "jual-beli"
    assert key_of("anak-anaknya") == "anak"


ENDLESS = "a a. 1. 1, a- - @a a@ # 'a aaaaB www. a.com 漢 é S.H. 1/"


@pytest.mark.parametrize("unit", ENDLESS.split())
def test_a_chunk_without_end_is_cut_and_read_alike_by_both(unit: str) -> None:
    text = f"awal {unit * 5_000} akhir"
    tokens = tokenise(text)
    analysis = analyse(text)
    forms, keys = terms_of(tokens, 0)
    assert list(zip(analysis.form.terms, analysis.form.positions, strict=True)) == forms
    assert list(zip(analysis.key.terms, analysis.key.positions, strict=True)) == keys
    assert max(map(len, analysis.form.terms)) <= LONGEST
    assert [tokens[0].forms[0], tokens[-1].forms[0]] == ["awal", "akhir"]


def test_the_terms_of_a_chunk_do_not_depend_on_what_was_read_before() -> None:
    analyse("3,32 3,32.")
    assert analyse("3,32,").form.terms == [token.forms[0] for token in tokenise("3,32,")]


def test_a_cache_that_is_full_forgets_in_two_steps_and_changes_no_term(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyser, "CACHED_CHUNKS", 2)
    texts = ["Warga Kukar, 3,5 juta jiwa", "Kota Samarinda dan Ma'ruf", "COVID-19 di Kukar"] * 3
    for text in texts:
        analysis = analyse(text)
        forms, keys = terms_of(tokenise(text), 0)
        assert list(zip(analysis.form.terms, analysis.form.positions, strict=True)) == forms
        assert list(zip(analysis.key.terms, analysis.key.positions, strict=True)) == keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("naik 1,5, turun 2,75. (1.234,5). 1.234,5,", ["naik", "1.5", "turun", "2.75", "1234.5", "1234.5"]),
        ("1,2,3 1.234.5", ["1", "2.3", "1.234.5"]),
        ("/17/8/1945/ 17/8/1945-", ["17", "1945-08-17", "8", "1945"] * 2),
        ("17/8/1945/2", ["17", "8", "1945", "2"]),
    ],
)
def test_what_stands_around_a_number_or_a_date_does_not_change_it(text: str, keys: list[str]) -> None:
    assert analyse(text).key.terms == keys
