"""A cluster measured beside the embedded engine: articles a second, bytes an article, times of searches with facets.

    OPENSEARCH_HEAP=1g bash bench/opensearch.sh start 1
    .venv/bin/python bench/cluster.py ../shared/news/*.jsonl.gz --workers 1 2 --times 3

First the articles are understood and written by each number of workers, as `telusur index` does; understanding takes
most of it. What was understood is kept (`--keep FOLDER`: for the next run too), and written again by each number of
workers without understanding it. Then `--times` copies of it are written to both engines: finished entries under other
ids, a week later each, their words as they were. So the vocabulary does not grow with the copies, as it would with as
many articles of their own, and every list of postings does. The cluster gets the copies as requests prepared before,
as many at a time as there are workers, each number in turn, so that their rate is that of the servers alone;
`--minutes` ends that after a whole copy. Every line printed is JSON.
"""

import argparse
import json
import os
import pickle
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import count, islice, pairwise
from pathlib import Path
from typing import TypeVar

from msgspec import structs

sys.path.insert(0, str(Path(__file__).parents[1]))

from index.article import Article
from index.entry import Entry
from index.ingest.reader import read as read_articles
from index.pipeline import batches_of, entries_for
from search.engines.base import Engine
from search.engines.opensearch.cluster import Connection
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.mapping import document_of, key_of
from search.engines.whoosh.engine import WhooshEngine
from search.query import All, Any, Choice, Clause, Query, Term

FACETS = {"date": 0, "region": 10, "speaker": 10, "publisher": 10}

T = TypeVar("T")
Understand = Callable[[Sequence[Article]], list[Entry]]


def kept(articles: Sequence[Article], folder: Path) -> list[Entry]:
    """Return the entries of a batch, and keep them in a file."""
    entries = entries_for(articles)
    place_of(articles, folder).write_bytes(pickle.dumps(entries))
    return entries


def copied(batch: Sequence[Article], folder: Path) -> list[Entry]:
    """Return the entries kept of a batch under the ids of the articles given, later by a week for each copy."""
    first, _, copy = batch[0].id.rpartition("~")
    entries: list[Entry] = pickle.loads((folder / first.replace("/", "_")).read_bytes())  # of our own making
    later = timedelta(weeks=int(copy))
    return [
        structs.replace(entry, article=structs.replace(entry.article, id=f"{entry.article.id}~{copy}"),
                day=None if entry.day is None else entry.day + later)
        for entry in entries
    ]


def place_of(batch: Sequence[Article], folder: Path) -> Path:
    """Return the file that keeps the entries of a batch, named by the first article's id."""
    return folder / batch[0].id.replace("/", "_")


def copies(firsts: list[tuple[str, int]], times: int) -> Iterator[list[Article]]:
    """Yield batches of articles that have nothing but an id: that of a batch kept, and the number of the copy."""
    for copy in range(times):
        for first, size in firsts:
            yield [Article(f"{first}~{copy}", "-")] * size


@dataclass(frozen=True, slots=True)
class Prepared:
    """The document of an entry as JSON with marks where copies differ: COPY ends the id, DAY and ORDINAL the day."""

    id: str
    day: date | None
    document: bytes

    def copied(self, copy: int, version: int) -> bytes:
        """Return the two lines of a bulk request that write a copy."""
        action = {"_id": key_of(f"{self.id}~{copy}"), "version": version, "version_type": "external_gte"}
        document = self.document.replace(COPY, b"~%d" % copy)
        if self.day is not None:
            day = self.day + timedelta(weeks=copy)
            document = document.replace(DAY, day.isoformat().encode()).replace(ORDINAL, b"%d" % day.toordinal())
        return b'{"index":%s}\n%s\n' % (json.dumps(action).encode(), document)


COPY, DAY, ORDINAL = b"@copy@", b"@day@", b'"@ordinal@"'


def prepared(entry: Entry, draft: int) -> Prepared:
    """Return the document of an entry, prepared to be copied."""
    marked = structs.replace(entry, article=structs.replace(entry.article, id=entry.article.id + COPY.decode()))
    document = document_of(marked, draft)
    if entry.day is not None:
        before, day, after = document["stored"].rpartition(f'"day":"{entry.day.isoformat()}"')
        document |= {"stored": f'{before}"day":"{DAY.decode()}"{after}' if day else after,
                     "day": DAY.decode(), "ordinal": ORDINAL.decode().strip('"')}
    return Prepared(entry.article.id, entry.day, json.dumps(document, ensure_ascii=False).encode())


