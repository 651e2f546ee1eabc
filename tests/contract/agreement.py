"""What it means that an engine agrees with the oracle on one query."""

import math
from collections.abc import Mapping
from dataclasses import replace

from search.engines.base import Engine
from search.query import Clause, Query
from search.results import FacetCounts, Hit, Results

WHOLE = 100_000
"""A page size that holds every match of the corpora drawn here."""


def check_agreement(
    engine: Engine, oracle: Engine, clause: Clause, query: Query, facets: Mapping[str, int], tolerance: float
) -> None:
    """Assert that hits, total, facets, pages, cursors and export are the oracle's."""
    everything = replace(query, page=1, size=WHOLE)
    expected = oracle.search(clause, everything, facets)
    got = engine.search(clause, everything, facets)
    assert got.total == expected.total == len(got.hits)
    assert got.folded == expected.folded == sum(hit.folded for hit in got.hits)
    assert got.next is None
    check_facets(engine, got, expected)
    check_order(got.hits, expected.hits, query, tolerance)
    check_pages(engine, clause, query, got)
    assert [s.article.id for s in engine.export(clause, query)] == list(
        dict.fromkeys(hit.stored.article.id for hit in got.hits)
    )


def check_order(got: tuple[Hit, ...], expected: tuple[Hit, ...], query: Query, tolerance: float) -> None:
    """Assert the oracle's hits with its scores, in the order that the engine's own scores and the ids command."""
    by_place = {(hit.stored.article.id, hit.statement): hit for hit in expected}
    places = [(hit.stored.article.id, hit.statement) for hit in got]
    if query.sort != "relevance":
        assert places == list(by_place)
        assert [(hit.folded, hit.copies) for hit in got] == [(hit.folded, hit.copies) for hit in expected]
        return
    assert sorted(places, key=repr) == sorted(by_place, key=repr)
    for hit in got:
        right = by_place[hit.stored.article.id, hit.statement]
        assert math.isclose(hit.score, right.score, rel_tol=tolerance, abs_tol=1e-9)
        assert hit.stored == right.stored
        assert hit.folded == right.folded
        assert sorted(copy.article.id for copy in hit.copies) == sorted(copy.article.id for copy in right.copies)
    ranks = [(-hit.score, hit.stored.article.id, hit.statement or 0) for hit in got]
    assert ranks == sorted(ranks)


def check_facets(engine: Engine, got: Results, expected: Results) -> None:
    """Assert the oracle's counts; the label of a value that nobody holds is not looked at."""
    assert {name: _bare(counts) for name, counts in got.facets.items()} == {
        name: _bare(counts) for name, counts in expected.facets.items()
    }


def _bare(counts: FacetCounts) -> object:
    items = [(item.value, item.count, item.label if item.count else None) for item in counts.counts]
    return items, counts.distinct, counts.missing


def check_facet(got: FacetCounts, expected: FacetCounts) -> None:
    """Assert the oracle's counts of one facet asked for alone."""
    assert _bare(got) == _bare(expected)


def check_pages(engine: Engine, clause: Clause, query: Query, whole: Results) -> None:
    """Assert that pages by number and by cursor are cut from the whole list."""
    start = (query.page - 1) * query.size
    page = engine.search(clause, query, {})
    assert page.hits == whole.hits[start : start + query.size]
    assert page.total == whole.total
    assert (page.next is None) == (start + query.size >= whole.total)
    walked: list[Hit] = []
    step = replace(query, page=1)
    while True:
        results = engine.search(clause, step, {})
        walked += results.hits
        assert results.total == whole.total
        if results.next is None:
            break
        step = replace(step, cursor=results.next)
    assert tuple(walked) == whole.hits
