"""What every engine does when it is written to, turned back, walked through and asked wrongly."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from threading import Event, Thread

import pytest
from msgspec import structs

from index.article import Article, DateFact, Facts, RegionFact, Span, SpeakerFact, Statement
from index.entry import Entry, FacetValue
from index.pipeline import index_articles, recalled
from search.doctor import recounted
from search.engines.base import Engine, EngineError
from search.engines.cursor import cursor_after, fingerprint
from search.engines.memory import MemoryEngine
from search.query import (
    All,
    Choice,
    Clause,
    Every,
    Fuzzy,
    Not,
    Phrase,
    Prefix,
    Query,
    QueryError,
    Sort,
    Term,
    View,
    Wildcard,
)
from tests.contract.candidates import CASES, Candidate
from tests.contract.conftest import fresh_engine
from tests.contract.drawn import entry_of
from tests.web.conftest import ARTICLES

EVERY = Every()
EVERYTHING = Query(size=100)


def ids(engine: Engine, clause: Clause = EVERY, query: Query = EVERYTHING) -> list[str]:
    """Return the ids of all hits in order."""
    return [hit.stored.article.id for hit in engine.search(clause, query, {}).hits]


def term(text: str, field: str = "text.form") -> Term:
    """Return the term clause."""
    return Term(field, text)


def understand(batch: Sequence[Article]) -> list[Entry]:
    """Return entries whose words are the articles' words."""
    return [structs.replace(entry_of(article.id, body=article.text.split()), article=article) for article in batch]


def test_an_empty_index_answers_with_nothing(engine: Engine) -> None:
    engine.write([])
    results = engine.search(Every(), EVERYTHING, {"date": 0, "region": 5, "speaker": 5, "publisher": 5})
    assert (results.total, results.hits, results.next) == (0, (), None)
    assert all(counts.counts == () and counts.missing == 0 for counts in results.facets.values())
    assert engine.terms("text.form", "", 5) == engine.near("text.form", "a", 1, 5) == []
    assert engine.frequencies("text.form", ["a"]) == [0]
    assert engine.article("1") is None


def test_writing_an_id_again_replaces_the_article(engine: Engine) -> None:
    engine.write([entry_of("1", body=["lama"]), entry_of("2", body=["tetap"])])
    engine.write([entry_of("1", body=["baru"])])
    assert ids(engine, term("lama")) == []
    assert ids(engine, term("baru")) == ["1"]
    assert ids(engine) == ["1", "2"]
    assert engine.stats().documents == 2


def test_of_one_id_twice_in_a_write_the_last_counts(engine: Engine) -> None:
    engine.write([entry_of("1", body=["lama"]), entry_of("1", body=["baru"])])
    assert (ids(engine), ids(engine, term("baru"))) == (["1"], ["1"])


def test_deleted_articles_are_gone_from_everything(engine: Engine) -> None:
    engine.write([entry_of("1", body=["a"], speakers=["ani"]), entry_of("2", body=["a", "b"], speakers=["ani"])])
    assert engine.delete(["2", "7"]) == 1
    assert engine.delete(["2"]) == 0
    assert ids(engine) == ["1"]
    assert engine.article("2") is None
    assert engine.frequencies("text.form", ["a", "b"]) == [1, 0]
    assert engine.terms("text.form", "", 10) == [("a", 1)]
    results = engine.search(Every(), EVERYTHING, {"speaker": 5})
    assert [(item.value, item.count) for item in results.facets["speaker"].counts] == [("ani", 1)]


def test_everything_can_be_deleted(engine: Engine) -> None:
    engine.write([entry_of("1", body=["a"])])
    assert engine.delete(["1"]) == 1
    assert ids(engine) == []
    engine.write([entry_of("1", body=["b"])])
    assert ids(engine, term("b")) == ["1"]


def test_each_change_makes_a_generation_and_rollback_returns(engine: Engine) -> None:
    engine.write([entry_of("1", body=["a"])])
    first = engine.generation()
    engine.write([entry_of("2", body=["a"])])
    second = engine.generation()
    assert first != second
    assert engine.search(Every(), EVERYTHING, {}).generation == second
    assert engine.rollback() == first == engine.generation()
    assert ids(engine) == ["1"]
    engine.write([entry_of("3", body=["a"])])
    assert engine.generation() not in (first, second)
    assert ids(engine) == ["1", "3"]


def test_rollback_undoes_a_delete(engine: Engine) -> None:
    engine.write([entry_of("1", body=["a"]), entry_of("2", body=["a"])])
    engine.delete(["1"])
    engine.rollback()
    assert ids(engine, term("a")) == ["1", "2"]


def test_rollback_without_a_generation_before_is_an_error(engine: Engine) -> None:
    with pytest.raises(EngineError):
        engine.rollback()


