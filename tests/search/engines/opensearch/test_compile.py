"""A clause as the body of a query."""

import json
from datetime import date
from typing import Any as Anything

import pytest
from hypothesis import given

from search.engines.opensearch.compile import (
    EVERY,
    NOTHING,
    Statistics,
    days_of,
    has_value,
    matching,
    scored_terms,
    scoring,
)
from search.query import MISSING, All, Any, Clause, Every, Fuzzy, Not, Phrase, Prefix, QueryError, Term, Wildcard
from tests.contract.drawn import clauses

STATISTICS = Statistics({"text.key": (10, 500.0)}, {("text.key", "a"): 3, ("text.key", "b"): 1})


class Anyhow(dict[tuple[str, str], int]):
    """Every term stands in one document."""

    def __missing__(self, key: tuple[str, str]) -> int:
        return 1


@given(clauses)
def test_every_clause_becomes_json_that_knows_only_its_own_terms(clause: Clause) -> None:
    body = scoring(clause, Statistics({}, Anyhow()))
    assert json.loads(json.dumps(body)) == body
    assert json.loads(json.dumps(matching(clause))) == matching(clause)


def test_a_term_scores_with_its_weight_times_idf_and_exact_length() -> None:
    body = scoring(Term("text.key", "a", 0.5), STATISTICS)["script_score"]
    assert body["query"] == {"term": {"text.key": "a"}}
    params = body["script"]["params"]
    # ln(1 + (10 - 3 + .5) / (3 + .5)) = 1.1451323
    assert params["weight"] == pytest.approx(0.5 * 1.1451323043030026)
    assert (params["mean"], params["length"], params["parts"]) == (50.0, "length.text.key", 1)


def test_all_queries_share_one_script_so_that_it_is_compiled_once() -> None:
    def sources(body: Anything) -> set[str]:
        if isinstance(body, dict):
            own = {body["source"]} if "source" in body else set()
            return own.union(*map(sources, body.values())) if body else own
        return set().union(*map(sources, body)) if isinstance(body, list) else set()

    clause = All((Term("text.key", "a"), Phrase("text.key", ("a", "b"), (0, 1)), Any((Term("text.key", "b", 3.0),))))
    assert len(sources(scoring(clause, STATISTICS))) == 1


@pytest.mark.parametrize(
    ("texts", "offsets", "expected"),
    [
        (("a", "b"), (0, 1), {"match_phrase": {"text.form": "a b"}}),
        (("a", "b"), (2, 0), {"match_phrase": {"text.form": "b \ue001 a"}}),
        (("a",), (3,), {"term": {"text.form": "a"}}),
        (("a", "a"), (1, 1), {"term": {"text.form": "a"}}),
        ((), (), NOTHING),
        (
            ("a", "b"), (1, 1),
            {
                "span_containing": {
                    "big": {"span_term": {"text.form": "a"}}, "little": {"span_term": {"text.form": "b"}},
                },
            },
        ),
    ],
)
def test_phrases(texts: tuple[str, ...], offsets: tuple[int, ...], expected: Anything) -> None:
    assert matching(Phrase("text.form", texts, offsets)) == expected


def test_wildcards_stand_for_nothing_but_the_star() -> None:
    assert matching(Wildcard("text.form", "a?b\\*")) == {"wildcard": {"text.form": "a\\?b\\\\*"}}
    assert matching(Wildcard("text.form", "")) == NOTHING


def test_prefix_and_fuzzy_score_their_weight() -> None:
    assert scoring(Prefix("text.form", "a", 2.0), STATISTICS) == {
        "constant_score": {"filter": {"prefix": {"text.form": "a"}}, "boost": 2.0}
    }
    assert matching(Fuzzy("text.form", "", 1)) == NOTHING
    assert matching(Fuzzy("text.form", "a", 0)) == {"term": {"text.form": "a"}}


def test_a_negation_is_taken_out_of_its_conjunction() -> None:
    assert matching(All((Every(), Not(Term("text.form", "a"))))) == {
        "bool": {"filter": [EVERY], "must_not": [{"term": {"text.form": "a"}}]}
    }


def test_only_terms_and_phrases_outside_negations_need_frequencies() -> None:
    unheld, prefix = Not(Term("text.form", "b")), Prefix("text.form", "c")
    clause = All((Term("text.form", "a"), unheld, prefix, Phrase("title.form", ("d", "e"), (0, 1)), Term("id", "f")))
    assert set(scored_terms(clause)) == {("text.form", "a"), ("title.form", "d"), ("title.form", "e")}


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2025-10-29", date(2025, 10, 29), date(2025, 10, 29)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_days_of_years_months_and_days(value: str, first: date, last: date) -> None:
    assert days_of(value) == (first, last)


@pytest.mark.parametrize("value", ["", "20", "2024-1", "2024-13", "2023-02-29", "0000", "2024-01-01x", "２０２４"])
def test_what_is_no_date_has_no_days(value: str) -> None:
    assert days_of(value) is None


def test_missing_values_and_unknown_facets() -> None:
    assert has_value("date", MISSING) == {"bool": {"must_not": [{"exists": {"field": "day"}}]}}
    with pytest.raises(QueryError):
        has_value("colour", "red")


@pytest.mark.parametrize("field", ["", "*", "id", "words.text.form", "_id"])
def test_no_clause_looks_into_fields_that_hold_no_terms(field: str) -> None:
    for clause in (Term(field, "a"), Phrase(field, ("a", "b"), (0, 1)), Prefix(field, "a"), Fuzzy(field, "a", 1)):
        assert matching(clause) == NOTHING
    assert scoring(Term(field, "a"), STATISTICS) == NOTHING
