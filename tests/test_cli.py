"""The command line: every command, its exit codes, its JSON."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from telusur import main

ARTICLES = [
    {"id": "a", "title": "Banjir di Sleman", "text": "SLEMAN - Banjir melanda Kabupaten Sleman, Rabu (29/10/2025).",
     "publisher": "Kabar Contoh", "published": "2025-10-29"},
    {"id": "b", "title": "Panen di Bantul", "text": "BANTUL - Petani Kabupaten Bantul memanen padi, Senin (3/3/2025). "
     '"Panen bagus," kata Kepala Dinas Pertanian Bantul Surya Contoh Wijaya.', "publisher": "Kabar Contoh"},
    {"id": "c", "text": "Banjir besar dan panen raya tidak selalu bertentangan."},
]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Return a file of three articles."""
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES))
    return path


@pytest.fixture
def index(tmp_path: Path, articles: Path) -> Path:
    """Return an index of the three articles."""
    assert run("index", articles, "--index", tmp_path / "index", "--workers", 1).exit_code == 0
    return tmp_path / "index"


def run(*words: object, input: str | bytes | None = None) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(main, [str(word) for word in words], input=input)


def answer(*words: object, input: str | None = None) -> object:
    """Return what a command prints as JSON; it must end well."""
    result = run(*words, "--json", input=input)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def ids(index: Path, *words: object) -> list[str]:
    """Return the ids that a search finds."""
    found = answer("search", *words, "--index", index)
    assert isinstance(found, dict)
    return [hit["id"] for hit in found["hits"]]


def test_index_tells_what_it_did_and_search_finds_it(index: Path) -> None:
    assert ids(index, "banjir") == ["c", "a"] or ids(index, "banjir") == ["a", "c"]
    result = run("search", "banjir", "--index", index)
    assert "2 articles" in result.stdout
    assert "Banjir di Sleman" in result.stdout


def test_filters_days_order_and_pages_are_those_of_the_query(index: Path) -> None:
    assert ids(index, "--filter", "region=34", "--sort", "oldest") == ["b", "a"]
    assert ids(index, "--filter", "region!=34") == ["c"]
    assert ids(index, "--filter", "publisher=kabar contoh", "--since", "2025-06-01") == ["a"]
    assert ids(index, "--until", "2025-06-01") == ["b"]
    assert ids(index, "--sort", "newest", "--size", 1, "--page", 2) == ["b"]


