"""Hostile and broken files: bounded memory, a message, and the run goes on."""

import gzip
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, ArticleError
from index.ingest.lines import MAX_RECORD
from index.ingest.reader import read
from index.ingest.source import GZIP_FREE

GOOD = b'{"id": "good", "text": "isi"}\n'


def reading(path: Path) -> tuple[list[Article], list[str]]:
    """Return what is read under the path, and the problems told."""
    problems: list[ArticleError] = []
    return list(read([str(path)], problems.append)), [str(p) for p in problems]


def written(path: Path, data: bytes) -> Path:
    """Return the path of a new file that holds the data."""
    path.write_bytes(data)
    return path


def test_a_bomb_is_not_unpacked_to_its_end(tmp_path: Path) -> None:
    layer = gzip.compress(b"\0" * (1 << 24), 9)
    path = written(tmp_path / "a.jsonl.gz", layer * (4 * GZIP_FREE >> 24))
    articles, problems = reading(path)
    assert articles == []
    assert any("unpacks to more than" in p for p in problems)


@pytest.mark.parametrize("name", ["a.txt.gz", "a.html.gz", "a.csv.gz"])
def test_a_bomb_of_one_record_is_too_long(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, gzip.compress(b"text\n" + b"a" * (8 * MAX_RECORD), 1))
    articles, problems = reading(path)
    assert articles == []
    assert "longer than 5 MiB" in problems[0]


def test_a_line_without_end_takes_no_more_memory_than_a_record(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with open(path, "wb") as file:
        file.write(b'{"text": "')
        file.truncate(300 << 20)  # sparse: no disk, but 300 MiB to read
        file.seek(0, os.SEEK_END)
        file.write(b'"}\n' + GOOD)
    tracemalloc.start()
    articles, problems = reading(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [a.id for a in articles] == ["good"]
    assert problems == [f"{path}:1: is longer than 5 MiB; split it or leave it out"]
    assert peak < 6 * MAX_RECORD


def test_entities_of_a_page_are_not_multiplied(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    page = f'<!DOCTYPE html [<!ENTITY l0 "ha">{laughs}]><html><body><p>{"&l11;" * 9} Bupati hadir.</p></body></html>'
    articles, problems = reading(written(tmp_path / "a.html", page.encode()))
    assert len(articles) + len(problems) == 1
    assert all(len(a.text) < 1000 for a in articles)


@pytest.mark.parametrize("tag", [b"div", b"b", b"ul><li", b"table><tr><td"])
def test_a_page_nested_100000_deep_is_read_or_refused(tmp_path: Path, tag: bytes) -> None:
    articles, problems = reading(written(tmp_path / "a.html", b"<html><body>" + (b"<" + tag + b">") * 100_000 + b"isi"))
    assert len(articles) + len(problems) == 1


def test_json_nested_deep_is_told(tmp_path: Path) -> None:
    deep = b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    articles, problems = reading(written(tmp_path / "a.jsonl", deep + GOOD))
    assert [a.id for a in articles] == ["good"]
    assert len(problems) == 1


def test_a_table_of_a_million_columns_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"text" + b",c" * 1_000_000 + b"\n" + b"x" * 10)
    articles, problems = reading(path)
    assert articles == []
    assert "columns; at most" in problems[0]


def test_a_quote_never_closed_ends_the_table_with_a_message(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b'id,text\n1,isi\n2,"isi\n' + b"3,isi\n" * 1_000_000)
    articles, problems = reading(path)
    assert [a.id for a in articles] == ["1"]
    assert "a.csv:3" in problems[0]
    assert "a quote not closed?" in problems[0]


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.csv", "a.txt.gz", "a.bin"])
def test_noise_is_told_and_gives_no_article(tmp_path: Path, name: str) -> None:
    noise = bytes((n * n * 31 + n * 7 + n // 3) % 256 for n in range(5000))
    articles, problems = reading(written(tmp_path / name, noise))
    assert articles == []
    assert problems != []


def test_nuls_and_control_characters_do_not_reach_the_text(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", b'{"text": "Bu\\u0000pa\\u001bti\\u2028hadir\\ufeff"}')
    (article,), problems = reading(path)
    assert problems == []
    assert article.text == "Bupati\nhadir"


def test_a_bad_line_costs_one_record_and_is_named(tmp_path: Path) -> None:
    lines = [
        '{"id": "good", "text": "isi", "title": "é"}'.encode(), b"{", b"[1]", b'{"title": "x"}', b'{"text": 5}',
        b'{"text": "Kal\xe9"}', b'{"text": "\\ud800"}', b'{"text": "x", "id": "a\\nb"}', b'{"text": "x", "id": {}}',
        b'{"text": "  "}', b'{"text": "last", "id": 7}',
    ]
    path = written(tmp_path / "a.jsonl", b"\n".join(lines))
    articles, problems = reading(path)
    assert [a.id for a in articles] == ["good", "7"]
    assert [p.removeprefix(f"{path}:").partition(":")[0] for p in problems] == [str(n) for n in range(2, 11)]


def test_an_undecodable_row_of_a_table_costs_that_row_alone(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "id,text\n1,Desa Céladon\n".encode() + b"2,\xff\xfe\x00\n3,isi\n")
    articles, problems = reading(path)
    assert [a.id for a in articles] == ["1", "3"]
    assert "a.csv:3" in problems[0]


def test_a_row_with_too_few_or_too_many_cells_is_told(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b'id,text\n1\n2,isi,lebih\n3,"dua\nbaris"\n\n')
    articles, problems = reading(path)
    assert [(a.id, a.text) for a in articles] == [("3", "dua\nbaris")]
    assert [p.split(": ", 1)[1] for p in problems] == [
        "has 1 cells where the header has 2",
        "has 3 cells where the header has 2",
    ]


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400), name=st.sampled_from(["a.txt", "a.html", "a.jsonl", "a.csv", "a", "a.csv.gz"]))
def test_any_bytes_in_any_file_give_articles_or_messages(
    data: bytes, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    articles, _ = reading(written(tmp_path_factory.mktemp("any") / name, data))
    for article in articles:
        article.text.encode()
        assert article.text.strip() == article.text != ""


@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(st.sampled_from([
    "text", "id", ",", ";", "\n", "\r", '"', "\t", "|", "x", " ", "{", "}", '{"text": "a"}', "<p>", "</p>", "é",
]), max_size=40))
def test_scraps_of_every_format_give_articles_or_messages(
    pieces: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("scraps")
    for name in ("a.txt", "a.html", "a.jsonl", "a.csv", "a"):
        reading(written(folder / name, "".join(pieces).encode()))
