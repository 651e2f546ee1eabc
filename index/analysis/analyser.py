"""Text -> tokens and terms: tokenise, stem, add canonical abbreviations."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

from index.analysis.chunks import LONGEST_KEPT, pieces_of
from index.analysis.parts import Found, Parts, plain_form, read, read_plain
from index.analysis.stem import stem
from index.analysis.version import ANALYSER_VERSION
from index.entry import Terms
from index.knowledge.abbreviations import abbreviations
from index.knowledge.folding import fold

__all__ = ["ANALYSER_VERSION", "Analysis", "Token", "analyse", "fold", "key_of", "tokenise"]

CACHED_CHUNKS: Final = 1 << 17
"""Chunks (runs without white space) kept with what they give, and as many of those used before them: 60 MB at most."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word at `position` (0, 1, 2 ...), characters start..end of the text as given.

    `forms`: the folded word first, then other writings indexed at the same position ("covid19" beside "covid").
    `keys`: the stem first, then the stems of those. `canonical`: (term, tokens covered) for each abbreviation or
    long form that begins here ("kutai kartanegara" -> ("kukar", 2), "pemkab" -> ("pemkab", 1)), and for what several
    parts write together ("covid-19" -> ("covid19", 2)); such terms are indexed in `key` at this position, so a
    query may take either the term or the tokens it covers.
    """

    start: int
    end: int
    position: int
    forms: tuple[str, ...]
    keys: tuple[str, ...]
    canonical: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """The terms of a text for the fields `form` and `key`; `positions` is how many positions it takes."""

    form: Terms
    key: Terms
    positions: int


_CHUNK: Final = re.compile(r"\S+")


def tokenise(text: str) -> list[Token]:
    """Return the tokens of the text with offsets, for the parser and the highlighter."""
    placed = [(match.start(), piece) for match in _CHUNK.finditer(text) for piece in pieces_of(match.group())]
    words = [piece.forms[0] for _, piece in placed]
    table = abbreviations()
    tokens = []
    for position, (offset, piece) in enumerate(placed):
        canonical = (*piece.canonical, *table.starting_at(words, position))
        tokens.append(
            Token(offset + piece.start, offset + piece.end, position, piece.forms, piece.keys, canonical)
        )
    return tokens


def analyse(text: str, first: int = 0) -> Analysis:
    """Return the terms to index, positions from `first` on; the same terms as `tokenise` gives, made fast.

    In `form` stand the forms of each token, in `key` its keys and canonical terms, each once a position. Every rule
    but the long forms looks at one chunk alone, so a chunk is read once and remembered; one in thirty is more than one
    plain word, and is put in its place afterwards.
    """
    if len(_chunks) > CACHED_CHUNKS:
        _chunks.age()
    chunks = text.split()
    if not chunks:
        return Analysis(Terms([], []), Terms([], []), 0)
    words, keys, marks = zip(*map(_chunks.__getitem__, chunks), strict=True)
    starts: list[int] = []
    taken_apart: list[tuple[int, int, Parts]] = []
    more = 0
    for place in compress(range(len(marks)), marks):
        mark = marks[place]
        if mark is True:
            starts.append(place + more)
        else:
            starts.extend([place + more + start for start in mark.starts])
            taken_apart.append((place, place + more, mark))
            more += len(mark.words) - 1
    return _together(list(words), list(keys), taken_apart, starts, first)


def key_of(word: str) -> str:
    """Return the stem of one word; of a compound ("jual-beli") the keys of its parts, joined by hyphens.

    The key that is indexed is this stem in its standard spelling.
    """
    folded = fold(word)
    if folded.isalpha():
        return stem(folded)
    return "-".join(piece.keys[0] for chunk in folded.split() for piece in pieces_of(chunk))


class _Chunks(dict[str, Found]):
    """The chunks read so far; fills itself. Plain words share one value with their writings ("kata", "Kata,").

    `older` holds those before the last ageing: what is met again moves on, what is not is forgotten with the next one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.older: dict[str, Found] = {}

    def __missing__(self, chunk: str) -> Found:
        if len(chunk) > LONGEST_KEPT:
            form = plain_form(chunk)
            return read(chunk) if form is None else read_plain(form)
        found = self.older.get(chunk)
        if found is None:
            form = plain_form(chunk)
            if form is None:
                found = read(chunk)
            else:
                found = self.get(form)
                if found is None:
                    self[form] = found = read_plain(form)
        self[chunk] = found
        return found

    def age(self) -> None:
        """Begin anew, with the chunks held so far as the older ones."""
        self.older = dict(self)
        self.clear()


_chunks: Final = _Chunks()
_table: Final = abbreviations()


def _together(
    words: list[str], keys: list[str], taken_apart: list[tuple[int, int, Parts]], starts: list[int], first: int
) -> Analysis:
    """Return the analysis of words and keys, one for each chunk, and of the chunks taken apart.

    Each of those comes with its place among the chunks and among the words. They are put in from the last to the
    first, so that the places before them stay as they are: in a list of some hundred words this is cheap.
    """
    forms = words.copy()
    for place, _, parts in reversed(taken_apart):
        words[place : place + 1] = parts.words
        forms[place : place + 1] = parts.forms
        keys[place : place + 1] = parts.keys
    form_positions = list(range(first, first + len(words)))
    key_positions = form_positions.copy()
    for _, here, parts in reversed(taken_apart):
        there = here + len(parts.words)
        if len(parts.forms) > len(parts.words):
            form_positions[here:there] = [first + here + place for place in parts.form_places]
        if len(parts.keys) > len(parts.words):
            key_positions[here:there] = [first + here + place for place in parts.key_places]
    key = Terms(keys, key_positions)
    _add_long_forms(key, words, starts, first)
    return Analysis(Terms(forms, form_positions), key, len(words))


def _add_long_forms(key: Terms, words: Sequence[str], starts: list[int], first: int) -> None:
    """Add the canonical tokens of the long forms that begin at `starts` to the terms of `key`."""
    long = _table.long
    last = len(words) - 1
    for start in starts:
        if start < last and words[start + 1] in long.get(words[start], ()):
            for canonical, _ in _table.starting_at(words, start):
                end = bisect_right(key.positions, start + first)
                if canonical not in key.terms[bisect_left(key.positions, start + first) : end]:
                    key.terms.insert(end, canonical)
                    key.positions.insert(end, start + first)
