"""The oracle folds as the contract says, seen on a few articles by eye."""

from datetime import date

from index.article import Article, Facts
from index.entry import Entry, FacetValue, Terms
from search.engines.memory import MemoryEngine
from search.query import Choice, Every, Query, Term
from search.results import COPIES

SIGNATURES = {story: bytes(range(n, n + 64)) for n, story in enumerate("xyz")}


def entry(id: str, story: str, publisher: str, day: int, words: str = "banjir") -> Entry:
    """Return an article of a story."""
    terms = words.split()
    return Entry(
        Article(id, words, publisher=publisher), Facts(), {"text.form": Terms(terms, list(range(len(terms))))},
        date(2025, 10, day), {"publisher": (FacetValue(publisher, publisher.title()),)}, SIGNATURES.get(story, b""),
    )


def engine() -> MemoryEngine:
    """Return an engine with a story of three, one of two, and one article alone."""
    made = MemoryEngine()
    made.write([
        entry("a", "x", "antara", 1), entry("b", "x", "kabar", 2), entry("c", "x", "harian", 3, "banjir banjir"),
        entry("d", "y", "kabar", 4), entry("e", "y", "antara", 5), entry("f", "", "antara", 6, "kering"),
    ])
    return made


def shown(query: Query) -> list[tuple[str, list[str]]]:
    """Return the hits with their copies."""
    results = engine().search(Every(), query, {})
    assert all(hit.folded == len(hit.copies) for hit in results.hits)
    assert results.total == len(results.hits)
    assert results.folded == sum(hit.folded for hit in results.hits)
    return [(hit.stored.article.id, [copy.article.id for copy in hit.copies]) for hit in results.hits]


def test_the_first_of_a_story_in_the_querys_order_stays() -> None:
    assert shown(Query(folded=True, sort="oldest")) == [("a", ["b", "c"]), ("d", ["e"]), ("f", [])]
    assert shown(Query(folded=True, sort="newest")) == [("f", []), ("e", ["d"]), ("c", ["b", "a"])]
    best = engine().search(Term("text.form", "banjir"), Query(folded=True), {})
    assert [hit.stored.article.id for hit in best.hits] == ["c", "d"]


def test_what_does_not_match_is_no_copy() -> None:
    assert shown(Query(folded=True, sort="oldest", since=date(2025, 10, 2), until=date(2025, 10, 4))) == [
        ("b", ["c"]), ("d", []),
    ]


def test_nothing_is_folded_unless_asked() -> None:
    assert [id for id, _ in shown(Query(sort="oldest"))] == list("abcdef")
    assert engine().search(Every(), Query(folded=True, view="statements"), {}).folded == 0


def test_facets_count_what_is_shown_and_fold_what_their_own_choices_keep_out() -> None:
    query = Query(folded=True, sort="oldest")
    counts = engine().search(Every(), query, {"publisher": 9}).facets["publisher"].counts
    assert {item.value: item.count for item in counts} == {"antara": 2, "kabar": 1}
    chosen = Query(folded=True, sort="oldest", chosen=(Choice("publisher", "harian"),))
    results = engine().search(Every(), chosen, {"publisher": 9, "date": 9})
    assert [hit.stored.article.id for hit in results.hits] == ["c"]
    counts = results.facets["publisher"].counts
    assert {item.value: item.count for item in counts} == {"antara": 1, "kabar": 1, "harian": 1}
    assert [(item.value, item.count) for item in results.facets["date"].counts] == [("2025-10", 1)]


def test_copies_of_an_article_are_those_of_its_story_whatever_is_asked() -> None:
    total, copies = engine().copies("c", 1)
    assert (total, [copy.article.id for copy in copies]) == (2, ["a"])
    assert engine().copies("f", 9) == engine().copies("nobody", 9) == (0, [])


def test_of_many_copies_the_first_come_with_the_hit() -> None:
    made = MemoryEngine()
    made.write([entry(f"{n:02}", "x", "antara", 1) for n in range(COPIES + 5)])
    [hit] = made.search(Every(), Query(folded=True), {}).hits
    assert hit.folded == COPIES + 4
    assert [copy.article.id for copy in hit.copies] == [f"{n:02}" for n in range(1, COPIES + 1)]
