"""Text -> tokens and terms: tokenise, stem, add canonical abbreviations."""

from dataclasses import dataclass

from index.entry import Terms

ANALYSER_VERSION = "1"
"""Raised with every change that gives another term for any text; an index of another version is refused."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word at `position` (0, 1, 2 ...), characters start..end of the text as given.

    `forms`: the folded word first, then other writings indexed at the same position ("covid19" beside "covid").
    `keys`: the stem first, then the stems of those. `canonical`: (term, tokens covered) for each abbreviation or
    long form that begins here ("kutai kartanegara" -> ("kukar", 2), "pemkab" -> ("pemkab", 1)); such terms are
    indexed in `key` at this position.
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


def tokenise(text: str) -> list[Token]:
    """Return the tokens of the text with offsets, for the parser and the highlighter."""
    raise NotImplementedError


def analyse(text: str, first: int = 0) -> Analysis:
    """Return the terms to index, positions from `first` on; the same terms as `tokenise` gives, made fast."""
    raise NotImplementedError


def key_of(word: str) -> str:
    """Return the key (stem) of one word."""
    raise NotImplementedError


def fold(text: str) -> str:
    """Return the text as terms have it: NFC, apostrophes and accents off, casefolded."""
    raise NotImplementedError
