"""A run that absorbs made-up articles, to be killed: python -m tests.cluster.absorbing ADDRESSES NAME STATE COUNT."""

import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from index.article import Article
from index.entry import Entry
from search.engines.opensearch.cluster import Connection
from search.engines.opensearch.engine import OpenSearchEngine
from tests.contract.drawn import REGIONS, WORDS, entry_of

BATCH = 20


def made_up(count: int) -> Iterator[Article]:
    """Yield articles whose words follow from their number; every tenth takes the id of the one before."""
    for n in range(count):
        words = [WORDS[(n * k + k) % len(WORDS)] for k in range(1, 6 + n % 7)]
        yield Article(f"a{n - (n % 10 == 9)}", f"{' '.join(words)} n{n}")


def batches(count: int) -> Iterator[list[Article]]:
    """Yield the articles in batches."""
    articles = made_up(count)
    while batch := list(islice(articles, BATCH)):
        yield batch


def understand(batch: Sequence[Article]) -> list[Entry]:
    """Return entries of the articles' words."""
    found = []
    for article in batch:
        number = int(article.id[1:])
        found.append(entry_of(
            article.id, body=article.text.split(), regions=[REGIONS[number % len(REGIONS)]],
            day=date(2024, 1, 1) + timedelta(days=number % 400),
        ))
    return found


def opened(addresses: str, name: str, state: Path | None) -> OpenSearchEngine:
    """Open an engine over the cluster."""
    connection = Connection(tuple(addresses.split(",")), timeout=30.0)
    return OpenSearchEngine(connection, name, shards=2, replicas=1, state=state)


def main(addresses: str, name: str, state: str, count: str) -> None:
    """Absorb the articles; say so when done."""
    engine = opened(addresses, name, Path(state))
    report = engine.absorb(batches(int(count)), understand, workers=2, fresh=True)
    engine.close()
    print(report.added, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
