"""An engine over a real cluster whose indexes pass away with it."""

import itertools
import secrets
from collections.abc import Sequence
from pathlib import Path

from search.engines.opensearch.cluster import Connection
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.facets import Limits

RANKED = Limits(few=1, sent=1, most=40, part=2)
IN_PARTS = Limits(few=1, sent=41, most=40, part=2)
LIMITS = itertools.cycle((Limits(), RANKED, IN_PARTS))
"""Facets of every size, ranked and in parts, tried on few values."""


class PassingEngine(OpenSearchEngine):
    """An OpenSearchEngine under a name of its own, without replicas; closing it removes what it wrote."""

    def __init__(self, addresses: Sequence[str], shards: int = 2, state: Path | None = None) -> None:
        connection = Connection(tuple(addresses), timeout=30.0)
        name = f"t{secrets.token_hex(6)}"
        super().__init__(connection, name, shards=shards, replicas=0, state=state, limits=next(LIMITS))

    def close(self) -> None:
        """Remove the indexes and close the connections."""
        self.cluster.client.indices.delete(index=f"{self.generations.name}-*")
        super().close()
