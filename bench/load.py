"""Load: wrk on a results page and on JSON at 1, 16 and 128 connections; then beyond capacity, and recovery."""

import argparse
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONNECTIONS = (1, 16, 128)
QUERIES = ("banjir", "gubernur", "harga+beras", "%22kata+dia%22", "pemilu+2024", "wilayah:jabar", "korupsi", "gempa",
           "sekolah", "persib", "vaksin", "presiden", "jalan+tol", "panen", "polisi")
"""A mix of common and rarer words; answers to them are kept unless `--fresh` gives every request another address."""


def script(path: str, fresh: bool) -> str:
    """Return what wrk asks, as Lua; it counts statuses."""
    listed = ", ".join(f'"{query}"' for query in QUERIES)
    extra = ' .. "&unread=" .. n .. "-" .. id' if fresh else ""
    return f"""
local queries = {{{listed}}}
local n = 0
id = 0
local threads = {{}}
function setup(thread) thread:set("id", #threads); table.insert(threads, thread) end
function init() shed = 0; other = 0; patient = 0 end
function request()
  n = n + 1
  return wrk.format("GET", "{path}?q=" .. queries[n % #queries + 1]{extra})
end
function response(status, headers)
  if status == 503 or status == 429 then
    shed = shed + 1
    if headers["Retry-After"] then patient = patient + 1 end
  elseif status ~= 200 then other = other + 1 end
end
function done(summary, latency)
  local s, p, o = 0, 0, 0
  for _, thread in ipairs(threads) do
    s = s + thread:get("shed"); p = p + thread:get("patient"); o = o + thread:get("other")
  end
  io.write(string.format("JSON {{\\"requests\\": %d, \\"us\\": %d, \\"p50\\": %.1f, \\"p99\\": %.1f, \\"shed\\": %d, "
    .. "\\"patient\\": %d, \\"other\\": %d, \\"broken\\": %d}}\\n", summary.requests, summary.duration,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, s, p, o,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""


@contextmanager
def served(index: Path, workers: int, *more: str) -> Iterator[str]:
    """Serve the index on a free port of the loopback; give the address."""
    command = [sys.executable, "-m", "telusur", "serve", "--index", str(index), "--port", "0", "--workers",
               str(workers), "--log", "off", *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            told = re.search(r"http://\S+:\d+", server.stdout.readline() if server.stdout is not None else "")
            if told is None:
                raise SystemExit(f"the server did not start: {' '.join(command)}")
            yield told.group()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def measured(url: str, path: str, connections: int, seconds: int, fresh: bool) -> dict[str, float]:
    """Return what wrk found."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script(path, fresh))
        file.flush()
        command = ["wrk", "-t", str(min(2, connections)), "-c", str(connections), "-d", f"{seconds}s",
                   "--timeout", "30s", "-s", file.name, url]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    told: dict[str, float] = json.loads(output.rsplit("JSON ", 1)[1])
    return {"per_second": round(told["requests"] / told["us"] * 1e6, 1), **told}


def status_of(url: str) -> int:
    """Return the status of one request."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def main() -> None:
    """Print a table, and the same as a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, default=Path("build/real"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--fresh", action="store_true", help="every request has another address: nothing kept is given")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: apt-get install wrk")
    rows = []
    with served(options.index, options.workers) as url:
        for path in ("/", "/api/v1/search"):
            for query in QUERIES:
                status_of(f"{url}{path}?q={query}")
            for connections in CONNECTIONS:
                found = measured(url, path, connections, options.seconds, options.fresh)
                rows.append({"path": path, "connections": connections, **found})
                print(f"{path:16} {connections:4} connections {found['per_second']:8.1f}/s  "
                      f"p50 {found['p50']:8.1f} ms  p99 {found['p99']:8.1f} ms  "
                      f"503: {found['shed']:.0f}  broken: {found['broken']:.0f}", flush=True)
    with served(options.index, options.workers, "--width", "2", "--patience", "0.05") as url:
        beyond = measured(url, "/api/v1/search", CONNECTIONS[-1], options.seconds, True)
        began = time.monotonic()
        while status_of(f"{url}/api/v1/search?q=banjir") != 200:
            time.sleep(0.05)
        beyond["recovered_after"] = round(time.monotonic() - began, 2)
    print(f"beyond capacity (width 2, patience 50 ms): {beyond['per_second']:.1f}/s, {beyond['shed']:.0f} of "
          f"{beyond['requests']:.0f} shed, {beyond['patient']:.0f} with Retry-After, {beyond['other']:.0f} other; "
          f"recovered after {beyond['recovered_after']} s")
    print(json.dumps({"rows": rows, "beyond": beyond}))


if __name__ == "__main__":
    main()
