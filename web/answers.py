"""The shapes of the JSON answers, written once: msgspec encodes them and draws their schemas from them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import UNSET, Struct, UnsetType
from msgspec.json import schema_components
from msgspec.structs import replace

from index.article import Span
from search.pieces import Piece
from search.results import Stored
from search.service import ArticlePage, Found, Page, Suggestion
from web.links import Links
from web.params import Language
from web.present import FacetBox, ItemView, pager, safe_link, statements_of

SCHEMA_REF = "#/components/schemas/{name}"


class Problem(Struct, frozen=True):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | UnsetType = UNSET
    instance: str | UnsetType = UNSET


class Marked(Struct, frozen=True):
    """Plain text, and where in it the words that were looked for stand: [start, end) in characters."""

    text: str
    marks: list[tuple[int, int]]


class RegionAnswer(Struct, frozen=True):
    """A region the article is about (primary, about) or names (mentioned), by its Kemendagri code."""

    code: str
    role: str
    rule: str
    confidence: float
    spans: list[tuple[int, int]]


class StatementAnswer(Struct, frozen=True):
    """Words a person is said to have said, and where in the article's text they stand."""

    number: int
    text: str
    start: int
    end: int
    direct: bool
    cue: str | None
    rule: str
    confidence: float


class SpeakerAnswer(Struct, frozen=True):
    """A person with statements in the article, and where in its text or title the name stands."""

    name: str
    position: str | None
    part: str
    start: int
    end: int
    rule: str
    confidence: float
    statements: list[StatementAnswer]


class DateAnswer(Struct, frozen=True):
    """The day the article tells of itself, and where in its text or title that stands."""

    day: date
    part: str
    start: int
    end: int
    rule: str
    confidence: float
    flags: list[str]


class CopyAnswer(Struct, frozen=True):
    """Another article of the same story."""

    id: str
    title: str | None
    publisher: str | None
    day: date | None
    url: str
    json: str


class HitAnswer(Struct, frozen=True):
    """One result; `statement` is the number of the statement in the view of statements.

    `folded` is how many copies of the same story are folded under it, `copies` the first of them.
    """

    id: str
    score: float
    title: Marked
    snippet: Marked
    day: date | None
    published: date | None
    publisher: str | None
    source: str | None
    regions: list[str]
    speakers: list[str]
    statement: int | None
    folded: int
    copies: list[CopyAnswer]
    url: str
    json: str


class ItemAnswer(Struct, frozen=True):
    """A value of a facet; `toggle` and `exclude` are the searches that choosing it or leaving it out lead to."""

    value: str
    label: str
    count: int
    chosen: bool
    excluded: bool
    toggle: str
    exclude: str
    children: "list[ItemAnswer]"


class FacetAnswer(Struct, frozen=True):
    """A facet: its values, how many there are in all, and the item of the articles that have none."""

    name: str
    label: str
    items: list[ItemAnswer]
    distinct: int
    missing: ItemAnswer | None
    generation: str | UnsetType = UNSET


class ReadingAnswer(Struct, frozen=True):
    """How the query was read, in words, and what of it could not be understood."""

    id: str
    en: str
    problems: list[str]


class LinksAnswer(Struct, frozen=True):
    """Links around a page of results; null where there is none."""

    self: str
    next: str | None
    prev: str | None
    html: str


class SearchAnswer(Struct, frozen=True):
    """A page of results: exact total, hits, facets; `folded` articles more are folded under hits as their copies."""

    total: int
    folded: int
    page: int
    pages: int
    size: int
    hits: list[HitAnswer]
    facets: list[FacetAnswer]
    reading: ReadingAnswer
    did_you_mean: str | None
    wider: str | None
    next_cursor: str | None
    links: LinksAnswer
    generation: str
    took_ms: float


class ArticleAnswer(Struct, frozen=True):
    """An article as published, with the facts read out of it.

    `copies` are the first of the other articles of its story, the oldest first, `copied` how many there are; exports
    have neither.
    """

    id: str
    title: str | None
    text: str
    url: str | None
    publisher: str | None
    published: date | None
    author: str | None
    day: date | None
    date: DateAnswer | None
    dateline: str | None
    regions: list[RegionAnswer]
    speakers: list[SpeakerAnswer]
    html: str
    copied: int | UnsetType = UNSET
    copies: list[CopyAnswer] | UnsetType = UNSET


class SuggestionAnswer(Struct, frozen=True):
    """A completion: a word, an office, a speaker or a region, with its number of articles."""

    kind: str
    text: str
    value: str
    count: int
    url: str


class SuggestAnswer(Struct, frozen=True):
    """Completions of what is being typed, best first."""

    suggestions: list[SuggestionAnswer]


class HealthAnswer(Struct, frozen=True):
    """The process answers."""

    status: str


class ReadyAnswer(Struct, frozen=True):
    """The index answers, with this generation; its age in seconds, where that is known."""

    status: str
    generation: str
    documents: int
    age: float | None = None


