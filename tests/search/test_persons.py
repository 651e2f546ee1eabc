"""Who says what: counted by statement and person, with the newest first and an honest end."""

from datetime import date

import pytest

import search.persons as persons_module
from index.article import Article, Facts, Span, SpeakerFact
from index.knowledge.people import slug
from index.pipeline import index_articles
from search.engines.memory import MemoryEngine
from search.persons import (
    portrait,
    positions_of,
    said_in_answer,
    seeks_words,
    speakers_of,
    spread,
    statement_hits,
    topics_of,
    voices,
)
from search.query import Choice, Query
from search.results import Stored
from search.service import SearchService


@pytest.fixture(scope="module")
def service() -> SearchService:
    """Nine articles: a mayor who speaks of markets in all of them, a regent beside her in the first three."""
    engine = MemoryEngine()
    index_articles(
        (
            Article(
                f"a{n}",
                f'BANDUNG - Pertemuan di Kota Bandung, Jawa Barat.\n"Pasar nomor {n} ramai," kata Wali Kota Bandung '
                "Dewi Anggraini." + ('\n"Sawah kami subur," kata Bupati Subang Tono Prasetya.' if n <= 3 else ""),
                f"Pertemuan {n}", None, None, date(2025, n, 1),
            )
            for n in range(1, 10)
        ),
        engine,
    )
    return SearchService(engine)


def test_persons_are_counted_by_their_own_statements_alone(service: SearchService) -> None:
    found = voices(service, Query(text="sawah"))
    assert [(v.name, v.statements, v.articles, v.first, v.last) for v in found.voices] == [
        ("Tono Prasetya", 3, 3, date(2025, 1, 1), date(2025, 3, 1))
    ]
    assert (found.seen, found.total) == (3, 3)


def test_who_says_most_comes_first(service: SearchService) -> None:
    assert [(v.name, v.statements) for v in voices(service, Query()).voices] == [
        ("Dewi Anggraini", 9), ("Tono Prasetya", 3),
    ]


def test_too_many_statements_are_cut_at_the_oldest_and_told(
    service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persons_module, "MOST_STATEMENTS", 4)
    found = voices(service, Query(text="pasar"))
    assert (found.seen, found.total) == (4, 9)
    assert (found.voices[0].first, found.voices[0].last) == (date(2025, 6, 1), date(2025, 9, 1))


@pytest.mark.parametrize("query", [Query(), Query(text="wilayah:subang"), Query(chosen=(Choice("region", "32"),))])
def test_without_words_the_same_is_counted_from_articles_as_from_statements(
    service: SearchService, query: Query
) -> None:
    total, answers = said_in_answer(service, query, 1_000)
    expected_total, hits = statement_hits(service, query, 1_000)
    expected = [(hit.stored.article.id, speakers_of(hit.stored)[hit.statement or 0].name) for hit in hits]
    assert [(stored.article.id, speaker.name) for stored, speaker in answers] == expected
    assert total == expected_total


def test_words_are_sought_in_any_part_of_a_clause(service: SearchService) -> None:
    for text, sought in (("", False), ("wilayah:subang", False), ("pasar", True), ("-pasar", True),
                         ("(wilayah:subang OR sawah)", True)):
        assert seeks_words(service.understand(Query(text=text)).clause) is sought


def test_every_statement_is_reached_page_by_page(service: SearchService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persons_module, "BATCH", 2)
    total, hits = statement_hits(service, Query(), 1_000)
    seen = [(hit.stored.article.id, hit.statement) for hit in hits]
    assert len(seen) == len(set(seen)) == total == 12


def test_portrait_holds_positions_months_and_only_own_statements(service: SearchService) -> None:
    person = portrait(service, slug("Tono Prasetya"))
    assert person is not None
    assert (person.name, person.articles, len(person.statements)) == ("Tono Prasetya", 3, 3)
    assert person.positions[0].name == "Bupati Subang"
    assert (person.positions[0].first, person.positions[0].last) == (date(2025, 1, 1), date(2025, 3, 1))
    assert dict(person.months) == {"2025-01": 1, "2025-02": 1, "2025-03": 1}
    assert all("Sawah" in said.text for said in person.statements)
    assert "sawah" in person.topics and "pasar" not in person.topics


def test_positions_that_differ_by_capitals_alone_are_one() -> None:
    found = positions_of([
        (Stored(Article(str(n), "Teks."), Facts(), date(2025, n, 1)), speaker_with(position))
        for n, position in enumerate(("mantan Bupati Subang", "Mantan Bupati Subang", "Mantan Bupati Subang"), 1)
    ])
    assert [(p.name, p.first, p.last, p.articles) for p in found] == [
        ("Mantan Bupati Subang", date(2025, 1, 1), date(2025, 3, 1), 3)
    ]


def test_a_persons_own_name_is_no_topic_of_theirs(service: SearchService) -> None:
    texts = ["Tono membahas sawah", "Tono membahas sawah lagi"]
    assert "tono" in topics_of(service.engine, texts)
    assert "tono" not in topics_of(service.engine, texts, ["Tono Prasetya"])


def test_topics_are_read_from_statements_spread_over_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persons_module, "TOPIC_STATEMENTS", 3)
    assert list(spread(["a", "b", "c", "d", "e", "f", "g"])) == ["a", "d", "g"]
    assert list(spread(["a", "b"])) == ["a", "b"] and list(spread([])) == []


def speaker_with(position: str) -> SpeakerFact:
    """Return a speaker of a position and no statement."""
    return SpeakerFact("Tono", position, Span(0, 1), None, (), "title", 1.0, "tono")


def test_nobody_has_no_portrait(service: SearchService) -> None:
    assert portrait(service, "tidak-ada") is None
