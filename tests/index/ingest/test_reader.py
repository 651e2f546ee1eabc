"""Reading paths: folders, standard input, packed files, and what is told when something is wrong."""

import gzip
import io
import os
import sys
from pathlib import Path

import pytest

from index.article import Article, ArticleError
from index.ingest.reader import read
from index.ingest.source import Remark

PAGE = """<html lang="id"><head><title>Jembatan Baru Dibuka | Kabar Contoh</title>
<meta property="og:site_name" content="Kabar Contoh"><meta name="author" content="Rina Contoh">
<meta property="article:published_time" content="2024-03-05T08:00:00+07:00">
<link rel="canonical" href="https://contoh.id/jembatan"></head><body><nav>Beranda | Daerah</nav>
<article><h1>Jembatan Baru Dibuka</h1>
<p>SAMARINDA - Jembatan di Kecamatan Palaran dibuka untuk umum, Selasa (5/3/2024).</p>
<p>"Warga sudah bisa lewat sejak pagi," kata Kepala Dinas Pekerjaan Umum, Budi Contoh.</p>
<p>Ia meminta pengendara tetap berhati-hati karena lampu jalan belum seluruhnya menyala.</p></article>
<footer>Hak cipta</footer></body></html>"""


def reading(*paths: Path | str) -> tuple[list[Article], list[ArticleError]]:
    """Return what is read under the paths, and the problems told."""
    problems: list[ArticleError] = []
    return list(read([str(path) for path in paths], problems.append)), problems


def test_a_folder_is_read_in_order_of_names_whatever_the_file_system_says(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("c.txt", "b/z.txt", "b/a.txt", "a.jsonl"):
        text = f'{{"text": "{name}"}}' if name.endswith("jsonl") else name
        (tmp_path / name).write_text(text)
    articles, problems = reading(tmp_path)
    assert [a.text for a in articles] == ["a.jsonl", "c.txt", "b/a.txt", "b/z.txt"]
    assert problems == []


def test_other_files_of_a_folder_are_left_out_with_a_remark(tmp_path: Path) -> None:
    (tmp_path / "SOURCES.md").write_text("x")
    (tmp_path / ".hidden.txt").write_text("x")
    articles, problems = reading(tmp_path)
    assert articles == []
    assert [type(p) for p in problems] == [Remark]
    assert "SOURCES.md" in str(problems[0])


def test_a_path_that_is_not_there_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("isi")
    articles, problems = reading(tmp_path / "none.txt", tmp_path / "a.txt")
    assert [a.text for a in articles] == ["isi"]
    assert "none.txt: there is no such file" in str(problems[0])


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.html"])
def test_every_format_may_be_packed(tmp_path: Path, name: str) -> None:
    content = {"a.txt": "isi", "a.jsonl": '{"text": "isi"}', "a.csv": "text\nisi\n", "a.html": PAGE}
    (tmp_path / name).write_text(content[name])
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content[name].encode()))
    plain, _ = reading(tmp_path / name)
    packed, problems = reading(tmp_path / f"{name}.gz")
    assert problems == []
    assert [a.text for a in packed] == [a.text for a in plain] != []


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (b'{"title": "Satu", "text": "isi"}\n', "Satu"),
        (b"id,title,text\n1,Satu,isi\n", "Satu"),
        (b"Satu\n\nKalimat isi.\n", "Satu"),
        (gzip.compress(b'{"title": "Satu", "text": "isi"}'), "Satu"),
        (PAGE.encode(), "Jembatan Baru Dibuka"),
    ],
)
def test_the_format_of_standard_input_is_seen_from_its_first_bytes(
    monkeypatch: pytest.MonkeyPatch, data: bytes, title: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    articles, problems = reading("-")
    assert problems == []
    assert [a.title for a in articles] == [title]


def test_a_web_page_gives_body_title_date_author_publisher_and_address(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (article,), problems = reading(tmp_path)
    assert problems == []
    assert (article.title, article.publisher, article.author) == ("Jembatan Baru Dibuka", "Kabar Contoh", "Rina Contoh")
    assert (str(article.published), article.url) == ("2024-03-05", "https://contoh.id/jembatan")
    assert article.text.startswith("SAMARINDA - Jembatan di Kecamatan Palaran")
    assert "Beranda" not in article.text


def test_a_day_in_the_text_of_a_page_is_not_its_published_day(tmp_path: Path) -> None:
    text = "Rapat digelar pada 12/12/2012 di Kupang. " * 9
    (tmp_path / "a.html").write_text(f"<html><body><p>{text}</p></body></html>")
    (article,), _ = reading(tmp_path)
    assert article.published is None


def test_ids_of_records_without_one_are_stable_and_hold_no_folder_of_the_machine(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("isi berita")
    (first,), _ = reading(tmp_path / "one")
    (second,), _ = reading(tmp_path / "two")
    (by_name,), _ = reading(tmp_path / "two" / "a.txt")
    assert first.id == second.id == by_name.id
    (tmp_path / "two" / "a.txt").write_text("isi lain")
    (changed,), _ = reading(tmp_path / "two")
    assert changed.id != first.id


def test_a_damaged_gzip_file_gives_what_stands_before_the_damage(tmp_path: Path) -> None:
    rows = b"".join(b'{"text": "%d %s"}\n' % (n, os.urandom(20).hex().encode()) for n in range(500))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(rows)[:-3000])
    articles, problems = reading(tmp_path)
    assert 100 < len(articles) < 500
    assert "gzip file is damaged" in str(problems[0])


def test_a_pipe_in_a_folder_does_not_hang_the_walk(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    articles, problems = reading(tmp_path)
    assert articles == []
    assert "not a regular file" in str(problems[0])


def test_a_file_name_with_odd_characters_is_told_in_one_line(tmp_path: Path) -> None:
    with open(os.fsencode(str(tmp_path)) + b"/a\nb\xff\x1b[31m.txt", "wb"):
        pass
    _, problems = reading(tmp_path)
    assert len(problems) == 1
    assert str(problems[0]).isprintable()
    assert "has no text" in str(problems[0])


def test_an_unreadable_file_does_not_stop_the_run(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "b.txt").write_text("isi")
    articles, problems = reading(tmp_path)
    assert [a.text for a in articles] == ["isi"]
    assert len(problems) == 1