def test_update_adds_and_replaces_and_delete_takes_out(index: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.jsonl"
    new.write_text('{"id": "a", "text": "Kekeringan"}\n{"id": "d", "text": "Kekeringan panjang"}\n')
    report = answer("update", new, "--index", index, "--workers", 1)
    assert isinstance(report, dict)
    assert (report["added"], report["replaced"], report["skipped"]) == (1, 1, 0)
    assert sorted(ids(index, "kekeringan")) == ["a", "d"]
    assert ids(index, "sleman") == []
    deleted = answer("delete", "-", "--index", index, input="a\n\nd\nnone\n")
    assert isinstance(deleted, dict)
    assert deleted["deleted"] == 2
    assert ids(index, "kekeringan") == []


def test_rollback_brings_back_the_generation_before(index: Path) -> None:
    assert run("delete", "a", "--index", index).exit_code == 0
    assert ids(index, "sleman") == []
    assert run("rollback", "--index", index).exit_code == 0
    assert ids(index, "sleman") == ["a"]


def test_stats_doctor_and_export_tell_of_the_index(index: Path) -> None:
    stats = answer("stats", "--index", index)
    assert isinstance(stats, dict)
    assert stats["documents"] == 3
    assert "3 articles with" in run("stats", "--index", index).stdout
    assert answer("doctor", "--index", index) == {"sound": True, "drifts": []}
    lines = run("export", "--index", index).stdout.splitlines()
    assert {json.loads(line)["id"] for line in lines} == {"a", "b", "c"}


def test_doctor_ends_with_1_and_names_a_damaged_file(index: Path) -> None:
    victim = max(index.rglob("*.arrays"), key=lambda path: path.stat().st_size)
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 0xFF
    victim.chmod(0o600)
    victim.write_bytes(data)
    result = run("doctor", "--index", index)
    assert result.exit_code == 1
    assert victim.name in result.stdout


def test_what_export_prints_can_be_indexed_again(index: Path, tmp_path: Path) -> None:
    (tmp_path / "again.jsonl").write_text(run("export", "--index", index).stdout)
    assert run("index", tmp_path / "again.jsonl", "--index", tmp_path / "two", "--workers", 1).exit_code == 0
    assert ids(tmp_path / "two", "banjir", "--sort", "newest") == ids(index, "banjir", "--sort", "newest")


def test_bad_records_are_told_and_strict_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "a", "text": "isi"}\n{"id": "b"}\n{\n')
    result = run("index", path, "--index", tmp_path / "i", "--workers", 1)
    assert result.exit_code == 0
    assert "bad.jsonl:2: has no text" in result.stderr.replace("\n", "")
    assert "2 skipped" in result.stdout
    assert run("index", path, "--index", tmp_path / "i", "--workers", 1, "--strict").exit_code == 1
    assert ids(tmp_path / "i", "isi") == ["a"]


def test_an_index_is_not_replaced_by_nothing(index: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    result = run("index", tmp_path / "empty.jsonl", "--index", index)
    assert result.exit_code == 3
    assert "the index is as it was" in result.stderr
    assert len(ids(index, "banjir")) == 2


@pytest.mark.parametrize("command", [["search", "x"], ["stats"], ["doctor"], ["export"], ["delete", "a"], ["rollback"]])
def test_without_an_index_commands_say_how_to_make_one_and_end_with_3(command: list[str], tmp_path: Path) -> None:
    result = run(*command, "--index", tmp_path / "none")
    assert result.exit_code == 3, result.output
    assert "telusur index PATH" in result.stderr


@pytest.mark.parametrize(
    "command",
    [["search", "x", "--filter", "colour=red"], ["search", "x", "--filter", "region"], ["search", "x", "--size", "0"],
     ["search", "x", "--since", "kemarin"], ["index"], ["delete"], ["frobnicate"], ["serve", "--port", "70000"]],
)
def test_wrong_usage_ends_with_2(command: list[str], index: Path) -> None:
    words = [*command, "--index", str(index)] if command[0] == "search" else command
    assert run(*words).exit_code == 2


def test_extract_reads_json_lines_and_prints_labels(articles: Path) -> None:
    result = run("extract", input=articles.read_text())
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert set(rows[0]) == {"id", "date", "dateline", "regions", "mentioned", "speakers"}
    assert (rows[0]["date"], rows[0]["regions"]) == ("2025-10-29", [{"code": "34.04", "primary": True}])
    assert run("extract", articles).stdout == result.stdout
    assert run("extract", "--strict", input='{"title": "x"}\n').exit_code == 1


def test_explain_shows_the_words_each_fact_was_read_from(articles: Path, tmp_path: Path) -> None:
    assert "29/10/2025" in run("explain", articles).stdout
    rows = [json.loads(line) for line in run("explain", articles, "--json").stdout.splitlines()]
    found = [ARTICLES[0]["text"][m["span"]["start"] : m["span"]["end"]] for m in rows[0]["marks"]]
    assert any("29/10/2025" in words for words in found)
    assert any("Sleman" in words for words in found)
    (tmp_path / "empty.txt").write_text("")
    assert run("explain", tmp_path / "empty.txt").exit_code == 1


def test_stem_and_analyse_work_line_by_line() -> None:
    assert run("stem", input="Membangun\n\npelayanan\r\n").stdout.splitlines()[0:3:2] == ["bangun", "layan"]
    assert run("analyse", input="Banjir besar\n").stdout.splitlines()[0] == "0\tform\tbanjir"
    line = json.loads(run("analyse", "--json", input="Banjir besar\n").stdout)
    assert line["form"] == {"terms": ["banjir", "besar"], "positions": [0, 1]}


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"telusur {name}" in result.stdout.partition("Example:")[2]
    for parameter in main.commands[name].params:
        assert not isinstance(parameter, click.Option) or parameter.help


def test_what_only_some_commands_need_is_not_loaded_for_all() -> None:
    told = "import sys, telusur; print(*({'flask', 'trafilatura', 'opensearchpy', 'web'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout == "\n"


def test_a_cluster_without_its_library_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("search.cluster", "search.engines.opensearch.cluster", "search.engines.opensearch.engine"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    result = run("--engine", "opensearch", "stats", "--index", tmp_path)
    assert result.exit_code == 3
    assert "pip install 'telusur[cluster]'" in result.stderr


def test_settings_come_from_variables_and_flags_win(
    index: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TELUSUR_INDEX", str(index))
    assert run("stats").exit_code == 0
    assert run("stats", "--index", tmp_path / "none").exit_code == 3


def test_own_synonyms_widen_a_search(index: Path, tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_text("bah, banjir\n")
    assert ids(index, "bah") == []
    assert sorted(ids(index, "bah", "--synonyms", tmp_path / "synonyms.txt")) == ["a", "c"]
    (tmp_path / "synonyms.txt").write_text("bah\n")
    assert run("search", "bah", "--index", index, "--synonyms", tmp_path / "synonyms.txt").exit_code == 3


def test_interrupting_a_build_leaves_the_index_as_it_was(index: Path, tmp_path: Path) -> None:
    endless = tmp_path / "endless.jsonl"
    os.mkfifo(endless)
    command = [sys.executable, "-m", "telusur", "index", str(endless), "--index", str(index), "--workers", "2"]
    # what a shell starts in the background ignores interrupts, and so would all that the tests start
    heeding = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True, **heeding) as process:
        with open(endless, "w") as pipe:
            for number in range(3000):
                pipe.write(json.dumps({"id": str(number), "text": "isi berita " * 20}) + "\n")
            pipe.flush()
            os.killpg(process.pid, signal.SIGINT)
            process.wait(60)
        assert process.stderr is not None
        told = process.stderr.read()
    assert ("interrupted; the index is as it was" in told, process.returncode) == (True, 130), told
    assert len(ids(index, "banjir")) == 2
    assert answer("doctor", "--index", index) == {"sound": True, "drifts": []}
    assert run("update", tmp_path / "articles.jsonl", "--index", index, "--workers", 1).exit_code == 0


def test_a_digest_is_written_and_what_it_told_is_not_told_again(index: Path, tmp_path: Path) -> None:
    page, seen = tmp_path / "pagi.html", tmp_path / "seen.json"
    words = ("digest", "--region", "34", "--since", "2025-10-01", "--until", "2025-10-29", "--index", index,
             "--out", page, "--seen", seen)
    assert run(*words).exit_code == 0
    first = page.read_text()
    assert "Banjir di Sleman" in first and "Panen di Bantul" not in first
    assert first.startswith("<!doctype html>")
    assert run(*words).exit_code == 0
    assert "Banjir di Sleman" not in page.read_text()
    english = run(*words[:-4], "--lang", "en", "--format", "atom")
    assert (english.exit_code, "News digest: DI Yogyakarta" in english.stdout) == (0, True)


def test_a_digest_of_no_region_or_day_is_wrong_usage(index: Path) -> None:
    for wrong in (("--region", "atlantis"), ("--since", "kemarin"), ("--since", "2030-01-01", "--until", "2029-01-01")):
        assert run("digest", *wrong, "--index", index).exit_code == 2
