"""Killed at any moment, a writer leaves the old generation or the new one whole, no lock, and all it acknowledged."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh.util.filelock import try_for

from search.engines.base import IndexMissing
from search.engines.whoosh import tasks
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.storage import GenerationStorage
from tests.search.engines.whoosh.small import EVERY, EVERYTHING, article, batches, entry_of, understand
from tests.trust.disturbed import Disturbed, killing

KILLS = int(os.environ.get("TELUSUR_KILLS", "6"))
"""How often each kind of write is killed after a random time; `TELUSUR_KILLS=100` for the long run."""

STEP = int(os.environ.get("TELUSUR_FAULTS", "23"))
"""Killed at one call in so many; `TELUSUR_FAULTS=1` for the long run, at every one of them."""

STEPS = {"build": 4 * STEP, "build in processes": 4 * STEP, "delete": max(1, STEP // 4), "rollback": 1}
"""Builds of several runs make the same calls again for each run."""

Work = Callable[[WhooshEngine], object]
WORKS: dict[str, Work] = {
    "first build": lambda engine: engine.absorb(batches(20), understand, fresh=True),
    "build": lambda engine: engine.absorb(batches(80, first=500), understand, fresh=True),
    "build in processes": lambda engine: engine.absorb(batches(80, first=500), understand, fresh=True, workers=2),
    "update": lambda engine: engine.write([entry_of(article(7, "baru")), *understand(batches(20, first=900)[0])]),
    "delete": lambda engine: engine.delete([article(number).id for number in range(5, 25)]),
    "rollback": lambda engine: engine.rollback(),
}

State = tuple[dict[str, str], dict[str, dict[str, int]]] | None


@pytest.fixture(params=WORKS)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A kind of write; what is built is built of several runs."""
    monkeypatch.setattr(tasks, "TASK_CHARACTERS", 4000)
    chosen: str = request.param
    return chosen


def made(path: Path, kind: str) -> Path:
    """Return the directory of an index of two generations, of none for a first build."""
    path.mkdir()
    if kind != "first build":
        engine = WhooshEngine(path)
        engine.absorb(batches(60), understand, fresh=True)
        engine.write([entry_of(article(300))])
    return path


def state(path: Path) -> State:
    """Return all that an index answers: its articles and its counts; None if there is no index."""
    engine = WhooshEngine(path)
    try:
        results = engine.search(EVERY, EVERYTHING, {"region": 50, "speaker": 50, "date": 0})
    except IndexMissing:
        return None
    assert engine.doctor() == []
    assert results.total == len(results.hits)
    texts = {hit.stored.article.id: hit.stored.article.text for hit in results.hits}
    return texts, {name: {c.value: c.count for c in facet.counts} for name, facet in results.facets.items()}


def killed(path: Path, work: Work, seconds: float) -> tuple[bool, float]:
    """Fork a writer, kill it so long after it began; tell whether it said that it was done, and how long that took."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            engine = WhooshEngine(path)
            os.write(write, b"b")
            work(engine)
            os.write(write, b"d")
            time.sleep(60)
        finally:
            os._exit(1)
    os.close(write)
    assert os.read(read, 1) == b"b"
    began = time.monotonic()
    if seconds == float("inf"):
        assert os.read(read, 1) == b"d"
    else:
        time.sleep(seconds)
    took = time.monotonic() - began
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told = seconds == float("inf") or os.read(read, 1) == b"d"  # a worker that still dies holds the pipe a moment
    os.close(read)
    return told, took


def assert_free(path: Path) -> None:
    """Hold an index to be free to write to at once; a worker whose parent was killed may take a moment to die."""
    lock = GenerationStorage(path).lock("lock")
    assert try_for(lock.acquire, timeout=5.0, delay=0.01)
    lock.release()


def assert_tidy(path: Path) -> None:
    """Hold an index that was just written to: nothing of what killed writers left is there any more."""
    assert {file.name for file in path.iterdir()} == {"current", "generations", "lock"}
    held = sorted(file.name for file in (path / "generations").iterdir())
    assert len(held) <= 2 and all(name.isdigit() for name in held), held


def test_killed_at_a_random_moment_nothing_is_half_there_or_lost(tmp_path: Path, kind: str) -> None:
    draw, work = random.Random(kind), WORKS[kind]
    template = made(tmp_path / "made", kind)
    wanted = shutil.copytree(template, tmp_path / "wanted")
    length = killed(wanted, work, float("inf"))[1]
    old, new = state(template), state(wanted)
    assert old != new
    path, done, acknowledged = shutil.copytree(template, tmp_path / "index"), 0, 0
    for _ in range(KILLS):
        told, _ = killed(path, work, draw.uniform(0, 1.5 * length))
        assert_free(path)
        now = state(path)
        assert now in (old, new)
        assert now == new or not told
        left = [file.name for file in (path / "generations").glob("*") if file.name != "building"]
        assert len(left) <= 4, left  # the current one, the one before, and of two killed writers one each
        done, acknowledged = done + (now == new), acknowledged + told
        if now == new:  # else the next one is killed over what this one left
            shutil.rmtree(path)
            shutil.copytree(template, path)
    print(f"\n{kind}: killed {KILLS} times, {done} times the new generation was there, {acknowledged} acknowledged")
    WhooshEngine(path).write([entry_of(article(1000))])
    assert_tidy(path)


def test_killed_at_a_call_that_writes_nothing_is_half_there(tmp_path: Path, kind: str) -> None:
    work, template = WORKS[kind], made(tmp_path / "made", kind)
    wanted = shutil.copytree(template, tmp_path / "wanted")
    work(WhooshEngine(wanted))
    old, new = state(template), state(wanted)
    number, step, ended = 0, STEPS.get(kind, STEP), False
    while not ended:
        number += step
        path = shutil.copytree(template, tmp_path / "index")
        child = os.fork()
        if child == 0:
            try:
                with pytest.MonkeyPatch.context() as patch:
                    engine = WhooshEngine(path)
                    Disturbed(patch, number, killing)
                    work(engine)
                os._exit(0)
            finally:
                os._exit(1)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert_free(path)
        assert state(path) in ([new] if ended else [old, new]), number
        WhooshEngine(path).write([entry_of(article(1000))])
        assert_tidy(path)
        shutil.rmtree(path)
    print(f"\n{kind}: killed at {number // step - 1} calls in turn")
    assert number > step


def alive(parent: int) -> list[int]:
    """Return the processes that have the parent."""
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True).stdout
    return [int(pid) for pid in told.split()]


def running(pid: int) -> bool:
    """Tell whether a process is there and not merely waiting to be reaped by whoever adopted it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_command_that_is_killed_leaves_no_worker_and_no_lock(tmp_path: Path) -> None:
    lines = tmp_path / "articles.jsonl"
    with lines.open("w") as file:
        for number in range(1200):
            file.write(f'{{"id": "{number}", "text": "Bupati Paser nomor {number} membuka pasar. {"kata " * 30}"}}\n')
    index = tmp_path / "index"
    command = [sys.executable, "-m", "telusur"]
    build = [*command, "index", lines, "--index", index, "--workers", "2", "--json"]
    with subprocess.Popen(build, stderr=subprocess.DEVNULL) as run:
        end = time.monotonic() + 60
        while len(workers := alive(run.pid)) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        run.kill()
    assert workers
    one = tmp_path / "one.jsonl"
    one.write_text('{"id": "a", "text": "Bupati Paser membuka pasar."}\n')
    done = subprocess.run([*command, "update", one, "--index", index, "--workers", "1"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not [pid for pid in workers if running(pid)]
    assert_tidy(index)
