"""SearchService: ask, article, facet, suggest. The one door that web/ and the command line use."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from index.knowledge.regions import find_region, label
from search.deadline import check
from search.engines.base import Engine, Stats
from search.facets import FacetView, Item, Label, by_name, labelled, view_of
from search.highlight import Highlighter
from search.marking import leaves
from search.parser import parse
from search.parts import Understood
from search.pieces import Piece
from search.query import Clause, Query, QueryError
from search.reading import Reading
from search.relaxed import Relaxed, relaxations
from search.results import FacetCounts, Hit, Stored
from search.schema import FACETS
from search.similar import distinctive, others_like
from search.spelling import FAR_MORE, FEW_HITS, SLIPS, corrected
from search.suggest import Suggestion, suggestions
from search.words import Synonyms

__all__ = ["ArticlePage", "Found", "Page", "Reading", "SearchService", "Suggestion"]

REGIONS = 1_000
"""More than there are provinces, regencies and cities (552): the region tree is always counted whole."""

SIMILAR = 5
COPIES_SHOWN = 50

REGION_LABEL = lru_cache(2 * REGIONS)(label)

LABELS: dict[str, Label] = {"region": lambda code, given: REGION_LABEL(code)}


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with its title and best passage cut into pieces, some marked."""

    hit: Hit
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of results, ready to be shown."""

    query: Query
    reading: Reading
    total: int
    found: tuple[Found, ...]
    facets: tuple[FacetView, ...]
    next: str | None           # cursor of the next page
    pages: int
    did_you_mean: str | None
    generation: str
    took_ms: float
    folded: int = 0            # articles that are no hits because they are folded under one
    wider: str | None = None   # a text that finds more, where this one finds nothing
    relaxed: tuple[Relaxed, ...] = ()  # the filters without which something would be found, where nothing is


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article to be shown: its text cut into pieces (query words marked, statements numbered), and its facts."""

    stored: Stored
    title: tuple[Piece, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]
    similar: tuple[Hit, ...]
    copies: tuple[Stored, ...] = ()  # other articles of its story, the oldest first
    copied: int = 0                  # how many there are of them, shown or not


