"""Text -> tokens and terms: tokenise, stem, add canonical abbreviations."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from index.analysis.chunks import Piece, pieces_of
from index.analysis.stem import stem
from index.entry import Terms
from index.knowledge.abbreviations import abbreviations
from index.knowledge.folding import fold

__all__ = ["ANALYSER_VERSION", "Analysis", "Token", "analyse", "fold", "key_of", "tokenise"]

ANALYSER_VERSION = "1"
"""Raised with every change that gives another term for any text; an index of another version is refused."""

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
    chunks = text.split()
    if len(_forms) > CACHED_CHUNKS:
        _forms.clear()
        _keys.clear()
        _rare.clear()
    forms = list(map(_forms.__getitem__, chunks))
    keys = list(map(_keys.__getitem__, chunks))
    if None in forms:
        return _spliced(chunks, forms, keys, first)
    positions = list(range(first, first + len(forms)))
    return Analysis(Terms(forms, positions), Terms(keys, positions.copy()), len(forms))  # type: ignore[arg-type]


def key_of(word: str) -> str:
    """Return the key (stem) of one word; of a compound ("jual-beli") the keys of its parts, joined by hyphens."""
    folded = fold(word)
    if folded.isalpha():
        return stem(folded)
    return "-".join(piece.keys[0] for chunk in folded.split() for piece in pieces_of(chunk))


class _Forms(dict[str, str | None]):
    """Chunk -> its one form; None if the chunk is anything but one plain word, or may begin a long form."""

    def __missing__(self, chunk: str) -> str | None:
        word = chunk.strip(".,\"'()?!:;“”")
        if word.isascii() and word.isalpha():
            form = word.lower()
            key = stem(form)
            canonical = _table.short.get(form, key)
            if canonical == key and form not in _table.long and not (form in _table.capital and word.isupper()):
                self[chunk] = form
                _keys[chunk] = key
                return form
        self[chunk] = None
        _keys[chunk] = None
        _rare[chunk] = tuple(_rare_of(piece) for piece in pieces_of(chunk))
        return None


_Rare = tuple[tuple[str, ...], tuple[str, ...]]
"""The terms of a piece at its position: forms and keys (canonical terms among them), without repeats."""

_table: Final = abbreviations()
_keys: Final[dict[str, str | None]] = {}
_rare: Final[dict[str, tuple[_Rare, ...]]] = {}
_forms: Final = _Forms()


def _rare_of(piece: Piece) -> _Rare:
    """Return the terms of a piece, the canonical ones among the keys."""
    keys = (*piece.keys, *(term for term, _ in piece.canonical))
    return tuple(dict.fromkeys(piece.forms)), tuple(dict.fromkeys(keys))


def _spliced(chunks: list[str], forms: list[str | None], keys: list[str | None], first: int) -> Analysis:
    """Return the analysis of chunks some of which are not plain words."""
    form_terms: list[str] = []
    form_positions: list[int] = []
    key_terms: list[str] = []
    key_positions: list[int] = []
    words: list[str] = []
    starts: list[int] = []
    done = 0
    for place in [place for place, form in enumerate(forms) if form is None]:
        if place > done:
            here = len(words) + first
            plain = forms[done:place]
            span = range(here, here + place - done)
            words += plain  # type: ignore[arg-type]
            form_terms += plain  # type: ignore[arg-type]
            form_positions += span
            key_terms += keys[done:place]  # type: ignore[arg-type]
            key_positions += span
        done = place + 1
        for piece_forms, piece_keys in _rare[chunks[place]]:
            here = len(words) + first
            word = piece_forms[0]
            if word in _table.long:
                starts.append(len(words))
            words.append(word)
            form_terms += piece_forms
            form_positions += [here] * len(piece_forms)
            key_terms += piece_keys
            key_positions += [here] * len(piece_keys)
    rest = forms[done:]
    span = range(len(words) + first, len(words) + first + len(rest))
    words += rest  # type: ignore[arg-type]
    form_terms += rest  # type: ignore[arg-type]
    form_positions += span
    key_terms += keys[done:]  # type: ignore[arg-type]
    key_positions += span
    for start in starts:
        for canonical, _ in _table.starting_at(words, start):
            at = bisect_right(key_positions, start + first)
            if canonical not in key_terms[at - 8 if at > 8 else 0 : at] or not _stands(
                key_terms, key_positions, at, canonical
            ):
                key_terms.insert(at, canonical)
                key_positions.insert(at, start + first)
    return Analysis(Terms(form_terms, form_positions), Terms(key_terms, key_positions), len(words))


def _stands(terms: list[str], positions: list[int], at: int, term: str) -> bool:
    """Return whether the term stands already at the position that ends before `at`."""
    place = positions[at - 1]
    while at > 0 and positions[at - 1] == place:
        at -= 1
        if terms[at] == term:
            return True
    return False
