"""Snippets and marks from the article's own text. Pure; the same for every engine.

A snippet is found in three steps, so that long articles are not tokenised: look in the lower-cased text for pieces
that every writing of a query word must hold, choose the passage where most query words seem to stand close together,
and tokenise that passage alone to mark what really stands there.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from index.article import Article, Facts
from search.marking import Mark, Wanted, union, wanted_by
from search.passages import cores_of, passage_around, places_of, trimmed, windows
from search.pieces import Piece
from search.query import Clause

LONGEST = 100_000
"""Characters that are tokenised to be marked; what stands behind them in a book-long text is shown without marks."""

PARAGRAPHS = re.compile(r"[^\n]+")

UNEVEN = re.compile(r"\s{2,}|[^\S ]")
"""White space that is shown as one space and is none."""


class Highlighter:
    """Marks the words of one clause in any number of articles."""

    def __init__(self, clause: Clause) -> None:
        wanted = wanted_by(clause)
        self.body = [wanted[stem] for stem in ("text", "speaker", "position") if stem in wanted]
        self.title_wanted = [wanted[stem] for stem in ("text", "title", "speaker", "position") if stem in wanted]
        self.quote = [wanted["quote"]] if "quote" in wanted else []
        self.cores = cores_of(clause)

    def title(self, article: Article) -> tuple[Piece, ...]:
        """Return the title in pieces; none without a title."""
        if not article.title:
            return ()
        text = UNEVEN.sub(" ", article.title).strip()
        marks = _marks(self.title_wanted, text, 0, len(text)) if self.title_wanted else []
        return tuple(_runs(text, 0, len(text), marks))

    def snippet(self, article: Article, facts: Facts, statement: int | None = None) -> tuple[Piece, ...]:
        """Return the best passage in pieces, of one statement where one is given."""
        text = article.text
        first, last = 0, len(text)
        spans = _spans(facts) if self.quote or statement is not None else ()
        if statement is not None and statement < len(spans):
            found = facts.statements[statement].span
            if found.part == "title":
                return self.title(article)
            first, last = found.start, min(found.end, len(text))
        start, end, marks = self._best(text, first, last, spans)
        before = [Piece("… ")] if start > first else []
        after = [Piece(" …")] if end < last else []
        return (*before, *_runs(text, start, end, marks), *after)

    def paragraphs(self, article: Article, facts: Facts) -> tuple[tuple[Piece, ...], ...]:
        """Return the whole text in paragraphs of pieces, query words marked and statements numbered."""
        text = article.text
        spans = _spans(facts)
        said = _numbered(spans)
        marks = self.marks(text, 0, len(text), spans)
        return tuple(
            tuple(_pieces(text, *trimmed(text, match.start(), match.end()), marks, said))
            for match in PARAGRAPHS.finditer(text)
            if not match.group().isspace()
        )

    def marks(self, text: str, start: int, end: int, spans: Sequence[Mark]) -> list[Mark]:
        """Return the marks between two blanks of the text; what is sought in statements is marked only there."""
        if not self.body and not self.quote:
            return []
        end = min(end, start + LONGEST)
        found = [mark for wanted in self.body for mark in wanted.marks(text, start, end)]
        for first, last in spans if self.quote else ():
            low, high = max(first, start), min(last, end)
            found += [mark for wanted in self.quote for mark in (wanted.marks(text, low, high) if low < high else ())]
        return union(found)

    def _best(self, text: str, first: int, last: int, spans: Sequence[Mark]) -> tuple[int, int, list[Mark]]:
        """Return start, end and marks of the best passage between `first` and `last`."""
        opening = passage_around(text, first, first, first, last)
        if not self.body and not self.quote:
            return *opening, []
        within = [(max(s, first), min(e, last)) for s, e in spans] if self.quote and not self.body else [(first, last)]
        places = places_of(text, self.cores, within)
        for start, end in windows(places):
            passage = passage_around(text, start, end, first, last)
            marks = self.marks(text, *passage, spans)
            if marks:
                return *passage, marks
        marks = self.marks(text, first, last, spans)
        if not marks:
            return *opening, []
        start, end = next(windows([(start, end, 0) for start, end in marks]))
        passage = passage_around(text, start, end, first, last)
        return *passage, [mark for mark in marks if passage[0] <= mark[0] and mark[1] <= passage[1]]


def _spans(facts: Facts) -> tuple[Mark, ...]:
    """Return where the statements stand in the text, by number; those of the title are empty."""
    return tuple((s.span.start, s.span.end) if s.span.part == "text" else (0, 0) for s in facts.statements)


def _numbered(spans: Sequence[Mark]) -> list[tuple[int, int, int]]:
    """Return (start, end, number) of the statements in order, cut so that none overlaps the one before."""
    found: list[tuple[int, int, int]] = []
    reached = 0
    for number, (start, end) in sorted(enumerate(spans), key=lambda pair: pair[1]):
        if end > max(start, reached):
            found.append((max(start, reached), end, number))
            reached = end
    return found


def _marks(wanted: Iterable[Wanted], text: str, start: int, end: int) -> list[Mark]:
    return union(mark for one in wanted for mark in one.marks(text, start, end))


def _runs(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Piece]:
    """Return start..end of the text in pieces, cut wherever a mark begins or ends, white space as single spaces."""
    found: list[Piece] = []
    for first, last in marks:
        if last <= start or first >= end:
            continue
        if first > start:
            found.append(Piece(UNEVEN.sub(" ", text[start:first])))
        start = max(start, first)
        found.append(Piece(UNEVEN.sub(" ", text[start : min(last, end)]), True))
        start = last
    if start < end:
        found.append(Piece(UNEVEN.sub(" ", text[start:end])))
    return found


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark], said: Sequence[tuple[int, int, int]]
            ) -> Iterator[Piece]:
    """Yield start..end of the text in pieces, cut wherever a mark or a statement begins or ends."""
    inside = _between(marks, start, end)
    told = _between(said, start, end)
    cuts = {start, end}
    for first, last, *_ in (*inside, *told):
        cuts |= {place for place in (first, last) if start < place < end}
    at = by = 0
    for left, right in pairwise(sorted(cuts)):
        while at < len(inside) and inside[at][1] <= left:
            at += 1
        while by < len(told) and told[by][1] <= left:
            by += 1
        marked = at < len(inside) and inside[at][0] <= left
        number = told[by][2] if by < len(told) and told[by][0] <= left else None
        yield Piece(text[left:right], marked, number)


_Span = TypeVar("_Span", tuple[int, int], tuple[int, int, int])


def _between(spans: Sequence[_Span], start: int, end: int) -> Sequence[_Span]:
    """Return those of disjoint spans in order that overlap start..end."""
    first = bisect_right(spans, start, key=lambda span: span[1])
    return spans[first : bisect_left(spans, end, lo=first, key=lambda span: span[0])]
