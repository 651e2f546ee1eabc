"""The analyser's version follows its tables."""

from pathlib import Path

from index.analysis import analyser
from index.analysis.version import ANALYSER_VERSION, RULES, TABLES, version_of
from index.knowledge.tables import DATA


def test_the_version_follows_every_table(tmp_path: Path) -> None:
    for name in TABLES:
        (tmp_path / name).write_text(f"word\n{name}\n", "utf-8")
    seen = {version_of(1, tmp_path), version_of(2, tmp_path)}
    for name in TABLES:
        (tmp_path / name).write_text("word\nanother\n", "utf-8")
        seen.add(version_of(1, tmp_path))
    assert len(seen) == 2 + len(TABLES)


def test_line_ends_do_not_count(tmp_path: Path) -> None:
    for name in TABLES:
        (tmp_path / name).write_bytes((DATA / name).read_bytes().replace(b"\n", b"\r\n"))
    assert version_of(RULES, tmp_path) == ANALYSER_VERSION


def test_the_analyser_gives_its_version() -> None:
    assert analyser.ANALYSER_VERSION == ANALYSER_VERSION
