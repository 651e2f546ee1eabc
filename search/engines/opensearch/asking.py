"""One search of one generation: from clause and query to hits, total and facet counts."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from math import inf
from typing import Any, Final, cast

import numpy as np
from msgspec.structs import replace

from search.engines.cursor import Key, cursor_after, fingerprint, key_of_cursor
from search.engines.opensearch.cluster import LEAN, Body, Cluster
from search.engines.opensearch.compile import matching, scored_terms, scoring
from search.engines.opensearch.facets import (
    Counted,
    Limits,
    Wanted,
    aggregations,
    all_of,
    certain,
    choices,
    counted,
    facet_counts,
    shown_values,
)
from search.engines.opensearch.folding import Folding
from search.engines.opensearch.generations import Generation, Generations
from search.engines.opensearch.mapping import SEPARATOR, STATEMENTS, stored_of
from search.engines.opensearch.statements import Branch, branches_of
from search.engines.opensearch.walking import Walk
from search.query import Choice, Clause, Query, QueryError
from search.results import COPIES, FacetCounts, Hit, Results, Stored

WINDOW: Final = 10_000
"""How deep a page may lie to be fetched by its number (`index.max_result_window`); deeper ones are walked to."""

CHUNK: Final = 500
"""Articles fetched in one go when many are wanted: some 3 MB."""

LABELS: Final = 100
"""Labels looked up in one go, each in an article that holds the value."""

SKIPPED: Final = 10_000
"""Articles passed over in one go, without their text, on the way to a deep page."""

LAST_DAY: Final = 10_000_000
"""Stands for the day of an article without one, which comes last both ways; beyond date.max.toordinal()."""


@dataclass(frozen=True, slots=True)
class Row:
    """An article of the answer with what it is sorted by, and in the view of statements those that match."""

    rank: float
    id: str
    score: float
    stored: Stored | None
    statements: tuple[int, ...]

    def keys(self, query: Query) -> list[Key]:
        """Return the keys of the hits it gives."""
        if query.view == "articles":
            return [(self.rank, self.id, -1)]
        return [(self.rank, self.id, number) for number in self.statements]


class Asking:
    """A clause and a query, asked of one generation."""

    def __init__(
        self, cluster: Cluster, generations: Generations, now: Generation, clause: Clause, query: Query,
        limits: Limits,
    ) -> None:
        self.cluster = cluster
        self.generations = generations
        self.now = now
        self.clause = clause
        self.query = query
        self.limits = limits
        self.search_name = fingerprint(clause, query)
        self.branches: list[Branch] | None = None if query.view == "articles" else branches_of(clause)
        self.filters = choices(query)
        self.folding: Folding | None = None
        if query.folds:
            chosen = {choice.facet for choice in query.chosen}
            if query.since is not None or query.until is not None:
                chosen.add("date")
            self.folding = Folding(generations.stories(now), self.matching_ids, frozenset(chosen))
            self.filters += self.folding.filters(None)

    def matching_ids(self, leave_out: str | None, filters: Sequence[Body]) -> list[str]:
        """Return the ids of the articles that match and pass the filters, in order, one facet's choices left out."""
        body = self.body(scored=self.query.sort == "relevance")
        passed = [*choices(self.query, leave_out), *filters]
        body["query"] = {"bool": {"must": [body["query"]], "filter": passed}}
        ids: list[str] = []
        with closing(Walk(self.cluster, self.now.name, body)) as walk:
            while not walk.over:
                ids += [hit["sort"][1] for hit in walk.step(SKIPPED, LEAN)]
        return ids

    def folded(self, facet: str) -> list[Body]:
        """Return the filters that keep what is folded out of a facet."""
        return [] if self.folding is None else self.folding.filters(facet)

    def with_copies(self, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """Return the hits with what is folded under them."""
        if self.folding is None:
            return tuple(hits)
        under = [self.folding.under(hit.stored.article.id) for hit in hits]
        wanted = [id for ids in under for id in ids[:COPIES]]
        stored = self.stored(wanted)
        return tuple(
            replace(hit, folded=len(ids), copies=tuple(stored[id] for id in ids[:COPIES]))
            for hit, ids in zip(hits, under, strict=True)
        )

    def stored(self, ids: Sequence[str]) -> dict[str, Stored]:
        """Return the articles with these ids."""
        found: dict[str, Stored] = {}
        for n in range(0, len(ids), CHUNK):
            some = ids[n : n + CHUNK]
            body: Body = {"size": len(some), "query": {"terms": {"id": list(some)}}, "sort": ["id"]}
            for hit in self.cluster.search(self.now.name, body)["hits"]["hits"]:
                found[hit["sort"][0]] = stored_of(hit["_source"]["stored"])
        return found

    def results(self, facets: Mapping[str, int]) -> Results:
        """Return the page with total and facet counts."""
        query = self.query
        if query.page < 1 or query.size < 1:
            raise QueryError(f"page {query.page} of size {query.size}: both count from 1")
        last = None if query.cursor is None else key_of_cursor(query.cursor, self.search_name)
        wanted = [self.wanted(name, limit) for name, limit in facets.items()]
        start = 0 if last is not None else (query.page - 1) * query.size
        direct = self.branches is None and last is None and start + query.size <= WINDOW
        body = self.body(scored=direct and query.sort == "relevance") | {
            "from": start if direct else 0, "size": query.size if direct else 0, "track_total_hits": True,
            "aggs": self.inline(wanted),
        }
        if self.filters:
            body["post_filter"] = all_of(self.filters)
        answer = self.cluster.search(self.now.name, body, filter_path=FILTER_PATH)
        total = self.total(answer)
        counts = {one.name: self.facet(one, answer.get("aggregations", {}).get(one.name)) for one in wanted}
        if direct:
            rows: Iterable[Row] = map(self.row, answer["hits"].get("hits", ()))
            hits = [(key, row) for row in rows for key in row.keys(query)]
            more = start + len(hits) < total
        else:
            with closing(self.walk(last, start if start < total else None)) as found:
                hits = list(islice(found, query.size + 1))
            more = len(hits) > query.size
            hits = hits[: query.size]
        return Results(
            total=total,
            hits=self.with_copies([self.hit(key, row) for key, row in hits]),
            facets=counts,
            next=cursor_after(hits[-1][0], self.search_name) if more and hits else None,
            generation=self.now.name,
            folded=0 if self.folding is None else len(self.folding.dropped(None)),
        )

    def hit(self, key: Key, row: Row) -> Hit:
        """Return the hit that a row gives at a key."""
        assert row.stored is not None
        return Hit(row.score, row.stored, None if self.branches is None else key[2])

    def wanted(self, name: str, limit: int, containing: str = "", order: Any = "count") -> Wanted:
        """Return what is asked of a facet; QueryError for an unknown one."""
        matching_facet(name)
        values = 0 if name == "date" else self.generations.value_count(self.now, name)
        return Wanted(name, limit, values, containing, order, limits=self.limits)

    def body(self, scored: bool) -> Body:
        """Return query and sort: what the clause matches, whatever is chosen."""
        if scored:
            statistics = self.generations.statistics(self.now, scored_terms(self.clause))
            asked = scoring(self.clause, statistics)
        else:
            asked = {"bool": {"filter": [matching(self.clause)]}}
        if self.branches is not None:
            asked = {"bool": {"must": [asked], "filter": [self.branched(None)]}}
        orders: dict[str, Body] = {
            "relevance": {"_score": "desc"},
            "newest": {"ordinal": {"order": "desc", "missing": 0}},
            "oldest": {"ordinal": {"order": "asc", "missing": LAST_DAY}},
        }
        return {"query": asked, "sort": [orders[self.query.sort], {"id": "asc"}]}

    def branched(self, inner: int | None) -> Body:
        """Return the query for the articles with a matching statement; `inner`: ask for that many of them."""
        branches = self.branches or []
        should = [
            branch.articles() if inner is None else branch.numbered(f"branch{n}", inner)
            for n, branch in enumerate(branches)
        ]
        return {"bool": {"should": should, "minimum_should_match": 1}} if should else {"match_none": {}}

    def inline(self, wanted: Sequence[Wanted]) -> Body:
        """Return the aggregations that go with the search itself: facets in one part, and the count of statements."""
        asked = {
            one.name: aggregations(one, self.query, folding=self.folded(one.name)) for one in wanted if one.parts == 1
        }
        for n, branch in enumerate(self.branches or ()):
            count = {"filter": branch.statements()}
            nested = {"nested": {"path": STATEMENTS}, "aggs": {"count": count}}
            held = all_of([matching(branch.article), *self.filters])
            asked[f"branch{n}"] = {"filter": held, "aggs": {"statements": nested}}
        return asked

    def total(self, answer: Body) -> int:
        """Return the number of hits: articles, or statements."""
        if self.branches is None:
            return cast(int, answer["hits"]["total"]["value"])
        told = answer.get("aggregations", {})
        return sum(told[f"branch{n}"]["statements"]["count"]["doc_count"] for n in range(len(self.branches)))

    def facet(self, wanted: Wanted, answer: Body | None) -> FacetCounts:
        """Return the counts of a facet from the answer that holds them; asked again while they are not certain."""
        answers = self.answers(wanted) if answer is None else [answer]
        while not certain(wanted, answers[0]):
            wanted = wanted.more()
            answers = self.answers(wanted)
        found = counted(wanted, answers)
        return facet_counts(wanted, found, self.labels(wanted, found))

    def answers(self, wanted: Wanted) -> list[Body]:
        """Return what the cluster answers when it is asked of a facet alone, part after part."""
        folding = self.folded(wanted.name)
        parts = (aggregations(wanted, self.query, part, folding) for part in range(wanted.parts))
        bodies = [self.body(scored=False) | {"size": 0, "aggs": {wanted.name: part}} for part in parts]
        return [
            self.cluster.search(self.now.name, body, filter_path=FILTER_PATH)["aggregations"][wanted.name]
            for body in bodies
        ]

    def labels(self, wanted: Wanted, found: Counted) -> Mapping[str, str]:
        """Return the labels of the values to be shown; those not seen before are looked up."""
        labels = dict(found.labels)
        values = [value for value in shown_values(wanted, found) if value not in labels]
        known = self.now.labels
        unknown = [value for value in values if (wanted.name, value) not in known]
        field = f"label.{wanted.name}"
        for n in range(0, len(unknown), LABELS):
            some = unknown[n : n + LABELS]
            holders = self.cluster.search_many(self.now.name, [
                LEAN | {"size": 1, "track_total_hits": False, "docvalue_fields": [field],
                        "query": {"bool": {"filter": [{"term": {f"facet.{wanted.name}": value}}]}}}
                for value in some
            ])
            for answer in holders:
                for text in (text for hit in answer["hits"]["hits"] for text in hit["fields"][field]):
                    _, value, label = text.split(SEPARATOR, 2)
                    known.setdefault((wanted.name, value), label)
        return labels | {value: known[wanted.name, value] for value in values if (wanted.name, value) in known}

    def row(self, found: Body) -> Row:
        """Return a row from a hit of the cluster."""
        first, id = found["sort"]
        score = float(np.float32(found["_score"])) if self.query.sort == "relevance" else 0.0
        if self.query.sort == "relevance":
            rank = -score
        else:
            rank = inf if first in (0, LAST_DAY) else float(-first if self.query.sort == "newest" else first)
        inner = [found["inner_hits"][name] for name in found.get("matched_queries", ())]
        numbers = sorted(hit["fields"][f"{STATEMENTS}.number"][0] for told in inner for hit in told["hits"]["hits"])
        source = found.get("_source")
        return Row(rank, id, score, None if source is None else stored_of(source["stored"]), tuple(numbers))

    def walk(self, last: Key | None, skip: int | None) -> Generator[tuple[Key, Row]]:
        """Yield the hits after the key, without the first `skip`; None: there are no more than that."""
        if skip is None:
            return
        with closing(self.rows(last, skip)) as rows:
            for row in rows:
                for key in row.keys(self.query):
                    if last is None or key > last:
                        if self.branches is not None and skip:
                            skip -= 1
                        else:
                            yield key, row

    def rows(self, last: Key | None, skip: int = 0) -> Generator[Row]:
        """Yield the articles after the key (in the view of statements, its own article first); skip that many."""
        body = self.body(scored=self.query.sort == "relevance")
        if last is not None and last[0] == -inf:
            last = None
        elif last is not None and last[0] == inf and self.query.sort == "relevance":
            return
        if self.branches is not None:
            # In the view of statements it is hits that are passed over, not articles.
            skip = 0
            body["query"]["bool"]["filter"] = [self.branched(WINDOW)]
        body["query"] = {"bool": {"must": [body["query"]], "filter": self.filters}}
        if last is not None and self.branches is not None:
            same = {"bool": {"must": [body["query"]], "filter": [{"term": {"id": last[1]}}]}}
            yield from self.fetched(body | {"query": same, "size": 1, "track_total_hits": False})
        if last is not None:
            body["search_after"] = [self.sort_value(last[0]), last[1]]
        with closing(Walk(self.cluster, self.now.name, body)) as walk:
            while skip and not walk.over:
                skip -= len(walk.step(min(skip, SKIPPED), LEAN))
            while not walk.over:
                yield from map(self.row, walk.step(self.chunk()))

    def chunk(self) -> int:
        """Return how many articles to fetch in one go: one more than wanted tells whether there are more."""
        return min(CHUNK, self.query.size + 1)

    def fetched(self, body: Body) -> Iterator[Row]:
        """Yield the rows of one answer."""
        yield from map(self.row, self.cluster.search(self.now.name, body)["hits"]["hits"])

    def sort_value(self, rank: float) -> float:
        """Return what the cluster sorts by, from the rank in a key."""
        if self.query.sort == "relevance":
            return -rank
        if rank == inf:
            return 0 if self.query.sort == "newest" else LAST_DAY
        return -rank if self.query.sort == "newest" else rank


FILTER_PATH: Final = "hits,aggregations"


def matching_facet(name: str) -> None:
    """Raise QueryError for an unknown facet."""
    choices(Query(chosen=(Choice(name, ""),)))
