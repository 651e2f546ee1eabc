"""SearchService: ask, article, facet, suggest. The one door that web/ and the command line use."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from search.engines.base import Engine, Stats
from search.facets import FacetView
from search.highlight import Piece
from search.query import Query
from search.results import Hit, Stored


@dataclass(frozen=True, slots=True)
class Reading:
    """How the query was read, for people: one line a language, and what could not be understood."""

    indonesian: str
    english: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with its title and best passage cut into pieces, some marked."""

    hit: Hit
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the autocomplete: `kind` is "word", "speaker" or "region"."""

    kind: Literal["word", "speaker", "region"]
    text: str      # what to put into the box, or the facet's label
    value: str     # the facet value for speaker and region, else the word
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of results, ready to be shown."""

    query: Query
    reading: Reading
    total: int
    found: tuple[Found, ...]
    facets: tuple[FacetView, ...]
    next: str | None           # cursor of the next page
    pages: int
    did_you_mean: str | None
    generation: str
    took_ms: float


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article to be shown: its text cut into pieces (query words marked, statements numbered), and its facts."""

    stored: Stored
    title: tuple[Piece, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]
    similar: tuple[Hit, ...]


class SearchService:
    """Answers readers over one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def ask(self, query: Query) -> Page:
        """Answer the query; any text whatever gives an answer."""
        raise NotImplementedError

    def article(self, id: str, text: str = "") -> ArticlePage | None:
        """Return the article with the words of `text` marked, or None."""
        raise NotImplementedError

    def facet(self, query: Query, name: str, containing: str = "", limit: int = 20,
              order: Literal["count", "name"] = "count") -> FacetView:
        """Return one facet's values, for type-ahead; QueryError for an unknown name."""
        raise NotImplementedError

    def suggest(self, prefix: str, limit: int = 8) -> list[Suggestion]:
        """Return words, speakers and regions that begin with what is being typed."""
        raise NotImplementedError

    def export(self, query: Query) -> Iterable[Stored]:
        """Yield every match of the query."""
        raise NotImplementedError

    def stats(self) -> Stats:
        """Return the counts of the index."""
        return self.engine.stats()