def written_prepared(
    engine: OpenSearchEngine, paths: Sequence[Path], times: int, minutes: float, workers: int
) -> tuple[int, dict[str, object]]:
    """Write copies of what is kept as one generation, a request of each worker at a time; return how many, and how."""
    draft = engine.generations.begin(fresh=True)
    batches = [[prepared(entry, draft.number) for entry in pickle.loads(path.read_bytes())] for path in paths]
    begun, server, number, done = time.perf_counter(), server_seconds(engine), count(), 0
    with ThreadPoolExecutor(workers) as pool:
        for copy in range(times):
            payloads = (b"".join(one.copied(copy, next(number)) for one in batch) for batch in batches)
            for some in batched(payloads, workers):
                list(pool.map(partial(engine.cluster.write, draft.alias), some))
            done = copy + 1
            if done in (1, 5, 10, 15, 20):
                told = {"workers": workers, "copies": done, "articles": next(number), "minutes": minutes_since(begun)}
                tell("on the way", told)
            if minutes_since(begun) > minutes:
                break
    documents = engine.generations.publish(draft)
    seconds = time.perf_counter() - begun
    stats = engine.stats()
    return done, {
        "engine": "cluster", "workers": workers, "copies": done, "articles": documents,
        "minutes": round(seconds / 60, 1),
        "articles_per_second": round(documents / seconds, 1),
        "server_cpu_ms": round((server_seconds(engine) - server) / documents * 1000, 2),
        "bytes_per_article": round(stats.bytes / documents), "segments": stats.segments,
    }


def minutes_since(begun: float) -> float:
    """Return the minutes since a time of the performance counter."""
    return round((time.perf_counter() - begun) / 60, 1)


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of `size`."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def word(term: str) -> Clause:
    """Return a word as the parser reads it: its key and, with half the weight, its form."""
    return Any((Term("text.key", term), Term("text.form", term, 0.5)))


def workload(engine: Engine) -> list[tuple[Clause, Query]]:
    """Return searches of one and two words, frequent and rarer ones, half of them with a choice."""
    terms = [term for term, _ in engine.terms("text.key", "", 4_000)]
    picked = [terms[n] for n in (5, 20, 60, 150, 400, 1_000, 2_000, 3_500) if n < len(terms)]
    single = [word(term) for term in picked]
    double = [All((word(a), word(b))) for a, b in pairwise(picked)]
    chosen = Query(chosen=(Choice("region", "31"),))
    return [(clause, query) for clause in single + double for query in (Query(), chosen)]


def milliseconds(engine: Engine, clause: Clause, query: Query) -> float:
    """Return how long a search takes."""
    begun = time.perf_counter()
    engine.search(clause, query, FACETS)
    return (time.perf_counter() - begun) * 1000


def timed(engines: dict[str, Engine], rounds: int) -> dict[str, object]:
    """Return p50 and p95 of each engine, the first round apart; the engines answer in turn.

    "best": of the best time of each search, which other programs on the machine spoil least.
    """
    told: dict[str, object] = {}
    asked = workload(next(reversed(engines.values())))
    times: dict[str, list[list[float]]] = {name: [] for name in engines}
    for _ in range(1 + rounds):
        for name, engine in engines.items():
            times[name].append([milliseconds(engine, *search) for search in asked])
    for name, by_round in times.items():
        later = [ms for one in by_round[1:] for ms in one]
        best = [min(one) for one in zip(*by_round[1:], strict=True)]
        told |= {f"{name}_p50_ms": round(statistics.median(later), 1),
                 f"{name}_p95_ms": round(statistics.quantiles(later, n=20)[-1], 1),
                 f"{name}_first_round_p95_ms": round(statistics.quantiles(by_round[0], n=20)[-1], 1),
                 f"{name}_best_p95_ms": round(statistics.quantiles(best, n=20)[-1], 1)}
    return told


