from dataclasses import asdict

import pytest

from bench.ours import FIELD, article_of, clause_of, query_of, understand
from bench.rivals.base import highest, plain
from bench.rivals.groonga import quoted
from bench.worker import asked_of
from bench.workload import Asked, Document, analysed, queries_of, twice_narrowed
from index.analysis.analyser import analyse
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


def test_terms_made_in_batches_are_those_of_each_text():
    text = "Harga beras naik 2,5 persen. \"Kami pantau,\" kata Budi di Jl. Merdeka No. 5! DPR (Dewan Perwakilan)."
    texts = [text, "", "Pasar tetap ramai?  Ya.", text + " " + text]
    made = list(analysed([Document(str(n), own, 736000, 24200, [], []) for n, own in enumerate(texts)], size=3))
    assert [document.terms for document in made] == [analyse(own).key.terms for own in texts]


def test_entries_hold_the_terms_of_the_documents_at_places_without_gaps():
    texts = ["Dewan Perwakilan Rakyat bersidang.", "Harga beras naik."]
    documents = [Document(str(n), text, 736000 + n, 24200, [n], [7]) for n, text in enumerate(texts)]
    entries = understand([article_of(document) for document in documents])
    for document, entry in zip(documents, entries, strict=True):
        assert entry.terms[FIELD].terms == document.terms
        assert entry.terms[FIELD].positions == list(range(len(document.terms)))
        assert [value.value for value in entry.facets["region"]] == [str(document.regions[0])]


def test_plain_terms_stay_different():
    assert plain("pasar2") == "pasar2"
    assert len({plain(term) for term in ("Ab", "ab", "a-b", "äb", "a.b")}) == 5


def test_command_holds_quotes_and_backslashes():
    assert quoted('a "b" \\c') == '"a \\"b\\" \\\\c"'


def test_highest_counts_come_first():
    assert highest({"a": 1, "b": 3, "c": 2}, 2) == (3, 2)
