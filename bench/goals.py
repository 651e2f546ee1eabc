"""The goals of speed beside the figures of a run of the bench."""

import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.timing import p95

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "build" / "bench" / "results.json"
COMMITTED = ROOT / "bench" / "results" / "speed.json"
"""Where a run's results are, and those that the tables of docs/performance.md are made of."""

MEANS = {
    "facets": {20_000: 0.75, 100_000: 0.50, 1_000_000: 0.40},
    "top10": {20_000: 1.2, 100_000: 0.75, 1_000_000: 0.70},
}
HIGHS = {100_000: 0.40, 1_000_000: 0.40}
TITLES = {"facets": "top 10 + count + 3 facets", "top10": "top 10 + count"}
MILLION = 1_000_000
SLOW, TWICE, BUILDING, SIZE, PRIVATE, PEAK, OPENING = 60.0, 2.0, 2.0, 1.3, 300.0, 3.0, 100.0
UNBOUNDED = ("OR of four frequent words", "one frequent word")
"""Slow classes that are shown without a goal."""
ALIKE = 1.0
"""How much the load may differ under which two indexes were built whose rates are compared."""
REAL, JSON_RATE, JSON_P99, PAGE_RATE = 2000.0, 400.0, 100.0, 250.0


@dataclass(frozen=True)
class Row:
    """A figure and what it ought to be; no goal: shown only."""

    title: str
    figure: float
    goal: float | None
    at_least: bool = False
    beside: str = ""
    options: str = ""
    """What `python -m bench.speed --keep` is given to measure it again."""

    @property
    def met(self) -> bool | None:
        """Tell whether the goal is met."""
        if self.goal is None:
            return None
        return self.figure >= self.goal if self.at_least else self.figure <= self.goal

    def line(self) -> str:
        """Return the row of a Markdown table."""
        goal = "" if self.goal is None else f"{'>=' if self.at_least else '<='} {self.goal:g}"
        verdict = {None: "", True: "met", False: "**missed**"}[self.met]
        return f"| {self.title} | {self.figure:.4g} | {goal} | {verdict} | {self.beside} | `{self.options}` |"


def ratios(times: dict[str, Any], rival: str = "tantivy") -> tuple[float, float]:
    """Return our mean and p95 by those of a rival."""
    ours, others = times["telusur"]["ms"], times[rival]["ms"]
    return statistics.fmean(ours) / statistics.fmean(others), p95(ours) / p95(others)


def growth(sizes: dict[int, Any]) -> tuple[float, str] | None:
    """Return the highest growth of a query's time by that of its matches, smallest to largest corpus; and how many."""
    held = sorted(size for size, own in sizes.items() if "growth" in own)
    if len(held) < 2:
        return None
    small, large = sizes[held[0]]["growth"], sizes[held[-1]]["growth"]
    shares = [
        (time_large / time_small) / (matches_large / matches_small)
        for time_small, time_large, matches_small, matches_large in zip(
            small["telusur"]["ms"], large["telusur"]["ms"], small["matches"], large["matches"], strict=True
        ) if matches_small
    ]
    over = sum(share > 1 for share in shares)
    return max(shares), (
        f"{held[0]:,} to {held[-1]:,} documents; {over} of {len(shares)} queries grow faster than their matches, "
        f"median {statistics.median(shares):.2f}"
    )


def rows_of(results: dict[str, Any]) -> Iterator[Row]:
    """Yield a row for each goal that the results tell of."""
    sizes = {int(size): own for size, own in results["sizes"].items()}
    for way in ("facets", "top10"):
        for size, own in sizes.items():
            yield from _asked(_beside_tantivy(way, size, own), f"--sizes {size} --parts search")
    for size, own in sizes.items():
        yield from _asked(_slow(size, own), f"--sizes {size} --parts slow")
    for size, own in sizes.items():
        yield from _of_size(size, own)
    grown = growth(sizes)
    if grown is not None:
        yield Row("growth of a query's time by that of its matches, the highest", grown[0], 1.0, beside=grown[1],
                  options="--parts growth")
    if results.get("real"):
        yield from _asked(_real(results["real"]), "--sizes 0 --parts real")


def _asked(rows: Iterable[Row], options: str) -> Iterator[Row]:
    for row in rows:
        yield replace(row, options=options)


def _beside_tantivy(way: str, size: int, own: dict[str, Any]) -> Iterator[Row]:
    if way not in own:
        return
    mean, high = ratios(own[way])
    ms = {name: (statistics.fmean(t["ms"]), p95(t["ms"])) for name, t in own[way].items()}
    told = "; ".join(f"{name} {m:.2f} / {h:.2f} ms" for name, (m, h) in ms.items())
    yield Row(f"{TITLES[way]}, {size:,}: mean, ours / tantivy", mean, MEANS[way].get(size), beside=told)
    yield Row(f"{TITLES[way]}, {size:,}: p95, ours / tantivy", high, HIGHS.get(size) if way == "facets" else None)


