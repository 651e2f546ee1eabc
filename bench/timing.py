"""How the speed bench times searches: engines take turns, the median of the rounds counts."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bench.rivals.base import Rival
from bench.workload import Asked


def timed(runs: dict[str, Callable[[], Any]], rounds: int) -> dict[str, tuple[float, float]]:
    """Return for each run its processor time and its time on the wall in ms: medians of the rounds, one run before.

    Processor time is that of this thread: every engine of the bench searches in the thread that calls it.
    """
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for turn in range(rounds + 1):
        for name, run in runs.items():
            wall, processor = time.perf_counter(), time.thread_time()
            run()
            spent = time.thread_time() - processor, time.perf_counter() - wall
            if turn:
                taken[name].append(spent)
    return {
        name: (statistics.median(p for p, _ in own) * 1000, statistics.median(w for _, w in own) * 1000)
        for name, own in taken.items()
    }


def measure(engines: Sequence[Rival], queries: Sequence[Asked], facets: bool, rounds: int) -> dict[str, Any]:
    """Return for each engine its processor time for each query in ms, and the mean time on the wall."""
    times: dict[str, list[float]] = {engine.name: [] for engine in engines}
    walls: dict[str, list[float]] = {engine.name: [] for engine in engines}
    for asked in queries:
        for name, (own, wall) in timed({e.name: e.prepare(asked, facets) for e in engines}, rounds).items():
            times[name].append(round(own, 4))
            walls[name].append(wall)
    return {name: {"ms": own, "wall_mean": round(statistics.fmean(walls[name]), 4)} for name, own in times.items()}


def measure_in_turn(
    corpora: Mapping[int, Sequence[Rival]], queries: Sequence[Asked], facets: bool, rounds: int, turns: int
) -> dict[int, dict[str, Any]]:
    """Return for each corpus, by its size, what `measure` does, the corpora taking turns at each query.

    A machine's speed changes from minute to minute: what compares corpora has to ask them one right after the other. In
    each turn a corpus is asked as in `measure`, so that its caches are as warm; the median of the turns counts.
    """
    found: dict[int, list[dict[str, Any]]] = {size: [] for size in corpora}
    for asked in queries:
        told = [
            {size: measure(engines, [asked], facets, rounds) for size, engines in corpora.items()} for _ in range(turns)
        ]
        for size, engines in corpora.items():
            found[size].append({
                engine.name: (
                    statistics.median(turn[size][engine.name]["ms"][0] for turn in told),
                    statistics.median(turn[size][engine.name]["wall_mean"] for turn in told),
                ) for engine in engines
            })
    return {
        size: {
            engine.name: {
                "ms": [own[engine.name][0] for own in found[size]],
                "wall_mean": round(statistics.fmean(own[engine.name][1] for own in found[size]), 4),
            } for engine in engines
        } for size, engines in corpora.items()
    }


def disagreements(engines: Sequence[Rival], queries: Sequence[Asked]) -> Iterator[str]:
    """Yield every query whose totals or counts are not the same in all engines."""
    for asked in queries:
        answers = {engine.name: engine.counted(engine.prepare(asked, True)()) for engine in engines}
        if len({(answer.total, answer.facets) for answer in answers.values()}) > 1:
            totals = {name: answer.total for name, answer in answers.items()}
            yield f"{asked}: totals {totals}"


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 % do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
