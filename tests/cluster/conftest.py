"""An empty engine over three nodes."""

import os
import secrets
from collections.abc import Iterator

import pytest

from search.engines.opensearch.engine import OpenSearchEngine
from tests.cluster.absorbing import opened


@pytest.fixture(scope="module")
def addresses() -> str:
    """The addresses of three nodes."""
    given = os.environ.get("TELUSUR_CLUSTER", "")
    if given.count(",") != 2:
        pytest.skip("no three OpenSearch nodes are running: make test-cluster starts them")
    return given


@pytest.fixture
def engine(addresses: str) -> Iterator[OpenSearchEngine]:
    """An empty engine with one replica, removed at the end."""
    made = opened(addresses, f"t{secrets.token_hex(6)}", None)
    yield made
    made.cluster.patiently(lambda: made.cluster.client.indices.delete(index=f"{made.generations.name}-*"))
    made.close()
