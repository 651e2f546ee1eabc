"""A search as a terminal has it: choices written FACET=VALUE, results as lines of text."""

from collections.abc import Iterable, Iterator

from search.engines.base import Stats
from search.pieces import Piece
from search.query import Choice, QueryError
from search.schema import FACETS
from search.service import Page


def choices_of(written: Iterable[str]) -> tuple[Choice, ...]:
    """Return the choices written as FACET=VALUE, or FACET!=VALUE for articles without it; QueryError if one is not."""
    found = set()
    for choice in written:
        facet, equals, value = choice.partition("=")
        name = facet.removesuffix("!")
        if not equals or not value or name not in {f.name for f in FACETS}:
            names = ", ".join(f.name for f in FACETS)
            raise QueryError(f"{choice!r} is not FACET=VALUE or FACET!=VALUE; facets are {names}")
        found.add(Choice(name, value, facet.endswith("!")))
    return tuple(sorted(found))


def lines_of(page: Page) -> Iterator[str]:
    """Yield a page of results as lines: the total, how the query was read, then title, source and passage of each."""
    folded = f" ({page.folded:,} copies folded)" if page.folded else ""
    yield f"{page.total:,} articles{folded}, {page.took_ms:.0f} ms. {page.reading.english}"
    yield from page.reading.problems
    if page.did_you_mean is not None:
        yield f"Did you mean: {page.did_you_mean}"
    for number, found in enumerate(page.found, (page.query.page - 1) * page.query.size + 1):
        article, day = found.hit.stored.article, found.hit.stored.day
        yield ""
        yield f"{number}. {text_of(found.title) or article.id}"
        copies = f"+{found.hit.folded:,} copies" if found.hit.folded else None
        about = (day, article.publisher, article.id, copies)
        yield "   " + " · ".join(str(part) for part in about if part is not None)
        yield "   " + text_of(found.snippet)


def text_of(pieces: Iterable[Piece]) -> str:
    """Return the text of pieces in one line."""
    return " ".join("".join(piece.text for piece in pieces).split())


def lines_of_stats(stats: Stats) -> Iterator[str]:
    """Yield the counts of an index as lines."""
    yield f"{stats.documents:,} articles with {stats.statements:,} statements"
    yield (f"{stats.bytes / 1e6:,.1f} MB in {stats.segments} segments, generation {stats.generation}, "
           f"analyser {stats.analyser_version}")
    for kind, table in (("values", stats.facet_values), ("terms", stats.terms)):
        for name, count in sorted(table.items()):
            yield f"{count:>12,} {kind} of {name}"
