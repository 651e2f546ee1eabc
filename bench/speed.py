"""Speed beside other engines: the same documents, analysis and queries, on the same cores, interleaved.

    python -m bench.speed [--quick] [--shared ../shared] [--sizes 10000,20000,100000,1000000] [--keep]
                          [--engines telusur,tantivy,sqlite,xapian,groonga,whoosh] [--parts search,others,...]

A search is the top 10 with their articles, the exact total and, with facets, the counts of three facets. A query's time
is the median of its rounds; engines take turns within a round. It is the processor time of the one thread that each of
these engines searches in, which what else the machine does disturbs less than the time on the wall. Figures go into
results.json of the build folder, those of other sizes, parts and engines staying as they are (the committed ones where
the folder has none), so that a run may be split; then the goals are printed beside the figures. The last line is JSON.
"""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import goals, parts  # noqa: E402
from bench.building import built, kept  # noqa: E402
from bench.corpus import read_corpus, write_corpus  # noqa: E402
from bench.engines import ENGINES, LARGEST  # noqa: E402
from bench.machine import machine  # noqa: E402
from bench.real import real_figures  # noqa: E402
from bench.rivals.base import NotInstalled, Rival  # noqa: E402
from bench.workload import Document, documents_of  # noqa: E402
from index.analysis.analyser import ANALYSER_VERSION  # noqa: E402

SAMPLE = 4000
APART = ("growth", "real")
"""What is measured once: of all corpora together, and of none of them."""
BY_ENGINE = ("built", "about", "others")
"""The figures of a size that are one for each engine."""


def engines_for(names: Sequence[str], size: int, folder: Path) -> list[Rival]:
    """Return the engines that are installed and can take so many documents, and say which cannot."""
    found = []
    for name in names:
        if size > LARGEST.get(name, size):
            print(f"  NOT DONE: {name} at {size:,}; it is asked up to {LARGEST[name]:,}", flush=True)
            continue
        try:
            found.append(ENGINES[name](folder / name))
        except NotInstalled as missing:
            print(f"  NOT DONE: {missing}", flush=True)
    return found


