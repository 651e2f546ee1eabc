"""An engine over a real cluster whose indexes pass away with it."""

import secrets
from collections.abc import Sequence
from pathlib import Path

from search.engines.opensearch.cluster import Connection
from search.engines.opensearch.engine import OpenSearchEngine


class PassingEngine(OpenSearchEngine):
    """An OpenSearchEngine under a name of its own, without replicas; closing it removes what it wrote."""

    def __init__(self, addresses: Sequence[str], shards: int = 2, state: Path | None = None) -> None:
        connection = Connection(tuple(addresses), timeout=30.0)
        name = f"t{secrets.token_hex(6)}"
        super().__init__(connection, name, shards=shards, replicas=0, state=state)

    def close(self) -> None:
        """Remove the indexes and close the connections."""
        self.cluster.client.indices.delete(index=f"{self.generations.name}-*")
        super().close()
