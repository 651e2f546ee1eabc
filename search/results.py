"""What an engine answers: hits, the exact total, and the exact counts of facets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from index.article import Article, Facts

COPIES = 10
"""Copies that come with a hit; a story may have hundreds, the article's page lists them."""


class Stored(Struct, frozen=True, gc=False):
    """An article as an engine gives it back: as published, its facts, and the day it is filed under."""

    article: Article
    facts: Facts
    day: date | None


class Hit(Struct, frozen=True, gc=False):
    """One matching article with its score (float32 precision)."""

    score: float
    stored: Stored
    statement: int | None = None  # in the statements view: index into the article's statements, in text order
    folded: int = 0  # how many other matching articles of its story are folded under it
    copies: tuple[Stored, ...] = ()  # the first COPIES of those, in the query's order


class FacetCount(Struct, frozen=True, gc=False):
    """How many of the matching articles hold a value."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Counts of one facet over the articles that match everything but this facet's own choices.

    `counts`: the most frequent values first (ties by value), at most as many as asked for, then chosen values that
    are not among them (count 0 allowed); `distinct` is how many values have a count above 0; `missing` how many
    articles have none. For "date" the counts are months ("2025-10"), all of them, oldest first; for "region" all
    codes, provinces and regencies.
    """

    counts: tuple[FacetCount, ...]
    distinct: int
    missing: int


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits, the exact total, facet counts, and the cursor of the next page (None: no more).

    `folded`: how many matching articles are no hits because they are folded under one.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, FacetCounts]
    next: str | None
    generation: str
    folded: int = 0
