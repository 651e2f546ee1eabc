"""Generations: atomic, verified, turned back, and refused when they are not what they were."""

import json
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from search.engines.base import EngineError, IndexDamaged, IndexMissing, ReindexNeeded
from search.engines.whoosh import generations as module
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.generations import Generations
from tests.search.engines.whoosh.small import EVERY, EVERYTHING, article, batches, entry_of, understand


def count(engine: WhooshEngine) -> int:
    """Return how many articles the engine finds."""
    return engine.search(EVERY, EVERYTHING, {}).total


def built(path: Path, articles: int = 60) -> WhooshEngine:
    """Return an engine over so many articles."""
    engine = WhooshEngine(path)
    engine.absorb(batches(articles), understand, fresh=True)
    return engine


def test_a_directory_without_an_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="telusur index"):
        WhooshEngine(tmp_path / "none").search(EVERY, EVERYTHING, {})


def test_the_directory_is_the_owners_alone(tmp_path: Path) -> None:
    built(tmp_path / "index")
    for path in (tmp_path / "index", *(tmp_path / "index" / "generations").iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_no_file_of_an_index_is_a_pickle(tmp_path: Path) -> None:
    built(tmp_path)
    names = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert names == {"", ".json", ".arrays", ".articles"}


def test_another_process_sees_a_write_at_its_next_request(tmp_path: Path) -> None:
    writer, reader = built(tmp_path), WhooshEngine(tmp_path)
    assert count(reader) == 60
    writer.write([entry_of(article(1000))])
    assert count(reader) == 61
    writer.delete(["a00001", "a00002"])
    assert count(reader) == 59


def test_an_export_goes_on_in_its_own_generation(tmp_path: Path) -> None:
    engine = built(tmp_path)
    export = iter(engine.export(EVERY, EVERYTHING))
    next(export)
    for number in range(3):
        engine.absorb(batches(5, first=2000 + number), understand, fresh=True)
    assert 1 + sum(1 for _ in export) == 60
    assert count(engine) == 5


def test_the_last_two_generations_are_kept_and_rollback_returns(tmp_path: Path) -> None:
    engine = built(tmp_path)
    for number in range(5):
        engine.write([entry_of(article(1000 + number))])
    assert len(list((tmp_path / "generations").iterdir())) == 2
    assert count(engine) == 65
    name = engine.rollback()
    assert (engine.generation(), count(engine)) == (name, 64)
    with pytest.raises(EngineError, match="no generation before"):
        engine.rollback()
    engine.write([entry_of(article(3000))])
    assert count(engine) == 65
    assert engine.article("a03000") is not None and engine.article("a01004") is None
    assert engine.doctor() == []


def test_a_truncated_file_is_refused_by_name(tmp_path: Path) -> None:
    built(tmp_path)
    victim = next(tmp_path.rglob("*.arrays"))
    with victim.open("r+b") as file:
        file.truncate(victim.stat().st_size - 1)
    with pytest.raises(IndexDamaged, match=victim.name):
        WhooshEngine(tmp_path).search(EVERY, EVERYTHING, {})


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    built(tmp_path)
    victim = next(tmp_path.rglob("*.articles"))
    victim.unlink()
    with pytest.raises(IndexDamaged, match=victim.name):
        WhooshEngine(tmp_path).search(EVERY, EVERYTHING, {})


def test_a_pointer_to_a_generation_that_is_not_there_is_refused(tmp_path: Path) -> None:
    built(tmp_path)
    (tmp_path / "current").write_text(f"000007 {'0' * 64}\n")
    with pytest.raises(IndexDamaged, match="000007"):
        WhooshEngine(tmp_path).search(EVERY, EVERYTHING, {})
    engine = WhooshEngine(tmp_path)
    engine.absorb(batches(5), understand, fresh=True)
    assert count(engine) == 5


@pytest.mark.skipif(os.getuid() != 0, reason="NOT TRIED: only root can become another user")
@pytest.mark.parametrize("closed", ["", "generations", "generations/000001"])
def test_who_has_no_right_to_read_is_told_so(tmp_path: Path, closed: str) -> None:
    built(tmp_path / "index")
    for path in (tmp_path, *tmp_path.parents, *tmp_path.rglob("*")):
        if os.path.commonpath([path, tmp_path]) == str(tmp_path) or path.name.startswith("pytest"):
            path.chmod(0o755)
    (tmp_path / "index" / closed).chmod(0o700)
    child = os.fork()
    if child == 0:
        os.setuid(65534)
        try:
            count(WhooshEngine(tmp_path / "index"))
        except EngineError as error:
            os._exit(0 if "Permission denied" in str(error) and "index" in str(error) else 2)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_an_altered_manifest_is_refused(tmp_path: Path) -> None:
    built(tmp_path)
    path = next(tmp_path.rglob("manifest.json"))
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({**manifest, "documents": 7}))
    with pytest.raises(IndexDamaged, match=r"manifest\.json"):
        WhooshEngine(tmp_path).generation()


