"""Phrases of common words are answered from their pairs, and as they would be without them."""

import random
from pathlib import Path

import numpy as np

from index.article import Article, Facts
from index.entry import Entry, Terms
from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.lexicon import blob_of
from search.engines.whoosh.pairs import pair_of, paired, pairs_in
from search.engines.whoosh.phrases import phrase_places
from search.query import All, Any, Not, Phrase, Term
from tests.search.engines.whoosh.small import EVERYTHING

FIELD = "text.form"
WORDS = [f"w{number}" for number in range(90)]


def entry(number: int) -> Entry:
    """Return an article of words with Zipf frequencies, two of them now and then at one position."""
    draw = random.Random(number)
    words = draw.choices(WORDS, [1 / (rank + 1) for rank in range(len(WORDS))], k=60)
    positions = np.cumsum([draw.choice((0, 1, 1, 1, 1, 2)) for _ in words]).tolist()
    terms = Terms(words, positions)
    return Entry(Article(f"{number:04}", " ".join(words)), Facts(), {FIELD: terms, "text.key": terms}, None, {})


def test_phrases_agree_with_the_oracle_whether_their_words_are_common_or_not(tmp_path: Path) -> None:
    ours, oracle = WhooshEngine(tmp_path), MemoryEngine()
    for first in (0, 300, 330):
        for engine in (ours, oracle):
            engine.write([entry(number) for number in range(first, first + 300)])
    segment = ours.snapshot().segments[0]
    common = [word.decode() for word in segment.common[FIELD]]
    rare = [word for word in WORDS if word not in common]
    assert len(common) == 64 and rare
    for texts in (
        ("w0", "w1"), ("w0", "w0"), ("w1", "w0"), ("w60", "w50"), ("w0", rare[0]), ("w2", "w1", "w0"),
        ("w0", "w0", "w0"), ("w0", "w1", "w2", "w0"), ("w0", "w1", rare[0]), (rare[0], "w1", "w0"),
        ("w50", "w60", "w0"),
    ):
        for offsets in (tuple(range(len(texts))), tuple(range(0, 2 * len(texts), 2))):
            clause = Phrase(FIELD, texts, offsets)
            a, b = ours.search(clause, EVERYTHING, {}), oracle.search(clause, EVERYTHING, {})
            assert [(h.stored.article.id, h.score) for h in a.hits] == [(h.stored.article.id, h.score) for h in b.hits]


def test_the_postings_of_pairs_say_what_meeting_the_words_says(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.write([entry(number) for number in range(300)])
    segment = engine.snapshot().segments[0]
    pairs = segment.paired[FIELD]
    assert len(pairs.terms) > 1000
    for place in range(0, len(pairs.terms), 97):
        first, second = (word.decode() for word in pairs.terms.at(place).split(b"\xfe"))
        documents, positions = phrase_places(segment.text[FIELD], Phrase(FIELD, (first, second), (0, 1)))
        held, stood = pairs.places_of(place)
        assert held.tolist() == documents.tolist() and stood.tolist() == positions.tolist()


def test_pairs_are_of_neighbours_alone() -> None:
    tokens = np.array([[0, 1, 0, 1, 0], [0, 0, 0, 1, 1], [0, 1, 3, 4, 5]], dtype=np.uint32)
    terms, kinds, held, stood = paired(blob_of([b"a", b"b"]), ["a", "b", "c"], *tokens)
    assert [terms[kind] for kind in kinds] == [b"a\xfeb", b"b\xfea"]
    assert (held.tolist(), stood.tolist()) == ([0, 1], [0, 4])
    assert pair_of(Phrase(FIELD, ("a", "b"), (0, 2))) is None
    assert pair_of(Phrase(FIELD, ("a", "b"), (3, 4))) == b"a\xfeb"
    assert pairs_in(Phrase(FIELD, ("a", "b", "c", "b", "a"), (0, 1, 2, 3, 5)), {b"a", b"b"}) == [b"a\xfeb"]


def test_a_phrase_looked_for_only_where_the_rest_matches_counts_right_everywhere(tmp_path: Path) -> None:
    ours, oracle = WhooshEngine(tmp_path), MemoryEngine()
    for engine in (ours, oracle):
        engine.write([entry(number) for number in range(300)])
    phrase, other = Phrase(FIELD, ("w0", "w1"), (0, 2)), Phrase(FIELD, ("w2", "w0"), (0, 3))
    word, rare = Term(FIELD, "w7"), Term(FIELD, "w20")
    for clause in (
        All((phrase, word)),
        All((word, phrase, other)),
        All((phrase, Any((phrase, word)))),
        All((Any((Not(phrase), rare)), phrase)),
        All((Any((All((phrase, word)), rare)), other)),
        All((phrase, Not(All((phrase, other))))),
    ):
        a, b = ours.search(clause, EVERYTHING, {}), oracle.search(clause, EVERYTHING, {})
        assert 0 < b.total < 300
        assert [(h.stored.article.id, h.score) for h in a.hits] == [(h.stored.article.id, h.score) for h in b.hits]
