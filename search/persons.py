"""Who says what: the persons whose statements answer a search, and what one person said over time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from math import log

from index.analysis.analyser import fold, tokenise
from index.article import SpeakerFact
from search.engines.base import Engine
from search.query import All, Any, Choice, Clause, Every, Not, Nothing, Query, Range, Value
from search.results import Hit, Stored
from search.service import SearchService

BATCH = 500

MOST_STATEMENTS = 5_000
"""Statements looked at for one answer, the newest first: about half a second of reading; the answer says so if there
are more."""

LEAST_MENTIONS = 2  # a topic is a word that stands in at least so many of a person's statements
TOPICS = 12
TOPIC_STATEMENTS = 1_000
"""Statements read for the topics, spread evenly over time: all 3,017 of the person who says most take .3 s of .6."""


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
    both = [(s.span, speaker) for speaker in stored.facts.speakers for s in speaker.statements]
    both.sort(key=lambda pair: (pair[0].part != "title", pair[0].start, pair[0].end))
    return [speaker for _, speaker in both]


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


def said_in_answer(service: SearchService, query: Query, most: int) -> tuple[int, Iterator[tuple[Stored, SpeakerFact]]]:
    """Return how many statements answer the query, and article and speaker of each, newest first, at most `most`.

    Where no word is sought in the statements all of an article's answer, and it is read once and not for each.
    """
    asked = replace(query, view="statements", sort="newest", page=1, size=1, cursor=None)
    clause = service.understand(asked).clause
    if seeks_words(clause):
        total, hits = statement_hits(service, query, most)
        return total, _speakers_of_hits(hits)
    pairs = ((stored, speaker) for stored in service.engine.export(clause, asked) for speaker in speakers_of(stored))
    return service.engine.search(clause, asked, {}).total, islice(pairs, most)


def seeks_words(clause: Clause) -> bool:
    """Tell whether a part of the clause stands in a text."""
    if isinstance(clause, All | Any):
        return any(seeks_words(part) for part in clause.parts)
    if isinstance(clause, Not):
        return seeks_words(clause.part)
    return not isinstance(clause, Every | Nothing | Value | Range)


def _speakers_of_hits(hits: Iterable[Hit]) -> Iterator[tuple[Stored, SpeakerFact]]:
    """Yield article and speaker of each statement; those of one article follow one another."""
    id, speakers = "", list[SpeakerFact]()
    for hit in hits:
        if hit.stored.article.id != id:
            id, speakers = hit.stored.article.id, speakers_of(hit.stored)
        if hit.statement is not None:
            yield hit.stored, speakers[hit.statement]


def voices(service: SearchService, query: Query, wanted: int = 25) -> Voices:
    """Return the persons who say most in answer to the query."""
    total, answers = said_in_answer(service, query, MOST_STATEMENTS)
    said: dict[str, list[tuple[Stored, SpeakerFact]]] = {}
    seen = 0
    for stored, speaker in answers:
        seen += 1
        said.setdefault(speaker.filed, []).append((stored, speaker))
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
    names = Counter(speaker.name for _, speaker in facts)
    statements = tuple(said for stored in {s.article.id: s for s, _ in facts}.values()
                       for said in statements_by(stored, name))
    regions = Counter(
        region.code for stored, _ in facts for region in stored.facts.regions if region.role != "mentioned"
    )
    months = Counter(stored.day.isoformat()[:7] for stored, _ in facts if stored.day is not None)
    return Portrait(
        slug=name,
        name=names.most_common(1)[0][0],
        articles=len({stored.article.id for stored, _ in facts}),
        positions=positions_of(facts),
        regions=tuple(regions.most_common(8)),
        months=months,
        topics=topics_of(service.engine, spread([said.text for said in statements]), names),
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
    """Return the positions of a person, the latest first; those that differ by capitals alone are one."""
    held: dict[str, list[tuple[str, date | None]]] = {}
    for stored, speaker in facts:
        if speaker.position:
            held.setdefault(fold(speaker.position), []).append((speaker.position, stored.day))
    found = []
    for named in held.values():
        known = [day for _, day in named if day is not None]
        name = Counter(written for written, _ in named).most_common(1)[0][0]
        found.append(Position(name, min(known, default=None), max(known, default=None), len(named)))
    return tuple(sorted(found, key=lambda p: (p.last or date.min, p.articles, p.name), reverse=True))


def spread(texts: Sequence[str]) -> Sequence[str]:
    """Return at most TOPIC_STATEMENTS of the texts, evenly spread."""
    return texts[:: -(-len(texts) // TOPIC_STATEMENTS)] if texts else texts


def topics_of(engine: Engine, texts: Sequence[str], names: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the words that stand in these statements far more often than in the archive's; those of `names` are none.

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
    own = {token.keys[0] for name in names for token in tokenise(name)}
    keys = sorted(key for key, count in here.items() if count >= LEAST_MENTIONS and key not in own)
    documents = max(1, engine.stats().documents)
    scored = []
    for key, frequency in zip(keys, engine.frequencies("text.key", keys), strict=True):
        share, background = here[key] / len(texts), max(1, frequency) / documents
        if share > background:
            scored.append(((share - background) * log(1 + share / background), key))
    best = sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:TOPICS]
    return tuple(forms[key].most_common(1)[0][0] for _, key in best)
