"""What each token may be to the rules, kept by word, so that one look-up a token serves all of them."""

import re

from index.knowledge.cues import CUES
from index.knowledge.places import longest_by_first_word

PLACE_WORD = re.compile(r"[A-Z][^\W\d_]*(?:['’][^\W\d_]+)?(?:-[a-z][^\W\d_]+)?")
"""A capitalised word as place names are written. It lies within one token and begins with a plain set of letters, so
that a search skips to it at the speed of C."""

CAPITAL, CUE, END, PLACE, COLON = 1, 2, 4, 8, 16
"""A capitalised word; one that may mark a statement; a mark that may end a sentence; a token in which a word stands
with which a place name or a "Desa" may begin; a colon."""

_SIZE = 1 << 17


class _Flags(dict[str, int]):
    """The flags of words, found when first asked for."""

    def __missing__(self, word: str) -> int:
        flags = _find_flags(word)
        if len(self) < _SIZE:
            self[word] = flags
        return flags


FLAGS = _Flags()


def _find_flags(word: str) -> int:
    """Return the flags of a word; one in small letters, as most new ones are, can be nothing but a cue."""
    flags = CUE if word in CUES else 0
    if word.islower():
        return flags
    if word >= "A" if word < "[" else word >= "À" and word[0].isupper():
        flags |= CAPITAL
    if word in (".", "?", "!"):
        flags |= END
    known = longest_by_first_word()
    if any(match.lower() in known for match in PLACE_WORD.findall(word)):
        flags |= PLACE
    return flags | (COLON if word == ":" else 0)