def test_an_index_of_another_analyser_asks_for_a_reindex(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(tmp_path)
    monkeypatch.setattr(module, "ANALYSER_VERSION", "another")
    engine = WhooshEngine(tmp_path)
    with pytest.raises(ReindexNeeded, match="telusur index"):
        engine.search(EVERY, EVERYTHING, {})
    with pytest.raises(ReindexNeeded):
        engine.write([entry_of(article(1))])


def test_a_fresh_build_replaces_an_index_that_cannot_be_read(tmp_path: Path) -> None:
    built(tmp_path)
    next(tmp_path.rglob("*.arrays")).unlink()
    engine = WhooshEngine(tmp_path)
    engine.absorb(batches(5), understand, fresh=True)
    assert count(engine) == 5


def test_a_second_writer_is_told_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = built(tmp_path)
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.05)
    with Generations(tmp_path).writing(), pytest.raises(EngineError, match="another process writes"):
        engine.write([entry_of(article(1))])
    engine.write([entry_of(article(1001))])
    assert count(engine) == 61


def test_a_write_that_fails_changes_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    engine = built(tmp_path)
    before = engine.generation()

    def broken(batch: list[object]) -> list[object]:
        raise OSError(28, "No space left on device")

    with pytest.raises(EngineError, match="No space left"):
        engine.absorb(batches(5, first=500), broken)  # type: ignore[arg-type]
    assert (engine.generation(), count(engine)) == (before, 60)
    assert [path.name for path in (tmp_path / "generations").iterdir()] == [before]


def recorded(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], set[int]]:
    """Return the order in which files are brought to disk and renamed, and which were before the pointer turned."""
    order: list[str] = []
    synced: set[int] = set()
    real_fsync, real_rename = os.fsync, os.rename

    def fsync(descriptor: int) -> None:
        order.append("sync " + os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")))
        if "rename current" not in order:
            synced.add(os.fstat(descriptor).st_ino)
        real_fsync(descriptor)

    def rename(old: Path, new: Path) -> None:
        order.append("rename " + os.path.basename(new))
        real_rename(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    return order, synced


@pytest.mark.parametrize("work", [
    lambda engine: engine.write([entry_of(article(1000))]),
    lambda engine: engine.delete(["a00001"]),
    lambda engine: engine.absorb(batches(40, first=500), understand, fresh=True),
    lambda engine: engine.absorb(batches(40, first=500), understand, workers=2),
], ids=["update", "delete", "build", "in-processes"])
def test_files_are_on_disk_before_the_pointer_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Callable[[WhooshEngine], object]
) -> None:
    engine = built(tmp_path)
    order, synced = recorded(monkeypatch)
    work(engine)
    turned, named = order.index("rename current"), order.index("rename 000002")
    assert order.index("sync manifest.json") < order.index("sync building") < named
    assert named < order.index("sync generations") < order.index("sync current.new") < turned
    assert order.index(f"sync {tmp_path.name}") > turned
    shared = {path.stat().st_ino for path in (tmp_path / "generations" / "000001").iterdir()}
    for path in (tmp_path / "generations" / "000002").iterdir():
        assert path.stat().st_ino in synced | shared


def test_the_pointer_is_on_disk_before_a_rollback_turns_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = built(tmp_path)
    engine.write([entry_of(article(1000))])
    order, _ = recorded(monkeypatch)
    engine.rollback()
    assert order == ["sync current.new", "rename current", f"sync {tmp_path.name}"]


def test_neither_open_files_nor_files_on_disk_grow_with_generations(tmp_path: Path) -> None:
    engine, reader = built(tmp_path), WhooshEngine(tmp_path)
    seen = []
    for number in range(40):
        engine.write([entry_of(article(number % 7 + 1000))])
        assert count(reader) == engine.stats().documents
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        seen.append((len(os.listdir("/proc/self/fd")), len(files), sum(path.stat().st_size for path in files)))
    late, early = seen[20:], seen[7:20]
    for place in range(3):
        assert max(figures[place] for figures in late) <= 1.3 * max(figures[place] for figures in early)


def test_a_reader_in_another_thread_sees_whole_generations_alone(tmp_path: Path) -> None:
    engine, stop, wrong = built(tmp_path), threading.Event(), []

    def read() -> None:
        reader = WhooshEngine(tmp_path)
        while not stop.is_set():
            results = reader.search(EVERY, EVERYTHING, {"region": 10, "speaker": 10, "date": 0})
            dated = sum(item.count for item in results.facets["date"].counts)
            if not results.total == dated == len(results.hits) or (results.total - 60) % 10:
                wrong.append(results.total)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for thread in readers:
        thread.start()
    for number in range(15):
        engine.write([entry_of(article(1000 + number * 10 + place)) for place in range(10)])
    stop.set()
    for thread in readers:
        thread.join()
    assert wrong == []