ANSWERS = (SearchAnswer, ArticleAnswer, FacetAnswer, SuggestAnswer, HealthAnswer, ReadyAnswer, Problem)


def schemas() -> dict[str, Any]:
    """Return the JSON schemas of all answers by name, for the OpenAPI document."""
    return dict(schema_components(ANSWERS, ref_template=SCHEMA_REF)[1])


def marked(pieces: Iterable[Piece]) -> Marked:
    """Return pieces as one text with the places of the marked ones."""
    texts, marks, place = [], [], 0
    for piece in pieces:
        if piece.marked:
            marks.append((place, place + len(piece.text)))
        texts.append(piece.text)
        place += len(piece.text)
    return Marked("".join(texts), marks)


def item_answer(item: ItemView) -> ItemAnswer:
    """Return one value of a facet."""
    url, exclude_url = item.toggles.both(item.value)
    return ItemAnswer(
        item.value, item.label, item.count, item.chosen, item.excluded, url, exclude_url,
        [item_answer(child) for child in item.children],
    )


def facet_answer(box: FacetBox) -> FacetAnswer:
    """Return a facet."""
    missing = None if box.missing is None else item_answer(box.missing)
    return FacetAnswer(box.name, box.label, [item_answer(item) for item in box.items], box.distinct, missing)


def copy_answer(stored: Stored, lang: Language) -> CopyAnswer:
    """Return another article of a story."""
    article, links = stored.article, Links("/", lang)
    return CopyAnswer(article.id, article.title, article.publisher, stored.day, links.article(article.id),
                      links.article_json(article.id))


def hit_answer(found: Found, page: Page, links: Links) -> HitAnswer:
    """Return one hit."""
    stored, article = found.hit.stored, found.hit.stored.article
    return HitAnswer(
        article.id, found.hit.score, marked(found.title), marked(found.snippet), stored.day, article.published,
        article.publisher, safe_link(article.url),
        [region.code for region in stored.facts.regions if region.role != "mentioned"],
        [speaker.name for speaker in stored.facts.speakers], found.hit.statement,
        found.hit.folded, [copy_answer(copy, links.lang) for copy in found.hit.copies],
        links.article(article.id, page.query), Links("/", "id").article_json(article.id),
    )


def search_answer(page: Page, boxes: Iterable[FacetBox], links: Links) -> SearchAnswer:
    """Return a page of results."""
    around, query = pager(page, links), page.query
    reading = page.reading
    problems = reading.problems_en if links.lang == "en" else reading.problems
    following = around.next
    if query.cursor is not None:
        following = None if page.next is None else links.to(query.page_of(1), cursor=page.next)
    html = Links("/", links.lang)
    return SearchAnswer(
        page.total, page.folded, query.page, page.pages, query.size,
        [hit_answer(found, page, links) for found in page.found],
        [facet_answer(box) for box in boxes],
        ReadingAnswer(reading.indonesian, reading.english, list(problems)),
        page.did_you_mean, page.wider, page.next,
        LinksAnswer(links.to(query), following, around.previous, html.to(query)), page.generation, page.took_ms,
    )


def article_answer(stored: Stored, lang: Language) -> ArticleAnswer:
    """Return an article with its facts."""
    article, facts = stored.article, stored.facts
    numbers = {id(statement): number for number, (_, statement) in enumerate(statements_of(stored))}
    speakers = [
        SpeakerAnswer(
            s.name, s.position, s.span.part, s.span.start, s.span.end, s.rule, s.confidence,
            [
                StatementAnswer(
                    numbers[id(x)], article.text[x.span.start : x.span.end], x.span.start, x.span.end, x.direct,
                    x.cue, x.rule, x.confidence,
                )
                for x in s.statements
            ],
        )
        for s in facts.speakers
    ]
    day = facts.date
    return ArticleAnswer(
        article.id, article.title, article.text, safe_link(article.url), article.publisher, article.published,
        article.author, stored.day,
        None if day is None else DateAnswer(day.day, day.span.part, *_places([day.span])[0], day.rule,
                                            day.confidence, list(day.flags)),
        facts.dateline,
        [RegionAnswer(r.code, r.role, r.rule, r.confidence, _places(r.spans)) for r in facts.regions],
        speakers, Links("/", lang).article(article.id),
    )


def page_answer(page: ArticlePage, lang: Language) -> ArticleAnswer:
    """Return an article with its facts and the copies of its story."""
    copies = [copy_answer(copy, lang) for copy in page.copies]
    return replace(article_answer(page.stored, lang), copied=page.copied, copies=copies)


def suggest_answer(suggestions: Iterable[Suggestion], links: Links) -> SuggestAnswer:
    """Return completions, each with the page it leads to."""
    return SuggestAnswer([SuggestionAnswer(s.kind, s.text, s.value, s.count, links.suggestion(s)) for s in suggestions])


def _places(spans: Iterable[Span]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]

