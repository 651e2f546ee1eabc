"""Histogram, map, citations, sentences: what is computed for the eye."""

from datetime import date

from index.article import Article, Facts, Span
from index.knowledge.regions import provinces
from search.results import Stored
from web.citation import citations
from web.histogram import MOST_BARS, histogram
from web.show import sentence_at
from web.tiles import COLUMNS, LEVELS, PLACES, ROWS, level_of, tiles


def test_histogram_has_no_gaps_and_keeps_every_article() -> None:
    chart = histogram({"2025-01": 3, "2025-04": 1}, None, None, "id")
    assert chart is not None
    assert [bar.count for bar in chart.bars] == [3, 0, 0, 1]
    assert (chart.first, chart.last, chart.peak.label) == ("Jan 2025", "Apr 2025", "Jan 2025: 3")
    assert (chart.bars[1].since, chart.bars[1].until) == (date(2025, 2, 1), date(2025, 2, 28))


def test_long_times_are_drawn_in_years() -> None:
    chart = histogram({"1999-05": 1, "2025-04": 2, "2025-05": 2}, None, None, "id")
    assert chart is not None and len(chart.bars) == 27 <= MOST_BARS
    assert chart.bars[-1].count == 4
    assert (chart.bars[-1].since, chart.bars[-1].until) == (date(2025, 1, 1), date(2025, 12, 31))


def test_what_lies_long_before_all_others_is_gathered_in_one_bar() -> None:
    months = {"1926-03": 1, "1998-11": 2, "2024-02": 400, "2025-10": 600}
    chart = histogram(months, date(2024, 2, 1), date(2024, 2, 29), "id")
    assert chart is not None
    assert (chart.older, chart.first, chart.last) == ("1926–Jan 2024", "Mar 1926", "Okt 2025")
    assert [bar.count for bar in chart.bars] == [3, 400, *[0] * 19, 600]
    assert [bar.chosen for bar in chart.bars] == [False, True, *[False] * 20]
    assert (chart.bars[0].since, chart.bars[0].until) == (date(1926, 3, 1), date(2024, 1, 31))
    assert chart.bars[0].label == "1926–Jan 2024: 3"
    assert histogram(months, None, None, "id", ["1998"]).bars[0].chosen  # type: ignore[union-attr]


def test_in_years_too_the_oldest_are_gathered_and_no_article_is_lost() -> None:
    months = {"1926-03": 1} | {f"{year}-{month:02}": 10 for year in range(2001, 2026) for month in (1, 7)}
    chart = histogram(months, None, None, "id")
    assert chart is not None
    assert (chart.older, len(chart.bars)) == ("1926–2000", 26)
    assert sum(bar.count for bar in chart.bars) == 501
    assert (chart.bars[1].since, chart.bars[1].until) == (date(2001, 1, 1), date(2001, 12, 31))


def test_what_is_more_than_a_few_articles_is_not_gathered() -> None:
    chart = histogram({"1926-03": 30, "2024-02": 400, "2025-10": 600}, None, None, "id")
    assert chart is not None and (chart.older, len(chart.bars)) == ("", 100)


def test_bars_outside_the_chosen_range_are_told_apart() -> None:
    chart = histogram({"2025-01": 1, "2025-02": 1, "2025-03": 1}, date(2025, 2, 10), date(2025, 2, 20), "id")
    assert chart is not None
    assert [bar.chosen for bar in chart.bars] == [False, True, False]


def test_bars_of_chosen_years_months_and_days_are_told_apart() -> None:
    months = {"2024-12": 1, "2025-01": 1, "2025-02": 1}
    for values, wanted in ((("2025",), [False, True, True]), (("2025-01", "2024-12-24"), [True, True, False])):
        chart = histogram(months, None, None, "id", values)
        assert chart is not None and [bar.chosen for bar in chart.bars] == wanted


def test_last_month_of_all_has_a_bar() -> None:
    chart = histogram({"9999-12": 1}, None, None, "id")
    assert chart is not None and chart.bars[0].count == 1


def test_no_dates_no_histogram() -> None:
    assert histogram({}, None, None, "id") is None


def test_map_has_each_province_once_on_its_own_place() -> None:
    assert set(PLACES) == {province.code for province in provinces()}
    places = [(column, row) for _, column, row in PLACES.values()]
    assert len(set(places)) == 38
    assert all(0 <= column < COLUMNS and 0 <= row < ROWS for column, row in places)


def test_colours_grow_with_counts() -> None:
    levels = [level_of(count, 1000) for count in (0, 1, 3, 10, 100, 1000)]
    assert levels == sorted(levels) and levels[0] == 0 and levels[1] == 1 and levels[-1] == LEVELS
    assert {tile.code: tile.level for tile in tiles({"64": 1})}["64"] == LEVELS


def test_citations_leave_out_what_is_not_known() -> None:
    article = Article("a/1", "Teks.", "Judul", "https://a.example/1", "Kabar", None, None)
    forms = {form.name: form.text for form in citations(article, date(2025, 3, 5), "id")}
    assert forms["APA"] == "Kabar (2025, 5 Maret). Judul. https://a.example/1"
    assert forms["Chicago"] == "Kabar. “Judul.” 5 Maret 2025. https://a.example/1"
    assert forms["MLA"] == "“Judul.” Kabar, 5 Maret 2025, https://a.example/1"
    assert forms["BibTeX"].startswith("@article{a-1,") and "author" not in forms["BibTeX"]
    assert forms["RIS"].splitlines() == [
        "TY  - NEWS", "TI  - Judul", "T2  - Kabar", "DA  - 2025/03/05", "UR  - https://a.example/1", "ER  - ",
    ]
    assert "t.t." in citations(Article("b", "Teks."), None, "id")[0].text


def test_a_fact_is_shown_in_its_sentence() -> None:
    text = "Kalimat pertama. Hujan turun di Garut pada malam hari. Kalimat ketiga.\nBaris lain."
    start = text.index("Garut")
    stored = Stored(Article("a", text), Facts(), None)
    assert sentence_at(stored, Span(start, start + 5)) == ("Hujan turun di ", "Garut", " pada malam hari.")
