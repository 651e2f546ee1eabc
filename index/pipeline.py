"""From articles to entries: extract, analyse; and into a sink, in batches."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path

from index.analysis.analyser import Analysis, analyse
from index.analysis.columns import Batch
from index.article import Article, Facts
from index.batch import batch_of, names_of, without, words_at
from index.entry import FIELD_GAP, TITLE_WEIGHT, Entry, FacetValue, Sink, Terms
from index.extract.facts import extract
from index.facets import day_of, facets_of, filed
from index.knowledge.filing import NO_ALIASES, Aliases, load_aliases
from index.signature import signature

NO_TERMS = Terms([], [])

BATCH = 250
"""Articles understood in one go by one process. Tried 100 to 1,000: below 200 handing over shows, above 500 the last
batches leave processes idle on small corpora."""


def entry_for(article: Article) -> Entry:
    """Return the entry of an article: its facts, its terms by field, its facet values. Pure."""
    return entry_of(article, extract(article))


def entry_of(article: Article, facts: Facts, aliases: Aliases = NO_ALIASES) -> Entry:
    """Return the entry of an article whose facts are known, but for statements without a word.

    Scraped articles that lost their quotations have such; run k of the quote field must be statement k.
    """
    facts, persons = filed(facts, aliases)
    statements = facts.statements
    quotes = [analyse(words_at(article, s.span)) for s in statements]
    if not all(quote.positions for quote in quotes):
        wordless = {s for s, quote in zip(statements, quotes, strict=True) if not quote.positions}
        quotes = [quote for quote in quotes if quote.positions]
        facts = without(facts, wordless)
    terms = terms_of(article, facts, persons, quotes)
    return Entry(
        article=article,
        facts=facts,
        terms=terms,
        day=day_of(article, facts),
        facets=facets_of(article, facts, persons),
        signature=signature(body_words(terms)),
    )


def recalled(article: Article, facts: Facts) -> Entry:
    """Return what a stored article tells of its entry: the terms of text and title, the day, the facets' values.

    Persons stay filed as they are; their labels are not told.
    """
    title = None if article.title is None else analyse(article.title)
    text, short = with_title(title, article.text), joined([] if title is None else [title])
    persons = tuple(FacetValue(value, value) for value in dict.fromkeys(s.filed for s in facts.speakers))
    fields = {"text.form": text[0], "text.key": text[1], "title.form": short[0], "title.key": short[1]}
    return Entry(
        article=article,
        facts=facts,
        terms={name: terms for name, terms in fields.items() if terms.terms},
        day=day_of(article, facts),
        facets=facets_of(article, facts, persons),
    )


def entries_for(articles: Sequence[Article], aliases: Aliases = NO_ALIASES) -> Batch:
    """Return the entries of a batch of articles, their terms in columns too; picklable, for `Engine.absorb`."""
    with collector_at_rest():
        return batch_of(articles, list(map(extract, articles)), aliases)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep Python's collector of circles off for as long as a batch takes.

    What is made of an article holds no circle, so that nothing waits for the collector; looking for some takes 6 % of
    the time of the facts and 15 % of that of the analysis. A batch is bounded, and so is what a circle could hold.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def understanding(aliases: Path | None) -> Callable[[Sequence[Article]], list[Entry]]:
    """Return `entries_for` with the aliases of a file; AliasError names the line that cannot be understood."""
    return entries_for if aliases is None else partial(entries_for, aliases=load_aliases(aliases))


def batches_of(articles: Iterable[Article], size: int = BATCH) -> Iterator[list[Article]]:
    """Yield the articles in lists of `size`, the last one shorter."""
    articles = iter(articles)
    while batch := list(islice(articles, size)):
        yield batch


def index_articles(articles: Iterable[Article], sink: Sink, progress: Callable[[int], None] | None = None) -> None:
    """Understand the articles one batch after another in this process and hand them to the sink as one write."""

    def understood() -> Iterator[list[Entry]]:
        for batch in batches_of(articles):
            yield entries_for(batch)
            if progress is not None:
                progress(len(batch))

    sink.write(chain.from_iterable(understood()))


def terms_of(
    article: Article, facts: Facts, persons: Sequence[FacetValue], quotes: Sequence[Analysis]
) -> dict[str, Terms]:
    """Return the terms of every text field, `quotes` being the statements'; fields without terms are left out.

    A speaker is found by the name as written and by the one under which the person is filed (`persons`).
    """
    title = None if article.title is None else analyse(article.title)
    by_field = {
        "text": with_title(title, article.text),
        "title": joined([] if title is None else [title]),
        "quote": joined(quotes),
        "speaker": joined([analysed_name(name) for name in dict.fromkeys(names_of(facts, persons))]),
        "position": joined([analysed_name(s.position) for s in facts.speakers if s.position is not None]),
        "publisher": joined([] if article.publisher is None else [analysed_name(article.publisher)]),
    }
    fields = {f"{name}.form": form for name, (form, _) in by_field.items()}
    fields |= {f"{name}.key": by_field[name][1] for name in ("text", "title", "quote", "position")}
    return {name: terms for name, terms in fields.items() if terms.terms}


@lru_cache(maxsize=1 << 12)
def analysed_name(name: str) -> Analysis:
    """Return the analysis of a name or position; kept, since they come again and again, so not to be changed."""
    return analyse(name)


def with_title(title: Analysis | None, body: str) -> tuple[Terms, Terms]:
    """Return the forms and keys of the field `text`: the title TITLE_WEIGHT times, then the body."""
    if title is None:
        analysis = analyse(body)
        return analysis.form, analysis.key
    form, key = joined([title] * TITLE_WEIGHT)
    analysis = analyse(body, TITLE_WEIGHT * (title.positions + FIELD_GAP))
    return followed_by(form, analysis.form), followed_by(key, analysis.key)


def body_words(terms: Mapping[str, Terms]) -> list[str]:
    """Return the folded words of the body: those of the field `text` but for the title, which stands before it."""
    title = terms.get("title.form", NO_TERMS)
    return terms.get("text.form", NO_TERMS).terms[TITLE_WEIGHT * len(title.terms) :]


def followed_by(terms: Terms, more: Terms) -> Terms:
    """Return terms and, after them, more at their own positions."""
    return Terms(terms.terms + more.terms, terms.positions + more.positions)


def joined(analyses: Sequence[Analysis]) -> tuple[Terms, Terms]:
    """Return the forms and keys of the parts one after another, FIELD_GAP positions free between them."""
    if len(analyses) == 1:
        return analyses[0].form, analyses[0].key
    form, key, first = Terms([], []), Terms([], []), 0
    for part in analyses:
        for all_terms, terms in ((form, part.form), (key, part.key)):
            all_terms.terms.extend(terms.terms)
            all_terms.positions.extend([p + first for p in terms.positions])
        first += part.positions + FIELD_GAP
    return form, key
