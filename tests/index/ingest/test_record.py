"""Records, days, encodings and titles of plain text."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, ArticleError
from index.ingest.encoding import clean, decode
from index.ingest.reader import read
from index.ingest.record import article_of, day_of
from index.ingest.source import Remark
from index.ingest.text import title_and_body

TEXT = "“Kami menata jalan di Kabupaten Kutai Kartanegara,” kata Bupati – Rabu. Pemkab’s café"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-10-29", date(2025, 10, 29)),
        ("2025-10-29T23:30:00+08:00", date(2025, 10, 29)),
        ("2025-10-28T20:30:00Z", date(2025, 10, 29)),  # half past three in the morning in Jakarta
        ("2025-10-28 08:00:00", date(2025, 10, 28)),
        ("29/10/2025", date(2025, 10, 29)),
        ("29-10-2025 10:00", date(2025, 10, 29)),
        ("Wed, 29 Oct 2025 10:00:00 +0700", date(2025, 10, 29)),
        ("9999-12-31T23:00:00Z", date(9999, 12, 31)),
        ("31/02/2025", None),
        ("29 Okt", None),
        (20251029, None),
        ("", None),
    ],
)
def test_published_days_are_read_as_indonesia_counts_them(written: object, day: date | None) -> None:
    assert day_of(written) == day


def test_date_is_another_name_of_published_and_an_unreadable_one_costs_no_article() -> None:
    told: list[ArticleError] = []
    assert article_of({"text": "x", "date": "2025-01-02"}, "f:1", "f", told.append).published == date(2025, 1, 2)
    assert told == []
    assert article_of({"text": "x", "published": "kemarin"}, "f:1", "f", told.append).published is None
    assert [type(t) for t in told] == [Remark]


def test_a_record_is_cleaned_field_by_field() -> None:
    record = {"id": 12, "text": "a\r\nb\rc ", "title": "Judul\ndua  baris", "author": ["A", "B"], "url": ""}
    article = article_of(record, "f:1", "f", lambda problem: None)
    assert article == Article("12", "a\nb\nc", "Judul dua baris", None, None, None, "A, B")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_every_encoding_of_newsroom_files_is_read(tmp_path: Path, encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "f").lstrip("\ufeff") == TEXT
    for name, data in (("a.jsonl", f'{{"text": "{TEXT}"}}\n'), ("a.csv", f'id;text\n1;"{TEXT}"\n'), ("a.txt", TEXT)):
        (tmp_path / name).write_bytes(data.encode(encoding))
        problems: list[ArticleError] = []
        assert [a.text for a in read([str(tmp_path / name)], problems.append)] == [TEXT]
        assert problems == []


def test_damaged_utf8_is_refused_and_not_taken_for_another_encoding() -> None:
    damaged = TEXT.encode().replace("–".encode(), b"\xe2\x80")
    with pytest.raises(ArticleError, match="UTF-8 with 1 damaged"):
        decode(damaged, "f")


def test_line_ends_of_all_systems_may_stand_in_one_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text":"a"}\r\n\r\n{"text":"b"}\n{"text":"c"}')
    (tmp_path / "b.csv").write_bytes(b"id,text\r1,d\r2,e\r")
    (tmp_path / "c.txt").write_bytes(b"f\rg\r\nh\ni")
    assert [a.text for a in read([str(tmp_path)], print)] == ["a", "b", "c", "d", "e", "f\ng\nh\ni"]


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once and "\x00" not in once
    once.encode()


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_an_article_error(data: bytes) -> None:
    try:
        assert isinstance(decode(data, "f"), str)
    except ArticleError as error:
        assert error.place == "f"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Jalan Desa Diperbaiki\n\nSAMARINDA – Jalan desa diperbaiki.", "Jalan Desa Diperbaiki"),
        ("Jalan Desa Diperbaiki\nKABAR.COM, SAMARINDA – Jalan desa diperbaiki.", "Jalan Desa Diperbaiki"),
        ("Jalan Desa Diperbaiki\nJakarta (KABAR) - Jalan desa diperbaiki.", "Jalan Desa Diperbaiki"),
        ("KABAR.COM, KUKAR – Jalan desa diperbaiki.\nKegiatan itu digelar di Tenggarong.", None),
        ("KABAR.COM, KUKAR –\n\nJalan desa diperbaiki.", None),
        ("Jalan desa diperbaiki sejak pagi.\n\nWarga senang.", None),
        ("“Jalan ini milik kita”\n\nWarga senang.", None),
        ("Jalan desa\ndiperbaiki sejak pagi.", None),
        ("Jalan Desa Diperbaiki", None),
        ("Kata " * 40 + "\n\nIsi.", None),
    ],
)
def test_a_first_line_is_a_title_only_where_it_looks_like_one(text: str, title: str | None) -> None:
    found, body = title_and_body(text)
    assert found == title
    assert body == (text if title is None else text[len(title) :].lstrip())
