"""Speed beside other engines: the same documents, analysis and queries, on the same cores, interleaved.

    python bench/speed.py [--quick] [--shared ../shared] [--sizes 20000,100000,1000000]
                          [--engines telusur,tantivy,sqlite]

A search is the top 10 with their articles, the exact total and, with facets, the counts of three facets. A query's time
is the median of its rounds; engines take turns within a round. It is the processor time of the one thread that each of
these engines searches in, which what else the machine does disturbs less than the time on the wall. The last line is
JSON.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.corpus import read_corpus, write_corpus  # noqa: E402
from bench.ours import Ours  # noqa: E402
from bench.rivals import Sqlite, Tantivy, size_of  # noqa: E402
from bench.workload import Asked, Document, documents_of, queries_of, slow_queries  # noqa: E402

ENGINES: dict[str, Any] = {"telusur": Ours, "tantivy": Tantivy, "sqlite": Sqlite}


def build(engine: Any, path: Path, count: int) -> dict[str, float]:
    """Index the corpus and return documents a second and bytes."""
    start = time.perf_counter()
    engine.build(documents_of(read_corpus(path)))
    seconds = time.perf_counter() - start
    return {"rate": count / seconds, "bytes": float(size_of(engine.directory))}


def measure(engines: Sequence[Any], queries: Sequence[Asked], facets: bool, rounds: int) -> dict[str, list[float]]:
    """Return each engine's time for each query in ms: the median of the rounds, engines taking turns."""
    times: dict[str, list[float]] = {engine.name: [] for engine in engines}
    for asked in queries:
        runs = [(engine.name, engine.prepare(asked, facets)) for engine in engines]
        own: dict[str, list[float]] = {name: [] for name, _ in runs}
        for turn in range(rounds + 1):
            for name, run in runs:
                start = time.thread_time()
                run()
                if turn:
                    own[name].append(time.thread_time() - start)
        for name, taken in own.items():
            times[name].append(statistics.median(taken) * 1000)
    return times


def disagreements(engines: Sequence[Any], queries: Sequence[Asked]) -> Iterator[str]:
    """Yield every query whose totals or counts are not the same in all engines."""
    for asked in queries:
        answers = {engine.name: engine.counted(engine.prepare(asked, True)()) for engine in engines}
        if len({(answer.total, answer.facets) for answer in answers.values()}) > 1:
            totals = {name: answer.total for name, answer in answers.items()}
            yield f"{asked}: totals {totals}"


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 % do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def report(times: dict[str, list[float]], title: str) -> dict[str, dict[str, float]]:
    """Print mean and p95 of each engine and return our share of each rival's."""
    ours, shares = times["telusur"], {}
    for name, own in times.items():
        mean, high = statistics.fmean(own), p95(own)
        shares[name] = {"mean": statistics.fmean(ours) / mean, "p95": p95(ours) / high}
        print(f"  {title:28} {name:10} mean {mean:8.3f} ms  p95 {high:8.3f} ms  "
              f"ours / it: mean {shares[name]['mean']:.2f}, p95 {shares[name]['p95']:.2f}", flush=True)
    return shares


def bench(size: int, names: Sequence[str], options: argparse.Namespace) -> dict[str, float]:
    """Measure one size of corpus and return the figures."""
    folder: Path = options.build / f"{size}"
    path = folder / "corpus.jsonl"
    source = write_corpus(path, size, options.shared)
    print(f"\n{size} documents ({source}), load {os.getloadavg()[0]:.1f}", flush=True)
    engines = [ENGINES[name](folder / name) for name in names]
    built = {}
    for engine in engines:
        if options.keep and engine.directory.exists():
            continue
        built[engine.name] = build(engine, path, size)
        figures = built[engine.name]
        size_mb = figures["bytes"] / 1e6
        print(f"  indexing {engine.name:10} {figures['rate']:8.0f} docs/s  {size_mb:8.1f} MB", flush=True)
    for engine in engines:
        engine.load()
    sample = list(islice(documents_of(read_corpus(path)), 0, size, max(1, size // 4000)))
    queries = queries_of(sample, 200)
    return compare(engines, queries, sample, built, options)


def compare(
    engines: Sequence[Any], queries: list[Asked], sample: list[Document], built: dict[str, dict[str, float]],
    options: argparse.Namespace,
) -> dict[str, float]:
    """Check that all engines count the same, time them, and return the figures."""
    figures: dict[str, float] = {}
    wrong = list(disagreements(engines, queries))
    print(f"  {len(queries) - len(wrong)} of {len(queries)} queries with the same totals and counts everywhere")
    for line in wrong[:5]:
        print(f"    {line}")
    figures["disagreements"] = len(wrong)
    for title, facets in (("top 10 + count + 3 facets", True), ("top 10 + count", False)):
        shares = report(measure(engines, queries, facets, options.rounds), title)
        for name, share in shares.items():
            if name != "telusur":
                short = "facets" if facets else "top10"
                figures[f"{short}_mean_vs_{name}"] = round(share["mean"], 3)
                figures[f"{short}_p95_vs_{name}"] = round(share["p95"], 3)
    for name, own in built.items():
        if name != "telusur" and "telusur" in built:
            figures[f"index_vs_{name}"] = round(built["telusur"]["rate"] / own["rate"], 3)
            figures[f"size_vs_{name}"] = round(built["telusur"]["bytes"] / own["bytes"], 3)
    if not options.quick:
        _slow(engines, sample, figures)
    return figures


def _slow(engines: Sequence[Any], sample: list[Document], figures: dict[str, float]) -> None:
    """Time the shapes that cost most."""
    for asked in slow_queries(sample):
        able = [engine for engine in engines if engine.name == "telusur" or asked.kind != "suffix"]
        times = measure(able, [asked], True, 3)
        print(f"  {asked.name:44} " + "  ".join(f"{name} {own[0]:.2f} ms" for name, own in times.items()), flush=True)
        figures[f"slow: {asked.name}"] = round(times["telusur"][0], 2)


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="20,000 documents, tantivy alone, under a minute")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--sizes", default="20000,100000,1000000")
    parser.add_argument("--engines", default="telusur,tantivy,sqlite")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true", help="use the indexes that are there")
    options = parser.parse_args()
    sizes = [20_000] if options.quick else [int(size) for size in options.sizes.split(",")]
    names = ["telusur", "tantivy"] if options.quick else options.engines.split(",")
    figures = {size: bench(size, names, options) for size in sizes}
    print(json.dumps(figures[sizes[0]] if options.quick else figures))


if __name__ == "__main__":
    main()