@pytest.mark.parametrize("workers", [1, 2])
def test_absorbing_articles_reports_what_was_added_and_replaced(engine: Engine, workers: int) -> None:
    engine.write([entry_of("1", body=["lama"]), entry_of("9", body=["lama"])])
    batches = [[Article("1", "baru satu"), Article("2", "baru dua")], [Article("2", "baru tiga"), Article("3", "x")]]
    done: list[int] = []
    report = engine.absorb(batches, understand, workers=workers, progress=done.append)
    assert (report.added, report.replaced, report.generation) == (2, 1, engine.generation())
    assert sum(done) == 4
    assert ids(engine) == ["1", "2", "3", "9"]
    assert ids(engine, term("dua")) == []
    assert ids(engine, term("tiga")) == ["2"]


def test_absorbing_afresh_forgets_what_was_there(engine: Engine) -> None:
    engine.write([entry_of("1", body=["lama"])])
    report = engine.absorb([[Article("2", "baru")]], understand, fresh=True)
    assert (report.added, report.replaced) == (1, 0)
    assert ids(engine) == ["2"]
    assert engine.rollback()
    assert ids(engine) == ["1"]


def test_articles_come_back_as_they_were_written(engine: Engine) -> None:
    said = Statement(Span(3, 9), True, "ujar", Span(10, 14), "kutipan", 0.91)
    other = Statement(Span(0, 2, "title"), False, None, None, "judul", 0.5)
    facts = Facts(
        date=DateFact(date(2025, 10, 29), Span(1, 2), "kurung", 0.75, ("weekday-contradicts",)),
        dates=(DateFact(date(1999, 1, 1), Span(4, 6), "tahun", 0.1),),
        dateline="KUKAR",
        regions=(RegionFact("64.02", "primary", (Span(0, 5), Span(7, 9)), "nama", 1 / 3),),
        speakers=(SpeakerFact("Ani Éa", "Bupati", Span(1, 7), Span(8, 10), (said, other), "cue", 0.99),),
    )
    article = Article(
        "é/1?", "Baris 1\nBaris “2” 文\n\n\tx", "Judul <b>", "https://contoh.id/a?b=c", "Kabar", date(2025, 10, 30), "N"
    )
    entry = structs.replace(entry_of("x", body=["a"]), article=article, facts=facts, day=date(2025, 10, 29))
    bare = structs.replace(entry_of("y", body=["a"]), article=Article("y", "kosong"))
    engine.write([entry, bare])
    stored = engine.article("é/1?")
    assert stored is not None
    assert (stored.article, stored.facts, stored.day) == (article, facts, date(2025, 10, 29))
    assert engine.search(term("a"), EVERYTHING, {}).hits[1].stored == stored
    other_stored = engine.article("y")
    assert other_stored is not None
    assert (other_stored.article, other_stored.facts, other_stored.day) == (Article("y", "kosong"), Facts(), None)


def test_an_article_without_terms_is_found_by_everything(engine: Engine) -> None:
    engine.write([entry_of("1")])
    assert ids(engine) == ["1"]
    assert ids(engine, Not(term("a"))) == ["1"]


def test_equal_scores_are_ordered_by_id(engine: Engine) -> None:
    engine.write([entry_of(id, body=["a", "b"]) for id in ("é", "10", "9", "B", "a")])
    engine.write([entry_of("0", body=["a", "b"])])
    assert ids(engine, term("a")) == ["0", "10", "9", "B", "a", "é"]
    assert ids(engine, All((term("a"), term("b")))) == ["0", "10", "9", "B", "a", "é"]


def test_articles_without_a_day_come_last_both_ways(engine: Engine) -> None:
    days = {"1": None, "2": date(2024, 1, 1), "3": date(2025, 1, 1), "4": None, "5": date(2024, 1, 1)}
    engine.write([entry_of(id, body=["a"], day=day) for id, day in days.items()])
    assert ids(engine, query=replace(EVERYTHING, sort="newest")) == ["3", "2", "5", "1", "4"]
    assert ids(engine, query=replace(EVERYTHING, sort="oldest")) == ["2", "5", "3", "1", "4"]


def test_a_phrase_does_not_cross_title_and_body(engine: Engine) -> None:
    engine.write([entry_of("1", title=["banjir"], body=["besar"]), entry_of("2", body=["banjir", "besar"])])
    assert ids(engine, Phrase("text.form", ("banjir", "besar"), (0, 1))) == ["2"]


