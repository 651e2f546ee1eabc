"""A worker with the index of the speed bench: how long it takes to open, and the memory it shares with no other.

    python -m bench.worker DIRECTORY QUERIES

opens the index in the whole application, answers every query, and waits. `worker_figures` starts two, as a server has
them, and reads their private memory when both have answered: a page of the index that both have read counts for none.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.building import private_bytes  # noqa: E402
from bench.ours import Ours  # noqa: E402
from bench.pages import fetch  # noqa: E402
from bench.workload import Asked  # noqa: E402
from search.query import Query  # noqa: E402
from search.service import SearchService  # noqa: E402
from web.app import create_app  # noqa: E402
from web.params import url_of  # noqa: E402

WORKERS = 2
PATHS = ("/", "/api/v1/search")
PAGES = 50


def worker_figures(directory: Path, queries: Sequence[Asked]) -> dict[str, float]:
    """Return what a worker takes: private MiB when opened and when all is answered, ms to open the index."""
    asked = directory.with_name("queries.json")
    asked.write_text(json.dumps([asdict(one) for one in queries]))
    command = [sys.executable, "-m", "bench.worker", str(directory), str(asked)]
    workers = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(WORKERS)
    ]
    opened = []
    for worker in workers:
        assert worker.stdout is not None
        opened.append(json.loads(worker.stdout.readline()))
    before = [private_bytes(worker.pid) for worker in workers]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("answer\n")
        worker.stdin.flush()
    for worker in workers:
        assert worker.stdout is not None
        if worker.stdout.readline() != "answered\n":
            raise SystemExit("a worker of the bench broke down")
    memory = [private_bytes(worker.pid) for worker in workers]
    for worker in workers:
        worker.communicate("", timeout=60)
    return {
        "open_ms": round(statistics.median(one["processor"] for one in opened), 2),
        "open_wall_ms": round(min(one["wall"] for one in opened), 2),
        "opened_mib": round(max(before) / 2**20, 1),
        "private_mib": round(max(memory) / 2**20, 1),
    }


def answer(engine: Ours, queries: Sequence[Asked]) -> None:
    """Answer every query in every way, and some as pages and as JSON."""
    for asked in queries:
        engine.prepare(asked, True)()
        engine.prepare_chosen(asked)()
    app = create_app(SearchService(engine.engine)).wsgi_app
    for asked in [asked for asked in queries if asked.terms][:PAGES]:
        for path in PATHS:
            fetch(app, url_of(path, Query(" ".join(asked.terms))))


def main() -> None:
    """Be a worker."""
    directory, path = Path(sys.argv[1]), Path(sys.argv[2])
    engine = Ours(directory)
    wall, processor = time.perf_counter(), time.process_time()
    engine.load()
    spent: dict[str, Any] = {
        "processor": (time.process_time() - processor) * 1000, "wall": (time.perf_counter() - wall) * 1000
    }
    print(json.dumps(spent), flush=True)
    sys.stdin.readline()
    answer(engine, [asked_of(record) for record in json.loads(path.read_text())])
    print("answered", flush=True)
    sys.stdin.readline()


def asked_of(record: dict[str, Any]) -> Asked:
    """Return a query read from JSON."""
    return Asked(
        record["kind"], tuple(record["terms"]), tuple((facet, value) for facet, value in record["values"]),
        None if record["days"] is None else (record["days"][0], record["days"][1]), record["name"],
    )


if __name__ == "__main__":
    main()
