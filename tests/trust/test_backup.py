"""Backup and restore by copying: sound, the same answers, whatever happens to the index meanwhile."""

import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from index.article import Article
from index.pipeline import index_articles
from search.engines.base import EngineError
from search.engines.whoosh.engine import WhooshEngine
from search.service import SearchService
from telusur import main
from tests.search.engines.whoosh.small import EVERY, EVERYTHING, article, batches, entry_of, understand
from tests.web.conftest import ARTICLES
from web.app import create_app

QUERIES = ("banjir", '"kata bupati"', "wilayah:kaltim pasar", "panen OR tanggul", "")


def command(*arguments: object) -> dict[str, object]:
    """Run a command with --json; return what it tells."""
    done = CliRunner().invoke(main, [*map(str, arguments), "--json"])
    assert done.exit_code == 0, done.output
    told: dict[str, object] = json.loads(done.stdout)
    return told


def answers(index: Path) -> list[object]:
    """Return answers of an index, without the time they took."""
    found = [command("search", query, "--index", index) for query in QUERIES]
    for answer in found:
        assert answer.pop("took_ms")
    return [*found, CliRunner().invoke(main, ["export", "--index", str(index)]).stdout]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of three generations."""
    engine = WhooshEngine(tmp_path / "index")
    index_articles(ARTICLES, engine)
    index_articles([Article("baru", "Bupati Paser membuka pasar.", "Pasar")], engine)
    engine.delete(["pasar-03"])
    return tmp_path / "index"


@pytest.mark.parametrize("options", ["-a", "-al"], ids=["copied", "linked"])
def test_a_copy_is_restored_with_the_same_answers(index: Path, options: str) -> None:
    before, backup = answers(index), index.with_name("backup")
    subprocess.run(["cp", options, index, backup], check=True)
    assert command("doctor", "--index", backup) == {"sound": True, "drifts": []}
    engine = WhooshEngine(index)
    engine.write([entry_of(article(1))])  # what is done to the index does not reach the copy
    engine.delete(["baru", "panen-1"])
    engine.rollback()
    engine.absorb(batches(5), understand, fresh=True)
    assert command("doctor", "--index", backup)["sound"] is True
    shutil.rmtree(index)
    subprocess.run(["cp", "-a", backup, index], check=True)
    assert command("doctor", "--index", index) == {"sound": True, "drifts": []}
    assert answers(index) == before == answers(backup)
    assert command("rollback", "--index", index)["generation"] == "000002"  # the generation before came with it
    index_articles([Article("sesudah", "Bupati Paser menutup pasar.")], WhooshEngine(index))
    assert command("doctor", "--index", index)["sound"] is True


def test_one_generation_alone_is_enough(index: Path) -> None:
    before, backup = answers(index), index.with_name("backup")
    generation = WhooshEngine(index).generation()
    (backup / "generations").mkdir(parents=True)
    shutil.copy2(index / "current", backup / "current")
    shutil.copytree(index / "generations" / generation, backup / "generations" / generation)
    assert command("doctor", "--index", backup) == {"sound": True, "drifts": []}
    assert answers(backup) == before
    with pytest.raises(EngineError, match="no generation before"):
        WhooshEngine(backup).rollback()
    index_articles([Article("sesudah", "Bupati Paser menutup pasar.")], WhooshEngine(backup))
    assert command("doctor", "--index", backup)["sound"] is True


def test_a_copy_that_is_not_whole_is_told_by_the_doctor(index: Path) -> None:
    backup = shutil.copytree(index, index.with_name("backup"))
    next((backup / "generations" / "000003").glob("*.articles")).unlink()
    done = CliRunner().invoke(main, ["doctor", "--index", str(backup)])
    assert done.exit_code == 1 and "articles: cannot be read: No such file" in done.stdout


def test_copies_made_while_the_index_is_written_to_are_whole_or_told(tmp_path: Path) -> None:
    path, stop = tmp_path / "index", threading.Event()
    WhooshEngine(path).absorb(batches(60), understand, fresh=True)

    def write() -> None:
        engine, number = WhooshEngine(path), 0
        while not stop.is_set():
            number += 1
            engine.write([entry_of(article(1000 + number))])

    writer = threading.Thread(target=write)
    writer.start()
    whole = 0
    for number in range(10):
        backup = tmp_path / f"backup-{number}"
        subprocess.run(["cp", "-a", path, backup], capture_output=True)  # it may meet files that go
        engine = WhooshEngine(backup)
        if not engine.doctor():
            whole += 1
            generation = int(engine.generation())
            assert engine.search(EVERY, EVERYTHING, {}).total == 60 + generation - 1
    stop.set()
    writer.join()
    print(f"\n{whole} of 10 copies made between writes without a pause were whole, the others told by the doctor")


def test_a_running_server_follows_a_restore_and_gives_nothing_it_kept(index: Path) -> None:
    client = create_app(SearchService(WhooshEngine(index))).test_client()
    backup = shutil.copytree(index, index.with_name("backup"))
    WhooshEngine(index).delete(["baru"])
    url = "/api/v1/search?q=pasar&size=50"
    deleted = client.get(url)
    assert deleted.get_json()["total"] == 13 and client.get(url).get_json()["generation"] == "000004"
    os.rename(index, index.with_name("old"))
    os.rename(backup, index)
    assert client.get(url).get_json()["total"] == 14
    WhooshEngine(index).delete(["banjir-1"])  # this is generation 000004 too
    again = client.get(url, headers={"If-None-Match": deleted.headers["ETag"]})
    assert (again.status_code, again.get_json()["total"], again.get_json()["generation"]) == (200, 14, "000004")