def test_a_rarer_word_scores_more(engine: Engine) -> None:
    engine.write([
        entry_of("1", body=["a", "x"]), entry_of("2", body=["b", "x"]), entry_of("3", body=["b", "x"]),
    ])
    hits = {h.stored.article.id: h.score for h in engine.search(Not(term("none")), EVERYTHING, {}).hits}
    assert set(hits.values()) == {0.0}
    one = engine.search(term("a"), EVERYTHING, {}).hits[0].score
    two = engine.search(term("b"), EVERYTHING, {}).hits[0].score
    # By hand: N 3, df 1 and 2, tf part 1 / (1 + 1.2) at mean length.
    assert one == pytest.approx(0.9808292530117262 / 2.2)
    assert two == pytest.approx(0.47000362924573563 / 2.2)


def test_a_facets_counts_leave_out_its_own_choices(engine: Engine) -> None:
    engine.write([
        entry_of("1", body=["a"], speakers=["ani"], regions=["64.02"]),
        entry_of("2", body=["a"], speakers=["joko-wi"], regions=["31.71"]),
        entry_of("3", body=["b"], speakers=["budi-s"], regions=["31.71"]),
    ])
    query = replace(EVERYTHING, chosen=(Choice("region", "64"), Choice("speaker", "budi-s")))
    results = engine.search(term("a"), query, {"region": 1, "speaker": 9})
    assert results.total == 0
    assert [(i.value, i.count) for i in results.facets["speaker"].counts] == [("ani", 1), ("budi-s", 0)]
    assert [(i.value, i.count) for i in results.facets["region"].counts] == [("64", 0)]
    assert (results.facets["region"].distinct, results.facets["speaker"].distinct) == (0, 1)


def test_many_values_and_long_texts_are_taken_at_once(engine: Engine) -> None:
    labels = {f"{n:03}": f"Kabupaten nomor {n} yang namanya panjang sekali (hasil pemekaran)" for n in range(300)}
    values = tuple(FacetValue(value, label) for value, label in labels.items())
    entry = entry_of("1", body=["a"])
    engine.write([structs.replace(entry, facets={**entry.facets, "region": values, "speaker": values})])
    found = engine.search(Every(), EVERYTHING, {"region": 1_000, "speaker": 250}).facets
    assert {count.value: count.label for count in found["region"].counts} == labels
    assert [count.label for count in found["speaker"].counts] == list(labels.values())[:250]
    assert engine.facet(Every(), Query(), "speaker", "x" * 2_000, 10, "count").counts == ()
    assert engine.search(Phrase("text.form", ("", "a"), (0, 1)), Query(), {}).total == 0
    long = "a" * 2_000
    for clause in (Prefix("text.form", long), Fuzzy("text.form", long, 2), Wildcard("text.form", "*b" * 100)):
        assert engine.search(clause, Query(), {}).total == 0
    assert engine.terms("text.form", long, 10) == engine.near("text.form", long, 2, 10) == []


def test_statements_are_hits_of_their_own(engine: Engine) -> None:
    engine.write([
        entry_of("1", body=["x"], quotes=[["banjir", "besar"], ["jalan"], ["banjir", "jalan"]], speakers=["ani"]),
        entry_of("2", body=["x"], quotes=[["jalan"]]),
        entry_of("3", body=["x"]),
    ])
    view = replace(EVERYTHING, view="statements")

    def numbers(clause: Term | All | Phrase) -> list[tuple[str, int | None]]:
        return [(h.stored.article.id, h.statement) for h in engine.search(clause, view, {}).hits]

    banjir, jalan = term("banjir", "quote.form"), term("jalan", "quote.form")
    assert numbers(term("x")) == [("1", 0), ("1", 1), ("1", 2), ("2", 0)]
    assert sorted(numbers(banjir)) == [("1", 0), ("1", 2)]
    assert numbers(All((banjir, jalan))) == [("1", 2)]
    assert numbers(All((jalan, term("x"), Not(banjir)))) == [("2", 0)]
    results = engine.search(banjir, view, {"speaker": 3})
    assert (results.total, results.facets["speaker"].counts[0].count) == (2, 1)


def test_wrong_requests_are_query_errors(engine: Engine) -> None:
    engine.write([entry_of("1", body=["a"]), entry_of("2", body=["a"])])
    for query in (
        Query(page=0), Query(size=0), Query(cursor="x"), Query(cursor=""), Query(cursor="é"), Query(cursor="WzFd"),
        Query(chosen=(Choice("colour", "red"),)),
    ):
        with pytest.raises(QueryError):
            engine.search(Every(), query, {})
    with pytest.raises(QueryError):
        engine.search(Every(), Query(), {"colour": 3})
    with pytest.raises(QueryError):
        engine.facet(Every(), Query(), "colour", "", 3, "count")


