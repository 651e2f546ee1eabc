"""What each token may be to the rules, kept by word, so that one look-up a token serves all of them."""

import re
from typing import Final

from index.extract.name_weights import BARRIER, ENOUGH, WEIGHTS
from index.knowledge.cues import CUES
from index.knowledge.names import LINKERS
from index.knowledge.places import longest_by_first_word

PLACE_WORD: Final = re.compile(r"[A-Z][^\W\d_]*(?:['’][^\W\d_]+)?(?:-[a-z][^\W\d_]+)?")
"""A capitalised word as place names are written. It lies within one token and begins with a plain set of letters, so
that a search skips to it at the speed of C."""

CAPITAL: Final = 1
"""A capitalised word."""
CUE: Final = 2
"""A word that may mark a statement."""
END: Final = 4
"""A mark that may end a sentence."""
PLACE: Final = 8
"""A token in which a word stands with which a place name or a "Desa" may begin."""
COLON: Final = 16
NAME: Final = 32
"""A capitalised word that looks enough like a name to be one alone."""
LINK: Final = 64
"""What may stand between capitalised words of one name: a dot, "bin", "van"."""
BREAK: Final = 128
"""A capitalised word that separates names."""

DIGIT: Final = 256
"""A token with a digit in it."""

SMALL: Final = {**dict.fromkeys(LINKERS, LINK), **dict.fromkeys(CUES, CUE)}
"""The flags of words without capitals and digits; all others have none."""
MARKS: Final = {".": END | LINK, "?": END, "!": END, ":": COLON}
"""The flags of marks; all others have none."""
_SIZE: Final = 1 << 17
_DIGITS: Final = frozenset("0123456789")


class _Flags(dict[str, int]):
    """The flags of words, found when first asked for."""

    def __missing__(self, word: str) -> int:
        flags = _find_flags(word)
        if len(self) < _SIZE:
            self[word] = flags
        return flags


FLAGS: Final = _Flags(MARKS)


def _find_flags(word: str) -> int:
    """Return the flags of a word; one in small letters, as most new ones are, has few."""
    flags = SMALL.get(word, 0)
    letters = word.isalpha()
    if not letters and not _DIGITS.isdisjoint(word):
        flags |= DIGIT
    if word.islower():
        return flags
    if word[0].isupper():
        weight = WEIGHTS[word]
        flags |= CAPITAL | (NAME if weight >= ENOUGH else BREAK if weight <= BARRIER else 0)
    known = longest_by_first_word()
    if letters and "A" <= word[0] <= "Z":
        found = word.lower() in known
    else:
        found = any(match.lower() in known for match in PLACE_WORD.findall(word))
    return flags | PLACE if found else flags
