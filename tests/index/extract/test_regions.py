"""Which regions an article is about, from sentences of every kind, and laws that hold on any text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.extract.regions import find_regions
from index.knowledge.regions import Region, regencies, region, table

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parents[2] / "golden" / "regions.tsv").read_text(encoding="utf-8").splitlines()[1:]
]
UNIQUE = [r for r in table().values() if r.parent is not None]


def roles(text: str, title: str | None = None) -> tuple[str, set[str], set[str]]:
    """Return the primary region of a text, the others it is about, and those it mentions."""
    found = find_regions(Article("a", text, title=title))
    by_role = {role: {f.code for f in found if f.role == role} for role in ("primary", "about", "mentioned")}
    assert len(by_role["primary"]) <= 1
    return "".join(by_role["primary"]), by_role["about"], by_role["mentioned"]


@pytest.mark.parametrize(("text", "primary", "about", "mentioned"), ROWS)
def test_sentence_gives_its_regions(text: str, primary: str, about: str, mentioned: str) -> None:
    assert roles(text) == (primary, set(about.split()), set(mentioned.split()))


@pytest.mark.parametrize("code", [r.code for r in UNIQUE])
def test_full_name_of_every_regency_means_it(code: str) -> None:
    found = region(code)
    assert found is not None
    assert roles(f"Banjir melanda {found.name}. Pemerintah {found.name} membuka posko.")[0] == code


@pytest.mark.parametrize("code", [r.code for r in table().values() if r.parent is None])
def test_name_of_every_province_means_it(code: str) -> None:
    found = region(code)
    assert found is not None
    assert roles(f"Gubernur {found.name} menaikkan upah. Pemerintah Provinsi {found.name} membuka posko.")[0] == code


def test_regency_in_the_title_outweighs_one_named_once() -> None:
    text = "Banjir terjadi setelah hujan semalam. Bantuan datang dari Surabaya."
    assert roles(text, "Banjir Rendam Lamongan, Warga Lamongan Mengungsi")[0] == "35.24"


def test_province_at_the_end_of_an_address_is_only_mentioned() -> None:
    primary, about, mentioned = roles("Warga Kabupaten Sidoarjo, Jawa Timur, mengungsi. Banjir di Sidoarjo meluas.")
    assert (primary, about, mentioned) == ("35.15", set(), {"35"})


def test_regency_that_only_a_landmark_stands_for_is_not_mentioned() -> None:
    assert roles("Wali Kota Madiun membuka lomba di Kota Madiun. Juri datang dari UGM.") == ("35.77", set(), set())


@settings(deadline=None)
@given(st.sampled_from(UNIQUE), st.sampled_from(regencies("35")))
def test_spans_begin_at_a_name(first: Region, second: Region) -> None:
    text = f"Bupati {first.short} bertemu warga {second.name} di {second.short}."
    for fact in find_regions(Article("a", text, title=text)):
        assert fact.spans
        for span in fact.spans:
            assert text[span.start : span.end][0].isupper()


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_is_read_and_spans_lie_inside(text: str, title: str) -> None:
    for fact in find_regions(Article("a", text, title=title)):
        assert fact.code in table()
        assert 0 <= fact.confidence <= 1
        for span in fact.spans:
            part = title if span.part == "title" else text
            assert 0 <= span.start < span.end <= len(part)


PLACE_WORDS = ("Kota", "Kabupaten", "dan", "Bogor", "Malang,", "Jawa", "Barat", "di", "Desa", "Batu", "(")


@settings(deadline=None)
@given(st.lists(st.sampled_from(PLACE_WORDS), max_size=30))
def test_any_row_of_place_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    for fact in find_regions(Article("a", text)):
        assert all(text[span.start : span.end].strip() for span in fact.spans)


@pytest.mark.parametrize(("text", "primary", "mentioned"), [
    ("Persib Bandung menang atas Bali United, 2-1. Pelatih Persib Bandung puas.", "", {"32.73", "51"}),
    ("Persib Bandung bermain di Kabupaten Bogor. Pelatih Persib Bandung puas.", "32.01", {"32.73"}),
    ("Kerajaan Mataram Kuno berpindah ke timur.", "", set()),
])
def test_a_club_or_a_kingdom_is_not_what_its_place_is_about(text: str, primary: str, mentioned: set[str]) -> None:
    first, about, named = roles(text)
    assert (first, about, named) == (primary, set(), mentioned)
