"""The table of regions, the names people give them, and the guard of the data files."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.knowledge.places import districts, gazetteer, landmarks, spelled, villages
from index.knowledge.regions import find_region, label, provinces, regencies, region, table
from index.knowledge.tables import DATA, read_columns, read_table

TABLES = (
    "provinces.csv", "regencies.csv", "districts.csv", "villages.tsv", "region_aliases.tsv", "landmarks.tsv",
    "ambiguous_names.tsv",
)


def test_there_are_38_provinces_514_regencies_and_7285_districts() -> None:
    assert len(provinces()) == 38
    assert sum(len(regencies(p.code)) for p in provinces()) == 514
    assert len(read_table("districts.csv")) == 7285


def test_every_district_lies_in_a_known_regency() -> None:
    assert {code[:5] for code, _ in read_table("districts.csv")} <= set(table())


def test_there_are_at_least_300_aliases_each_of_known_regions() -> None:
    rows = read_table("region_aliases.tsv")
    assert len(rows) >= 300
    assert {code for _, codes, _ in rows for code in codes.split(",")} <= set(table())
    assert {kind for _, _, kind in rows} == {"name", "place"}


def test_every_landmark_lies_in_a_known_region() -> None:
    assert {code for _, codes in landmarks() for code in codes} <= set(table())


def test_every_village_lies_in_a_known_regency() -> None:
    assert {code for codes in villages().values() for code in codes.split(",")} <= set(table())


def test_every_village_is_spelled_as_text_is_looked_up() -> None:
    assert [name for name in villages() if spelled(name) != name] == []


@pytest.mark.parametrize("name", ["villages.tsv", "name_words.tsv"])
def test_a_table_read_by_columns_is_the_one_read_by_rows(name: str) -> None:
    assert [list(row) for row in zip(*read_columns(name), strict=True)] == read_table(name)


def test_every_ambiguous_name_is_in_the_gazetteer() -> None:
    unknown = [name for name, _ in read_table("ambiguous_names.tsv") if spelled(name) not in gazetteer()]
    assert all(spelled(name) in districts() for name in unknown), unknown


@pytest.mark.parametrize("name", TABLES)
def test_data_file_is_sorted_nfc_and_has_one_fact_a_line(name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert text.endswith("\n") and "\r" not in text
    head, *lines = text.splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len(set(lines))
    separator = "," if name.endswith(".csv") else "\t"
    assert {line.count(separator) for line in lines} == {head.count(separator)}


@pytest.mark.parametrize("name", TABLES)
def test_sources_name_the_data_file(name: str) -> None:
    assert f"`{name}`" in Path(DATA / "SOURCES.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("kukar", ("64.02",)), ("Jabar", ("32",)), ("kota bogor", ("32.71",)), ("bogor", ("32.71", "32.01")),
        ("Kab. Bogor", ("32.01",)), ("64.02", ("64.02",)), ("solo", ("33.72",)), ("Pemkab Kukar", ("64.02",)),
        ("jambi", ("15", "15.71")), ("bau-bau", ("74.72",)), ("Palangka Raya", ("62.71",)), ("IKN", ("64",)),
        ("jakarta", ("31",)), ("Toba Samosir", ("12.12",)), ("Mamuju Utara", ("76.01",)), ("atlantis", ()), ("", ()),
    ],
)
def test_typed_name_means_its_regions(typed: str, codes: tuple[str, ...]) -> None:
    assert find_region(typed) == codes


def test_label_is_the_short_name_unless_it_means_several() -> None:
    assert label("64.02") == "Kutai Kartanegara"
    assert (label("32.01"), label("32.71")) == ("Kabupaten Bogor", "Kota Bogor")
    assert (label("75"), label("75.71")) == ("Gorontalo", "Kota Gorontalo")
    assert label("99.99") == "99.99"


def test_labels_differ() -> None:
    assert len({label(code) for code in table()}) == len(table())


@settings(deadline=None)
@given(st.sampled_from(sorted(table())))
def test_label_and_name_find_their_region(code: str) -> None:
    found = region(code)
    assert found is not None
    assert code in find_region(label(code))
    assert find_region(found.name)[0] == code or found.kind == "province"
    assert find_region(code) == (code,)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_typed_text_finds_known_regions_or_nothing(typed: str) -> None:
    assert set(find_region(typed)) <= set(table())
