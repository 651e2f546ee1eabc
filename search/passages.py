"""The passage of a text that shows best what a clause is about, found without cutting the text into words."""

import re
from collections.abc import Iterable, Iterator, Sequence

from index.analysis.question import FUNCTION_WORDS
from search.marking import Mark, leaves, long_forms
from search.query import All, Any, Clause, Fuzzy, Phrase, Prefix, Term, Wildcard

PASSAGE = 260
"""Characters of a snippet: two to three lines of a results page."""

TRIED = 3
"""Passages tokenised before the whole text is: the pieces looked for may stand in other words."""

MOST_PLACES = 1_000
"""Places looked at to choose a passage, shared among the words; a word that stands oftener stands everywhere."""

LONGEST_RUN = 2 * PASSAGE
"""Characters before and behind what was found that a passage never goes beyond, be there a blank or not."""

BLANKS = re.compile(r"\s+")
SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+|\n\s*")

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


def places_of(text: str, cores: Cores, within: Iterable[Mark]) -> list[tuple[int, int, int]]:
    """Return (start, end, group) of each place where a core stands, in order."""
    lower = text.lower()
    if len(lower) != len(text):
        return []
    found: list[tuple[int, int, int]] = []
    most = MOST_PLACES // max(1, sum(map(len, cores))) + 1
    for first, last in within:
        for group, writings in enumerate(cores):
            for core in writings:
                place = lower.find(core, first, last) if core else -1
                count = 0
                while place >= 0 and count < most:
                    found.append((place, place + len(core), group))
                    place = lower.find(core, place + len(core), last)
                    count += 1
    return sorted(found)


def windows(places: Sequence[tuple[int, int, int]]) -> Iterator[Mark]:
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


def passage_around(text: str, start: int, end: int, first: int, last: int) -> Mark:
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
    return trimmed(text, max(low, start - LONGEST_RUN), min(high, end + LONGEST_RUN))


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


def trimmed(text: str, start: int, end: int) -> Mark:
    """Return start and end without the blanks at both ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
