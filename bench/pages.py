"""Server time of the results page and of the JSON endpoint, in process, by stage: processor time and time on the wall.

    python -m bench.pages --index build/index [--count 200] [--rounds 3] [--language id] [--room 0]

Each of the bench's queries goes through the whole WSGI application (limits, headers, gzip) as the page and as JSON, and
through the service alone ("ask", of which engine, facet views and snippets are measured by themselves; the rest is
understanding the words, and what to offer where little is found). First every query is asked once, as it is at first
sight ("first"); then a query's time is the median of its rounds. The last line is JSON.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

from werkzeug.test import EnvironBuilder

from bench.addresses import searches
from search.engines.whoosh.engine import WhooshEngine
from search.facets import view_of
from search.highlight import Highlighter
from search.query import Clause, Query
from search.results import Results
from search.schema import FACETS
from search.service import REGIONS, SearchService
from web.app import create_app
from web.params import url_of

PATHS = {"page": "/", "json": "/api/v1/search"}


class Timed:
    """Calls pieces of work in turn and keeps the processor time and the time on the wall of each, in ms."""

    def __init__(self) -> None:
        self.cpu: dict[str, list[float]] = {}
        self.wall: dict[str, list[float]] = {}

    def run(self, stage: str, work: Callable[[], Any]) -> Any:
        """Do the work and return what it gives."""
        wall, cpu = time.perf_counter(), time.thread_time()
        result = work()
        self.cpu.setdefault(stage, []).append((time.thread_time() - cpu) * 1000)
        self.wall.setdefault(stage, []).append((time.perf_counter() - wall) * 1000)
        return result

    def medians(self) -> tuple[dict[str, float], dict[str, float]]:
        """Return the median of each stage, processor time and on the wall."""
        return tuple(  # type: ignore[return-value]
            {stage: statistics.median(times) for stage, times in kept.items()} for kept in (self.cpu, self.wall)
        )


def fetch(app: WSGIApplication, url: str, gzip: bool = True) -> bytes:
    """Return the body of the answer as it goes over the wire; an error if it is none."""
    path, _, query = url.partition("?")
    builder = EnvironBuilder(path=path, query_string=query, headers={"Accept-Encoding": "gzip"} if gzip else None)
    seen: list[str] = []
    chunks = app(builder.get_environ(), lambda status, headers, error=None: seen.append(status) or (lambda data: None))
    body = b"".join(chunks)
    getattr(chunks, "close", lambda: None)()
    if not seen[0].startswith("200"):
        raise SystemExit(f"{url}: {seen[0]}")
    return body


def measured(service: SearchService, app: WSGIApplication, query: Query, lang: str, rounds: int) -> Timed:
    """Return the times of one query over some rounds."""
    timed = Timed()
    clause = service.understand(query).clause
    wanted = {facet.name: REGIONS if facet.name == "region" else facet.shown for facet in FACETS}
    for _ in range(rounds):
        results = timed.run("engine", lambda: service.engine.search(clause, query, wanted))
        timed.run("views", lambda results=results: views(results, query))  # type: ignore[misc]
        timed.run("snippets", lambda results=results: snippets(results, clause))  # type: ignore[misc]
        timed.run("ask", lambda: service.ask(query))
        for name, path in PATHS.items():
            url = url_of(path, query, lang)  # type: ignore[arg-type]
            timed.run(name, lambda url=url: fetch(app, url))  # type: ignore[misc]
    return timed


def views(results: Results, query: Query) -> None:
    """Make the facet views of the results, as the service does."""
    for facet in FACETS:
        view_of(facet.name, results.facets[facet.name], query, lambda value, label: label, facet.shown)


def snippets(results: Results, clause: Clause) -> None:
    """Make the titles and passages of the results, as the service does."""
    highlighter = Highlighter(clause)
    for hit in results.hits:
        highlighter.title(hit.stored.article)
        highlighter.snippet(hit.stored.article, hit.stored.facts, hit.statement)


def shown(title: str, times: Iterable[float]) -> dict[str, float]:
    """Print one line of the table and return its figures."""
    ordered = sorted(times)
    figures = {
        "mean": statistics.mean(ordered), "p50": ordered[len(ordered) // 2], "p95": ordered[int(len(ordered) * 0.95)],
        "max": ordered[-1],
    }
    print(f"  {title:28} " + "  ".join(f"{name} {value:7.2f}" for name, value in figures.items()))
    return {name: round(value, 2) for name, value in figures.items()}


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("build/index"))
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--room", type=int, default=0, help="bytes of answers to keep; 0: all are made")
    parser.add_argument("--language", choices=("id", "en"), default="id")
    options = parser.parse_args()
    service = SearchService(WhooshEngine(options.index))
    app = create_app(service, room=options.room).wsgi_app
    queries = searches(service, options.count)
    print(f"{service.stats().documents} articles, {len(queries)} queries; milliseconds")
    first = Timed()
    for query in queries:
        for name, path in PATHS.items():
            url = url_of(path, query, options.language)
            first.run(name, lambda url=url: fetch(app, url))  # type: ignore[misc]
    times = [measured(service, app, query, options.language, options.rounds).medians() for query in queries]
    report(first, times)


def report(first: Timed, times: Sequence[tuple[dict[str, float], dict[str, float]]]) -> None:
    """Print the tables and the line of JSON."""
    figures: dict[str, dict[str, float]] = {}
    for name in PATHS:
        figures[f"{name} first cpu"] = shown(f"{name}, first, cpu", first.cpu[name])
    for stage in times[0][0]:
        figures[f"{stage} cpu"] = shown(f"{stage}, cpu", [cpu[stage] for cpu, _ in times])
        figures[f"{stage} wall"] = shown(f"{stage}, wall", [wall[stage] for _, wall in times])
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
