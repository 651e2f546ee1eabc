"""Hostile files, each in a process of its own: bounded memory, a clear message, and the run goes on."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from search.engines.whoosh.engine import WhooshEngine
from search.service import SearchService
from telusur import main
from web.app import create_app

GIB = float(os.environ.get("TELUSUR_GIB", "0.1"))
"""How much the largest files hold or unpack to; `TELUSUR_GIB=5` for the long run. They are sparse or packed."""

ROOM = 160 << 20
"""Bytes that a file may take beside what the program takes anyway: some copies of the longest record, 5 MiB, as text
and as the tree of a page. A page nested 100,000 deep takes 90 MB."""

PROGRAM = """
import json, re, sys
from pathlib import Path
from index.ingest.reader import read
def most(): return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1)) * 1024
before, problems = most(), []
ids = [article.id for article in read(sys.argv[1:], problems.append)]
print(json.dumps({"ids": ids, "problems": [str(p) for p in problems], "grown": most() - before}))
"""

GOOD = '{"id": "good", "text": "Bupati Paser membuka pasar."}\n'


def long_line(path: Path) -> None:
    """Write a line of GIB, sparse, with a good one behind it."""
    with path.open("wb") as file:
        file.write(b'{"text": "')
        file.truncate(int(GIB * (1 << 30)))
        file.seek(0, os.SEEK_END)
        file.write(b'"}\n' + GOOD.encode())


def bomb(path: Path) -> None:
    """Write a gzip file that unpacks to GIB, a thousand times its size."""
    layer = gzip.compress(b"\0" * (1 << 24), 9)
    with path.open("wb") as file:
        for _ in range(max(8, int(GIB * 64))):
            file.write(layer)


def bomb_of_lines(path: Path) -> None:
    """Write a gzip file of as many lines of blanks."""
    layer = gzip.compress((b" " * 4095 + b"\n") * (1 << 12), 9)
    with path.open("wb") as file:
        for _ in range(max(8, int(GIB * 64))):
            file.write(layer)


def laughs(path: Path) -> None:
    """Write a page whose entities would become a billion words."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    path.write_text(f'<!DOCTYPE html [<!ENTITY l0 "ha">{entities}]><html><body><p>{"&l11;" * 9} </p></body></html>')


def deep_page(path: Path) -> None:
    """Write a page nested 100,000 deep."""
    path.write_bytes(b"<html><body>" + b"<div>" * 100_000 + b"isi")


def wide_page(path: Path) -> None:
    """Write a page of 5 MiB of open paragraphs and links."""
    path.write_bytes(b"<html><body>" + b"<p><a href=x>" * 390_000)


def columns(path: Path) -> None:
    """Write a table of a million columns."""
    path.write_bytes(b"text" + b",c" * 1_000_000 + b"\n" + b"x" * 10)


def cells(path: Path) -> None:
    """Write a table with a row of a million cells."""
    path.write_bytes(b"id,text\n" + b"x," * 1_000_000 + b"\nlast,isi\n")


def open_quote(path: Path) -> None:
    """Write a table with a quote that is never closed."""
    path.write_bytes(b'id,text\n2,"isi\n' + b"3,isi\n" * 3_000_000)


def nuls(path: Path) -> None:
    """Write a file of nothing but NULs."""
    with path.open("wb") as file:
        file.truncate(int(GIB * (1 << 30)))


def broken_utf8(path: Path) -> None:
    """Write lines that are no UTF-8, and one that is."""
    path.write_bytes(('{"id": "é", "text": "Céladon é."}\n').encode() + b'{"text": "Kal\xe9\xff\xfe\x80"}\n' * 50_000)


def deep_json(path: Path) -> None:
    """Write an object nested a million deep."""
    path.write_bytes(b'{"text": ' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}\n")


def long_number(path: Path) -> None:
    """Write numbers with millions of digits."""
    path.write_bytes(b'{"id": ' + b"9" * 4_000_000 + b', "text": "isi"}\n{"id": 1e999999999, "text": "isi"}\n')


FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "line.jsonl": (long_line, "longer than 5 MiB"),
    "bomb.jsonl.gz": (bomb, "unpacks to more than 100 times its size"),
    "lines.jsonl.gz": (bomb_of_lines, "unpacks to more than 100 times its size"),
    "bomb.csv.gz": (bomb, "unpacks to more than 100 times its size"),
    "bomb.txt.gz": (bomb, "longer than 5 MiB"),
    "bomb.html.gz": (bomb, "longer than 5 MiB"),
    "laughs.html": (laughs, ""),
    "deep.html": (deep_page, ""),
    "wide.html": (wide_page, "no article text"),
    "columns.csv": (columns, "columns; at most 1000"),
    "cells.csv": (cells, "has 1000001 cells where the header has 2"),
    "quote.csv": (open_quote, "a quote not closed?"),
    "nuls.txt": (nuls, "longer than 5 MiB"),
    "nuls.jsonl": (nuls, "longer than 5 MiB"),
    "utf8.jsonl": (broken_utf8, "is not valid UTF-8"),
    "deep.jsonl": (deep_json, ""),
    "number.jsonl": (long_number, ""),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_takes_bounded_memory_and_is_told(tmp_path: Path, name: str) -> None:
    make, told = FILES[name]
    make(tmp_path / name)
    good = tmp_path / "zz-good.jsonl"
    good.write_text(GOOD)
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True,
                          cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    print(f"\n{name}: {found['grown'] >> 20} MB, {len(found['problems'])} problems: {found['problems'][:1]}"[:200])
    assert "good" in found["ids"]
    assert all(len(problem) < 1000 and name in problem for problem in found["problems"])
    assert not told or any(told in problem for problem in found["problems"])
    assert len(found["problems"]) + len(found["ids"]) >= 2  # nothing is passed over in silence
    assert found["grown"] < ROOM


def test_names_of_files_lead_nowhere_and_are_told_in_one_line(tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("Rahasia di luar folder.")
    names = [b"a\n2: forged.txt", b"\x1b[2J.txt", b"\xff\xfe.txt", b"x..%2f..%2fetc%2fpasswd.txt", b"...txt",
             b"-rf.txt", b"<script>.txt", "\u202etxt.exe.txt".encode(), b"a;b|c.txt", b"%00.txt"]
    for number, name in enumerate(names):
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:
            file.write(f"Bupati nomor {number} membuka pasar.".encode())
    (folder / "bad\x07.txt").write_bytes(b"\x00\x01\x02\x80")
    os.mkfifo(folder / "pipe.txt")  # a reader would wait for it without an end
    (folder / "loop").symlink_to(folder)
    (folder / "away").symlink_to(outside)
    (folder / "self.txt").symlink_to("self.txt")
    index = tmp_path / "index"
    result = CliRunner().invoke(main, ["index", str(folder), "--index", str(index), "--workers", "1", "--json"])
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["articles"], told["skipped"]) == (len(names) - 1, 3)  # what begins with a dot is hidden
    assert all(problem.isprintable() for problem in told["problems"])
    client = create_app(SearchService(WhooshEngine(index))).test_client()
    page = client.get("/api/v1/search?size=50&copies=all").get_json()
    assert page["total"] == len(names) - 1
    for hit in page["hits"]:
        answer = client.get(f"/api/v1/articles/{quote(hit['id'], safe='')}")
        assert answer.status_code == 200 and answer.get_json()["text"].startswith("Bupati nomor")
    assert client.get("/api/v1/search?q=rahasia").get_json()["total"] == 0


def test_ids_that_look_like_paths_are_ids(tmp_path: Path) -> None:
    ids = ["../../etc/passwd", "/etc/passwd", "..", "a/../b", "C:\\x", "%2e%2e%2f", "x?y#z", "//evil.example/a"]
    lines = tmp_path / "a.jsonl"
    lines.write_text("".join(json.dumps({"id": id, "text": f"Bupati {n} membuka pasar."}) + "\n"
                             for n, id in enumerate(ids)))
    index = tmp_path / "index"
    result = CliRunner().invoke(main, ["index", str(lines), "--index", str(index), "--workers", "1", "--json"])
    assert result.exit_code == 0 and json.loads(result.stdout)["articles"] == len(ids)
    files = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert files <= {"", ".jsonl", ".json", ".arrays", ".articles"}
    engine = WhooshEngine(index)
    assert all(engine.article(id) is not None for id in ids)
    done = CliRunner().invoke(main, ["delete", *ids, "--index", str(index), "--json"])
    assert json.loads(done.stdout)["deleted"] == len(ids)
    assert lines.exists()


def test_one_run_over_all_of_them_indexes_what_is_good(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, (make, _) in FILES.items():
        make(folder / name)
    (folder / "zz-good.jsonl").write_text(GOOD)
    index = tmp_path / "index"
    result = CliRunner().invoke(main, ["index", str(folder), "--index", str(index), "--workers", "1", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["skipped"] >= len(FILES) - 3
    assert WhooshEngine(index).article("good") is not None
    strict = CliRunner().invoke(main, ["index", str(folder / "columns.csv"), str(folder / "zz-good.jsonl"), "--index",
                                       str(index), "--workers", "1", "--strict"])
    assert strict.exit_code == 1
