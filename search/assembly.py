"""Settings -> the engine they ask for, and the service over it."""

from index.knowledge.synonyms import load_synonyms
from index.late import late
from search.engines.base import Engine, EngineError
from search.engines.whoosh.engine import WhooshEngine
from search.service import SearchService
from search.settings import Settings


def make_engine(settings: Settings) -> Engine:
    """Return the engine that the settings ask for; EngineError if what it needs is not installed."""
    if settings.part is not None and settings.engine != "opensearch":
        raise EngineError("parts are for a cluster: one directory is written by one run; leave --part out")
    if settings.engine == "whoosh":
        return WhooshEngine(settings.index)
    try:
        engine: Engine = late("search.cluster", "make_cluster_engine")(settings)
    except ImportError as error:  # opensearch-py comes with telusur[cluster] alone
        if error.name != "opensearchpy":
            raise
        raise EngineError("the engine opensearch needs opensearch-py: pip install 'telusur[cluster]'") from error
    return engine


def make_service(settings: Settings) -> SearchService:
    """Return the service over the engine that the settings ask for; SynonymError if their file cannot be read."""
    synonyms = None if settings.synonyms is None else load_synonyms(settings.synonyms)
    return SearchService(make_engine(settings), synonyms)
