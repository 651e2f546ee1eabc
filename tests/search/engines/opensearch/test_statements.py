"""The branches of a clause say the same of articles and statements as the clause itself."""

import pytest
from hypothesis import HealthCheck, given, settings

from index.entry import Entry
from search.engines.bruteforce import QUOTE_FIELDS, Statistics, document_of, matching_statements, score_of
from search.engines.opensearch.statements import branches_of, on_quotes, simplified
from search.query import All, Any, Clause, QueryError, Term
from tests.contract.drawn import clauses, entries


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(clause=clauses, entry=entries)
def test_branches_part_the_matching_statements(clause: Clause, entry: Entry) -> None:
    document = document_of(entry)
    statistics = Statistics([document])
    found: list[int] = []
    for branch in branches_of(clause):
        if score_of(branch.article, document, statistics) is not None:
            found += matching_statements(branch.statement, document, statistics)
    assert sorted(found) == matching_statements(clause, document, statistics)


@given(clauses)
def test_no_branch_asks_an_article_of_its_statements_or_a_statement_of_its_article(clause: Clause) -> None:
    for branch in branches_of(clause):
        assert not on_quotes(branch.article)
        assert fields_of(branch.statement) <= set(QUOTE_FIELDS)


def fields_of(clause: Clause) -> set[str]:
    """Return all fields that a clause names."""
    match clause:
        case All(parts) | Any(parts):
            return set().union(*map(fields_of, parts))
        case _ if hasattr(clause, "part"):
            return fields_of(clause.part)
        case _:
            return {clause.field} if hasattr(clause, "field") else set()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(clause=clauses, entry=entries)
def test_a_simplified_clause_matches_the_same(clause: Clause, entry: Entry) -> None:
    document = document_of(entry)
    statistics = Statistics([document])
    assert (score_of(simplified(clause), document, statistics) is None) == (
        score_of(clause, document, statistics) is None
    )


def test_a_clause_with_countless_alternatives_is_refused() -> None:
    parts = tuple(All((Term("quote.key", f"q{n}"), Term("text.key", f"a{n}"))) for n in range(20))
    with pytest.raises(QueryError):
        branches_of(Any(parts))
