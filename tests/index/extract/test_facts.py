"""Laws of extract: it reads any text, its spans lie inside, and its work grows no faster than the text."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, Facts, Span
from index.extract import extract

WORDS = (
    "Bupati", "Kabupaten", "Bogor", "Kota", "Bandung,", "di", "Rabu", "(29/10/2025)", "(29/10).", "kata", "ujarnya",
    '"Kami', 'siap,"', "“Kami", "siap,”", "Menurut", "Siti", "Rahma", "\n", "Desa", "29", "Oktober", "2025", "H.",
)


def spans_of(facts: Facts) -> Iterator[Span]:
    """Yield every span of the facts."""
    for fact in facts.dates:
        yield fact.span
    for region in facts.regions:
        yield from region.spans
    for speaker in facts.speakers:
        yield speaker.span
        if speaker.position_span is not None:
            yield speaker.position_span
        for statement in speaker.statements:
            yield statement.span
            if statement.cue_span is not None:
                yield statement.cue_span


def check(article: Article) -> None:
    """Assert that the article is read and every span lies inside it."""
    for span in spans_of(extract(article)):
        part = (article.title or "") if span.part == "title" else article.text
        assert 0 <= span.start < span.end <= len(part)


@settings(deadline=None)
@given(st.text(max_size=300), st.none() | st.text(max_size=80))
def test_any_text_is_read_and_spans_lie_inside(text: str, title: str | None) -> None:
    check(Article("a", text, title=title))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.none() | st.dates())
def test_any_row_of_news_words_is_read(words: list[str], published: object) -> None:
    article = Article("a", " ".join(words), title=" ".join(words[:6]), published=published)  # type: ignore[arg-type]
    check(article)


def steps(text: str) -> int:
    """Return how many lines of the house's extraction run for a text."""
    count = 0

    def trace(frame: object, event: str, _: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    extract(Article("a", "Kota Bogor."))
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        extract(Article("a", text))
    finally:
        sys.settrace(None)
    return count


PIECES = ('"', "“", "(", "A ", "Bogor ", "Kota Bogor, ", "1", "12/", "1/1/2020 ", "Rabu ", "kata ")


@pytest.mark.parametrize("piece", PIECES)
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    small, large = (steps(piece * times) for times in (300, 1200))
    assert large <= 5 * small + 500
