"""The sample corpus is what seeds/SOURCES.md says: varied, dated right, near-copies included."""

import json
import re
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from index.article import Article, ArticleError
from index.ingest.reader import read
from index.ingest.source import Remark

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
          "Desember")


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    """Return the articles; nothing in the folder may be unreadable."""
    problems: list[ArticleError] = []
    found = list(read([str(SEEDS)], problems.append))
    assert [str(p) for p in problems if not isinstance(p, Remark)] == []
    return found


def test_sources_lists_every_file_and_how_many_articles_it_holds(articles: list[Article]) -> None:
    page = (SEEDS / "SOURCES.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([^`]+)` \|[^|]+\| (\d+) \|", page, re.MULTILINE))
    for path in sorted(SEEDS.iterdir()):
        if path.name != "SOURCES.md" and not path.name.startswith("000_"):
            name = path.name + ("/" if path.is_dir() else "")
            assert int(rows.pop(name)) == len(list(read([str(path)], print))), name
    assert rows == {}
    assert f"{len(articles)} articles" in page


def test_ids_are_unique(articles: list[Article]) -> None:
    assert len({article.id for article in articles}) == len(articles)


def test_every_weekday_fits_its_date(articles: list[Article]) -> None:
    numeric = re.compile(rf"({'|'.join(WEEKDAYS)}) \((\d+)/(\d+)/(\d{{4}})\)")
    written = re.compile(rf"({'|'.join(WEEKDAYS)}),? \(?(\d+) ({'|'.join(MONTHS)}) (\d{{4}})")
    checked = 0
    for article in articles:
        found = [(w, int(d), int(m), int(y)) for w, d, m, y in numeric.findall(article.text)]
        found += [(w, int(d), MONTHS.index(m) + 1, int(y)) for w, d, m, y in written.findall(article.text)]
        for weekday, day, month, year in found:
            assert WEEKDAYS[date(year, month, day).weekday()] == weekday, (article.id, weekday, day, month, year)
        checked += len(found)
    assert checked >= 50


def test_the_first_page_has_something_to_show() -> None:
    gold = [json.loads(line) for line in (ROOT / "tests/golden/facts.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({region["code"][:2] for row in gold for region in row["regions"]}) >= 30
    assert {row["date"][:4] for row in gold if row["date"]} == {"2023", "2024", "2025"}
    assert sum(not row["regions"] for row in gold) >= 4
    assert sum(row["date"] is None for row in gold) >= 8


def test_every_format_is_there_packed_and_plain() -> None:
    names = [path.name for path in SEEDS.rglob("*") if path.is_file()]
    for ending in (".txt", ".html", ".jsonl", ".jsonl.gz", ".csv", ".csv.gz"):
        assert any(name.endswith(ending) for name in names), ending


@pytest.mark.parametrize("pair", [("wn-2024-006", "ct-2024-101"), ("wn-2025-010", "tr-2025-036")])
def test_copies_of_a_wire_story_are_nearly_the_same(articles: list[Article], pair: tuple[str, str]) -> None:
    one, two = (next(article.text for article in articles if article.id == id) for id in pair)
    assert one != two
    assert SequenceMatcher(None, one, two, autojunk=False).ratio() > 0.9
