"""The way from an article to an entry: fields, positions, facets, batches."""

import gc
import pickle
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from index.analysis.analyser import analyse
from index.article import Article, DateFact, Facts, RegionFact, Span, SpeakerFact, Statement
from index.entry import FIELD_GAP, TEXT_FIELDS, Entry, Terms
from index.pipeline import batches_of, collector_at_rest, entries_for, entry_for, entry_of, index_articles, joined

ARTICLE = Article(
    id="a1",
    title="Bupati Sleman Resmikan Pasar",
    text="SLEMAN - Bupati Sleman Harjo Contoh Wibowo meresmikan pasar di Kabupaten Sleman, Rabu (29/10/2025).\n"
    '"Pasar ini milik warga," kata Harjo. "Jagalah bersama," ujarnya lagi.',
    publisher="Kabar Contoh",
    published=date(2025, 10, 30),
)


def span(words: str) -> Span:
    """Return where the words stand in the text."""
    start = ARTICLE.text.index(words)
    return Span(start, start + len(words))


HARJO = SpeakerFact(
    "Harjo Contoh Wibowo", "Bupati Sleman", span("Harjo Contoh Wibowo"), span("Bupati Sleman"),
    tuple(Statement(span(s), True, None, None, "test", 1.0) for s in ("Jagalah bersama,", "Pasar ini milik warga,")),
    "test", 1.0,
)
FACTS = Facts(
    date=DateFact(date(2025, 10, 29), span("Rabu (29/10/2025)"), "test", 1.0),
    regions=(
        RegionFact("34.04", "primary", (span("Sleman"),), "test", 1.0),
        RegionFact("34.02", "about", (span("Sleman"),), "test", 1.0),
        RegionFact("64", "mentioned", (span("Sleman"),), "test", 1.0),
    ),
    speakers=(HARJO,),
)


class Listed:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.writes: list[list[Entry]] = []

    def write(self, entries: Iterable[Entry]) -> None:
        """Keep the entries of one write."""
        self.writes.append(list(entries))


def test_an_entry_is_pure_and_can_be_handed_to_another_process() -> None:
    entry = entry_for(ARTICLE)
    assert entry == entry_for(ARTICLE)
    assert pickle.loads(pickle.dumps(entry)) == entry
    assert pickle.loads(pickle.dumps(entries_for)) is entries_for


def test_the_day_is_that_of_the_text_else_the_published_one() -> None:
    assert entry_of(ARTICLE, FACTS).day == date(2025, 10, 29)
    assert entry_for(Article("b", "Harga beras naik.", published=date(2024, 1, 2))).day == date(2024, 1, 2)
    assert entry_for(Article("c", "Harga beras naik.")).day is None


def test_fields_are_those_of_the_contract_and_positions_ascend() -> None:
    terms = entry_of(ARTICLE, FACTS).terms
    assert set(terms) == set(TEXT_FIELDS)
    for field in terms.values():
        assert len(field.terms) == len(field.positions) > 0
        assert field.positions == sorted(field.positions)


def test_the_title_stands_twice_before_the_body_with_a_gap_no_phrase_crosses() -> None:
    terms = entry_for(ARTICLE).terms["text.form"]
    first, body = analyse(ARTICLE.title or ""), analyse(ARTICLE.text)
    second = first.positions + FIELD_GAP
    at_body = second + first.positions + FIELD_GAP
    title = first.form.terms
    assert terms.terms == title + title + body.form.terms
    assert terms.positions == (
        first.form.positions
        + [second + p for p in first.form.positions]
        + [at_body + p for p in body.form.positions]
    )


