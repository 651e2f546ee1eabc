"""Settings -> the engine over an OpenSearch cluster."""

from search.engines.opensearch.cluster import Connection
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.parts import part_of
from search.settings import Settings


def make_cluster_engine(settings: Settings) -> OpenSearchEngine:
    """Return the engine over the cluster that the settings name."""
    addresses = tuple(one for given in settings.addresses for one in given.replace(",", " ").split())
    connection = Connection(
        addresses, settings.user, settings.password, settings.api_key, settings.ca, settings.verify,
        settings.timeout,
    )
    # beside the index directory of the embedded engine: by it a build that was killed goes on where it stood
    part = None if settings.part is None else part_of(settings.part)
    ending = ".resume" if part is None else f".{part.number}.resume"
    state = settings.index.with_name(settings.index.name + ending)
    return OpenSearchEngine(connection, shards=settings.shards, state=state, part=part)