def test_a_cursor_of_another_search_is_refused(engine: Engine) -> None:
    engine.write([entry_of(str(n), body=["a"]) for n in range(5)])
    cursor = engine.search(term("a"), Query(size=2), {}).next
    assert cursor is not None
    for clause, query in (
        (term("b"), Query(size=2)), (term("a"), Query(size=2, sort="newest")),
        (term("a"), Query(size=2, chosen=(Choice("region", "64"),))),
    ):
        with pytest.raises(QueryError):
            engine.search(clause, replace(query, cursor=cursor), {})


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("view", ["articles", "statements"])
def test_a_forged_cursor_gives_an_answer_or_a_query_error(engine: Engine, sort: Sort, view: View) -> None:
    days = (None, date(2024, 1, 1), date(2025, 1, 1))
    engine.write([entry_of(str(n), body=["a"], quotes=[["b"], ["c"]], day=days[n % 3]) for n in range(6)])
    query = Query(size=2, sort=sort, view=view)
    name = fingerprint(term("a"), query)
    ranks = (0.0, -0.0, 0.5, 738_886.0, -738_886.0, 1e300, -1e300, math.inf, -math.inf, 5e-324)
    keys = itertools.product(ranks, ("", "3", "zzz", "文", "\x00", "\U0010ffff"), (-1, 0, 7, -(2**31), 2**31))
    for key in itertools.islice(keys, 0, None, 1 if CASES >= 500 else 7):  # 7: every value of each comes up
        try:
            results = engine.search(term("a"), replace(query, cursor=cursor_after(key, name)), {})
        except QueryError:
            continue
        assert len(results.hits) <= 2


def test_a_cursor_goes_on_in_another_page_size(engine: Engine) -> None:
    engine.write([entry_of(str(n), body=["a"]) for n in range(5)])
    cursor = engine.search(term("a"), Query(size=2), {}).next
    results = engine.search(term("a"), Query(size=10, cursor=cursor), {})
    assert [hit.stored.article.id for hit in results.hits] == ["2", "3", "4"]
    assert results.next is None


def test_a_page_beyond_the_last_is_empty_with_the_total(engine: Engine) -> None:
    engine.write([entry_of("1", body=["a"])])
    results = engine.search(term("a"), Query(page=10**6), {})
    assert (results.total, results.hits, results.next) == (1, (), None)


def test_a_sound_index_has_no_drift(engine: Engine) -> None:
    engine.write([entry_of(str(n), body=["a"], speakers=["ani"]) for n in range(5)])
    engine.delete(["3"])
    assert engine.doctor() == []


def test_searches_over_real_articles_are_recounted_without_drift(engine: Engine) -> None:
    index_articles(ARTICLES, engine)
    engine.delete(["pasar-03", "panen-1"])
    assert recounted(engine, lambda stored: recalled(stored.article, stored.facts), 40) == []


def test_generations_that_answer_otherwise_have_other_identities(engine: Engine) -> None:
    seen = []
    for number in range(3):
        engine.write([entry_of(str(number), body=("a",))])
        seen.append(engine.identity())
    assert engine.identity() == seen[-1]
    engine.rollback()
    assert engine.identity() == seen[1]
    engine.delete(["0"])
    assert len({*seen, engine.identity()}) == 4


def test_export_goes_on_with_its_generation(engine: Engine) -> None:
    engine.write([entry_of(str(n), body=["a"]) for n in range(5)])
    exported = iter(engine.export(term("a"), Query(size=2)))
    first = next(iter(exported)).article.id
    engine.delete(["3"])
    assert [first, *(stored.article.id for stored in exported)] == ["0", "1", "2", "3", "4"]


def test_readers_see_one_generation_whole_while_writers_write(engine: Engine) -> None:
    """Every generation files all articles under another region: an answer that mixes two would count two."""

    def generation(number: int) -> list[Entry]:
        return [entry_of(str(n), body=["a"] * (n + 1), regions=[str(10 + number)]) for n in range(8)]

    engine.write(generation(0))
    done = Event()
    wrong: list[object] = []

    def read() -> None:
        while not done.is_set():
            results = engine.search(term("a"), EVERYTHING, {"region": 9})
            counts = [(item.value, item.count) for item in results.facets["region"].counts]
            if results.total != 8 or len(counts) != 1 or counts[0][1] != 8:
                wrong.append((results.total, counts))

    readers = [Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 11):
        engine.write(generation(number))
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    counts = engine.search(Every(), EVERYTHING, {"region": 9}).facets["region"].counts
    assert [(item.value, item.count) for item in counts] == [("20", 8)]


def test_two_engines_hold_different_articles(candidate: Candidate) -> None:
    with fresh_engine(candidate) as one, fresh_engine(candidate) as two:
        one.write([entry_of("1", body=["a"])])
        two.write([entry_of("2", body=["a"])])
        assert (ids(one), ids(two)) == (["1"], ["2"])


def test_the_oracle_forgets_nothing_it_was_not_told_to() -> None:
    oracle = MemoryEngine()
    oracle.write([entry_of("1", body=["a"])])
    oracle.write([])
    assert ids(oracle) == ["1"]
