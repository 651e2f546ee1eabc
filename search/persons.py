"""Who says what: the persons whose statements answer a search, and what one person said over time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import log

from index.analysis.analyser import tokenise
from index.article import SpeakerFact
from search.engines.base import Engine
from search.query import Choice, Query
from search.results import Hit, Stored
from search.service import SearchService

BATCH = 500

MOST_STATEMENTS = 5_000
"""Statements looked at for one answer, the newest first: about half a second of reading; the answer says so if there
are more."""

LEAST_MENTIONS = 2  # a topic is a word that stands in at least so many of a person's statements
TOPICS = 12


@dataclass(frozen=True, slots=True)
class Voice:
    """A person among those who speak: statements and articles that answer, first and last day, commonest position."""

    slug: str
    name: str
    position: str | None
    statements: int
    articles: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Voices:
    """The persons who say most, and of how many statements: `seen` is less than `total` if there are too many."""

    voices: tuple[Voice, ...]
    persons: int
    seen: int
    total: int


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a person: which of which article."""

    stored: Stored
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Position:
    """A position a person was named with, first and last day, and in how many articles."""

    name: str
    first: date | None
    last: date | None
    articles: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """What the archive holds of a person; statements newest first, months oldest first."""

    slug: str
    name: str
    articles: int
    positions: tuple[Position, ...]
    regions: tuple[tuple[str, int], ...]
    months: Mapping[str, int]
    topics: tuple[str, ...]
    statements: tuple[Said, ...]


def speakers_of(stored: Stored) -> list[SpeakerFact]:
    """Return the speaker of each statement of the article, in the order of `Facts.statements`."""
    by_place = {id(s): speaker for speaker in stored.facts.speakers for s in speaker.statements}
    return [by_place[id(statement)] for statement in stored.facts.statements]


def statement_hits(service: SearchService, query: Query, most: int) -> tuple[int, Iterator[Hit]]:
    """Return how many statements answer the query, and the hits themselves, newest first, at most `most`."""
    asked = replace(query, view="statements", sort="newest", page=1, size=min(BATCH, most), cursor=None)
    clause = service.understand(asked).clause
    first = service.engine.search(clause, asked, {})

    def hits() -> Iterator[Hit]:
        left, results = most, first
        while results.hits:
            yield from results.hits[:left]
            left -= len(results.hits)
            if left <= 0 or results.next is None:
                return
            results = service.engine.search(clause, replace(asked, cursor=results.next), {})

    return first.total, hits()


def voices(service: SearchService, query: Query, wanted: int = 25) -> Voices:
    """Return the persons who say most in answer to the query."""
    total, hits = statement_hits(service, query, MOST_STATEMENTS)
    said: dict[str, list[tuple[Stored, SpeakerFact]]] = {}
    seen = 0
    for hit in hits:
        seen += 1
        if hit.statement is not None:
            speaker = speakers_of(hit.stored)[hit.statement]
            said.setdefault(speaker.filed, []).append((hit.stored, speaker))
    found = [_voice(name, pairs) for name, pairs in said.items()]
    found.sort(key=lambda voice: (-voice.statements, -voice.articles, voice.slug))
    return Voices(tuple(found[:wanted]), len(found), seen, total)


def _voice(name: str, pairs: list[tuple[Stored, SpeakerFact]]) -> Voice:
    days = [stored.day for stored, _ in pairs if stored.day is not None]
    positions = Counter(speaker.position for _, speaker in pairs if speaker.position).most_common(1)
    articles = len({stored.article.id for stored, _ in pairs})
    label = Counter(speaker.name for _, speaker in pairs).most_common(1)[0][0]
    position = positions[0][0] if positions else None
    return Voice(name, label, position, len(pairs), articles, min(days, default=None), max(days, default=None))


def portrait(service: SearchService, name: str) -> Portrait | None:
    """Return what the archive holds of the person of this slug, or None if nobody of that name speaks in it."""
    asked = Query(chosen=(Choice("speaker", name),), sort="newest")
    facts = [
        (stored, speaker)
        for stored in service.export(asked)
        for speaker in stored.facts.speakers
        if speaker.filed == name
    ]
    if not facts:
        return None
    statements = tuple(said for stored in {s.article.id: s for s, _ in facts}.values()
                       for said in statements_by(stored, name))
    regions = Counter(
        region.code for stored, _ in facts for region in stored.facts.regions if region.role != "mentioned"
    )
    months = Counter(stored.day.isoformat()[:7] for stored, _ in facts if stored.day is not None)
    return Portrait(
        slug=name,
        name=Counter(speaker.name for _, speaker in facts).most_common(1)[0][0],
        articles=len({stored.article.id for stored, _ in facts}),
        positions=positions_of(facts),
        regions=tuple(regions.most_common(8)),
        months=months,
        topics=topics_of(service.engine, [said.text for said in statements]),
        statements=statements,
    )


def statements_by(stored: Stored, name: str) -> Iterator[Said]:
    """Yield the statements of one person in an article."""
    text, title = stored.article.text, stored.article.title or ""
    for number, (speaker, statement) in enumerate(zip(speakers_of(stored), stored.facts.statements, strict=True)):
        if speaker.filed == name:
            span = statement.span
            yield Said(stored, number, (title if span.part == "title" else text)[span.start : span.end])


def positions_of(facts: Iterable[tuple[Stored, SpeakerFact]]) -> tuple[Position, ...]:
    """Return the positions of a person, the latest first."""
    days: dict[str, list[date | None]] = {}
    for stored, speaker in facts:
        if speaker.position:
            days.setdefault(speaker.position, []).append(stored.day)
    found = []
    for position, all_days in days.items():
        known = [day for day in all_days if day is not None]
        found.append(Position(position, min(known, default=None), max(known, default=None), len(all_days)))
    return tuple(sorted(found, key=lambda p: (p.last or date.min, p.articles, p.name), reverse=True))


def topics_of(engine: Engine, texts: list[str]) -> tuple[str, ...]:
    """Return the words that stand in these statements far more often than in the archive's.

    The measure is (share here - share there) x ln(1 + share here / share there): Elasticsearch's JLH with its second
    factor damped, since a name found once in the archive would otherwise beat every subject.
    """
    here: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        tokens = [token for token in tokenise(text) if len(token.forms[0]) > 2 and not token.forms[0].isdigit()]
        here.update({token.keys[0] for token in tokens})
        for token in tokens:
            forms.setdefault(token.keys[0], Counter())[token.forms[0]] += 1
    keys = sorted(key for key, count in here.items() if count >= LEAST_MENTIONS)
    documents = max(1, engine.stats().documents)
    scored = []
    for key, frequency in zip(keys, engine.frequencies("text.key", keys), strict=True):
        share, background = here[key] / len(texts), max(1, frequency) / documents
        if share > background:
            scored.append(((share - background) * log(1 + share / background), key))
    best = sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:TOPICS]
    return tuple(forms[key].most_common(1)[0][0] for _, key in best)
