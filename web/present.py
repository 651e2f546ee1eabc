"""Results -> what templates and JSON show: hits, facets whose items carry their links, chips, pager."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from msgspec import Struct

from index.article import SpeakerFact, Statement
from search.facets import FacetView, Item
from search.pieces import Piece
from search.query import MISSING, Choice, Query
from search.results import Stored
from search.schema import FACETS, Facet
from search.service import Page
from web.languages import date_label
from web.links import Links, Toggles
from web.params import Language

CONTROL = re.compile(r"[\x00-\x20]")


class ItemView(Struct, frozen=True):
    """A facet's value as a reader sees it: choosing it leads to `url`, leaving it out to `exclude_url`.

    Links are made when they are asked for: of the tree of regions a page shows a part.
    """

    value: str
    label: str
    count: int
    chosen: bool
    excluded: bool
    toggles: Toggles
    children: "tuple[ItemView, ...]" = ()

    @property
    def url(self) -> str:
        """Return the link that chooses or releases the value."""
        return self.toggles.url(self.value)

    @property
    def exclude_url(self) -> str:
        """Return the link that leaves the value out, or takes it in again."""
        return self.toggles.url(self.value, True)


@dataclass(frozen=True, slots=True)
class FacetBox:
    """A facet as a reader sees it."""

    name: str
    label: str
    items: tuple[ItemView, ...]
    distinct: int
    missing: ItemView | None
    active: int


@dataclass(frozen=True, slots=True)
class Chip:
    """Something chosen, with the link that takes it away."""

    facet: str
    label: str
    value: str
    excluded: bool
    url: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of an empty page: the filters it goes without, whether the days too, its link, and what it finds.

    `text` is what it looks for if that is spelt otherwise, else it is empty.
    """

    chips: tuple[Chip, ...]
    undated: bool
    text: str
    url: str
    total: int


@dataclass(frozen=True, slots=True)
class Pager:
    """Links around a page of results; `pages` are numbers with links, None where some are left out."""

    page: int
    pages: int
    previous: str | None
    next: str | None
    numbers: tuple[tuple[int, str] | None, ...]


def label_of(facet: Facet, lang: Language) -> str:
    """Return the facet's name in the reader's language."""
    return facet.label_en if lang == "en" else facet.label


def item_view(item: Item, toggles: Toggles, lang: Language) -> ItemView:
    """Return one value with its links."""
    dated = toggles.names[0] == "date" and item.value != MISSING
    label = date_label(item.value, lang) if dated else item.label
    return ItemView(
        item.value, label, item.count, item.chosen, item.excluded, toggles,
        tuple([item_view(child, toggles, lang) for child in item.children]) if item.children else (),
    )


def facet_box(query: Query, view: FacetView, links: Links) -> FacetBox:
    """Return one facet with its links."""
    facet = next(f for f in FACETS if f.name == view.name)
    toggles = Toggles(links, query, view.name)
    items = tuple(item_view(item, toggles, links.lang) for item in view.items)
    missing = None if view.missing is None else item_view(view.missing, toggles, links.lang)
    active = sum(c.facet == view.name for c in query.chosen)
    if view.name == "date":
        active += (query.since is not None) + (query.until is not None)
    return FacetBox(view.name, label_of(facet, links.lang), items, view.distinct, missing, active)


def _walk(items: Iterable[ItemView]) -> Iterator[ItemView]:
    for item in items:
        yield item
        yield from _walk(item.children)


def chips(query: Query, boxes: Iterable[FacetBox], links: Links) -> tuple[Chip, ...]:
    """Return a chip for each chosen value; a value no facet knows a label for shows itself."""
    labels = {(box.name, item.value): item.label for box in boxes for item in _walk(box.items)}
    names = {facet.name: label_of(facet, links.lang) for facet in FACETS}
    return tuple(
        Chip(
            names[c.facet], labels.get((c.facet, c.value), c.value), c.value, c.excluded, links.to(query.toggled(c)), c
        )
        for c in query.chosen
    )


def ways(page: Page, chips: Iterable[Chip], links: Links) -> tuple[Way, ...]:
    """Return the ways out of an empty page, each naming the filters that emptied it."""
    held = tuple(chips)
    return tuple(
        Way(
            tuple(chip for chip in held if chip.choice in less.choices), less.undated,
            less.query.text if less.query.text != page.query.text else "", links.to(less.query), less.total,
        )
        for less in page.relaxed
    )


def pager(page: Page, links: Links) -> Pager:
    """Return the links to the pages around this one: first, last and two on either side."""
    query, here, last = page.query, page.query.page, page.pages
    wanted = sorted({1, last, *range(here - 2, here + 3)} & set(range(1, last + 1)))
    numbers: list[tuple[int, str] | None] = []
    for before, number in zip([0, *wanted], wanted, strict=False):
        if number > before + 1:
            numbers.append(None)
        numbers.append((number, links.to(query.page_of(number))))
    return Pager(
        here, last,
        links.to(query.page_of(min(here, last + 1) - 1)) if here > 1 and last else None,
        links.to(query.page_of(here + 1)) if here < last else None,
        tuple(numbers),
    )


def statements_of(stored: Stored) -> list[tuple[SpeakerFact, Statement]]:
    """Return the article's statements with their speakers, in the order of `Facts.statements`."""
    both = [(speaker, statement) for speaker in stored.facts.speakers for statement in speaker.statements]
    return sorted(both, key=lambda pair: (pair[1].span.part != "title", pair[1].span.start, pair[1].span.end))


def safe_link(url: str | None) -> str | None:
    """Return the link if a browser may follow it: http and https with a host, nothing else."""
    if url is None or CONTROL.search(url) is not None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def text_of(pieces: Iterable[Piece]) -> str:
    """Return the pieces as plain text."""
    return "".join(piece.text for piece in pieces)


def grouped(pieces: Iterable[Piece]) -> list[tuple[int | None, list[Piece]]]:
    """Return the pieces in runs that belong to one statement (or none)."""
    return [(number, list(run)) for number, run in groupby(pieces, key=lambda piece: piece.statement)]
