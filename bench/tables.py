"""What a run of the speed bench found, as docs/performance.md has it: goals, engines side by side, classes of queries.

    python -m bench.tables [RESULTS] [--into docs/performance.md]

prints the tables of build/bench/results.json; with --into they go between the two marks of the page, and the results
into bench/results/speed.json.
"""

import argparse
import json
import shutil
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.goals import COMMITTED, RESULTS, TITLES, distance, table
from bench.timing import p95

BEGIN, END = "<!-- figures: python -m bench.tables --into docs/performance.md -->", "<!-- end of figures -->"


def machine_line(results: dict[str, Any]) -> str:
    """Return what the bench ran on, and when and under which load each size was measured."""
    own = results["machine"]
    runs = "; ".join(
        f"{int(size):,} documents {figures['date'][:10]}, load {figures['load']} to {figures.get('load_after', '?')}"
        for size, figures in results["sizes"].items()
    )
    return (f"Machine: {own['cores']} cores ({own['processor']}, {own['architecture']}), {own['memory_gib']} GiB, "
            f"Python {own['python']}, numpy {own['numpy']}; searching {own['searching']}, kernels in {own['kernels']}, "
            f"stemming {own['stemming']}. "
            f"{runs}.")


def engines_table(results: dict[str, Any]) -> str:
    """Return a row for each engine and size: mean and p95 in both ways, building, size."""
    lines = ["| engine | documents | facets, mean / p95 ms | count, mean / p95 ms | queries that agree "
             "| docs/s built (processor s) | MB |", "|---|---|---|---|---|---|---|"]
    for size, own in results["sizes"].items():
        for name, built in own["built"].items():
            timed = own["others"][name] if name in own.get("others", {}) else own
            if name not in timed.get("facets", {}):
                continue
            times = " | ".join(
                f"{statistics.fmean(timed[way][name]['ms']):.3f} / {p95(timed[way][name]['ms']):.3f}" for way in TITLES
            )
            count = len(timed["facets"][name]["ms"])
            rate = f"{built['rate']:.0f} ({built['processor']:.0f})"
            agree = f"{count - timed['disagreements']} of {count}"
            lines.append(f"| {own['about'][name]} | {int(size):,} | {times} | {agree} | {rate} "
                         f"| {built['bytes'] / 1e6:.0f} |")
    return "\n".join(lines)


def classes_table(results: dict[str, Any]) -> str:
    """Return a row for each class of queries at the largest size: mean time, least bytes, share of the bandwidth."""
    lines = ["| class, with three facets | documents | ours, mean ms | tantivy, mean ms | least bytes, and how fast |",
             "|---|---|---|---|---|"]
    held = [size for size, own in results["sizes"].items() if "facets" in own and "bytes" in own]
    for size in held[-1:]:
        lines.extend(_kinds(int(size), results["sizes"][size]))
    return "\n".join(lines)


def _kinds(size: int, own: dict[str, Any]) -> Iterator[str]:
    for kind in dict.fromkeys(own["kinds"]):
        places = [place for place, other in enumerate(own["kinds"]) if other == kind]
        ours, other, touched = (
            statistics.fmean(values[place] for place in places)
            for values in (own["facets"]["telusur"]["ms"], own["facets"]["tantivy"]["ms"], own["bytes"])
        )
        reached = distance(touched, ours, own["bandwidth"]["read"])
        yield f"| {kind} ({len(places)}) | {size:,} | {ours:.2f} | {other:.2f} | {reached} |"
    for shape in own["slow"]:
        reached = distance(shape["bytes"], shape["ms"]["telusur"], own["bandwidth"]["read"])
        times = " | ".join(f"{shape['ms'][name]:.2f}" if name in shape["ms"] else "" for name in ("telusur", "tantivy"))
        yield f"| {shape['name']} | {size:,} | {times} | {reached} |"


def document(results: dict[str, Any]) -> str:
    """Return all of it."""
    return "\n\n".join([machine_line(results), table(results), engines_table(results), classes_table(results)])


def put_into(page: Path, text: str) -> None:
    """Put the text between the marks of a page."""
    before, rest = page.read_text().split(BEGIN)
    _, after = rest.split(END)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")


def main() -> None:
    """Print the tables, or put them into the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("results", nargs="?", type=Path, default=RESULTS)
    parser.add_argument("--into", type=Path)
    options = parser.parse_args()
    text = document(json.loads(options.results.read_text()))
    if options.into is None:
        print(text)
        return
    put_into(options.into, text)
    if options.results.resolve() != COMMITTED:
        COMMITTED.parent.mkdir(exist_ok=True)
        shutil.copyfile(options.results, COMMITTED)


if __name__ == "__main__":
    main()
