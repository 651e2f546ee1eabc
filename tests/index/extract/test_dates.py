"""The day an article is filed under, from sentences of every form, and laws that hold on any text."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.extract.article_date import choose_date
from index.extract.dates import ISO, RELATIVE, find_dates, iso_mentions, relative_in
from index.extract.tokens import Tokens
from index.knowledge.months import MONTH_NAMES, WEEKDAY_NAMES

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parents[2] / "golden" / "dates.tsv").read_text(encoding="utf-8").splitlines()[1:]
]
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31))


def chosen(text: str, published: str = "") -> tuple[str, set[str]]:
    """Return the day chosen for a text, and its flags."""
    article = Article("a", text, published=date.fromisoformat(published) if published else None)
    fact = choose_date(article, find_dates(article))
    return ("", set()) if fact is None else (fact.day.isoformat(), set(fact.flags))


@pytest.mark.parametrize(("text", "published", "day", "flags"), ROWS)
def test_sentence_gives_the_day_of_the_news(text: str, published: str, day: str, flags: str) -> None:
    assert chosen(text, published) == (day, set(flags.split(",")) - {""})


@pytest.mark.parametrize("credit", ("ANTARA/Rina Wati\n", "KOMPAS.COM/RINA WATI ", "Foto: "))
def test_day_in_the_caption_of_a_photograph_is_not_the_news(credit: str) -> None:
    said = '"Ini tepat," kata Budi, Selasa (10/6/2025).\n'
    caption = "Alat berat terparkir di tepi pantai, Rabu (11/6/2025)."
    assert chosen(said + credit + caption)[0] == "2025-06-10"
    assert chosen(said + caption)[0] == "2025-06-11"


@settings(deadline=None)
@given(DAYS, st.sampled_from(("({d}/{m}/{y})", "({d:02}/{m:02}/{y})", "({d}-{m}-{y})", "({d}.{m}.{y})")))
def test_any_day_after_its_weekday_is_read(day: date, form: str) -> None:
    weekday = WEEKDAY_NAMES[day.weekday()][0].title()
    text = f"Pasar itu dibuka, {weekday} {form.format(d=day.day, m=day.month, y=day.year)}, kata Rahmat."
    assert chosen(text) == (day.isoformat(), set())


@settings(deadline=None)
@given(DAYS, st.data())
def test_every_spelling_of_a_month_is_read(day: date, data: st.DataObject) -> None:
    month = data.draw(st.sampled_from(MONTH_NAMES[day.month])).title()
    weekday = WEEKDAY_NAMES[day.weekday()][0].title()
    assert chosen(f"Pasar itu dibuka, {weekday}, {day.day} {month} {day.year}.")[0] == day.isoformat()


@settings(deadline=None)
@given(DAYS, st.integers(0, 300))
def test_published_day_gives_the_year_of_a_past_day(published: date, back: int) -> None:
    day = published - timedelta(days=back)
    weekday = WEEKDAY_NAMES[day.weekday()][0].title()
    text = f"Pasar itu dibuka, {weekday} ({day.day}/{day.month}), kata Rahmat."
    assert chosen(text, published.isoformat())[0] == day.isoformat()


@settings(deadline=None)
@given(DAYS)
def test_without_published_day_a_year_is_never_invented(day: date) -> None:
    weekday = WEEKDAY_NAMES[day.weekday()][0].title()
    assert chosen(f"Pasar itu dibuka, {weekday} ({day.day}/{day.month}), kata Rahmat.") == ("", set())


@settings(deadline=None)
@given(DAYS, st.integers(1, 6))
def test_wrong_weekday_is_flagged(day: date, off: int) -> None:
    weekday = WEEKDAY_NAMES[(day.weekday() + off) % 7][0].title()
    article = Article("a", f"Pasar itu dibuka, {weekday} ({day.day}/{day.month}/{day.year}).")
    assert [flag for fact in find_dates(article) for flag in fact.flags] == ["weekday-contradicts"]


def test_day_after_publication_is_flagged_as_future() -> None:
    article = Article("a", "Festival digelar Sabtu (15/2/2020).", published=date(2020, 2, 3))
    assert find_dates(article)[0].flags == ("future",)


def test_weekday_of_last_week_is_not_this_week() -> None:
    article = Article("a", "Rapat itu digelar Senin pekan lalu.", published=date(2025, 10, 30))
    assert [fact.day for fact in find_dates(article)] == [date(2025, 10, 20)]


def test_yesterday_is_resolved_by_the_published_day_alone() -> None:
    article = Article("a", "Hujan turun kemarin.", published=date(2025, 1, 1))
    assert [fact.day for fact in find_dates(article)] == [date(2024, 12, 31)]
    assert find_dates(Article("a", "Hujan turun kemarin.")) == ()


def test_day_in_the_title_has_its_span_there() -> None:
    fact = find_dates(Article("a", "Isi.", title="Pasar Dibuka 3 Mei 2020"))[0]
    assert (fact.span.part, fact.span.start, fact.span.end) == ("title", 13, 23)


@settings(deadline=None)
@given(st.text(alphabet="0123456789/-. ()JanuariMeSbtku,“”\n", max_size=120), st.none() | DAYS)
def test_any_text_is_read_and_spans_lie_inside(text: str, published: date | None) -> None:
    for fact in find_dates(Article("a", text, title=text[:20], published=published)):
        part = text[:20] if fact.span.part == "title" else text
        assert 0 <= fact.span.start < fact.span.end <= len(part)
        assert str(fact.day.day) in part[fact.span.start : fact.span.end] or "published" in fact.rule or fact.flags


PIECES = ("kemarin", " lusa", "hari", " ini", "se", "-", "'", " ", ".", "pagi", "malam", " tadi", "Kemarin", "2025",
          "1", "2025-10-29", "-01", "x")


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_days_found_by_the_flags_of_tokens_are_all_that_a_search_finds(text: str) -> None:
    tokens = Tokens(text)
    relative = [at for at in relative_in(tokens) if RELATIVE.match(text, at)]
    assert relative == [match.start() for match in RELATIVE.finditer(text)]
    assert len(iso_mentions(tokens, "text")) == len(ISO.findall(text))
