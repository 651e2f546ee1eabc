"""Builds the index of one engine in a process of its own, and says what it took.

    python -m bench.building ENGINE DIRECTORY CORPUS

The figures go into NAME.built.json beside the index, so that an index that is kept keeps them: documents a second on
the wall, processor time of all processes, bytes on disk, and the highest sum of private memory over the processes,
looked at twice a second.
"""

import json
import os
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.corpus import read_corpus  # noqa: E402
from bench.engines import ENGINES  # noqa: E402
from bench.workload import analysed, documents_of  # noqa: E402
from index.analysis.analyser import ANALYSER_VERSION  # noqa: E402

FIGURES = "built.json"
LOOKS = 1.0
"""Seconds between two looks at the memory of a build: each holds its processes up for some 10 ms."""


def private_bytes(pid: int) -> int:
    """Return the bytes of memory that a process shares with none; 0 if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    try:
        children = [
            int(child) for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return [pid]
    return [pid, *(other for child in children for other in family(child))]


def peak_of(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process to end and return the most private memory that it and its descendants had, in bytes."""
    peak = 0
    while True:
        peak = max(peak, sum(private_bytes(pid) for pid in family(process.pid)))
        try:
            process.wait(LOOKS)
        except subprocess.TimeoutExpired:
            continue
        return peak


def figures_path(directory: Path) -> Path:
    """Return where the figures of an index lie: beside it, for they are no part of its size."""
    return directory.with_name(f"{directory.name}.{FIGURES}")


def kept(directory: Path) -> dict[str, Any] | None:
    """Return the figures of an index that is there, or None."""
    path = figures_path(directory)
    if not path.exists() or not directory.exists():
        return None
    figures: dict[str, Any] = json.loads(path.read_text())
    return figures


def built(name: str, directory: Path, corpus: Path) -> dict[str, Any]:
    """Build an index in a process of its own and return the figures."""
    command = [sys.executable, "-m", "bench.building", name, str(directory), str(corpus)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        peak = peak_of(process)
    if process.returncode:
        raise SystemExit(f"building the index of {name} failed")
    path = figures_path(directory)
    figures: dict[str, Any] = {**json.loads(path.read_text()), "peak": peak}
    path.write_text(json.dumps(figures, indent=1) + "\n")
    return figures


def main() -> None:
    """Build one index."""
    name, directory, corpus = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    figures_path(directory).unlink(missing_ok=True)
    engine = ENGINES[name](directory)
    count = 0

    def documents() -> Any:
        nonlocal count
        read = documents_of(read_corpus(corpus))
        for count, document in enumerate(read if name == "telusur" else analysed(read), 1):  # noqa: B007
            yield document

    load = os.getloadavg()[0]
    wall, processor = time.perf_counter(), spent()
    engine.build(documents())
    seconds, processor = time.perf_counter() - wall, spent() - processor
    figures_path(directory).write_text(json.dumps({
        "documents": count, "seconds": round(seconds, 2), "rate": round(count / seconds, 1),
        "processor": round(processor, 2), "bytes": bytes_of(directory), "analyser": ANALYSER_VERSION,
        "load": round(load, 1), "date": datetime.now(UTC).isoformat(timespec="minutes"),
    }))


def bytes_of(directory: Path) -> int:
    """Return the bytes of all files below; Groonga's have holes, which take no room."""
    uses = [path.stat() for path in directory.rglob("*") if path.is_file()]
    return sum(min(use.st_size, use.st_blocks * 512) for use in uses)


def spent() -> float:
    """Return the processor time of this process and of those of its children that ended, in seconds."""
    uses = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(use.ru_utime + use.ru_stime for use in uses)


if __name__ == "__main__":
    main()
