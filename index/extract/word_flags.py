"""What each token may be to the rules, kept by word, so that one look-up a token serves all of them."""

import re
from typing import Final

from index.extract.name_weights import BARRIER, ENOUGH, WEIGHTS
from index.extract.tables import CUES, LINKERS
from index.knowledge.months import WEEKDAYS
from index.knowledge.places import longest_by_first_word

PLACE_WORD: Final = re.compile(r"[A-Z][^\W\d_]*(?:['’][^\W\d_]+)?(?:-[a-z][^\W\d_]+)?")
"""A capitalised word as place names are written. It lies within one token and begins with a plain set of letters, so
that a search skips to it at the speed of C."""

END: Final = 1
"""A mark that may end a sentence."""
COLON: Final = 2
CUE: Final = 4
"""A word that may mark a statement."""
DIGIT: Final = 8
"""A token with a digit in it."""
CAPITAL: Final = 16
"""A capitalised word."""
PLACE: Final = 32
"""A token in which a word stands with which a place name or a "Desa" may begin."""
WEEKDAY: Final = 64
"""A capitalised weekday, alone or in a range ("Senin-Jumat")."""
NATIONAL: Final = 128
"""An office of the whole country."""
QUOTE: Final = 256
"""A mark that quotes, alone or twice."""
TIME: Final = 512
"""A word that may begin "kemarin", "hari ini" or "pagi tadi"."""
LISTED: Final = 10
"""How many flags, those above, are asked for by the tokens that have them."""
NAME: Final = 1024
"""A capitalised word that looks enough like a name to be one alone."""
LINK: Final = 2048
"""What may stand between capitalised words of one name: a dot, "bin", "van"."""
BREAK: Final = 4096
"""A capitalised word that separates names."""

DAY_NAMES: Final = frozenset(name.capitalize() for name in WEEKDAYS) | {"Jum"}
"""How the weekdays are written; of one the apostrophe is a mark to the tokens."""

TIMES: Final = frozenset(("kemarin", "hari", "pagi", "siang", "sore", "malam"))
_JOINED: Final = re.compile(r"\W")

NATIONAL_OFFICES: Final = frozenset((
    "Presiden", "Menteri", "Menko", "Wamen", "DPR", "KPK", "Kementerian", "Wapres", "Mabes", "Polri", "TNI", "Mahkamah",
    "MK", "MPR", "Bareskrim", "Kejagung", "Kemenkes", "Kemendagri", "Kemenkeu", "Kemensos", "Kemenag",
    "Kemenhub",
))
"""Offices of the whole country."""

_SMALL: Final = {
    **dict.fromkeys(LINKERS, LINK), **dict.fromkeys(CUES, CUE), **dict.fromkeys("\"“”„‟″«»'`’‘", QUOTE),
    ".": END | LINK, "?": END, "!": END, ":": COLON,
}
"""The flags of words and marks without capitals and digits; all others have none."""
_SIZE: Final = 1 << 17
_DIGITS: Final = frozenset("0123456789")


class _Flags(dict[str, int]):
    """The flags of words, found when first asked for."""

    def __missing__(self, word: str) -> int:
        flags = find_flags(word)
        if len(self) < _SIZE:
            self[word] = flags
        return flags


FLAGS: Final = _Flags()


def find_flags(word: str) -> int:
    """Return the flags of a word; one in small letters, as most new ones are, has few."""
    flags = _SMALL.get(word, 0)
    letters = word.isalpha()
    if letters:
        if word in TIMES:
            flags |= TIME
    elif word.isdecimal() and word.isascii():
        return flags | DIGIT
    else:
        if not _DIGITS.isdisjoint(word):
            flags |= DIGIT
        if not word.isalnum() and not TIMES.isdisjoint(_JOINED.split(word)):
            flags |= TIME
    if word.islower():
        return flags
    if word[0].isupper():
        weight = WEIGHTS[word]
        flags |= CAPITAL | (NAME if weight >= ENOUGH else BREAK if weight <= BARRIER else 0)
        if word in NATIONAL_OFFICES:
            flags |= NATIONAL
        if word in DAY_NAMES or ("-" in word and not DAY_NAMES.isdisjoint(word.split("-"))):
            flags |= WEEKDAY
    known = longest_by_first_word()
    if letters and "A" <= word[0] <= "Z":
        found = word.lower() in known
    else:
        found = any(match.lower() in known for match in PLACE_WORD.findall(word))
    return flags | PLACE if found else flags
