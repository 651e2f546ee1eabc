"""The filters that emptied a search are named, and what is found without them is counted."""

from collections.abc import Callable
from datetime import date

import pytest

from index.article import Article
from index.pipeline import index_articles
from search.engines.memory import MemoryEngine
from search.query import Choice, Query
from search.relaxed import relaxations
from search.service import SearchService

WEST, EAST = Choice("region", "32"), Choice("region", "64")
SUBANG = Choice("publisher", "Kabar Subang")


def counted(found: dict[Query, int]) -> Callable[[Query], int]:
    """Return a count that knows these searches and finds nothing in others."""
    return lambda query: found.get(query, 0)


def test_each_filter_that_emptied_the_search_is_named() -> None:
    query = Query("banjir", chosen=(SUBANG, WEST), since=date(2025, 1, 1))
    without = Query("banjir", chosen=(WEST,), since=date(2025, 1, 1))
    undated = Query("banjir", chosen=(SUBANG, WEST))
    found = relaxations(query, counted({without: 3, undated: 1}))
    assert [(way.choices, way.undated, way.query, way.total) for way in found] == [
        ((SUBANG,), False, without, 3), ((), True, undated, 1),
    ]


def test_values_of_one_facet_go_together_for_they_are_alternatives() -> None:
    found = relaxations(Query("banjir", chosen=(WEST, EAST)), counted({Query("banjir"): 5}))
    assert [(way.choices, way.total) for way in found] == [((WEST, EAST), 5)]


def test_where_no_single_filter_is_to_blame_all_go() -> None:
    query = Query("banjir", chosen=(SUBANG, WEST), until=date(2025, 1, 1), page=2)
    found = relaxations(query, counted({Query("banjir"): 7}))
    assert [(way.choices, way.undated, way.total) for way in found] == [((SUBANG, WEST), True, 7)]


def test_where_the_words_alone_find_nothing_no_filter_is_blamed() -> None:
    assert relaxations(Query("tidakada", chosen=(WEST,)), counted({})) == ()
    assert relaxations(Query("tidakada", page=3), counted({})) == ()


@pytest.mark.parametrize("asked, named", [("panen", 1), ("tidakada", 0)])
def test_the_service_counts_them_only_where_nothing_is_found(asked: str, named: int) -> None:
    engine = MemoryEngine()
    index_articles([Article("a", "BANDUNG - Panen raya di Kota Bandung, Jawa Barat.", "Panen")], engine)
    service = SearchService(engine)
    assert len(service.ask(Query(asked, chosen=(EAST,))).relaxed) == named
    assert service.ask(Query("panen", chosen=(WEST,))).relaxed == ()


def test_a_misspelt_search_is_respelt_without_the_filters_where_they_too_are_to_blame() -> None:
    engine = MemoryEngine()
    index_articles(
        [Article(f"a{n}", "BANDUNG - Panen raya padi di Kota Bandung, Jawa Barat.", "Panen") for n in range(9)], engine
    )
    (way,) = SearchService(engine).ask(Query("pannen", chosen=(EAST,))).relaxed
    assert (way.query, way.total, way.choices, way.undated) == (Query("panen"), 9, (EAST,), False)