def sample_of(path: Path, size: int) -> list[Document]:
    """Return documents spread over a corpus."""
    return list(documents_of(read_corpus(path, max(1, size // SAMPLE))))


def build(engines: Sequence[Rival], path: Path, options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Build the indexes, but for those that are kept, and return the figures of all."""
    figures = {}
    for engine in engines:
        keep = options.keep and engine.name not in options.rebuild
        own = kept(engine.directory) if keep else None
        figures[engine.name] = own or built(engine.name, engine.directory, path)
        own = figures[engine.name]
        if own["analyser"] != ANALYSER_VERSION:
            print(f"  {engine.name} was built with analysis {own['analyser']}, that of today is {ANALYSER_VERSION}: "
                  "totals will differ a little", flush=True)
        print(f"  indexing {engine.name:10} {own['rate']:8.0f} docs/s  {own['processor']:7.1f} s of processor  "
              f"{own['bytes'] / 1e6:8.1f} MB  peak {own['peak'] / 2**20:6.0f} MiB  "
              f"({own['date']}, load {own['load']})", flush=True)
    return figures


def bench(size: int, names: Sequence[str], options: argparse.Namespace) -> tuple[dict[str, Any], parts.Work]:
    """Measure one size of corpus and return the figures, and the corpus with its engines as they were opened."""
    folder: Path = options.build / f"{size}"
    path = folder / "corpus.jsonl"
    source = write_corpus(path, size, options.shared)
    print(f"\n{size:,} documents ({source}), load {os.getloadavg()[0]:.1f}", flush=True)
    engines = engines_for(names, size, folder)
    figures: dict[str, Any] = {"source": source, "load": round(os.getloadavg()[0], 1), "date": now()}
    figures["built"] = build(engines, path, options)
    for engine in engines:
        engine.load()
    figures["about"] = {engine.name: engine.about() for engine in engines}
    print("  " + "; ".join(figures["about"].values()), flush=True)
    work = parts.Work(size, path, sample_of(path, size), engines, options.rounds)
    for name in options.parts:
        figures.update(parts.PARTS[name](work))
    figures["load_after"] = round(os.getloadavg()[0], 1)
    return figures, work


def now() -> str:
    """Return the time of day."""
    return datetime.now(UTC).isoformat(timespec="minutes")


def summary(figures: dict[str, Any]) -> dict[str, Any]:
    """Return the ratios of one size in short."""
    told: dict[str, Any] = {"disagreements": figures.get("disagreements")}
    for way in ("facets", "top10"):
        if way in figures:
            mean, high = goals.ratios(figures[way])
            told[f"{way}_mean_vs_tantivy"], told[f"{way}_p95_vs_tantivy"] = round(mean, 3), round(high, 3)
            told[f"{way}_mean_ms"] = round(statistics.fmean(figures[way]["telusur"]["ms"]), 3)
    indexes = figures["built"]
    if "telusur" in indexes and "tantivy" in indexes:
        ours, other = indexes["telusur"], indexes["tantivy"]
        told["index_vs_tantivy"] = round(ours["rate"] / other["rate"], 3)
        told["index_processor_vs_tantivy"] = round(ours["processor"] / other["processor"], 3)
        told["size_vs_tantivy"] = round(ours["bytes"] / other["bytes"], 3)
    return told


def read_results(*paths: Path) -> dict[str, Any]:
    """Return the results in the first of the files that is there, or none."""
    path = next(filter(Path.exists, paths), None)
    results: dict[str, Any] = {"sizes": {}} if path is None else json.loads(path.read_text())
    return results


def with_fresh(known: dict[str, Any], fresh: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of one size with fresh ones put in; those of engines that were not asked now stay."""
    both = {name: {**known.get(name, {}), **fresh[name]} for name in BY_ENGINE if name in fresh}
    return {**known, **fresh, **both}


def write_results(path: Path, results: dict[str, Any]) -> None:
    """Write the results, sizes in order."""
    results["sizes"] = dict(sorted(results["sizes"].items(), key=lambda item: int(item[0])))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, separators=(",", ":")) + "\n")


def options_of() -> argparse.Namespace:
    """Return what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="20,000 documents, tantivy alone, under a minute")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--sizes", default="10000,20000,100000,1000000", help="0: no corpus, other parts alone")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--parts", default=",".join((*parts.PARTS, *APART)))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true", help="use the indexes that are there, and how they were built")
    parser.add_argument("--rebuild", default="", help="with --keep: the engines whose indexes are built all the same")
    options = parser.parse_args()
    options.rebuild = options.rebuild.split(",")
    options.parts = ["search"] if options.quick else options.parts.split(",")
    options.apart = [name for name in APART if name in options.parts]
    options.parts = [name for name in options.parts if name not in APART]
    options.sizes = [20_000] if options.quick else [int(size) for size in options.sizes.split(",") if int(size)]
    options.engines = ["telusur", "tantivy"] if options.quick else options.engines.split(",")
    return options


def main() -> None:
    """Run the bench."""
    options = options_of()
    path = options.build / ("quick.json" if options.quick else goals.RESULTS.name)
    results = {"sizes": {}} if options.quick else read_results(path, goals.COMMITTED)
    results["machine"] = machine()
    works = []
    for size in options.sizes:
        figures, work = bench(size, options.engines, options)
        works.append(work)
        results["sizes"][str(size)] = with_fresh(results["sizes"].get(str(size), {}), figures)
        write_results(path, results)
    if "growth" in options.apart and (grown := parts.growth(works)):
        for size, own in results["sizes"].items():
            own.pop("growth", None)  # sizes of another run are no measure for those of this one
            own.update(grown.get(int(size), {}))
        write_results(path, results)
    if "real" in options.apart:
        results["real"] = real_figures(options.shared, options.build) or results.get("real")
        write_results(path, results)
    print(f"\n{goals.table(results)}\n")
    told = {size: summary(own) for size, own in results["sizes"].items()}
    print(json.dumps(told["20000"] if options.quick else told))


if __name__ == "__main__":
    main()
