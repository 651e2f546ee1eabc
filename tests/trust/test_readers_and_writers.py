"""Servers under load while generations change: no error, no stale answer, no answer mixed of two generations."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.whoosh.engine import WhooshEngine
from tests.search.engines.whoosh.small import EVERY, EVERYTHING, article, batches, entry_of, understand

SECONDS = float(os.environ.get("TELUSUR_SECONDS", "5"))
"""How long readers and writer run; `TELUSUR_SECONDS=60` for the long run."""

GENERATIONS = int(os.environ.get("TELUSUR_GENERATIONS", "20"))
"""How many generations are written while growth is watched; `TELUSUR_GENERATIONS=1000` for the long run."""

WORKERS = 4
READERS = 4
BASE = 50
STALE = 1.0
"""Seconds after a swap from which on no answer may come of the generation before."""


@contextmanager
def served(index: Path, workers: int = WORKERS) -> Iterator[tuple[int, int]]:
    """Serve an index on a free port of the loopback; give the port and the process id."""
    command = [sys.executable, "-m", "telusur", "serve", "--index", str(index), "--port", "0", "--workers",
               str(workers), "--log", "off", "--deadline", "30"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            told = re.search(r":(\d+), generation", server.stdout.readline())
            assert told is not None
            yield int(told.group(1)), server.pid
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


class Reader(threading.Thread):
    """Asks again and again, and keeps what was wrong."""

    def __init__(self, port: int, swaps: list[tuple[float, int]], stop: threading.Event) -> None:
        super().__init__()
        self.port, self.swaps, self.stop = port, swaps, stop
        self.answers, self.wrong = 0, list[str]()

    def run(self) -> None:
        """Ask until told to stop."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self.stop.is_set():
            known = max((n for done, n in list(self.swaps) if time.monotonic() - done > STALE), default=0)
            try:
                connection.request("GET", f"/api/v1/search?copies=all&size=5&unread={self.answers}")
                answer = connection.getresponse()
                body = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.wrong.append(f"error: {error!r}")
                connection.close()
                continue
            self.answers += 1
            if answer.status != 200:
                self.wrong.append(f"status {answer.status}")
                continue
            generation = int(body["generation"])
            if generation < known:
                self.wrong.append(f"stale: {generation} where {known} was there for more than {STALE} s")
            if body["total"] != BASE + generation - 1:
                self.wrong.append(f"mixed: {body['total']} articles in generation {generation}")
        connection.close()


def test_readers_see_whole_and_fresh_generations_while_they_change_every_second(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.absorb(batches(BASE), understand, fresh=True)
    swaps: list[tuple[float, int]] = []
    stop = threading.Event()
    with served(tmp_path) as (port, _):
        readers = [Reader(port, swaps, stop) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        end, number = time.monotonic() + SECONDS, 0
        while time.monotonic() < end:
            began = time.monotonic()
            number += 1
            engine.write([entry_of(article(5000 + number))])
            swaps.append((time.monotonic(), int(engine.generation())))
            time.sleep(max(0.0, 1.0 - (time.monotonic() - began)))
        stop.set()
        for reader in readers:
            reader.join(90)
    wrong = [line for reader in readers for line in reader.wrong]
    answers = sum(reader.answers for reader in readers)
    print(f"\n{SECONDS:g} s, {WORKERS} workers, {len(swaps)} generations, {answers} answers: {len(wrong)} wrong")
    assert wrong == []
    assert answers > len(swaps) >= 2


def resident(pid: int, kind: str = r"Private_\w+") -> int:
    """Return the bytes of memory a process holds, for itself or all told (Rss).

    What a worker holds for itself leaps when it or its parent first writes to what the fork had them share.
    """
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(kib) for kib in re.findall(rf"^{kind}:\s+(\d+)", told, re.MULTILINE)) * 1024


def workers_of(pid: int) -> list[int]:
    """Return the worker processes of a server."""
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(worker) for worker in told.split()]


def total_told(port: int) -> int:
    """Return how many articles a worker of the server tells of."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/api/v1/search?copies=all&size=1")
    total = json.loads(connection.getresponse().read())["total"]
    connection.close()
    assert isinstance(total, int)
    return total


def test_a_thousand_generations_leave_nothing_behind(tmp_path: Path) -> None:
    writer, reader = WhooshEngine(tmp_path), WhooshEngine(tmp_path)
    writer.absorb(batches(BASE), understand, fresh=True)
    seen = []
    with served(tmp_path, 2) as (port, pid):
        total_told(port)
        while len(workers := workers_of(pid)) < 2:
            time.sleep(0.05)
        for number in range(GENERATIONS):
            writer.write([entry_of(article(6000 + number % 5))])
            wanted = BASE + min(number + 1, 5)
            assert reader.search(EVERY, EVERYTHING, {"region": 5}).total == wanted
            assert [total_told(port) for _ in workers] == [wanted] * len(workers)
            files = [path for path in tmp_path.rglob("*") if path.is_file()]
            seen.append((
                len(os.listdir("/proc/self/fd")), resident(os.getpid()), len(files),
                sum(path.stat().st_size for path in files),
                max(len(os.listdir(f"/proc/{worker}/fd")) for worker in workers),
                max(resident(worker, "Rss") for worker in workers),
            ))
    half = seen[GENERATIONS // 4 : GENERATIONS // 2], seen[GENERATIONS // 2 :]
    figures = [[max(row[place] for row in rows) for place in range(6)] for rows in half]
    print(f"\n{GENERATIONS} generations: descriptors, memory, files, bytes, a worker's descriptors and memory were "
          f"{figures[0]}, then {figures[1]}")
    for place, slack in enumerate((8, 16 << 20, 8, 64 << 10, 8, 16 << 20)):
        assert figures[1][place] <= 1.3 * figures[0][place] + slack
