from dataclasses import asdict

import pytest

from bench.ours import clause_of, query_of
from bench.rivals.base import highest, plain
from bench.rivals.groonga import quoted
from bench.worker import asked_of
from bench.workload import Asked, Document, pieced, queries_of, twice_narrowed
from search.query import All, Choice


def word(number):
    """Return a word of four letters for a number below 10,000; none is one of Indonesian."""
    return "q" + "".join("bdfghjklmp"[int(digit)] for digit in f"{number:04}")


@pytest.fixture(scope="module")
def sample():
    texts = [" ".join(map(word, (n // 2, 2000 + n // 20, 3000 + n % 5, 4000 + n % 7))) for n in range(1000)]
    return [Document(str(n), text, 736000, 24200, [1], [2]) for n, text in enumerate(texts)]


def test_queries_are_the_same_each_time(sample):
    assert queries_of(sample, 40) == queries_of(sample, 40)


def test_every_other_query_is_narrowed_by_one_choice(sample):
    chosen = [len(asked.values) + (asked.days is not None) for asked in queries_of(sample, 40)]
    assert chosen == [0, 1] * 20


def test_twice_narrowed_queries_choose_in_two_facets(sample):
    found = twice_narrowed(queries_of(sample, 40))
    assert len(found) == 20
    for asked in found:
        facets = [facet for facet, _ in asked.values] + ["date"] * (asked.days is not None)
        assert len(set(facets)) == len(facets) == 2


def test_query_survives_json(sample):
    for asked in twice_narrowed(queries_of(sample, 40)):
        record = asdict(asked)
        record["values"] = [list(pair) for pair in asked.values]
        assert asked_of(record) == asked


def test_choices_stand_in_the_clause_or_in_the_query():
    asked = Asked("and", ("pasar",), (("region", "3"),), (736000, 736030))
    clause = clause_of(asked)
    assert isinstance(clause, All) and len(clause.parts) == 3
    query = query_of(asked)
    assert query.chosen == (Choice("region", "3"),)
    assert query.since is not None and query.until is not None and (query.until - query.since).days == 30


def test_sentences_have_the_terms_of_their_text():
    text = "Harga beras naik 2,5 persen. \"Kami pantau,\" kata Budi di Jl. Merdeka No. 5!\n\nPasar tetap ramai?  Ya."
    whole = Document("1", text, 736000, 24200, [], [])
    (made,) = pieced([whole])
    assert made.terms == whole.terms
    assert len(made.terms) > 10


def test_plain_terms_stay_different():
    assert plain("pasar2") == "pasar2"
    assert len({plain(term) for term in ("Ab", "ab", "a-b", "äb", "a.b")}) == 5


def test_command_holds_quotes_and_backslashes():
    assert quoted('a "b" \\c') == '"a \\"b\\" \\\\c"'


def test_highest_counts_come_first():
    assert highest({"a": 1, "b": 3, "c": 2}, 2) == (3, 2)
