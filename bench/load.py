"""Load: wrk on a results page and on JSON, asked for the first time and again; then beyond capacity, and recovery.

    python -m bench.load --index build/index [--seconds 10] [--connections 1 16 128]

The addresses are the bench's queries over the index (`bench.addresses`). "first" asks for each as nobody did before, so
that every answer is made; "again" for 200 of them that the server has kept. wrk takes one thread and shares the cores
with the server. The processor time a request is the server's: it tells what a busy machine hides.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.addresses import searches
from search.engines.whoosh.engine import WhooshEngine
from search.service import SearchService
from web.params import url_of

CONNECTIONS = (1, 16, 128)
PATHS = ("/", "/api/v1/search")
ADDRESSES, KEPT = 2_000, 200
SETTLING = 2.0
"""Seconds after the first worker is ready: then the others, begun with it, are too. A connection stays with the worker
that took it, and all 16 would be with the first."""

SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True)
class Server:
    """A server that runs: its address and its process."""

    url: str
    pid: int

    def spent(self) -> float:
        """Return the seconds of processor time that it and its workers have taken."""
        told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.pid)], capture_output=True, text=True).stdout
        ticks = 0
        for pid in [self.pid, *map(int, told.split())]:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(index: Path, workers: int, *more: str) -> Iterator[Server]:
    """Serve the index on a free port of the loopback."""
    command = [sys.executable, "-m", "telusur", "serve", "--index", str(index), "--port", "0", "--workers",
               str(workers), "--log", "off", *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            told = re.search(r"http://\S+:\d+", server.stdout.readline() if server.stdout is not None else "")
            if told is None:
                raise SystemExit(f"the server did not start: {' '.join(command)}")
            while status_of(f"{told.group()}/readyz") != 200:
                time.sleep(0.1)
            time.sleep(SETTLING)
            yield Server(told.group(), server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def measured(server: Server, addresses: Sequence[str], connections: int, seconds: int, anew: bool) -> dict[str, float]:
    """Return what wrk found, and the processor time of the server."""
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("\n".join(addresses))
        file.flush()
        command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s",
                   "-s", str(SCRIPT), server.url]
        environment = {**os.environ, "ADDRESSES": file.name, "ANEW": str(int(anew))}
        before = server.spent()
        output = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    told: dict[str, float] = json.loads(output.rsplit("JSON ", 1)[1])
    return {
        "per_second": round(told["requests"] / told["us"] * 1e6, 1), **told,
        "processor_ms": round((server.spent() - before) * 1000 / max(1.0, told["requests"]), 2),
    }


def status_of(url: str) -> int:
    """Return the status of one request."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def line_of(row: dict[str, object]) -> str:
    """Return a row of figures as a line."""
    return (
        "{path:15} {asked:5} {connections:4} connections {per_second:8.1f}/s  p50 {p50:7.1f} ms  p99 {p99:7.1f} ms  "
        "{processor_ms:6.2f} ms of processor  503: {shed:.0f}  other: {other:.0f}  broken: {broken:.0f}"
    ).format(**row)


def loaded(options: argparse.Namespace, addresses: Sequence[str]) -> Iterator[dict[str, object]]:
    """Yield figures for each path and number of connections, asked for the first time and again."""
    for path in PATHS:
        own = [path + address.removeprefix("/") for address in addresses]
        with served(options.index, options.workers) as server:
            for connections in options.connections:
                found = measured(server, own, connections, options.seconds, True)
                yield {"path": path, "asked": "first", "connections": connections, **found}
            measured(server, own[:KEPT], 16, 5, False)
            for connections in options.connections:
                found = measured(server, own[:KEPT], connections, options.seconds, False)
                yield {"path": path, "asked": "again", "connections": connections, **found}


def beyond(options: argparse.Namespace, addresses: Sequence[str]) -> dict[str, float]:
    """Return figures of a server that is asked for more than it can do, and how long it takes to recover."""
    with served(options.index, options.workers, "--width", "2", "--patience", "0.05") as server:
        own = [PATHS[1] + address.removeprefix("/") for address in addresses]
        found = measured(server, own, max(options.connections), options.seconds, True)
        began = time.monotonic()
        while status_of(f"{server.url}{own[0]}") != 200:
            time.sleep(0.05)
        return {**found, "recovered_after": round(time.monotonic() - began, 2)}


def main() -> None:
    """Print a table, and the same as a line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("build/index"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, nargs="+", default=CONNECTIONS)
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: apt-get install wrk")
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}", flush=True)
    service = SearchService(WhooshEngine(options.index))
    print(f"{service.stats().documents} articles, {options.workers} workers, {os.cpu_count()} cores", flush=True)
    addresses = [url_of("/", query) for query in searches(service, ADDRESSES)]
    rows = []
    for row in loaded(options, addresses):
        rows.append(row)
        print(line_of(row), flush=True)
    over = beyond(options, addresses)
    print(f"beyond capacity (width 2, patience 50 ms): {over['per_second']:.1f}/s, {over['shed']:.0f} of "
          f"{over['requests']:.0f} shed, {over['patient']:.0f} with Retry-After, {over['other']:.0f} other; "
          f"recovered after {over['recovered_after']} s")
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")
    print(json.dumps({"rows": rows, "beyond": over}))


if __name__ == "__main__":
    main()
