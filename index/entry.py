"""Entry: an article with its facts and finished terms, and Sink: whatever stores entries."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from msgspec import Struct

from index.article import Article, Facts

TITLE_WEIGHT = 2
"""How often the title's terms stand in `text`: BM25F by replication (Robertson, Zaragoza, Taylor 2004, "Simple
BM25 extension to multiple weighted fields"), so that every engine computes the same score from one token stream."""

FIELD_GAP = 100
"""Positions left free between title, body and separate statements, so that no phrase crosses them."""

TEXT_FIELDS = (
    "text.form", "text.key",          # title (TITLE_WEIGHT times), then body
    "title.form", "title.key",
    "quote.form", "quote.key",        # the statements, one after another
    "speaker.form",                   # names of speakers, words folded
    "position.form", "position.key",  # their positions
    "publisher.form",
)

FACETS = ("date", "region", "speaker", "publisher")

PLACES = 32
"""Places of a signature (`Entry.signature`), each a little-endian uint16."""


class Terms(Struct, frozen=True, gc=False):
    """Terms of one field with their positions: two lists of one length, positions ascending (equal ones allowed)."""

    terms: list[str]
    positions: list[int]


class FacetValue(Struct, frozen=True, gc=False):
    """A facet's value (what is counted and put into URLs) and the label a reader sees."""

    value: str
    label: str


class Entry(Struct, frozen=True, gc=False):
    """What an engine stores of one article.

    `terms`: field name (of TEXT_FIELDS) -> Terms; a field without terms may be absent.
    `day`: the day the article is filed under (the fact, else the published day), or None.
    `facets`: "region" (codes of all regions the article is about, each with its province's code), "speaker"
    (slugs), "publisher" (folded name) -> values without repeats; "date" is not in it: it is `day`.
    `signature`: by it copies of one story are known: PLACES little-endian uint16, or b"" (too short a text).
    """

    article: Article
    facts: Facts
    terms: Mapping[str, Terms]
    day: date | None
    facets: Mapping[str, tuple[FacetValue, ...]]
    signature: bytes = b""


class Sink(Protocol):
    """Whatever stores entries."""

    def write(self, entries: Iterable[Entry]) -> None:
        """Store the entries, all or none; an entry whose article id is there already replaces it."""
