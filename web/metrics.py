"""Counts of requests as Prometheus reads them, added up over all workers; off unless asked for.

Each worker writes into its own file of a scratch directory, in the form that prometheus_client keeps for several
processes; whichever worker is asked adds the files up. What a worker counted before it ended is still counted.
"""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, Response, abort, g, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from prometheus_client.multiprocess import MultiProcessCollector

from search.engines.base import EngineError
from web.logs import route
from web.site import site

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, float("inf"))
"""Seconds; the deadline's default, 2, is one of them."""

REQUESTS = "telusur_requests"
SECONDS = "telusur_request_seconds"
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class Counts:
    """The counts of this process, in files of a directory that all workers share."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lock = threading.Lock()
        self._files: dict[str, MmapedDict] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        told = "Requests by method, route and status."
        labels = {"method": method, "route": route, "status": str(status)}
        with self._lock:
            self._add("counter", REQUESTS, f"{REQUESTS}_total", labels, told, 1.0)
            told = "Seconds until an answer was made, by route."
            first = next(bucket for bucket in BUCKETS if seconds <= bucket)
            for bucket in BUCKETS:  # those that hold nothing are shown too
                labels = {"route": route, "le": "+Inf" if bucket == float("inf") else str(bucket)}
                self._add("histogram", SECONDS, f"{SECONDS}_bucket", labels, told, float(bucket == first))
            self._add("histogram", SECONDS, f"{SECONDS}_sum", {"route": route}, told, seconds)

    def close(self) -> None:
        """Close the files; their counts stay."""
        for file in self._files.values():
            file.close()  # type: ignore[no-untyped-call]
        self._files.clear()

    def _add(self, kind: str, metric: str, name: str, labels: dict[str, str], told: str, amount: float) -> None:
        file = self._files.get(kind)
        if file is None:
            path = self.directory / f"{kind}_{os.getpid()}.db"
            file = self._files[kind] = MmapedDict(str(path))  # type: ignore[no-untyped-call]
        key = mmap_key(metric, name, list(labels), list(labels.values()), told)
        value, _ = file.read_value(key)  # type: ignore[no-untyped-call]
        if amount or not value:
            file.write_value(key, value + amount, 0.0)  # type: ignore[no-untyped-call]


class Index:
    """A collector of what is known of the index: its generation, articles, age."""

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges; ready is 0 if the index cannot answer."""
        ready = GaugeMetricFamily("telusur_ready", "1 if the index answers.")
        try:
            stats = site().service.stats()
        except EngineError:
            ready.add_metric([], 0)
            yield ready
            return
        ready.add_metric([], 1)
        yield ready
        yield GaugeMetricFamily("telusur_articles", "Articles in the current generation.", value=stats.documents)
        yield GaugeMetricFamily("telusur_index_bytes", "Bytes of the current generation.", value=stats.bytes)
        named = GaugeMetricFamily("telusur_generation", "The current generation, by name.", labels=["name"])
        named.add_metric([stats.generation], 1)
        yield named
        if stats.since is not None:
            yield GaugeMetricFamily("telusur_generation_age_seconds", "Seconds since it became the current one.",
                                    value=max(0.0, time.time() - stats.since))


def add_metrics(app: Flask, directory: Path | None) -> None:
    """Count requests and show the counts at /metrics; without a directory that page is not there."""
    counts = None if directory is None else Counts(directory)

    def metrics() -> Response:
        if counts is None:
            abort(404)
        registry = CollectorRegistry()
        MultiProcessCollector(registry, str(counts.directory))  # type: ignore[no-untyped-call]
        registry.register(Index())
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)

    app.add_url_rule("/metrics", "metrics", metrics)
    if counts is None:
        return
    app.extensions["counts"] = counts

    @app.before_request
    def begin() -> None:
        g.entered = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        method = request.method if request.method in METHODS else "other"  # a client makes up no labels
        seconds = time.perf_counter() - g.get("entered", time.perf_counter())
        counts.count(method, route(), response.status_code, seconds)
        return response


@contextmanager
def scratch(wanted: bool) -> Iterator[Path | None]:
    """Give a directory for counts if they are wanted; the process that asked for it removes it, no worker does."""
    if not wanted:
        yield None
        return
    owner, path = os.getpid(), Path(tempfile.mkdtemp(prefix="telusur-"))
    try:
        yield path
    finally:
        if os.getpid() == owner:
            shutil.rmtree(path, ignore_errors=True)
