"""Text -> tokens and terms: tokenise, stem, add canonical abbreviations."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

from index.analysis.chunks import CURRENCIES, LONGEST, Piece, pieces_of
from index.analysis.stem import stem
from index.analysis.version import ANALYSER_VERSION
from index.entry import Terms
from index.knowledge.abbreviations import abbreviations
from index.knowledge.folding import fold

__all__ = ["ANALYSER_VERSION", "Analysis", "Token", "analyse", "fold", "key_of", "tokenise"]

CACHED_CHUNKS: Final = 1 << 18
"""Chunks (runs without white space) kept with their pieces; some 60 MB when full, then the cache starts anew."""


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
    but the long forms looks at one chunk alone, so a chunk is read once and remembered.
    """
    if len(_chunks) > CACHED_CHUNKS:
        _chunks.clear()
        _rare.clear()
    chunks = text.split()
    if not chunks:
        return Analysis(Terms([], []), Terms([], []), 0)
    forms, keys, marks = zip(*map(_chunks.__getitem__, chunks), strict=True)
    marked = list(compress(range(len(marks)), marks))
    if None in forms:
        return _spliced(chunks, forms, keys, marked, first)
    positions = list(range(first, first + len(forms)))
    analysis = Analysis(Terms(list(forms), positions), Terms(list(keys), positions.copy()), len(forms))
    _add_long_forms(analysis.key, forms, marked, first)
    return analysis


def key_of(word: str) -> str:
    """Return the key (stem) of one word; of a compound ("jual-beli") the keys of its parts, joined by hyphens."""
    folded = fold(word)
    if folded.isalpha():
        return stem(folded)
    return "-".join(piece.keys[0] for chunk in folded.split() for piece in pieces_of(chunk))


_Plain = tuple[str | None, str | None, bool]
"""Form and key of a chunk that gives one word with one of each, and whether a long form may begin with it; None, None
and True for any other chunk: what it gives stands in `_rare`."""

_Rare = tuple[tuple[str, ...], tuple[str, ...]]
"""The terms of a piece at its position: forms and keys (canonical terms among them), without repeats."""

EDGES: Final = ".,:;?!\"'()[]{}<>«»“”„‘’…–—-|/\\*•+=~%$&"
"""Characters that belong to no word when they stand at the edge of a chunk."""


class _Chunks(dict[str, _Plain]):
    """The plain chunks; fills itself and `_rare`."""

    def __missing__(self, chunk: str) -> _Plain:
        word = chunk.strip(EDGES)
        plain = self.get(word) if word != chunk and len(chunk) <= LONGEST else None
        if plain is None or plain[0] is None:
            plain = (_plain(word) if len(chunk) <= LONGEST else None) or self._read(chunk)
        self[chunk] = plain
        return plain

    def _read(self, chunk: str) -> _Plain:
        """Return the entry of a chunk that has to be taken apart."""
        rare = tuple(_rare_of(piece) for piece in pieces_of(chunk))
        if len(rare) == 1 and len(rare[0][0]) == len(rare[0][1]) == 1:
            return rare[0][0][0], rare[0][1][0], rare[0][0][0] in _table.long
        _rare[chunk] = rare
        return None, None, True


_table: Final = abbreviations()
_rare: Final[dict[str, tuple[_Rare, ...]]] = {}
_chunks: Final = _Chunks()


def _plain(word: str) -> _Plain | None:
    """Return the entry of the core of a chunk if it is an ASCII word with nothing special about it."""
    if not (word.isascii() and word.isalnum()):
        return None
    form = word.lower()
    if form != word and form[1:] != word[1:] and not word.isupper():
        return None
    if form.startswith(CURRENCIES):
        return None
    key = stem(form)
    if _table.short.get(form, key) != key or (form in _table.capital and word.isupper()):
        return None
    return form, key, form in _table.long


def _rare_of(piece: Piece) -> _Rare:
    """Return the terms of a piece, the canonical ones among the keys."""
    keys = (*piece.keys, *(term for term, _ in piece.canonical))
    return tuple(dict.fromkeys(piece.forms)), tuple(dict.fromkeys(keys))


def _spliced(
    chunks: list[str], forms: Sequence[str | None], keys: Sequence[str | None], marked: list[int], first: int
) -> Analysis:
    """Return the analysis of chunks some of which are not plain words."""
    words: list[str] = []
    form_terms: list[str] = []
    key_terms: list[str] = []
    form_positions: list[int] = []
    key_positions: list[int] = []
    starts: list[int] = []
    done = 0
    for place in [*marked, len(chunks)]:
        if place < len(chunks) and forms[place] is not None:
            starts.append(len(words) + place - done)
            continue
        here = len(words) + first
        span = range(here, here + place - done)
        words += forms[done:place]  # type: ignore[arg-type]
        form_terms += forms[done:place]  # type: ignore[arg-type]
        form_positions += span
        key_terms += keys[done:place]  # type: ignore[arg-type]
        key_positions += span
        done = place + 1
        for piece_forms, piece_keys in _rare[chunks[place]] if place < len(chunks) else ():
            here = len(words) + first
            starts.append(len(words))
            words.append(piece_forms[0])
            form_terms += piece_forms
            form_positions += [here] * len(piece_forms)
            key_terms += piece_keys
            key_positions += [here] * len(piece_keys)
    analysis = Analysis(Terms(form_terms, form_positions), Terms(key_terms, key_positions), len(words))
    _add_long_forms(analysis.key, words, starts, first)
    return analysis


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
