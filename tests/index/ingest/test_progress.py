"""Counting while reading: articles, problems, and what is told of them."""

from pathlib import Path

import pytest

from index.ingest.progress import SHOWN_PROBLEMS, Reading
from index.ingest.source import size_of


def test_problems_are_told_up_to_a_limit_and_all_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jsonl").write_text("{\n" * 100 + '{"text": "isi", "date": "kemarin"}\n')
    (tmp_path / "b.md").write_text("x")
    with Reading([str(tmp_path)]) as reading:
        assert len(list(reading.read())) == 1
    assert reading.skipped == 100
    assert len(reading.problems) == SHOWN_PROBLEMS
    assert capsys.readouterr().err.count("skipped:") == SHOWN_PROBLEMS


def test_a_quiet_reading_says_nothing_and_keeps_its_problems(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("")
    with Reading([str(tmp_path)], quiet=True) as reading:
        assert list(reading.read()) == []
        reading.done(0)
    assert capsys.readouterr().err == ""
    assert [problem.endswith("has no text; a record needs a field `text`") for problem in reading.problems] == [True]
    assert reading.summary()["skipped"] == 1


def test_the_size_of_what_is_to_be_read_is_known_but_for_standard_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("12345")
    (tmp_path / "b.md").write_text("123")
    assert size_of([str(tmp_path)]) == 5
    assert size_of([str(tmp_path), str(tmp_path / "b.md")]) == 8
    assert size_of([str(tmp_path), "-"]) is None


def test_the_bar_goes_by_what_is_done_and_not_by_what_was_read_ahead(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "isi"}\n' * 100)
    with Reading([str(tmp_path)]) as reading:
        assert len(list(reading.read())) == 100
        reading.done(25)
        assert reading.bar.tasks[0].completed == 400
        reading.done(75)
        assert reading.bar.tasks[0].percentage == 100
