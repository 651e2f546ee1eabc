"""Plots of a run of the speed bench: time against the size of the corpus, and against the matches.

    python -m bench.plots [RESULTS] [FOLDER]

draws speed-size.png and speed-matches.png into docs/pictures from build/bench/results.json.
"""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.goals import RESULTS, TITLES
from bench.timing import p95

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
COLOURS = {
    "telusur": "#c1121f", "tantivy": "#1d3557", "sqlite": "#588157", "xapian": "#bc6c25", "groonga": "#6a4c93",
    "whoosh": "#777777",
}
LABELS = {"telusur": "Telusur", "tantivy": "tantivy", "sqlite": "SQLite FTS5", "xapian": "Xapian",
          "groonga": "Groonga", "whoosh": "Whoosh 2.7.4"}


def series(results: dict[str, Any], way: str) -> dict[str, list[tuple[int, float, float]]]:
    """Return for each engine the sizes with mean and p95 in ms."""
    found: dict[str, list[tuple[int, float, float]]] = {}
    for size, own in sorted(results["sizes"].items(), key=lambda item: int(item[0])):
        timed = dict(own.get(way, {}))
        for name, other in own.get("others", {}).items():
            timed[name] = other[way][name]
        for name, times in timed.items():
            found.setdefault(name, []).append((int(size), statistics.fmean(times["ms"]), p95(times["ms"])))
    return found


def by_size(results: dict[str, Any]) -> Figure:
    """Return the plot of time against the size of the corpus."""
    figure = Figure(figsize=(10, 4.2), layout="constrained")
    for axes, (way, title) in zip(figure.subplots(1, 2), TITLES.items(), strict=True):
        for name, points in series(results, way).items():
            sizes, means, highs = zip(*points, strict=True)
            axes.plot(sizes, means, "o-", color=COLOURS[name], label=LABELS[name], markersize=4)
            axes.plot(sizes, highs, ":", color=COLOURS[name], linewidth=1)
        _logarithmic(axes, "documents", f"{title}: mean, and p95 dotted")
        axes.legend(fontsize=8)
    return figure


def by_matches(results: dict[str, Any]) -> Figure:
    """Return the plots of every query's time against its matches, and of the growth of the same queries."""
    figure = Figure(figsize=(10, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    largest = max((int(size) for size, own in results["sizes"].items() if "facets" in own), default=0)
    own = results["sizes"].get(str(largest), {})
    for name, times in reversed(own.get("facets", {}).items()):
        left.plot([max(1, n) for n in own["matches"]], times["ms"], ".", color=COLOURS[name], label=LABELS[name],
                  markersize=4, alpha=0.7)
    _logarithmic(left, "matches", f"200 queries over {largest:,} documents")
    left.legend(fontsize=8)
    _growth(right, results)
    return figure


def _growth(axes: Axes, results: dict[str, Any]) -> None:
    sizes = sorted((int(size) for size, own in results["sizes"].items() if "growth" in own))
    grown = [results["sizes"][str(size)]["growth"] for size in sizes]
    for query in range(len(grown[0]["matches"]) if grown else 0):
        matches = [max(1, own["matches"][query]) for own in grown]
        axes.plot(matches, [own["telusur"]["ms"][query] for own in grown], "-", color=COLOURS["telusur"],
                  linewidth=0.6, alpha=0.5)
    if grown:
        ends = [1, max(max(own["matches"]) for own in grown)]
        axes.plot(ends, [ends[0] * 1e-3, ends[1] * 1e-3], "--", color="#444444", linewidth=1, label="1 us a match")
        axes.legend(fontsize=8)
    _logarithmic(axes, "matches", "Telusur: each query from the smallest to the largest corpus")


def _logarithmic(axes: Axes, across: str, title: str) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel(across)
    axes.set_ylabel("ms of processor")
    axes.set_title(title, fontsize=9)
    axes.grid(which="major", linewidth=0.3)


def main() -> None:
    """Draw both."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else PICTURES
    results = json.loads(path.read_text())
    for name, figure in (("speed-size.png", by_size(results)), ("speed-matches.png", by_matches(results))):
        figure.savefig(folder / name, dpi=100, metadata={"Software": None})
        print(folder / name)


if __name__ == "__main__":
    main()
