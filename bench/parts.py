"""The parts of the speed bench over one corpus: each prints its lines and returns its figures."""

import os
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from bench.bandwidth import Floors, bandwidth
from bench.corpus import read_corpus
from bench.goals import TITLES
from bench.ours import Ours
from bench.rivals.base import Rival
from bench.timing import disagreements, measure, measure_in_turn, p95, timed
from bench.updating import update_figures
from bench.worker import worker_figures
from bench.workload import Asked, Document, documents_of, queries_of, slow_queries, twice_narrowed

QUERIES = 200
PAIR = ("telusur", "tantivy")
FEW = {"whoosh": 20}
"""How many queries an engine is asked that takes seconds for each."""
TURNS = 5
"""How often each corpus is asked where corpora are compared."""
SMALLEST = 10_000
"""The corpus from whose articles the queries are drawn that are asked of every size."""


@dataclass
class Work:
    """One corpus with the engines opened over it."""

    size: int
    path: Path
    sample: list[Document]
    engines: Sequence[Rival]
    rounds: int

    @cached_property
    def queries(self) -> list[Asked]:
        """Return the queries of this corpus."""
        return queries_of(self.sample, QUERIES)

    @cached_property
    def ours(self) -> Ours:
        """Return our engine."""
        return next(engine for engine in self.engines if isinstance(engine, Ours))

    @cached_property
    def floors(self) -> Floors:
        """Return the least bytes of queries."""
        return Floors(self.ours.engine, self.sample)

    @cached_property
    def pair(self) -> list[Rival]:
        """Return ours and tantivy, which are timed by themselves: what others touch empties the caches."""
        return [engine for engine in self.engines if engine.name in PAIR]

    def matches(self, asked: Asked) -> int:
        """Return how many documents match."""
        return self.ours.counted(self.ours.prepare(asked, False)()).total


def search(work: Work) -> dict[str, Any]:
    """Check that both of the pair count the same, and time them."""
    wrong = list(disagreements(work.pair, work.queries))
    _agreement(len(work.queries), wrong, "ours and tantivy")
    figures: dict[str, Any] = {
        "disagreements": len(wrong),
        "kinds": [asked.kind for asked in work.queries],
        "matches": [work.matches(asked) for asked in work.queries],
    }
    for way, title in TITLES.items():
        figures[way] = measure(work.pair, work.queries, way == "facets", work.rounds)
        report(figures[way], title)
    return figures


def _agreement(count: int, wrong: Sequence[str], who: str) -> None:
    print(f"  {count - len(wrong)} of {count} queries with the same totals and counts: {who}")
    for line in wrong[:5]:
        print(f"    {line}", flush=True)


def report(times: dict[str, Any], title: str) -> None:
    """Print mean and p95 of each engine, and ours by them."""
    ours = times["telusur"]["ms"]
    for name, own in times.items():
        mean, high = statistics.fmean(own["ms"]), p95(own["ms"])
        print(f"  {title:28} {name:10} mean {mean:8.3f} ms  p95 {high:8.3f} ms  wall {own['wall_mean']:8.3f} ms  "
              f"ours / it: mean {statistics.fmean(ours) / mean:.3f}, p95 {p95(ours) / high:.3f}", flush=True)


def others(work: Work) -> dict[str, Any]:
    """Time every other engine beside ours, and check that it counts the same."""
    figures: dict[str, Any] = {}
    for engine in [engine for engine in work.engines if engine.name not in PAIR]:
        asked = work.queries[: FEW.get(engine.name, QUERIES)]
        both = [work.ours, engine]
        wrong = list(disagreements(both, asked))
        _agreement(len(asked), wrong, engine.name)
        rounds = 1 if engine.name in FEW else work.rounds
        own: dict[str, Any] = {"disagreements": len(wrong)}
        for way, title in TITLES.items():
            own[way] = measure(both, asked, way == "facets", rounds)
            report(own[way], title)
        figures[engine.name] = own
    return {"others": figures}


