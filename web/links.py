"""Links: from one search to the next, and to the pages of articles, speakers and regions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from urllib.parse import quote

from search.query import Choice, Query, Sort, View, default_sort
from search.schema import FACETS
from search.service import Suggestion
from web.params import Language, address, quoted, url_of

NOTHING = Query(sort="newest", folded=True)
"""The search that needs no parameters."""

MARK = "0-0"
"""Stands for a value where a link is cut in two; needs no quoting, and no facet has it."""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links to searches at one path, in one language."""

    path: str
    lang: Language
    map: bool = False  # whether the map above the results is open

    def to(self, query: Query, **more: str) -> str:
        """Return the link to a query."""
        if self.map:
            more = {"map": "1", **more}
        return url_of(self.path, query, self.lang, **more)

    def article(self, id: str, query: Query | None = None) -> str:
        """Return the link to an article, its words marked as the query has them."""
        text = query.text if query else ""
        return address(f"/artikel/{quote(id, safe='')}", [("q", text)] if text else [], self.lang)

    def article_json(self, id: str) -> str:
        """Return the link to an article as JSON."""
        return f"/api/v1/articles/{quote(id, safe='')}"

    def suggestion(self, suggestion: Suggestion) -> str:
        """Return the link a completion leads to: a search for a word or an office, or a speaker's or region's page."""
        if suggestion.kind in ("word", "office"):
            return self.words(suggestion.text if suggestion.kind == "word" else f"jabatan:{suggestion.value}")
        return self.speaker(suggestion.value) if suggestion.kind == "speaker" else self.region(suggestion.value)

    def speaker(self, slug: str) -> str:
        """Return the link to a speaker's page."""
        return address(self.speaker_path(slug), (), self.lang)

    def speaker_path(self, slug: str) -> str:
        """Return the path of a speaker's page."""
        return f"/tokoh/{quote(slug, safe='')}"

    def region(self, code: str) -> str:
        """Return the link to a region's page."""
        return address(f"/wilayah/{quote(code, safe='')}", (), self.lang)

    def at(self, path: str, query: Query, **more: str) -> str:
        """Return the link to the same search elsewhere: a feed, an export, its persons."""
        return url_of(path, query.page_of(1), self.lang, **more)

    def to_path(self, path: str) -> str:
        """Return the link to a page that is no search."""
        return address(path, (), self.lang)

    def words(self, text: str) -> str:
        """Return the link to a search for nothing but words."""
        return url_of("/", Query(text=text, folded=True), self.lang)

    def typed(self, query: Query, text: str) -> str:
        """Return the link to the query with other words."""
        return self.to(replace(query, text=text, page=1, cursor=None))

    def chosen(self, query: Query, facet: str, value: str) -> str:
        """Return the link to the query with a value chosen, or no longer."""
        return self.to(query.toggled(Choice(facet, value)))

    def said_by(self, query: Query, slug: str) -> str:
        """Return the link to what a speaker says, searched for the query's words."""
        words = Query(text=query.text, sort=default_sort(query.text), folded=True)
        return url_of(self.speaker_path(slug), words, self.lang)

    def undated(self, query: Query) -> str:
        """Return the link to the query without first and last day."""
        return self.to(replace(query, since=None, until=None, page=1, cursor=None))

    def sorted(self, query: Query, sort: Sort) -> str:
        """Return the link to the query in another order."""
        return self.to(replace(query, sort=sort, page=1, cursor=None))

    def viewed(self, query: Query, view: View) -> str:
        """Return the link to the query's articles, or to its statements."""
        return self.to(replace(query, view=view, page=1, cursor=None))

    def folded(self, query: Query, folded: bool) -> str:
        """Return the link to the query with the copies of a story folded, or each shown."""
        return self.to(replace(query, folded=folded, page=1, cursor=None))

    def sized(self, query: Query, size: int) -> str:
        """Return the link to the query with longer or shorter pages."""
        return self.to(replace(query, size=size, page=1, cursor=None))

    def mapped(self, query: Query, shown: bool) -> str:
        """Return the link to the query with the map shown or hidden."""
        return replace(self, map=shown).to(query.page_of(query.page))

    def day(self, day: date) -> str:
        """Return the link to the articles of one day."""
        return url_of("/", replace(NOTHING, chosen=(Choice("date", day.isoformat()),)), self.lang)


class Toggles:
    """Links that choose, release and leave out values of one facet: `Links.to(query.toggled(...))`, of which a page
    needs hundreds; what does not change from value to value is written once."""

    def __init__(self, links: Links, query: Query, facet: str) -> None:
        self.names = (facet, f"not-{facet}")
        self.path = links.path
        self.values = tuple(frozenset(query.of(facet, excluded)) for excluded in (False, True))
        self.fixed = _fixed(links, query, facet) if query.chosen else _fixed_of_all(links, query)
        before, between, end = self.fixed
        self.around = None if any(self.values) else (
            _cut(self.path, (before,), self.names[0], (between, end)),
            _cut(self.path, (before, between), self.names[1], (end,)),
        )

    def url(self, value: str, excluded: bool = False) -> str:
        """Return the link that adds the value, or takes it away if it stands."""
        if self.around is not None:
            head, tail = self.around[excluded]
            return f"{head}{quoted(value)}{tail}"
        groups = ["", ""]
        for here, (name, values) in enumerate(zip(self.names, self.values, strict=True)):
            if values or here == excluded:
                held = values ^ {value} if here == excluded else values - {value}
                groups[here] = "&".join([f"{name}={quoted(one)}" for one in sorted(held)])
        before, between, end = self.fixed
        parameters = "&".join(part for part in (before, groups[0], between, groups[1], end) if part)
        return f"{self.path}?{parameters}" if parameters else self.path

    def both(self, value: str) -> tuple[str, str]:
        """Return the link that chooses the value and the one that leaves it out."""
        if self.around is None:
            return self.url(value), self.url(value, True)
        written = quoted(value)
        (head, tail), (other_head, other_tail) = self.around
        return f"{head}{written}{tail}", f"{other_head}{written}{other_tail}"


def _fixed(links: Links, query: Query, facet: str) -> tuple[str, str, str]:
    """Return what stands before, between and behind the values of a facet and those left out, in every link."""
    rest = tuple(choice for choice in query.chosen if choice.facet != facet)
    marks = (Choice(facet, MARK), Choice(facet, MARK, True))
    whole = links.to(replace(query, chosen=(*rest, *marks), page=1, cursor=None))
    before, _, after = f"&{whole.partition('?')[2]}&".partition(f"&{facet}={MARK}&")
    between, _, end = f"&{after}".partition(f"&not-{facet}={MARK}&")
    return before.strip("&"), between.strip("&"), end.strip("&")


@lru_cache(64)
def _fixed_of_all(links: Links, query: Query) -> tuple[str, str, str]:
    """Return the same where nothing is chosen: it is the same for all facets of a page."""
    return _fixed(links, query, FACETS[0].name)


def _cut(path: str, before: Sequence[str], name: str, after: Sequence[str]) -> tuple[str, str]:
    """Return what stands before and behind the value of `name` in a link."""
    head = "".join([f"{part}&" for part in before if part])
    return f"{path}?{head}{name}=", "".join([f"&{part}" for part in after if part])
