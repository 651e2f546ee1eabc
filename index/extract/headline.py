"""Full names out of the headline, for persons whom the text calls by one word alone."""

from typing import Final

from index.analysis.stem import is_known, stem
from index.extract.name_weights import WEIGHTS
from index.extract.tables import INSTITUTION_WORDS, LINKERS, TITLES
from index.extract.tokens import Tokens
from index.knowledge.names import counted
from index.knowledge.words import WORDS

_LEAST: Final = 0.5
"""Least log odds of a word beside the known one: in headlines verbs have capitals too ("Sri Mulyani Bantah")."""
_LONGEST: Final = 4
"""Words of the longest name that is believed."""
_CHILDREN: Final = frozenset({"putra", "putri"})
"""Names, but in headlines more often somebody's son or daughter ("Putri Ruben Onsu")."""
_LEADERS: Final = WORDS["named_after"] | WORDS["place_word"] | INSTITUTION_WORDS
"""Words behind which a name is that of a place or an institution ("RSUD Budi Asih")."""


def full_name(title: Tokens, word: str) -> tuple[int, int] | None:
    """Return the tokens of the one fuller name in a headline that holds the word, or None."""
    words = title.words
    if word not in words:
        return None
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    for i, other in enumerate(words):
        if other != word:
            continue
        begin, end = _begin(words, i), _end(words, i)
        before = words[begin - 1].casefold() if begin else ""
        if 1 < end - begin <= _LONGEST and before not in _LEADERS:
            found[tuple(words[begin:end])] = begin, end
    return next(iter(found.values())) if len(found) == 1 else None


def _begin(words: list[str], i: int) -> int:
    """Return where the name that holds token i begins."""
    while i > 0 and (_joins(words[i - 1]) or _are_initials(words[i - 1])):
        i -= 1
    return i


def _end(words: list[str], i: int) -> int:
    """Return where the name that holds token i ends."""
    i += 1
    while i < len(words):
        if _joins(words[i]):
            i += 1
        elif words[i] in LINKERS and i + 1 < len(words) and _joins(words[i + 1]):
            i += 2
        else:
            break
    return i


def _are_initials(word: str) -> bool:
    """Tell whether two capitals are known to open names ("BJ Habibie")."""
    return len(word) == 2 and word.isupper() and (counted(word) or 0.0) > 0.0


def _joins(word: str) -> bool:
    """Tell whether a word of a headline is most likely part of the name beside it."""
    if len(word) < 3 or not word[0].isupper() or word.isupper() or "-" in word or WEIGHTS[word] < _LEAST:
        return False
    folded = word.casefold()
    if folded in _CHILDREN or folded in TITLES:
        return False
    return counted(word) is not None or not (is_known(folded) or is_known(stem(folded)))