def test_statement_k_is_run_k_of_the_quote_field() -> None:
    entry = entry_of(ARTICLE, FACTS)
    statements = entry.facts.statements
    assert len(statements) == 2
    field = entry.terms["quote.form"]
    starts = [0] + [n for n in range(1, len(field.positions))
                    if field.positions[n] - field.positions[n - 1] >= FIELD_GAP]
    runs = [field.terms[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    assert runs == [analyse(ARTICLE.text[s.span.start : s.span.end]).form.terms for s in statements]


def test_a_statement_without_a_word_is_left_out() -> None:
    empty = Statement(Span(ARTICLE.text.index('"'), ARTICLE.text.index('"') + 1), True, None, None, "test", 1.0)
    facts = replace(FACTS, speakers=(replace(HARJO, statements=(empty, *HARJO.statements)),))
    entry = entry_of(ARTICLE, facts)
    assert entry.facts == entry_of(ARTICLE, FACTS).facts
    assert entry.terms == entry_of(ARTICLE, FACTS).terms


def test_facets_hold_regions_with_their_province_speakers_and_the_publisher() -> None:
    facets = entry_of(ARTICLE, FACTS).facets
    assert [(v.value, v.label) for v in facets["publisher"]] == [("kabar contoh", "Kabar Contoh")]
    assert [(v.value, v.label) for v in facets["speaker"]] == [("harjo-contoh-wibowo", "Harjo Contoh Wibowo")]
    assert [(v.value, v.label) for v in facets["region"]] == [
        ("34.04", "Sleman"), ("34", "DI Yogyakarta"), ("34.02", "Bantul"),
    ]


def test_an_article_of_text_alone_has_empty_facets_and_only_fields_with_terms() -> None:
    entry = entry_for(Article("a", "Cuaca cerah."))
    assert set(entry.terms) == {"text.form", "text.key"}
    assert all(values == () for values in entry.facets.values())


def test_parts_joined_lie_a_gap_apart_and_an_empty_part_takes_no_term() -> None:
    form, _ = joined([analyse("satu dua"), analyse("—"), analyse("tiga")])
    assert form.terms == ["satu", "dua", "tiga"]
    assert form.positions[:2] == [0, 1]
    assert form.positions[2] - form.positions[1] >= FIELD_GAP
    assert joined([]) == (Terms([], []), Terms([], []))


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (1, [1]), (3, [3]), (7, [3, 3, 1])])
def test_batches_hold_every_article_once_in_order(count: int, sizes: list[int]) -> None:
    articles = [Article(str(n), "isi") for n in range(count)]
    batches = list(batches_of(iter(articles), 3))
    assert [len(batch) for batch in batches] == sizes
    assert [article for batch in batches for article in batch] == articles


def test_articles_go_into_a_sink_as_one_write_and_progress_is_told() -> None:
    sink, done = Listed(), []
    index_articles((Article(str(n), "isi") for n in range(600)), sink, done.append)
    assert [[e.article.id for e in write] for write in sink.writes] == [[str(n) for n in range(600)]]
    assert sum(done) == 600


SCRAPS = st.sampled_from([
    "“", "”", '"', "'", "(", ")", ",", ".", " - ", "–", "\n", "\t", "Rabu (29/10/2025)", "31/02/2025", "(2/12)",
    "kata", "ujarnya", "menurut", "mengatakan", "Ia", "Bupati", "Kabupaten", "Kota", "Sleman", "Kukar", "dr.", "H.",
    "Budi", "Wijaya", "TRIBUN", "99999999999", "İ", "ﬁ", "\u0301", "\u200b", "😀", "https://x.id/?q=1", "A" * 50,
    "Jl.", "%", "@",
])


@settings(max_examples=150, deadline=None)
@given(st.lists(SCRAPS | st.text(max_size=6), max_size=60), st.none() | st.text(max_size=40))
def test_any_text_becomes_an_entry_whose_spans_and_positions_hold(pieces: list[str], title: str | None) -> None:
    article = Article("a", " ".join(pieces), title)
    entry = entry_for(article)
    for terms in entry.terms.values():
        assert terms.positions == sorted(terms.positions)
        assert all(terms.terms)
    for statement in entry.facts.statements:
        span = statement.span
        assert 0 <= span.start < span.end <= len((title or "") if span.part == "title" else article.text)
    for values in entry.facets.values():
        assert len({v.value for v in values}) == len(values)
    runs = [b for a, b in pairwise([-FIELD_GAP, *entry.terms.get("quote.form", Terms([], [])).positions])
            if b - a >= FIELD_GAP]
    assert len(runs) == len(entry.facts.statements)


def test_a_speaker_is_found_by_the_name_written_and_the_name_filed_under() -> None:
    facts = replace(FACTS, speakers=(replace(HARJO, name="Jokowi", position="Presiden"),))
    assert {"jokowi", "joko", "widodo"} <= set(entry_of(ARTICLE, facts).terms["speaker.form"].terms)


def test_the_collector_rests_while_a_batch_is_understood_and_is_as_it_was_behind() -> None:
    with collector_at_rest():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        entries_for([ARTICLE])
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_the_collector_is_back_behind_an_error() -> None:
    with pytest.raises(ZeroDivisionError), collector_at_rest():
        1 / 0  # noqa: B018
    assert gc.isenabled()