def _slow(size: int, own: dict[str, Any]) -> Iterator[Row]:
    bandwidth = own["bandwidth"]["read"] if "bandwidth" in own else None
    for shape in own.get("slow", ()):
        ms = shape["ms"]["telusur"]
        told = [f"{name} {other:.1f} ms" for name, other in shape["ms"].items() if name != "telusur"]
        if bandwidth:
            told.append(distance(shape["bytes"], ms, bandwidth))
        bound = SLOW if size == MILLION and shape["name"] not in UNBOUNDED else None
        yield Row(f"{shape['name']}, {size:,}: ms", ms, bound, beside="; ".join(told))


def distance(touched: float, ms: float, bandwidth: float) -> str:
    """Return how far a time is from the memory bandwidth (GB/s) over the bytes that have to be touched."""
    reached = touched / 1e6 / ms
    return f"{touched / 1e6:.1f} MB at {reached:.2f} GB/s, {reached / bandwidth:.0%} of {bandwidth:.1f}"


def _of_size(size: int, own: dict[str, Any]) -> Iterator[Row]:
    label = f"{size:,}"
    if "twice" in own:
        chosen, conjunctive = (statistics.fmean(own["twice"][way]) for way in ("chosen", "conjunctive"))
        yield Row(f"disjunctive facets, two chosen, {label}: by the conjunctive time", chosen / conjunctive, TWICE,
                  beside=f"{chosen:.2f} and {conjunctive:.2f} ms", options=f"--sizes {size} --parts twice")
    yield from _asked(_built(size, own.get("built", {})), f"--sizes {size} --rebuild telusur,tantivy")
    yield from _asked(_worker(size, own), f"--sizes {size} --parts worker,update")


def _built(size: int, built: dict[str, Any]) -> Iterator[Row]:
    label = f"{size:,}"
    if "telusur" in built and "tantivy" in built:
        ours, other = built["telusur"], built["tantivy"]
        told = (f"{ours['rate']:.0f} and {other['rate']:.0f} docs/s, processor {ours['processor']:.0f} and "
                f"{other['processor']:.0f} s; load {ours['load']} and {other['load']}")
        alike = abs(ours["load"] - other["load"]) <= ALIKE
        yield Row(f"indexing {label}, docs/s: ours / tantivy", ours["rate"] / other["rate"],
                  BUILDING if alike else None, True, told if alike else f"{told}: NOT COMPARABLE")
        yield Row(f"index size, {label}: ours / tantivy", ours["bytes"] / other["bytes"], SIZE,
                  beside=f"{ours['bytes'] / 1e6:.0f} and {other['bytes'] / 1e6:.0f} MB")
        yield Row(f"peak memory of indexing {label}: GiB", ours["peak"] / 2**30, PEAK if size == MILLION else None)


def _worker(size: int, own: dict[str, Any]) -> Iterator[Row]:
    label = f"{size:,}"
    if "worker" in own:
        worker, bound = own["worker"], size == MILLION
        yield Row(f"private memory of a worker, {label}: MiB", worker["private_mib"], PRIVATE if bound else None,
                  beside=f"{worker['opened_mib']} when opened")
        yield Row(f"opening an index of {label}: ms of processor", worker["open_ms"], OPENING if bound else None,
                  beside=f"{worker['open_wall_ms']} ms on the wall")
    if "update" in own:
        yield Row(f"update of 1,000 articles, {label}: seconds", own["update"]["seconds"], None,
                  beside=f"processor {own['update']['processor']:.1f} s; a deletion {own['update']['delete_one']} s")


def _real(real: dict[str, Any]) -> Iterator[Row]:
    ours, other = real["telusur"], real["tantivy"]
    yield Row(f"indexing {real['articles']:,} real articles, facts included: docs/s", ours["rate"], REAL, True,
              f"tantivy fed by the same pipeline {other['rate']:.0f}; load {real['load']}")
    for row in real["requests"]:
        told = f"{row['path']} asked {row['asked']}, {row['connections']} connections"
        page = row["path"] == "/"
        yield Row(f"{told}: requests/s", row["per_second"], PAGE_RATE if page else JSON_RATE, True,
                  f"{row['processor_ms']} ms of processor a request")
        yield Row(f"{told}: p99 ms", row["p99"], None if page else JSON_P99)


def table(results: dict[str, Any]) -> str:
    """Return all rows as a table in Markdown."""
    head = "| figure | | goal | | beside it | again |\n|---|---|---|---|---|---|"
    return "\n".join([head, *(row.line() for row in rows_of(results))])