def slow(work: Work) -> dict[str, Any]:
    """Time the shapes that cost most, and tell the distance to the memory bandwidth for them and each kind."""
    speed, shapes = bandwidth(), []
    print(f"  memory: {speed['read']} GB/s read, {speed['copy']} GB/s copied by one thread, "
          f"load {os.getloadavg()[0]:.1f}", flush=True)
    for asked in slow_queries(work.sample):
        times = timed({e.name: e.prepare(asked, True) for e in work.pair if asked.kind in e.kinds}, work.rounds)
        matches = work.matches(asked)
        shapes.append({
            "name": asked.name, "matches": matches, "bytes": work.floors.of(asked, matches),
            "ms": {name: round(own, 3) for name, (own, _) in times.items()},
        })
        print(f"  {asked.name:44} {matches:9,} matches  "
              + "  ".join(f"{name} {own:.2f} ms" for name, own in shapes[-1]["ms"].items()), flush=True)
    touched = [work.floors.of(asked, work.matches(asked)) for asked in work.queries]
    return {"bandwidth": speed, "slow": shapes, "bytes": touched}


def twice(work: Work) -> dict[str, Any]:
    """Time queries with two choices: facets that leave out their own choice, and facets under all choices."""
    queries = twice_narrowed(work.queries)
    times: dict[str, list[float]] = {"chosen": [], "conjunctive": []}
    for asked in queries:
        runs = {"chosen": work.ours.prepare_chosen(asked), "conjunctive": work.ours.prepare(asked, True)}
        for name, (own, _) in timed(runs, work.rounds).items():
            times[name].append(round(own, 4))
    chosen, conjunctive = (statistics.fmean(times[name]) for name in ("chosen", "conjunctive"))
    print(f"  two chosen filters: {chosen:.3f} ms, as part of the query {conjunctive:.3f} ms, "
          f"ratio {chosen / conjunctive:.2f}", flush=True)
    return {"twice": times}


def worker(work: Work) -> dict[str, Any]:
    """Measure what a worker takes that opens the index and answers everything."""
    asked = [*work.queries, *twice_narrowed(work.queries), *slow_queries(work.sample)]
    figures = worker_figures(work.ours.directory, asked)
    print(f"  a worker: {figures['private_mib']} MiB private after {len(asked)} queries, {figures['opened_mib']} when "
          f"opened; opening takes {figures['open_ms']} ms of processor", flush=True)
    return {"worker": figures}


def update(work: Work) -> dict[str, Any]:
    """Measure an update."""
    figures = update_figures(work.ours.directory, documents_of(read_corpus(work.path)))
    print(f"  1,000 articles into {work.size:,}: {figures['seconds']:.2f} s, processor {figures['processor']:.2f} s; "
          f"seen after {figures['open_again'] * 1000:.0f} ms; a deletion {figures['delete_one'] * 1000:.0f} ms",
          flush=True)
    return {"update": figures}


def growth(works: Sequence[Work]) -> dict[int, dict[str, Any]]:
    """Time the queries that are asked of every size, in turn; a corpus that is smaller holds other articles."""
    works = [work for work in works if work.size >= SMALLEST]
    if len(works) < 2:
        print(f"NOT DONE: growth; it needs two sizes from {SMALLEST:,} on in one run", flush=True)
        return {}
    sample = list(documents_of(islice(read_corpus(works[0].path), 0, SMALLEST, 5)))
    queries = queries_of(sample, QUERIES // 2)
    found = measure_in_turn({work.size: work.pair for work in works}, queries, True, works[0].rounds, TURNS)
    for size, times in found.items():
        means = ", ".join(f"{name} mean {statistics.fmean(own['ms']):.3f} ms" for name, own in times.items())
        print(f"  the same queries at {size:,}: {means}", flush=True)
    return {
        work.size: {"growth": {"matches": [work.matches(asked) for asked in queries], **found[work.size]}}
        for work in works
    }


PARTS: dict[str, Callable[[Work], dict[str, Any]]] = {
    part.__name__: part for part in (search, slow, twice, others, worker, update)
}
