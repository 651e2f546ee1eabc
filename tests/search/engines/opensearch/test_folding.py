"""Folding over a cluster: which articles are dropped where, and how that is asked."""

from collections.abc import Sequence

import numpy as np

from index.entry import PLACES
from search.engines.opensearch.cluster import Body
from search.engines.opensearch.folding import MOST_TERMS, Folding, Stories, among, signature_text
from search.engines.opensearch.mapping import document_of
from tests.contract.drawn import entry_of, signature_of

TOLD = Stories({"a": 0, "b": 0, "c": 0, "d": 3, "e": 3}, {0: ["a", "b", "c"], 3: ["d", "e"]})


def folding(found: dict[str | None, str], asked: list[object] | None = None) -> Folding:
    """Return the folding of a query that matches these articles under all choices, and without a facet's own."""

    def matching(facet: str | None, filters: Sequence[Body]) -> list[str]:
        if asked is not None:
            asked.append((facet, filters))
        return list(found[facet])

    return Folding(TOLD, matching, frozenset(name for name in found if name is not None))


def test_of_each_story_the_first_in_order_stays() -> None:
    made = folding({None: "cadeb"})
    assert made.dropped(None) == ["a", "e", "b"]
    assert (made.under("c"), made.under("d"), made.under("x")) == (["a", "b"], ["e"], [])


def test_where_a_facets_own_choices_are_left_out_hits_stay_and_others_are_folded_among_themselves() -> None:
    made = folding({None: "b", "publisher": "abced"})
    assert made.dropped("publisher") == ["a", "c", "d"]
    assert made.dropped("region") == made.dropped(None) == []


def test_the_cluster_is_asked_once_and_for_members_alone() -> None:
    asked: list[object] = []
    made = folding({None: "ab"}, asked)
    made.dropped(None)
    made.filters("speaker")
    made.under("a")
    assert asked == [(None, [among("abcde")])]
    assert made.filters(None) == [{"bool": {"must_not": [among("b")]}}]


def test_without_stories_nothing_is_asked() -> None:
    made = Folding(Stories({}, {}), lambda facet, filters: ["a"], frozenset())
    assert (made.filters(None), made.under("a")) == ([], [])


def test_many_ids_are_asked_in_parts_that_a_cluster_takes() -> None:
    parts = among(str(n) for n in range(MOST_TERMS + 1))["bool"]["should"]
    assert [len(part["terms"]["id"]) for part in parts] == [MOST_TERMS, 1]
    assert among([]) == {"match_none": {}}


def test_a_document_holds_its_signature() -> None:
    assert document_of(entry_of("1", signature=signature_of(1)), 1)["signature"] == signature_text(signature_of(1))
    assert "signature" not in document_of(entry_of("1"), 1)
    assert len(signature_text(np.zeros(PLACES, dtype="<u2").tobytes())) == 88
