"""Snippets and marks from the article's own text. Pure; the same for every engine.

A snippet is found in three steps, so that long articles are not tokenised: look in the lower-cased text for pieces
that every writing of a query word must hold, choose the passage where most query words seem to stand close together,
and tokenise that passage alone to mark what really stands there.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from index.analysis.question import FUNCTION_WORDS
from index.article import Article, Facts
from search.marking import Mark, Wanted, leaves, long_forms, union, wanted_by
from search.query import All, Any, Clause, Fuzzy, Phrase, Prefix, Term, Wildcard

PASSAGE = 260
"""Characters of a snippet: two to three lines of a results page."""

TRIED = 3
"""Passages tokenised before the whole text is: the pieces looked for may stand in other words."""

MOST_PLACES = 400
"""Places looked at to choose a passage; a word that stands oftener stands everywhere."""

LONGEST = 100_000
"""Characters that are tokenised to be marked; what stands behind them in a book-long text is shown without marks."""

BLANKS = re.compile(r"\s+")
SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+|\n\s*")
PARAGRAPHS = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of plain text (never HTML): `marked` if a query word stands in it; `statement` is the number (in text
    order) of the statement it belongs to, or None."""

    text: str
    marked: bool = False
    statement: int | None = None


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
        text = BLANKS.sub(" ", article.title).strip()
        marks = _marks(self.title_wanted, text, 0, len(text)) if self.title_wanted else []
        return tuple(_pieces(text, 0, len(text), marks, ()))

    def snippet(self, article: Article, facts: Facts, statement: int | None = None) -> tuple[Piece, ...]:
        """Return the best passage in pieces, of one statement where one is given."""
        text = article.text
        spans = _spans(facts)
        if statement is not None and statement < len(spans):
            found = facts.statements[statement].span
            if found.part == "title":
                return self.title(article)
            first, last = found.start, min(found.end, len(text))
        else:
            first, last = 0, len(text)
        start, end, marks = self._best(text, first, last, spans)
        pieces = list(_pieces(text, start, end, marks, ()))
        pieces = [Piece(BLANKS.sub(" ", piece.text), piece.marked) for piece in pieces]
        before = [Piece("… ")] if start > first else []
        after = [Piece(" …")] if end < last else []
        return (*before, *pieces, *after)

    def paragraphs(self, article: Article, facts: Facts) -> tuple[tuple[Piece, ...], ...]:
        """Return the whole text in paragraphs of pieces, query words marked and statements numbered."""
        text = article.text
        spans = _spans(facts)
        said = _numbered(spans)
        marks = self.marks(text, 0, len(text), spans)
        return tuple(
            tuple(_pieces(text, *_trimmed(text, match.start(), match.end()), marks, said))
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
        opening = _passage(text, first, first, first, last)
        if not self.body and not self.quote:
            return *opening, []
        within = [(max(s, first), min(e, last)) for s, e in spans] if self.quote and not self.body else [(first, last)]
        places = _places(text, self.cores, within)
        for start, end in _windows(places):
            passage = _passage(text, start, end, first, last)
            marks = self.marks(text, *passage, spans)
            if marks:
                return *passage, marks
        marks = self.marks(text, first, last, spans)
        if not marks:
            return *opening, []
        start, end = next(_windows([(start, end, 0) for start, end in marks]))
        passage = _passage(text, start, end, first, last)
        return *passage, [mark for mark in marks if passage[0] <= mark[0] and mark[1] <= passage[1]]


Cores = list[tuple[str, ...]]
"""For each thing sought, lower-case pieces of text of which every writing of it holds one (but for rare ones)."""


def cores_of(clause: Clause) -> Cores:
    """Return the cores of the clause: a group for each of its words, prefixes and phrases.

    Function words do not choose a passage, unless there is nothing else.
    """
    groups: dict[tuple[str, ...], bool] = {}
    for group in _groups(clause):
        cores = {core for leaf in group for core in _cores(leaf)}
        if cores:
            light = all(isinstance(leaf, Term) and leaf.text in FUNCTION_WORDS for leaf in group)
            groups[tuple(sorted(cores))] = light
    weighty = [group for group, light in groups.items() if not light]
    return weighty or list(groups)


def _groups(clause: Clause) -> Iterator[list[Term | Phrase | Prefix | Wildcard | Fuzzy]]:
    """Yield the leaves that are writings of one word together, all others alone."""
    if isinstance(clause, Any) and all(isinstance(part, Term) for part in clause.parts):
        yield list(leaves(clause))
    elif isinstance(clause, All | Any):
        for part in clause.parts:
            yield from _groups(part)
    else:
        yield from ([leaf] for leaf in leaves(clause))


def _cores(leaf: Term | Phrase | Prefix | Wildcard | Fuzzy) -> Iterator[str]:
    """Yield pieces of text that the writings of the leaf hold.

    A prefix may take the first letter of a stem (tulis, menulis), so a stem is sought without it.
    """
    match leaf:
        case Term(field, text):
            yield text[1:] if field.endswith(".key") and len(text) > 3 else text
            if field.endswith(".key"):
                yield from long_forms().get(text, ())
        case Phrase(field, texts):
            yield texts[0][1:] if field.endswith(".key") and len(texts[0]) > 3 else " ".join(texts)
        case Prefix(_, text):
            yield text
        case Wildcard(_, pattern):
            yield max(pattern.split("*"), key=len)
        case Fuzzy(_, text):
            yield text[: max(2, len(text) // 2)]


def _places(text: str, cores: Cores, within: Iterable[Mark]) -> list[tuple[int, int, int]]:
    """Return (start, end, group) of each place where a core stands, in order."""
    lower = text.lower()
    if len(lower) != len(text):
        return []
    found: list[tuple[int, int, int]] = []
    for first, last in within:
        for group, writings in enumerate(cores):
            for core in writings:
                place = lower.find(core, first, last) if core else -1
                count = 0
                while place >= 0 and count < MOST_PLACES:
                    found.append((place, place + len(core), group))
                    place = lower.find(core, place + len(core), last)
                    count += 1
    return sorted(found)


def _windows(places: Sequence[tuple[int, int, int]]) -> Iterator[Mark]:
    """Yield the windows with most different groups, then most places, then the first; at most TRIED of them."""
    ranked = sorted(_ranked(places))
    shown: list[Mark] = []
    for _, _, start, last in ranked:
        if len(shown) == TRIED:
            return
        if all(last <= s or start >= e for s, e in shown):
            shown.append((start, last))
            yield start, last


def _ranked(places: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield (-different groups, -places, start, end) of the window that begins at each place."""
    inside: dict[int, int] = {}
    after = 0
    for here, (start, end, group) in enumerate(places):
        while after < len(places) and (after <= here or places[after][1] <= start + PASSAGE - 40):
            inside[places[after][2]] = inside.get(places[after][2], 0) + 1
            after += 1
        yield -len(inside), here - after, start, max(end, places[after - 1][1])
        inside[group] -= 1
        if not inside[group]:
            del inside[group]


def _passage(text: str, start: int, end: int, first: int, last: int) -> Mark:
    """Return a passage around start..end: from the sentence's beginning if it is near, between blanks, PASSAGE long."""
    room = max(0, PASSAGE - (end - start))
    low = max(first, start - room // 2)
    if low > first:
        ends = [match.end() for match in SENTENCE_END.finditer(text, low, start)]
        low = ends[0] if ends else _after_blank(text, low, start)
    high = min(last, max(end, low + PASSAGE))
    if high < last:
        blank = max(text.rfind(" ", end, high), text.rfind("\n", end, high))
        high = blank if blank > end else _before_blank(text, high, last)
    return _trimmed(text, low, high)


def _after_blank(text: str, low: int, start: int) -> int:
    """Return the first place after a blank from `low` on, or where the run that holds `start` begins."""
    blank = BLANKS.search(text, low, start)
    if blank is not None:
        return blank.end()
    while low > 0 and not text[low - 1].isspace():
        low -= 1
    return low


def _before_blank(text: str, high: int, last: int) -> int:
    """Return the first blank from `high` on."""
    blank = BLANKS.search(text, high, last)
    return last if blank is None else blank.start()


def _trimmed(text: str, start: int, end: int) -> Mark:
    """Return start and end without the blanks at both ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


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
