"""A digest: what was published about a region in some days, who spoke, who spoke for the first time, as a value."""

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.knowledge.regions import find_region, label, region
from search.persons import Said, statements_by
from search.query import Choice, Every, Query, QueryError
from search.results import Hit, Stored
from search.service import SearchService

BATCH = 200
MOST_QUOTED = 10
MOST_QUOTED_HERE = 3

READABLE = range(50, 301)
"""Characters of a statement that can stand alone in print; a direct one of this length goes before all others."""


@dataclass(frozen=True, slots=True)
class News:
    """An article of the digest, and how many copies of it others published."""

    stored: Stored
    copies: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """A person quoted in the digest: how often, in how many articles, the best statement, and whether new here."""

    slug: str
    name: str
    position: str | None
    statements: int
    articles: int
    best: Said
    new: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The articles about one area beneath the region asked for (or about that itself), and who is quoted there."""

    code: str | None
    name: str
    news: tuple[News, ...]
    quoted: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new about a region (None: the whole country) from `since` to `until`, both included.

    `folded` copies are not listed; `told` articles (copies too) are all there are in those days.
    """

    code: str | None
    name: str
    since: date
    until: date
    generation: str
    sections: tuple[Section, ...]
    quoted: tuple[Quoted, ...]
    newcomers: tuple[Quoted, ...]
    folded: int
    told: frozenset[str]

    @property
    def news(self) -> tuple[News, ...]:
        """Return all articles, section after section."""
        return tuple(news for section in self.sections for news in section.news)

    @property
    def statements(self) -> int:
        """Return how many statements the articles hold."""
        return sum(len(news.stored.facts.statements) for news in self.news)


def code_of(written: str) -> str:
    """Return the code of a region given by code or name; QueryError if there is none, or if several are meant."""
    codes = find_region(written)
    if not codes:
        raise QueryError(f"no region {written!r}; give a code (64.02) or a name (Kutai Kartanegara)")
    if len(codes) > 1:
        meant = " or ".join(f"{code} ({label(code)})" for code in codes)
        raise QueryError(f"{written!r} may be {meant}; give the code")
    return codes[0]


def first_day(written: str, until: date) -> date:
    """Return the day that "2025-10-29", or "7d" or "2w" before the last day means; QueryError if it is none."""
    number, unit = written[:-1], written[-1:]
    try:
        if unit in ("d", "w") and number.isdecimal():
            return until - timedelta(days=int(number) * (7 if unit == "w" else 1))
        return date.fromisoformat(written)
    except (ValueError, OverflowError):
        raise QueryError(f"{written!r} is no day: write 2025-10-29, or 1d or 2w for days or weeks back") from None


def digest(
    service: SearchService, code: str | None, since: date, until: date, seen: Set[str] = frozenset()
) -> Digest:
    """Return what is new about the region in these days; stories of which an article is among `seen` are left out."""
    if since > until:
        raise QueryError(f"the first day, {since}, lies after the last, {until}")
    query = Query(
        chosen=() if code is None else (Choice("region", code),), since=since, until=until, sort="newest", size=BATCH
    )
    told = frozenset(hit.stored.article.id for hit in every(service, query)[1])
    generation, hits = every(service, replace(query, folded=True))
    fresh = [hit for hit in hits if not seen & {hit.stored.article.id, *(copy.article.id for copy in hit.copies)}]
    news = [News(hit.stored, hit.folded) for hit in fresh]
    grouped: dict[str | None, list[News]] = {}
    for one in news:
        grouped.setdefault(area_of(one.stored, code), []).append(one)
    quoted = quoted_in(service, news, since)
    known = {person.slug: person.new for person in quoted}
    sections = tuple(
        Section(area, name_of(area), tuple(held), quoted_in(service, held, since, known)[:MOST_QUOTED_HERE])
        for area, held in sorted(grouped.items(), key=lambda item: _place(item[0], code))
    )
    return Digest(
        code, name_of(code), since, until, generation, sections, quoted[:MOST_QUOTED],
        tuple(person for person in quoted if person.new), sum(one.copies for one in news), told,
    )


def every(service: SearchService, query: Query) -> tuple[str, list[Hit]]:
    """Return all hits of a query that is no search for words, and the generation they came from."""
    hits: list[Hit] = []
    while True:
        results = service.engine.search(Every(), query, {})
        hits += results.hits
        if results.next is None:
            return results.generation, hits
        query = replace(query, cursor=results.next)


def area_of(stored: Stored, code: str | None) -> str | None:
    """Return the area beneath the region asked for under which an article stands: that it is mostly about, if any.

    Of the country those are its provinces, of a province its regencies, of a regency itself.
    """
    regions = sorted(stored.facts.regions, key=lambda fact: fact.role != "primary")
    about = [fact.code for fact in regions if fact.role != "mentioned"]
    if code is None:
        return about[0][:2] if about else None
    return next((one for one in about if one.startswith(f"{code}.")), code)


def name_of(code: str | None) -> str:
    """Return the full name of an area; "" for the country, and for articles without a region."""
    found = None if code is None else region(code)
    return "" if found is None else found.name


def _place(area: str | None, code: str | None) -> tuple[bool, str]:
    """Return what sections are sorted by: their codes, what is about no area beneath the region last."""
    return area is None or area == code, area or ""


def quoted_in(
    service: SearchService, news: Iterable[News], since: date, known: dict[str, bool] | None = None
) -> tuple[Quoted, ...]:
    """Return who is quoted in the articles, most statements first; `known` tells who is new, else it is asked."""
    held: dict[str, list[Stored]] = {}
    for one in news:
        for name in dict.fromkeys(speaker.filed for speaker in one.stored.facts.speakers if speaker.statements):
            held.setdefault(name, []).append(one.stored)
    found = []
    for name, articles in held.items():
        said = [statement for stored in articles for statement in statements_by(stored, name)]
        speakers = [speaker for stored in articles for speaker in stored.facts.speakers if speaker.filed == name]
        positions = Counter(speaker.position for speaker in speakers if speaker.position).most_common(1)
        label_ = Counter(speaker.name for speaker in speakers).most_common(1)[0][0]
        new = known[name] if known is not None else is_new(service, name, since)
        position = positions[0][0] if positions else None
        found.append(Quoted(name, label_, position, len(said), len(articles), best_of(said), new))
    return tuple(sorted(found, key=lambda person: (-person.statements, -person.articles, person.slug)))


def best_of(said: Iterable[Said]) -> Said:
    """Return the statement that stands best alone: a direct one of readable length, and of those the longest."""

    def worth(one: Said) -> tuple[bool, bool, int]:
        fits = len(one.text) in READABLE
        return fits, one.stored.facts.statements[one.number].direct, len(one.text) if fits else -len(one.text)

    return max(said, key=worth)


def is_new(service: SearchService, slug: str, since: date) -> bool:
    """Tell whether the person speaks in no article of the index from before the day."""
    if since == date.min:
        return True
    before = Query(chosen=(Choice("speaker", slug),), until=since - timedelta(days=1), size=1)
    return service.engine.search(Every(), before, {}).total == 0


def sentences_of(stored: Stored, most: int) -> str:
    """Return how an article begins, cut at a word after so many characters."""
    text = " ".join(stored.article.text[: 4 * most].split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"
