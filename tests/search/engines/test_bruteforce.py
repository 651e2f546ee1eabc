"""The oracle itself, held to definitions worked out by hand."""

import math
from datetime import date

import pytest

from search.engines.bruteforce import (
    Statistics,
    document_of,
    edits,
    fits,
    has_value,
    holds,
    is_near,
    matching_statements,
    places,
    runs,
    score_of,
)
from search.query import (
    MISSING,
    All,
    Any,
    Choice,
    Clause,
    Every,
    Fuzzy,
    Not,
    Nothing,
    Phrase,
    Prefix,
    Query,
    QueryError,
    Range,
    Term,
    Value,
    Wildcard,
)
from tests.contract.drawn import entry_of

ENTRIES = [
    entry_of("1", body=["a", "b", "a", "b", "c"], day=date(2025, 10, 29), regions=["64.02"]),
    entry_of("2", body=["b"], quotes=[["a", "b"], ["c"]]),
    entry_of("3", body=["c", "c"], day=date(2024, 2, 29), speakers=["ani"]),
    entry_of("4"),
]
DOCUMENTS = [document_of(entry) for entry in ENTRIES]
STATISTICS = Statistics(DOCUMENTS)


def matching(clause: Clause) -> list[str]:
    """Return the ids that match."""
    return [d.id for d in DOCUMENTS if score_of(clause, d, STATISTICS) is not None]


def term(text: str, weight: float = 1.0) -> Term:
    """Return a term of text.form."""
    return Term("text.form", text, weight)


def test_statistics_count_documents_that_have_the_field() -> None:
    assert STATISTICS.size("text.form") == (3, (5 + 1 + 2) / 3)
    assert STATISTICS.frequency("text.form", "b") == 2
    assert STATISTICS.idf("text.form", "b") == pytest.approx(math.log(1 + (3 - 2 + 0.5) / 2.5))


def test_term_score_is_bm25() -> None:
    idf = math.log(1 + 1.5 / 2.5)
    norm = 1.2 * (1 - 0.75 + 0.75 * 5 / (8 / 3))
    assert score_of(term("b", 0.5), DOCUMENTS[0], STATISTICS) == pytest.approx(0.5 * idf * 2 / (2 + norm))


def test_phrase_score_takes_places_and_the_sum_of_idfs() -> None:
    idf = math.log(1 + 2.5 / 1.5) + math.log(1 + 1.5 / 2.5)
    norm = 1.2 * (1 - 0.75 + 0.75 * 5 / (8 / 3))
    phrase = Phrase("text.form", ("a", "b"), (0, 1))
    assert score_of(phrase, DOCUMENTS[0], STATISTICS) == pytest.approx(idf * 2 / (2 + norm))
    assert matching(phrase) == ["1"]
    assert matching(Phrase("text.form", ("b", "c"), (0, 3))) == ["1"]
    assert matching(Phrase("text.form", ("a", "nope"), (0, 1))) == []


def test_scores_are_summed_over_what_matches() -> None:
    a, b = (score_of(term(t), DOCUMENTS[0], STATISTICS) for t in "ab")
    assert a is not None
    assert b is not None
    assert score_of(All((term("a"), term("b"))), DOCUMENTS[0], STATISTICS) == a + b
    assert score_of(Any((term("a"), term("x"), term("b"))), DOCUMENTS[0], STATISTICS) == a + b
    assert score_of(All((term("a"), Not(term("x")), Every())), DOCUMENTS[0], STATISTICS) == a
    assert score_of(Prefix("text.form", "", 3.0), DOCUMENTS[1], STATISTICS) == 3.0


@pytest.mark.parametrize(
    ("clause", "ids"),
    [
        (Every(), ["1", "2", "3", "4"]), (Nothing(), []), (All(()), ["1", "2", "3", "4"]), (Any(()), []),
        (Not(term("b")), ["3", "4"]), (Not(Not(term("b"))), ["1", "2"]),
        (Prefix("text.form", ""), ["1", "2", "3"]), (Wildcard("text.form", "*"), ["1", "2", "3"]),
        (Wildcard("text.form", "."), []), (Value("region", "64"), ["1"]), (Value("region", MISSING), ["2", "3", "4"]),
        (Value("date", "2024"), ["3"]), (Value("date", "2025-10"), ["1"]), (Value("date", "2025-1"), []),
        (Value("date", MISSING), ["2", "4"]), (Range(None, None), ["1", "3"]),
        (Range(date(2025, 1, 1), None), ["1"]), (Range(None, date(2024, 2, 29)), ["3"]),
        (Fuzzy("text.form", "ab", 1), ["1"]), (Fuzzy("text.form", "xb", 1), []), (Fuzzy("text.form", "", 2), []),
    ],
)  # fmt: skip
def test_clauses_match_what_they_say(clause: Clause, ids: list[str]) -> None:
    assert matching(clause) == ids


def test_an_unknown_facet_is_an_error() -> None:
    with pytest.raises(QueryError, match="colour"):
        has_value(ENTRIES[0], "colour", "red")


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("abc", "ca", 3), ("banjir", "bajnir", 1), ("banjir", "bandang", 4)],
)
def test_edits_are_optimal_string_alignment(a: str, b: str, distance: int) -> None:
    assert edits(a, b) == edits(b, a) == distance


def test_a_near_word_shares_the_first_letter() -> None:
    assert is_near("banjir", "bajir", 1)
    assert not is_near("anjir", "banjir", 1)
    assert not is_near("banjirr", "bajir", 1)


def test_wildcards_are_stars_and_plain_characters() -> None:
    assert fits("pembangunan", Wildcard("f", "pem*an"))
    assert fits("a.b", Wildcard("f", "a.b"))
    assert not fits("axb", Wildcard("f", "a.b"))


def test_places_are_distinct_starts() -> None:
    assert places({"a": [0, 2, 5], "b": [1, 3]}, ("a", "b"), (0, 1)) == [0, 2]
    assert places({"a": [0, 2]}, ("a", "a"), (0, 2)) == [0]


def test_runs_lie_a_gap_apart() -> None:
    assert runs([0, 1, 5, 105, 106, 400]) == [(0, 5), (105, 106), (400, 400)]


def test_choices_are_alternatives_inside_and_all_needed_across() -> None:
    def found(*chosen: Choice, leave_out: str | None = None, since: date | None = None) -> list[str]:
        query = Query(chosen=chosen, since=since)
        return [entry.article.id for entry in ENTRIES if holds(entry, query, leave_out)]

    assert found() == ["1", "2", "3", "4"]
    assert found(Choice("region", "64"), Choice("region", MISSING)) == ["1", "2", "3", "4"]
    assert found(Choice("region", MISSING), Choice("speaker", "ani")) == ["3"]
    assert found(Choice("speaker", "ani", True)) == ["1", "2", "4"]
    assert found(Choice("date", MISSING, True)) == ["1", "3"]
    assert found(Choice("date", "2024"), since=date(2025, 1, 1)) == []
    assert found(Choice("date", "2024"), since=date(2025, 1, 1), leave_out="date") == ["1", "2", "3", "4"]


def test_statements_are_looked_at_one_by_one() -> None:
    two = DOCUMENTS[1]
    both = All((Term("quote.form", "a"), Term("quote.form", "b")))
    assert matching_statements(both, two, STATISTICS) == [0]
    assert matching_statements(All((Term("quote.form", "a"), Term("quote.form", "c"))), two, STATISTICS) == []
    assert matching_statements(term("b"), two, STATISTICS) == [0, 1]
    assert matching_statements(Not(Term("quote.form", "c")), two, STATISTICS) == [0]