def server_seconds(engine: OpenSearchEngine) -> float:
    """Return the processor seconds that all nodes have taken so far."""
    nodes = engine.cluster.client.nodes.stats(metric="process")["nodes"]
    return float(sum(node["process"]["cpu"]["total_in_millis"] for node in nodes.values())) / 1000


def written(
    engine: Engine, batches: Iterator[list[Article]], understand: Understand, workers: int
) -> dict[str, object]:
    """Write the batches as a new index; return how long that took, and whose processor.

    Time of worker processes is not counted: `client_cpu_ms` means something for one worker only.
    """
    cluster = engine if isinstance(engine, OpenSearchEngine) else None
    begun, client, server = time.perf_counter(), os.times(), server_seconds(cluster) if cluster else 0.0
    report = engine.absorb(batches, understand, workers=workers, fresh=True)
    seconds, spent = time.perf_counter() - begun, sum(os.times()[:4]) - sum(client[:4])
    told: dict[str, object] = {
        "engine": "cluster" if cluster else "embedded", "workers": workers, "articles": report.added,
        "articles_per_second": round(report.added / seconds, 1),
    }
    if workers == 1:
        told["client_cpu_ms"] = round(spent / report.added * 1000, 2)
    if cluster:
        told["server_cpu_ms"] = round((server_seconds(cluster) - server) / report.added * 1000, 2)
    stats = engine.stats()
    return told | {"bytes_per_article": round(stats.bytes / stats.documents), "segments": stats.segments}


def tell(what: str, told: Mapping[str, object]) -> None:
    """Print a line."""
    print(json.dumps({"what": what, **told, "load": round(os.getloadavg()[0], 1)}), flush=True)


def measure(options: argparse.Namespace, folder: Path) -> None:
    """Print the figures."""
    connection = Connection(tuple(options.addresses.split(",")), timeout=60.0)
    cluster = OpenSearchEngine(connection, options.name, shards=options.shards, replicas=options.replicas)
    store = options.keep or folder
    store.mkdir(exist_ok=True)
    with closing(cluster), closing(WhooshEngine(folder / "embedded")) as embedded:
        both: dict[str, Engine] = {"cluster": cluster, "embedded": embedded}
        try:
            articles = read_articles(options.paths, lambda problem: None)
            batches = list(batches_of(islice(articles, options.count)))
            firsts = [(batch[0].id, len(batch)) for batch in batches]
            paths = [place_of(batch, store) for batch in batches]
            for workers in () if all(path.exists() for path in paths) else options.workers:
                some = batches if workers == options.workers[-1] else batches[: options.few // len(batches[0])]
                tell("understood and written", written(cluster, iter(some), partial(kept, folder=store), workers))
            again = partial(copied, folder=store)
            for workers in options.workers:
                tell("written", written(cluster, copies(firsts, 1), again, workers))
            tell("written", written(embedded, copies(firsts, 1), again, 1))
            tell("searched", timed(both, options.rounds))
            if options.times > 1:
                for workers in options.workers:
                    times, told = written_prepared(cluster, paths, options.times, options.minutes, workers)
                    tell("copies written", told)
                tell("searched", timed({"cluster": cluster}, options.rounds))
                for workers in options.workers:
                    tell("copies written", written(embedded, copies(firsts, times), again, workers))
                tell("searched", timed(both, options.rounds))
        finally:
            if not options.leave:
                cluster.cluster.client.indices.delete(index=f"{options.name}-*")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--addresses", default="http://127.0.0.1:9250")
    parser.add_argument("--name", default="measured")
    parser.add_argument("--count", type=int, default=50_000, help="articles at most")
    parser.add_argument("--few", type=int, default=8_000, help="articles for all numbers of workers but the last")
    parser.add_argument("--times", type=int, default=1, help="copies of what was understood")
    parser.add_argument("--minutes", type=float, default=600.0, help="after which no further copy is begun")
    parser.add_argument("--keep", type=Path, help="folder that keeps what was understood")
    parser.add_argument("--leave", action="store_true", help="leave the indexes in the cluster")
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--replicas", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    made = Path(tempfile.mkdtemp(prefix="telusur-cluster-"))
    try:
        measure(parser.parse_args(), made)
    finally:
        shutil.rmtree(made)
