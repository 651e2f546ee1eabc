"""What the house is about: an Article as it was published, and the Facts read out of it.

Errors of the house, each raised by one floor and caught above it:

    TelusurError
    ├── ArticleError    a record that cannot be read as an article (index)
    ├── QueryError      a request that cannot be answered as asked (search)
    └── EngineError     the engine cannot answer (search.engines)
        ├── IndexMissing    there is no index yet
        ├── IndexDamaged    a file is missing, truncated or altered
        ├── ReindexNeeded   written by another schema or analyser
        └── EngineAway      the engine cannot be reached, or took too long
"""

from datetime import date
from typing import Literal

from msgspec import Struct


class TelusurError(Exception):
    """Any error of the house; its text says what is wrong, with the value, and what to do."""


class ArticleError(TelusurError):
    """A record that cannot be read as an article; `place` is its file and line."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


class Article(Struct, frozen=True, gc=False):
    """An article as published: `text` is NFC with `\\n` line ends; `id` is unique in an index."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: date | None = None
    author: str | None = None


class Span(Struct, frozen=True, gc=False):
    """Characters start..end (end excluded) of the article's text, or of its title."""

    start: int
    end: int
    part: Literal["text", "title"] = "text"


class DateFact(Struct, frozen=True, gc=False):
    """A calendar day the text names; `flags` holds e.g. "weekday-contradicts"."""

    day: date
    span: Span
    rule: str
    confidence: float
    flags: tuple[str, ...] = ()


class RegionFact(Struct, frozen=True, gc=False):
    """A province ("64") or regency/city ("64.02") by its Kemendagri code.

    `role` is "primary" (at most one), "about" or "mentioned"; `spans` are the places where it is named.
    """

    code: str
    role: Literal["primary", "about", "mentioned"]
    spans: tuple[Span, ...]
    rule: str
    confidence: float


class Statement(Struct, frozen=True, gc=False):
    """Something a person is said to have said: `span` is the words, `cue` the verb that marks them."""

    span: Span
    direct: bool
    cue: str | None
    cue_span: Span | None
    rule: str
    confidence: float


class SpeakerFact(Struct, frozen=True, gc=False):
    """A named person with at least one statement; `name` without titles, `position` with institution.

    `filed` is the value of the speaker facet, "" until the pipeline has filed the person.
    """

    name: str
    position: str | None
    span: Span
    position_span: Span | None
    statements: tuple[Statement, ...]
    rule: str
    confidence: float
    filed: str = ""


class Facts(Struct, frozen=True, gc=False):
    """What was read out of one article; every fact carries its span, rule and confidence (0..1).

    `date` is the article's own day as far as the text tells it (never just the published day);
    `dates` are all days named; `dateline` is the place name that opens the text.
    """

    date: DateFact | None = None
    dates: tuple[DateFact, ...] = ()
    dateline: str | None = None
    regions: tuple[RegionFact, ...] = ()
    speakers: tuple[SpeakerFact, ...] = ()

    @property
    def primary(self) -> RegionFact | None:
        """Return the region the article is mostly about, or None."""
        return next((r for r in self.regions if r.role == "primary"), None)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Return the statements of all speakers in text order: statement 0, 1, 2 ... wherever one has a number."""
        found = [statement for speaker in self.speakers for statement in speaker.statements]
        return tuple(sorted(found, key=lambda s: (s.span.part != "title", s.span.start, s.span.end)))
