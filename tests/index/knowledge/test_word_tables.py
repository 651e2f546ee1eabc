"""The tables of words: well formed, sorted, and consistent with one another."""

import unicodedata
from pathlib import Path

import pytest

from index.analysis.analyser import analyse, key_of
from index.analysis.build.abbreviations import (
    Ordinary,
    canonical_of,
    merged,
    mined_pairs,
    stands_for,
    words_of,
)
from index.knowledge.abbreviations import abbreviations, abbreviations_from
from index.knowledge.folding import fold
from index.knowledge.tables import DATA, read_table

TABLES = {
    "abbreviations.tsv": 2, "abbreviations_kept.tsv": 2, "exceptions.tsv": 2, "overrides.tsv": 2, "roots.tsv": 1,
    "function_words.tsv": 1, "spellings.tsv": 2,
}  # fmt: skip


@pytest.mark.parametrize(("name", "columns"), TABLES.items())
def test_a_table_is_sorted_nfc_and_holds_each_word_once(name: str, columns: int) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    rows = read_table(name)
    assert all(len(row) == columns and all(row) for row in rows)
    first = [row[0] for row in rows]
    assert first == sorted(set(first))
    assert [fold(word) for word in first] == first


def test_the_words_of_provinces_and_regencies_are_their_own_keys() -> None:
    names = [row[1] for name in ("provinces.csv", "regencies.csv") for row in read_table(name)]
    words = {word for name in names for word in fold(name).replace("-", " ").split() if word.isalpha()}
    assert len(words) > 400
    assert [word for word in sorted(words) if key_of(word) != word] == []


def test_a_standard_spelling_is_a_stem_and_stands_for_itself() -> None:
    rows = read_table("spellings.tsv")
    assert len(rows) > 100
    assert [row for row in rows if key_of(row[0]) != row[0] or key_of(row[1]) != row[1]] == []
    assert {row[1] for row in rows}.isdisjoint(row[0] for row in rows)


def test_other_spellings_are_indexed_as_the_standard_one() -> None:
    assert analyse("beresiko, menasehati, praktek-praktek").key.terms == ["risiko", "nasihat", "praktik"]
    assert key_of("beresiko") == "resiko"


def test_an_override_never_repeats_a_root() -> None:
    roots = {row[0] for row in read_table("roots.tsv")}
    assert [row[0] for row in read_table("overrides.tsv") if row[0] in roots] == []


def test_every_long_form_gives_its_canonical_token() -> None:
    for written, canonical in read_table("abbreviations.tsv"):
        shown = written.upper() if canonical.isupper() else written
        assert canonical in analyse(shown).key.terms, written


def test_every_short_form_is_its_own_key() -> None:
    assert [short for short in abbreviations().short.values() if key_of(short) != short] == []


def test_a_short_form_that_is_a_word_counts_in_capitals_only() -> None:
    assert "AS" in analyse("Presiden AS").key.terms
    assert "AS" not in analyse("as roda").key.terms
    assert "AS" in analyse("Amerika Serikat").key.terms


def test_two_short_forms_of_one_name_share_a_token() -> None:
    assert analyse("Pesbar").key.terms[-1] == analyse("Pesibar").key.terms[-1]


def test_long_forms_are_found_inside_longer_ones() -> None:
    table = abbreviations_from([("dinas pendidikan", "disdik"), ("dinas pendidikan dan kebudayaan", "disdikbud")])
    words = ["dinas", "pendidikan", "dan", "kebudayaan"]
    assert table.starting_at(words, 0) == [("disdik", 2), ("disdikbud", 4)]
    assert table.starting_at(words, 1) == []
    assert table.starting_at(words[:2], 0) == [("disdik", 2)]


def test_the_builder_reviews_pairs() -> None:
    assert words_of("Rancangan Undang-Undang") == ("rancangan", "undang-undang")
    assert words_of("Paris Saint-Germain") == ("paris", "saint", "germain")
    assert stands_for("kukar", ("kutai", "kartanegara"))
    assert not stands_for("kukar", ("kota", "bogor"))
    ordinary = Ordinary(frozenset({"as", "fakta", "sulut"}), frozenset({"as", "fakta"}))
    assert canonical_of("AS", ordinary) == "AS"
    assert canonical_of("Fakta", ordinary) is None
    assert canonical_of("Sulut", ordinary) == "sulut"
    assert canonical_of("KPK", ordinary) == "kpk"
    assert canonical_of("BI", ordinary) == "BI"


def test_writings_of_one_long_form_are_counted_together(tmp_path: Path) -> None:
    mined = tmp_path / "mined.tsv"
    mined.write_text(
        "KUHP\tKitab Undang-Undang Hukum Pidana:3|Kitab Undang-undang Hukum Pidana:3|menurut Kitab Undang-Undang Hukum"
        " Pidana:4\nKIS\tKartu Indonesia Sehat:3|Kelompok Ibu Sayang:3\n",
        "utf-8",
    )
    found = list(mined_pairs(mined, Ordinary(frozenset(), frozenset())))
    assert found == [(("kitab", "undang-undang", "hukum", "pidana"), "kuhp")]


def test_what_is_kept_by_hand_goes_first() -> None:
    pairs = [(("pesisir", "barat"), "pesbar"), (("pesisir", "barat"), "pesibar"), (("kebun", "raya"), "krl")]
    kept = {"kereta rel listrik": "krl", "kebun raya": "-"}
    assert merged(pairs, kept) == {
        "kereta rel listrik": "krl", "pesibar": "pesbar", "pesisir barat": "pesbar"
    }  # fmt: skip
