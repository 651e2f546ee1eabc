"""A cluster measured: articles a second by 1 and 2 workers, bytes an article, and times of searches with facets.

    bash bench/opensearch.sh start 1
    .venv/bin/python bench/cluster.py ../shared/news/*.jsonl.gz --addresses http://127.0.0.1:9250 --count 5000

`--times 25` writes the articles 25 times under other ids. The last line is JSON.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from index.article import Article
from index.ingest.reader import read as read_articles
from index.pipeline import batches_of, entries_for
from search.engines.opensearch.cluster import Connection
from search.engines.opensearch.engine import OpenSearchEngine
from search.query import All, Any, Choice, Clause, Query, Term

FACETS = {"date": 0, "region": 10, "speaker": 10, "publisher": 10}


def articles(paths: list[str], count: int, times: int) -> Iterator[Article]:
    """Yield the articles, `times` times under other ids."""
    for copy in range(times):
        for article in islice(read_articles(paths, lambda problem: None), count):
            yield replace(article, id=f"{article.id}-{copy}") if copy else article


def word(term: str) -> Clause:
    """Return a word as the parser reads it: its key and, with half the weight, its form."""
    return Any((Term("text.key", term), Term("text.form", term, 0.5)))


def workload(engine: OpenSearchEngine) -> list[tuple[Clause, Query]]:
    """Return searches of one and two words, frequent and rarer ones, half of them with a choice."""
    terms = [term for term, _ in engine.terms("text.key", "", 4_000)]
    picked = [terms[n] for n in (5, 20, 60, 150, 400, 1_000, 2_000, 3_500) if n < len(terms)]
    single = [word(term) for term in picked]
    double = [All((word(a), word(b))) for a, b in pairwise(picked)]
    chosen = Query(chosen=(Choice("region", "31"),))
    return [(clause, query) for clause in single + double for query in (Query(), chosen)]


def server_seconds(engine: OpenSearchEngine) -> float:
    """Return the processor seconds that all nodes have taken so far."""
    nodes = engine.cluster.client.nodes.stats(metric="process")["nodes"]
    return float(sum(node["process"]["cpu"]["total_in_millis"] for node in nodes.values())) / 1000


def measure(options: argparse.Namespace) -> dict[str, object]:
    """Return the figures."""
    told: dict[str, object] = {"load_before": os.getloadavg()[0], "cores": os.cpu_count()}
    engine = OpenSearchEngine(Connection(tuple(options.addresses.split(",")), timeout=60.0), options.name,
                              shards=options.shards, replicas=options.replicas)
    try:
        for workers in options.workers:
            begun, server, client = time.perf_counter(), server_seconds(engine), os.times()
            source = articles(options.paths, options.count, options.times)
            report = engine.absorb(batches_of(source), entries_for, workers=workers, fresh=True)
            seconds = time.perf_counter() - begun
            told[f"articles_per_second_{workers}"] = round(report.added / seconds, 1)
            told["articles"] = report.added
            # Processor time is what other programs on the machine do not spoil.
            end = os.times()
            spent = sum(end[:4]) - sum(client[:4])
            told[f"client_cpu_ms_{workers}"] = round(spent / report.added * 1000, 2)
            told[f"server_cpu_ms_{workers}"] = round((server_seconds(engine) - server) / report.added * 1000, 2)
        stats = engine.stats()
        told |= {"bytes_per_article": round(stats.bytes / stats.documents), "segments": stats.segments}
        times = []
        asked = workload(engine)
        for clause, query in asked * (1 + options.rounds):
            begun = time.perf_counter()
            engine.search(clause, query, FACETS)
            times.append((time.perf_counter() - begun) * 1000)
        times = times[len(asked) :]
        told |= {"searches": len(times), "p50_ms": round(statistics.median(times), 1),
                 "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1), "load_after": os.getloadavg()[0]}
    finally:
        engine.cluster.client.indices.delete(index=f"{options.name}-*")
        engine.close()
    return told


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--addresses", default="http://127.0.0.1:9250")
    parser.add_argument("--name", default="measured")
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--replicas", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    print(json.dumps(measure(parser.parse_args())))
