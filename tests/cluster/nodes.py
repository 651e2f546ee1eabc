"""Nodes that die or hang, and come back."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.opensearch.engine import OpenSearchEngine

ROOT = Path(__file__).parents[2]


def nodes(*arguments: str) -> None:
    """Kill or revive a node."""
    subprocess.run(["bash", str(ROOT / "bench/opensearch.sh"), *arguments], check=True, capture_output=True)


def green(engine: OpenSearchEngine) -> None:
    """Wait until every replica is in its place."""
    limits = {"wait_for_status": "green", "timeout": "300s", "request_timeout": 310}
    health = engine.cluster.client.cluster.health(index=f"{engine.generations.name}-*", params=limits)
    assert health["status"] == "green"


def holder_of_a_primary(engine: OpenSearchEngine) -> str:
    """Return the number of a node that holds a primary shard of the engine's."""
    shards = engine.cluster.client.cat.shards(index=f"{engine.generations.name}-*", params={"format": "json"})
    holder: str = next(shard["node"] for shard in shards if shard["prirep"] == "p")
    return holder.removeprefix("node-")


@contextmanager
def dead_node(engine: OpenSearchEngine, number: int) -> Iterator[None]:
    """Kill a node at once; bring it back at the end."""
    nodes("kill", str(number))
    try:
        yield
    finally:
        nodes("revive", str(number))
        green(engine)


@contextmanager
def hanging_node(engine: OpenSearchEngine, number: int) -> Iterator[None]:
    """Let a node hang; let it go on at the end."""
    nodes("freeze", str(number))
    try:
        yield
    finally:
        nodes("thaw", str(number))
        green(engine)
