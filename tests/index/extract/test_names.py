"""Names: where a name begins and ends among offices, places, titles and degrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extract.names import find_names
from index.extract.tables import FULL_NAMES
from index.extract.tokens import Tokens


def names(text: str, *spoken: str) -> list[str]:
    """Return the names in a text; `spoken` are words used alone beside a cue elsewhere."""
    tokens = Tokens(text)
    return [" ".join(tokens.words[begin:end]) for begin, end in find_names(tokens, frozenset(spoken))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kata Budi Santoso di sana", ["Budi Santoso"]),
        ("Ketua Komisi Pemilihan Umum Jawa Timur Budi Santoso", ["Budi Santoso"]),
        ("Rektor Universitas Gadjah Mada Budi Santoso", ["Budi Santoso"]),
        ("Direktur RSUP Dr Sardjito Rina Marlina", ["Rina Marlina"]),
        ("Kepala Desa Budi Santoso", ["Budi Santoso"]),
        ("AKBP I Gusti Ngurah Sedana", ["I Gusti Ngurah Sedana"]),
        ("Komisaris Besar Agung Hari Setiyono", ["Agung Hari Setiyono"]),
        ("Gubernur M. Ridho Santoso", ["M . Ridho Santoso"]),
        ("Daeng M Faqih", ["Daeng M Faqih"]),
        ("Budi bin Santoso", ["Budi bin Santoso"]),
        ("Senin Selasa Rabu", []),
        ("Kementerian Keuangan dan Badan Pusat Statistik", []),
        ("KPK dan BNPB", []),
        ("Namun demikian", []),
    ],
)
def test_name_is_told_from_what_stands_around_it(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_word_used_alone_as_a_speaker_is_a_name() -> None:
    assert names("Ketua Panitia Gatot", "Gatot") == ["Gatot"]


def test_line_break_ends_a_name() -> None:
    assert names("Ia datang.\nBudi Santoso\nRina Marlina datang.") == ["Budi Santoso", "Rina Marlina"]


@given(st.text(alphabet=st.sampled_from("AaBb .,-'()\n"), max_size=80))
def test_names_ascend_and_never_overlap(text: str) -> None:
    last = 0
    for begin, end in find_names(Tokens(text)):
        assert last <= begin < end
        last = end


@pytest.mark.parametrize("name", [" ".join(parts) for known in FULL_NAMES.values() for parts in known])
def test_full_name_of_common_words_is_one_name(name: str) -> None:
    assert names(f"Menurut {name}, hal itu selesai.") == [name]
    assert names(f"Kepala Dinas Sosial {name} datang.") == [name]


@pytest.mark.parametrize(("word", "is_name"), [
    ("Penumpangpesawat", False), ("Gangguanspektrum", False), ("Kusumanegarawan", True), ("Purnawarman", True),
    ("Penumpang" * 5_000 + "pesawat", True),  # too long to be looked through
])
def test_a_derived_word_glued_to_another_is_no_name(word: str, is_name: bool) -> None:
    capitalised = word.capitalize()
    assert names(f"Menurut {capitalised}, warga menunggu.", capitalised) == ([capitalised] if is_name else [])
