"""The contract suite can fail: engines with one fault each do not agree with the oracle."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from search.engines.memory import MemoryEngine
from search.query import Choice, Clause, Not, Query, Term
from search.results import FacetCounts, Results, Stored
from tests.contract.agreement import check_agreement
from tests.contract.drawn import entry_of, signature_of

FACETS = {"date": 3, "region": 3, "speaker": 3, "publisher": 3}


class Faulty(MemoryEngine):
    """A memory engine whose answers are spoilt."""

    def __init__(self, spoil: Callable[[Results], Results]) -> None:
        super().__init__()
        self.spoil = spoil

    def search(self, clause: Clause, query: Query, facets: Mapping[str, int]) -> Results:
        """Answer wrongly."""
        return self.spoil(super().search(clause, query, facets))


class Forgetful(MemoryEngine):
    """A memory engine whose export leaves out an article."""

    def export(self, clause: Clause, query: Query) -> Iterator[Stored]:
        """Yield all but the first."""
        yield from list(super().export(clause, query))[1:]


def filled(engine: MemoryEngine) -> MemoryEngine:
    """Return the engine with a few articles."""
    engine.write(
        entry_of(
            str(n), body=["a"] * (1 + n // 2) + ["b"], speakers=["ani"] if n % 2 else [], regions=["64.02"],
            day=date(2025, 1, 1 + n), signature=signature_of(n // 3),
        )
        for n in range(8)
    )
    return engine


def check(engine: MemoryEngine, query: Query | None = None) -> None:
    """Compare the engine with the oracle on one query."""
    clause = Not(Term("text.form", "x"))
    asked = query or Query(size=3)
    check_agreement(filled(engine), filled(MemoryEngine()), clause, asked, FACETS, 1e-6)
    check_agreement(engine, filled(MemoryEngine()), Term("text.form", "a"), asked, FACETS, 1e-6)


def spoilt_facet(results: Results, spoil: Callable[[FacetCounts], FacetCounts]) -> Results:
    """Return the results with one facet spoilt."""
    if "speaker" not in results.facets:
        return results
    return replace(results, facets={**results.facets, "speaker": spoil(results.facets["speaker"])})


def one_more(counts: FacetCounts) -> FacetCounts:
    """Return counts one too high."""
    return replace(counts, counts=tuple(structs.replace(item, count=item.count + 1) for item in counts.counts))


FAULTS: dict[str, Callable[[Results], Results]] = {
    "one too many": lambda r: replace(r, total=r.total + 1),
    "a hit lost": lambda r: replace(r, hits=r.hits[:-1]),
    "two hits changed places": lambda r: replace(r, hits=(*r.hits[1:2], *r.hits[:1], *r.hits[2:])),
    "a score too high": lambda r: replace(
        r, hits=tuple(structs.replace(h, score=h.score * 1.001 + 1e-5) for h in r.hits)),
    "the same hit twice": lambda r: replace(r, hits=r.hits[:1] * len(r.hits)),
    "no next page": lambda r: replace(r, next=None),
    "a facet counted wrongly": lambda r: spoilt_facet(r, one_more),
    "a facet value lost": lambda r: spoilt_facet(r, lambda c: replace(c, counts=())),
    "missing counted wrongly": lambda r: spoilt_facet(r, lambda c: replace(c, missing=c.missing + 1)),
    "distinct counted wrongly": lambda r: spoilt_facet(r, lambda c: replace(c, distinct=c.distinct + 1)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault: str) -> None:
    with pytest.raises(AssertionError):
        check(Faulty(FAULTS[fault]))


def test_an_export_that_leaves_out_an_article_is_found() -> None:
    with pytest.raises(AssertionError):
        check(Forgetful())


def test_a_filter_that_is_dropped_is_found() -> None:
    class Careless(MemoryEngine):
        """A memory engine that does not look at exclusions."""

        def search(self, clause: Clause, query: Query, facets: Mapping[str, int]) -> Results:
            kept = tuple(choice for choice in query.chosen if not choice.excluded)
            return super().search(clause, replace(query, chosen=kept), facets)

    with pytest.raises(AssertionError):
        check(Careless(), Query(chosen=(Choice("speaker", "ani", excluded=True),)))


def test_copies_that_are_not_folded_are_found() -> None:
    class Unfolding(MemoryEngine):
        """A memory engine that folds nothing."""

        def search(self, clause: Clause, query: Query, facets: Mapping[str, int]) -> Results:
            return super().search(clause, replace(query, folded=False), facets)

    class Wasteful(MemoryEngine):
        """A memory engine that forgets which copies it folded."""

        def search(self, clause: Clause, query: Query, facets: Mapping[str, int]) -> Results:
            results = super().search(clause, query, facets)
            return replace(results, hits=tuple(structs.replace(hit, copies=()) for hit in results.hits))

    for engine in (Unfolding(), Wasteful()):
        with pytest.raises(AssertionError):
            check(engine, Query(size=3, folded=True))


def test_the_oracle_agrees_with_itself() -> None:
    check(MemoryEngine())
    check(MemoryEngine(), Query(size=3, folded=True))
