"""Query: what the reader chose, as a value; Clause: what the parser understood, as a tree of finished terms."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from msgspec import Struct

from index.article import TelusurError

Sort = Literal["relevance", "newest", "oldest"]
View = Literal["articles", "statements"]

MISSING = "-"
"""The facet value of an article that has none ("tanpa tanggal", "tanpa wilayah", "tanpa tokoh")."""


def default_sort(text: str) -> Sort:
    """Return the order when none is asked for: by relevance if something is typed, else the newest first."""
    return "relevance" if text.strip() else "newest"


class QueryError(TelusurError):
    """A request that cannot be answered as asked (a page size of 0, a cursor of another search)."""


@dataclass(frozen=True, slots=True, order=True)
class Choice:
    """One chosen facet value; `excluded` asks for the articles without it."""

    facet: str
    value: str
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What the reader asked for. A change returns a new one; every change but `page_of` drops page and cursor.

    Inside a facet the chosen values are alternatives (OR), across facets all must hold (AND); an excluded value
    must not be there. Values of "date" are years ("2025"), months ("2025-10") or days ("2025-10-29"); of "region"
    codes, a province taking its children; `since` and `until` (both included) belong to the facet "date". `folded`
    asks that of the copies of one story (search.stories) one be shown; a single statement is never folded.
    """

    text: str = ""
    chosen: tuple[Choice, ...] = ()
    since: date | None = None
    until: date | None = None
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    cursor: str | None = None
    view: View = "articles"
    folded: bool = False

    def toggled(self, choice: Choice) -> "Query":
        """Return the query with the choice added, or removed if it stands; its opposite is removed."""
        rest = tuple(c for c in self.chosen if (c.facet, c.value) != (choice.facet, choice.value))
        chosen = rest if choice in self.chosen else tuple(sorted((*rest, choice)))
        return replace(self, chosen=chosen, page=1, cursor=None)

    def page_of(self, number: int) -> "Query":
        """Return the query at another page."""
        return replace(self, page=number, cursor=None)

    def cleared(self) -> "Query":
        """Return the query without choices and dates."""
        return replace(self, chosen=(), since=None, until=None, page=1, cursor=None)

    @property
    def folds(self) -> bool:
        """Tell whether copies are folded: asked for, and articles are what is shown."""
        return self.folded and self.view == "articles"

    def of(self, facet: str, excluded: bool = False) -> tuple[str, ...]:
        """Return the values chosen (or excluded) of one facet."""
        return tuple(c.value for c in self.chosen if c.facet == facet and c.excluded == excluded)


# A clause decides which documents match and gives each a score: the sum over the clause's scoring parts.


class Term(Struct, frozen=True, gc=False, tag=True):
    """Documents that hold the term; scores `weight` x BM25."""

    field: str
    text: str
    weight: float = 1.0


class Phrase(Struct, frozen=True, gc=False, tag=True):
    """Documents that hold the terms at `offsets` from one another; scores `weight` x BM25 of the phrase as one term.

    The phrase's frequency is the number of its places; its idf is the sum of its terms' idf (as Lucene has it).
    """

    field: str
    texts: tuple[str, ...]
    offsets: tuple[int, ...]
    weight: float = 1.0


class Prefix(Struct, frozen=True, gc=False, tag=True):
    """Documents that hold a term that begins with `text`; scores `weight`."""

    field: str
    text: str
    weight: float = 1.0


class Wildcard(Struct, frozen=True, gc=False, tag=True):
    """Documents that hold a term that fits `pattern` (* is any run of characters); scores `weight`."""

    field: str
    pattern: str
    weight: float = 1.0


class Fuzzy(Struct, frozen=True, gc=False, tag=True):
    """Documents that hold a term within `distance` edits (insert, delete, substitute, swap of neighbours: optimal
    string alignment) that shares the first letter; scores `weight`."""

    field: str
    text: str
    distance: int = 1
    weight: float = 1.0


class Value(Struct, frozen=True, gc=False, tag=True):
    """Documents that hold a facet value (or none of that facet: MISSING); scores 0."""

    facet: str
    value: str


class Range(Struct, frozen=True, gc=False, tag=True):
    """Documents whose day lies between the two days, both included; None is open; scores 0."""

    since: date | None
    until: date | None


class Every(Struct, frozen=True, gc=False, tag=True):
    """Every document; scores 0."""


class Nothing(Struct, frozen=True, gc=False, tag=True):
    """No document."""


class All(Struct, frozen=True, tag=True):
    """Documents that match every part; scores the sum. No parts: every document."""

    parts: "tuple[Clause, ...]"


class Any(Struct, frozen=True, tag=True):
    """Documents that match a part; scores the sum over the parts that match. No parts: no document."""

    parts: "tuple[Clause, ...]"


class Not(Struct, frozen=True, tag=True):
    """Documents that do not match the part; scores 0."""

    part: "Clause"


Clause = (
    Term | Phrase | Prefix | Wildcard | Fuzzy | Value | Range | Every | Nothing | All | Any | Not
)