class SearchService:
    """Answers readers over one engine; `synonyms` are a reader's own (folded word or phrase -> others)."""

    def __init__(self, engine: Engine, synonyms: Synonyms | None = None) -> None:
        self.engine = engine
        self.synonyms = synonyms or {}

    def ask(self, query: Query) -> Page:
        """Answer the query; any text whatever gives an answer. QueryError for a page, cursor or facet that is none."""
        began = time.perf_counter()
        understood = self.understand(query)
        shown = {facet.name: facet.shown for facet in FACETS}
        asked = _ordered(understood.clause, query)
        results = self.engine.search(understood.clause, asked, {**shown, "region": REGIONS})
        highlighter = Highlighter(understood.clause)
        views = [
            view_of(name, results.facets[name], query, labelled(LABELS, name), most if name == "region" else None)
            for name, most in shown.items()
        ]
        return Page(
            query=query,
            reading=understood.reading,
            total=results.total,
            found=tuple(_found(highlighter, hit) for hit in results.hits),
            facets=tuple(views),
            next=results.next,
            pages=-(-results.total // query.size),
            did_you_mean=self._did_you_mean(query, understood, results.total),
            generation=results.generation,
            folded=results.folded,
            wider=self._wider(query, understood, results.total),
            relaxed=() if results.total else self._relaxed(query, understood),
            took_ms=(time.perf_counter() - began) * 1000,
        )

    def understand(self, query: Query) -> Understood:
        """Return what the query's text asks for; in the view of statements plain words are sought in statements."""
        return parse(query.text, self.synonyms, _stem(query))

    def _did_you_mean(self, query: Query, understood: Understood, total: int) -> str | None:
        """Return the text spelt otherwise if that finds more, and only where hits are few or beside many more."""
        if total > SLIPS or not understood.words:
            return None
        text = corrected(self.engine, understood.text, understood.words, _stem(query))
        if text is None:
            return None
        again = replace(query, text=text, page=1, size=1, cursor=None)
        more = self.engine.search(self.understand(again).clause, again, {}).total
        return text if more > total and (total <= FEW_HITS or more >= FAR_MORE * total) else None

    def _wider(self, query: Query, understood: Understood, total: int) -> str | None:
        """Return the words of the text as alternatives if it finds nothing and they find something."""
        words = list(dict.fromkeys(understood.text[word.start : word.end] for word in understood.words))
        if total or len(words) < 2:
            return None
        again = replace(query, text=" OR ".join(words), page=1, size=1, cursor=None)
        return again.text if self.engine.search(self.understand(again).clause, again, {}).total else None

    def _relaxed(self, query: Query, understood: Understood) -> tuple[Relaxed, ...]:
        """Return the searches without filters that find something; if there are none, that with the text respelt."""
        ways = relaxations(query, lambda less: self._total(understood.clause, less))
        free = query.cleared()
        if ways or free == query.page_of(1):
            return ways
        text = self._did_you_mean(free, understood, 0)
        if text is None:
            return ()
        respelt = replace(free, text=text)
        total = self._total(self.understand(respelt).clause, respelt)
        return (Relaxed(query.chosen, not query.since is query.until is None, respelt, total),)

    def _total(self, clause: Clause, query: Query) -> int:
        """Return how much the clause finds under the query's choices."""
        return self.engine.search(clause, replace(query, page=1, size=1, cursor=None), {}).total

    def article(self, id: str, text: str = "") -> ArticlePage | None:
        """Return the article with the words of `text` marked, or None."""
        stored = self.engine.article(id)
        if stored is None:
            return None
        highlighter = Highlighter(parse(text, self.synonyms).clause)
        copied, copies = self.copies(id)
        return ArticlePage(
            stored=stored,
            title=highlighter.title(stored.article),
            paragraphs=highlighter.paragraphs(stored.article, stored.facts),
            similar=self.similar(stored, copies),
            copies=tuple(copies),
            copied=copied,
        )

    def copies(self, id: str, limit: int = COPIES_SHOWN) -> tuple[int, list[Stored]]:
        """Return how many other articles are of the article's story, and the first of them, the oldest first."""
        return self.engine.copies(id, limit)

    def similar(self, stored: Stored, copies: Iterable[Stored] = (), wanted: int = SIMILAR) -> tuple[Hit, ...]:
        """Return the articles most like this one, but for its copies; of other stories one each."""
        clause = distinctive(self.engine, stored.article, self.engine.stats().documents)
        if clause is None:
            return ()
        own = frozenset(one.article.id for one in (stored, *copies))
        return others_like(self.engine.search(clause, Query(size=wanted + 1, folded=True), {}), own, wanted)

    def facet(self, query: Query, name: str, containing: str = "", limit: int = 20,
              order: Literal["count", "name"] = "count") -> FacetView:
        """Return one facet's values, for type-ahead; QueryError for an unknown name.

        Regions come as a tree, `limit` counting provinces; where they must fit `containing`, as a plain list.
        """
        if name not in {facet.name for facet in FACETS}:
            raise QueryError(f"no such facet: {name!r}; there are {', '.join(facet.name for facet in FACETS)}")
        clause = self.understand(query).clause
        query = _ordered(clause, query)
        if name != "region":
            counts = self.engine.facet(clause, query, name, containing, limit, order)
            return view_of(name, counts, query, labelled(LABELS, name))
        if containing.strip():
            return self._regions_like(clause, query, containing, limit, order)
        view = view_of(name, self.engine.facet(clause, query, name, "", REGIONS, "count"), query, LABELS[name])
        items = by_name(view.items) if order == "name" else view.items
        return replace(view, items=items[:limit])

    def _regions_like(
        self, clause: Clause, query: Query, containing: str, limit: int, order: Literal["count", "name"]
    ) -> FacetView:
        """Return the regions whose name fits, in a plain list; an abbreviation ("kukar") is known as well."""
        counts = self.engine.facet(clause, query, "region", containing, limit, order)
        codes = find_region(containing) if not counts.counts else ()
        if codes:
            whole = self.engine.facet(clause, query, "region", "", REGIONS, order)
            meant = tuple(count for count in whole.counts if count.value in codes)
            counts = FacetCounts(meant[:limit], len(meant), whole.missing)
        items = tuple(
            Item(c.value, label(c.value), c.count, c.value in query.of("region"), c.value in query.of("region", True))
            for c in counts.counts
        )
        return replace(view_of("region", FacetCounts((), counts.distinct, counts.missing), query, LABELS["region"]),
                       items=items)

    def suggest(self, prefix: str, limit: int = 8) -> list[Suggestion]:
        """Return words, speakers and regions that begin with what is being typed."""
        return suggestions(self.engine, prefix, limit)

    def export(self, query: Query) -> Iterable[Stored]:
        """Yield every match of the query."""
        clause = self.understand(query).clause
        return self.engine.export(clause, _ordered(clause, query))

    def stats(self) -> Stats:
        """Return the counts of the index."""
        return self.engine.stats()


def _stem(query: Query) -> str:
    """Return where plain words are looked for."""
    return "quote" if query.view == "statements" else "text"


def _ordered(clause: Clause, query: Query) -> Query:
    """Return the query sorted by day where nothing in the clause gives a score: relevance would mean nothing."""
    scored = any(True for _ in leaves(clause))
    return query if scored or query.sort != "relevance" else replace(query, sort="newest")


def _found(highlighter: Highlighter, hit: Hit) -> Found:
    """Return the hit with its title and best passage."""
    check()
    stored = hit.stored
    return Found(
        hit, highlighter.title(stored.article), highlighter.snippet(stored.article, stored.facts, hit.statement)
    )
