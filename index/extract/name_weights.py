"""How much each word of an article speaks for being part of a name, and the words that separate names."""

from typing import Final

from index.analysis.stem import is_known, stem
from index.extract.tables import CUES, FUNCTION_WORDS, INSTITUTION_WORDS, LINKERS, OFFICES, TIME_WORDS, TITLES
from index.knowledge.names import UNKNOWN, score

ENOUGH: Final = 0.5
"""Least sum of log odds for a name; tuned on half of the dev articles between 0 and 2 (flat from 0.3 to 0.8)."""
BARRIER: Final = -50.0
"""The weight of a word that separates names."""
DOUBTFUL: Final = -1.5
HOPELESS: Final = -3.0
"""Scores up to which a word is hardly, or not at all, believed to be a name."""
_HARDLY_ELSE: Final = 1.5
"""Score from which a title's or an institution's word is a name all the same ("Uu")."""
_INITIALS: Final = 3
"""Capitals with which no word of a name begins if small letters follow ("BRIsyariah", "KPUdan")."""
_GLUED_LETTERS: Final = 12
"""Letters of the shortest word that may be two glued together."""
_LONGEST_GLUED: Final = 40
"""Letters of the longest one: each place in a word is tried, and a made-up one has any length."""
_DERIVED: Final = 6
"""Letters of the shortest first one of them."""
SEPARATORS: Final = frozenset([*CUES, *OFFICES, *INSTITUTION_WORDS, *TITLES, *FUNCTION_WORDS, *TIME_WORDS])
_SIZE: Final = 1 << 17


def _is_glued(folded: str) -> bool:
    """Tell whether a word is a derived one and another that lost the blank between them ("Penumpangpesawat").

    Two roots without affixes may be a name ("Kusumanegara").
    """
    for end in range(_DERIVED, len(folded) - 3):
        first, rest = folded[:end], folded[end:]
        root = stem(first)
        if root != first and is_known(root) and (is_known(rest) or is_known(stem(rest))):
            return True
    return False


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
    if value == UNKNOWN and _GLUED_LETTERS <= len(folded) <= _LONGEST_GLUED and _is_glued(folded):
        return BARRIER
    if (
        folded in OFFICES or (folded in SEPARATORS and value < _HARDLY_ELSE)
        or folded in FUNCTION_WORDS or folded in TIME_WORDS
        or (not word.isalpha() and any(map(str.isdigit, word)))
        or (word[:_INITIALS].isupper() and word[:_INITIALS + 1].isalpha() and not word.isupper())
        or folded.endswith(("-nya", "-lah", "-pun"))
        or ("-" in folded and not SEPARATORS.isdisjoint(folded.split("-")))
    ):
        return BARRIER
    return value


WEIGHTS: Final = _Weights()
