"""Settings -> the engine they ask for, and the service over it."""

from index.knowledge.synonyms import load_synonyms
from search.engines.base import Engine, EngineError
from search.engines.whoosh.engine import WhooshEngine
from search.service import SearchService
from search.settings import Settings

try:
    from search.engines.opensearch.cluster import Connection
    from search.engines.opensearch.engine import OpenSearchEngine
    from search.engines.opensearch.parts import part_of
except ImportError:  # opensearch-py comes with telusur[cluster] alone
    CLUSTER = False
else:
    CLUSTER = True


def make_engine(settings: Settings) -> Engine:
    """Return the engine that the settings ask for; EngineError if what it needs is not installed."""
    if settings.part is not None and settings.engine != "opensearch":
        raise EngineError("parts are for a cluster: one directory is written by one run; leave --part out")
    if settings.engine == "whoosh":
        return WhooshEngine(settings.index)
    if not CLUSTER:
        raise EngineError("the engine opensearch needs opensearch-py: pip install 'telusur[cluster]'")
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


def make_service(settings: Settings) -> SearchService:
    """Return the service over the engine that the settings ask for; SynonymError if their file cannot be read."""
    synonyms = None if settings.synonyms is None else load_synonyms(settings.synonyms)
    return SearchService(make_engine(settings), synonyms)
