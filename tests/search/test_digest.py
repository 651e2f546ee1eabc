"""The digest: which articles, who is new, who is quoted most and with what, and what was told before."""

from datetime import date

import pytest

from index.article import Article
from index.knowledge.people import slug
from index.pipeline import index_articles
from search.digest import best_of, code_of, digest, first_day
from search.engines.memory import MemoryEngine
from search.persons import statements_by
from search.query import QueryError
from search.service import SearchService

LAST = date(2025, 10, 15)
FLOOD = (
    "Air naik sejak dini hari setelah hujan lebat mengguyur kota selama lima jam dan sungai meluap ke permukiman "
    "warga, sementara petugas memindahkan puluhan keluarga ke gedung sekolah dan menutup jalan utama hingga sore."
)


def article(id: str, day: int, place: str, said: str, more: str = "", publisher: str = "Kabar Contoh") -> Article:
    """Return an article of October 2025 about a place, with what is said there."""
    town, _, _ = place.partition(",")
    return Article(id, f"{town.upper()} - Warga {place}, berkumpul, {day}/10/2025. {more}\n{said}",
                   f"Warga {town} Berkumpul", f"https://contoh.example/{id}", publisher, date(2025, 10, day))


DEWI = '"Pasar itu selesai tahun ini dan warga boleh menempatinya tanpa biaya," kata Wali Kota Bandung Dewi Anggraini.'
SHORT = '"Baik," kata Dewi.'
TONO = '"Panen raya di desa kami dimulai pekan depan dan bertahan sebulan," kata Bupati Subang Tono Prasetya.'
ARTICLES = (
    article("lama", 1, "Kota Bandung, Jawa Barat", DEWI),
    article("bandung", 14, "Kota Bandung, Jawa Barat", f"{DEWI}\n{SHORT}", FLOOD),
    article("bandung-salinan", 15, "Kota Bandung, Jawa Barat", f"{DEWI}\n{SHORT}", FLOOD, "Harian Lain"),
    article("subang", 15, "Kabupaten Subang, Jawa Barat", TONO),
    article("samarinda", 15, "Kota Samarinda, Kalimantan Timur", "Warga pulang."),
    article("besok", 20, "Kota Bandung, Jawa Barat", DEWI),
)


@pytest.fixture(scope="module")
def service() -> SearchService:
    """The service over the articles."""
    engine = MemoryEngine()
    index_articles(ARTICLES, engine)
    return SearchService(engine)


def ids(made: object) -> list[str]:
    """Return the ids of the articles of a digest or section."""
    return [news.stored.article.id for news in made.news]  # type: ignore[attr-defined]


def test_a_province_is_told_by_its_regencies_and_copies_are_folded(service: SearchService) -> None:
    made = digest(service, "32", date(2025, 10, 14), LAST)
    assert [(section.name, ids(section)) for section in made.sections] == [
        ("Kabupaten Subang", ["subang"]), ("Kota Bandung", ["bandung-salinan"]),
    ]
    assert (made.folded, made.news[1].copies) == (1, 1)
    assert made.told == {"bandung", "bandung-salinan", "subang"}


def test_a_regency_is_one_section_and_the_country_is_told_by_provinces(service: SearchService) -> None:
    assert [section.name for section in digest(service, "32.13", date(2025, 10, 1), LAST).sections] == [
        "Kabupaten Subang",
    ]
    whole = digest(service, None, date(2025, 10, 14), LAST)
    assert [section.name for section in whole.sections] == ["Jawa Barat", "Kalimantan Timur"]


def test_who_is_quoted_most_comes_first_with_a_statement_that_can_be_read_alone(service: SearchService) -> None:
    made = digest(service, "32", date(2025, 10, 14), LAST)
    assert [(one.name, one.statements, one.articles) for one in made.quoted] == [
        ("Dewi Anggraini", 2, 1), ("Tono Prasetya", 1, 1),
    ]
    assert made.quoted[0].best.text.startswith('"Pasar itu selesai')
    assert made.quoted[0].position == "Wali Kota Bandung"


def test_the_longest_readable_statement_is_the_best(service: SearchService) -> None:
    stored = service.engine.article("bandung")
    assert stored is not None
    said = list(statements_by(stored, slug("Dewi Anggraini")))
    assert len(said) == 2
    assert best_of(said) == best_of(reversed(said)) == said[0]


def test_new_are_those_who_never_spoke_before(service: SearchService) -> None:
    made = digest(service, "32", date(2025, 10, 14), LAST)
    assert [one.name for one in made.newcomers] == ["Tono Prasetya"]
    earlier = digest(service, "32", date(2025, 10, 1), LAST)
    assert {one.name for one in earlier.newcomers} == {"Dewi Anggraini", "Tono Prasetya"}


def test_what_was_told_is_not_told_again_nor_its_copies(service: SearchService) -> None:
    again = digest(service, "32", date(2025, 10, 14), LAST, {"bandung"})
    assert ids(again) == ["subang"]
    assert again.told == {"bandung", "bandung-salinan", "subang"}
    nothing = digest(service, "32", date(2025, 10, 14), LAST, again.told)
    assert (nothing.news, nothing.quoted, nothing.newcomers) == ((), (), ())


def test_days_are_written_as_dates_or_as_so_many_back() -> None:
    assert first_day("1d", LAST) == date(2025, 10, 14)
    assert first_day("2w", LAST) == date(2025, 10, 1)
    assert first_day("2025-01-02", LAST) == date(2025, 1, 2)
    for wrong in ("", "d", "1x", "kemarin", "-1d", "999999999d"):
        with pytest.raises(QueryError, match="is no day"):
            first_day(wrong, LAST)


def test_regions_are_given_by_code_or_by_a_name_that_means_one() -> None:
    assert (code_of("64.02"), code_of("Kutai Kartanegara"), code_of("jabar")) == ("64.02", "64.02", "32")
    with pytest.raises(QueryError, match="no region"):
        code_of("Atlantis")
    with pytest.raises(QueryError, match="give the code"):
        code_of("Bogor")


def test_days_the_wrong_way_round_are_refused(service: SearchService) -> None:
    with pytest.raises(QueryError, match="lies after"):
        digest(service, None, LAST, date(2025, 10, 1))
