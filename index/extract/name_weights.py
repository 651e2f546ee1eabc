"""How much each word of an article speaks for being part of a name, and the words that separate names."""

from math import log
from typing import Final

from index.extract.tables import (
    CUES,
    FUNCTION_WORDS,
    INSIDE,
    INSTITUTION_WORDS,
    LINKERS,
    NAME_PLACES,
    OFFICES,
    OUTSIDE,
    TIME_WORDS,
    TITLES,
)
from index.knowledge.names import ACRONYM, INITIALS, PLACE, PRIOR, SHORT_NAMES, UNKNOWN

ENOUGH: Final = 0.5
"""Least sum of log odds for a name; tuned on half of the dev articles between 0 and 2 (flat from 0.3 to 0.8)."""
BARRIER: Final = -50.0
"""The weight of a word that separates names."""
_HARDLY_OFFICE: Final = 1.5
"""Score from which an office's or an institution's word is a name all the same ("Hakim", "Muslim")."""
SEPARATORS: Final = frozenset([*CUES, *OFFICES, *INSTITUTION_WORDS, *TITLES, *FUNCTION_WORDS, *TIME_WORDS])
_SIZE: Final = 1 << 17


def counted(word: str) -> float | None:
    """Return the log odds of a counted word to be part of a person's name, between -5 and 4, or None."""
    digits = INSIDE.get(word)
    if digits is None:
        return None
    inside, outside = int(digits), int(OUTSIDE[word])
    if word.isupper() and word not in INITIALS and (len(word) > 2 or inside < SHORT_NAMES):
        return None
    return max(-5.0, min(4.0, log((inside + PRIOR[0]) / (outside + PRIOR[1]))))


def score(word: str) -> float:
    """Return the log odds that a capitalised word is part of a person's name; initials are neutral."""
    known = counted(word)
    if known is not None:
        return known
    if word in NAME_PLACES:
        return PLACE
    if len(word) <= 2:
        return 0.0 if len(word) == 1 else -0.3
    if word.isupper():
        if int(OUTSIDE.get(word, "0")) > int(INSIDE.get(word, "0")):
            return ACRONYM
        known = counted(word.capitalize())
        return known if known is not None and known > 1.0 else ACRONYM
    if "-" in word:
        return min(map(score, filter(None, word.split("-")))) if not any(map(str.isdigit, word)) else -5.0
    if not word[1:].islower() and "'" not in word and "’" not in word:
        return -0.5
    if word.endswith("nya") and len(word) > 6:
        return -5.0
    return UNKNOWN


class _Weights(dict[str, float]):
    """The log odds of words to be part of a name, found when first asked for; very low for one that separates names."""

    def __missing__(self, word: str) -> float:
        value = _find_weight(word)
        if len(self) < _SIZE:
            self[word] = value
        return value


def _find_weight(word: str) -> float:
    if word == "." or word in LINKERS:
        return 0.0
    folded = word.casefold()
    value = score(word)
    if (
        (folded in SEPARATORS and value < _HARDLY_OFFICE) or folded in FUNCTION_WORDS or folded in TIME_WORDS
        or (not word.isalpha() and any(map(str.isdigit, word)))
        or folded.endswith(("-nya", "-lah", "-pun"))
        or ("-" in folded and not SEPARATORS.isdisjoint(folded.split("-")))
    ):
        return BARRIER
    return value


WEIGHTS: Final = _Weights()
