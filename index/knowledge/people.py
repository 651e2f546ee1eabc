"""Names of persons folded: slugs, spellings, and well-known nicknames."""

import re
import unicodedata
from functools import lru_cache

from index.knowledge.tables import read_table
from index.knowledge.titles import TITLES

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"['’‘ʼ`´]")


_DOUBLED = re.compile(r"([a-z])\1")
_SPELLINGS = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("ie", "i"), ("sj", "sy"), ("kh", "k"), ("dh", "d"), ("th", "t"),
    ("ph", "f"), ("’", ""), ("'", ""),
)
_VARIED = re.compile("|".join((_DOUBLED.pattern, *(old for old, _ in _SPELLINGS))))
"""What every word holds that is spelled otherwise: a quick test, for few do."""


def spelling(word: str) -> str:
    """Return a name's word, folded, in one spelling for its variants ("Zainuddin", "Zainudin"; "Soekarno")."""
    if _VARIED.search(word) is None:
        return word
    word = _DOUBLED.sub(r"\1", word)
    for old, new in _SPELLINGS:
        if old in word:
            word = word.replace(old, new)
    return word


@lru_cache(maxsize=1 << 14)
def fold_name(name: str) -> tuple[str, ...]:
    """Return the words of a name without case, accents, apostrophes, dots and titles before it.

    Names and offices come again and again, so some are kept.
    """
    plain = _APOSTROPHE.sub("", name.casefold())
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    words = _WORD.findall(plain)
    first = 0
    while first < len(words) - 1 and words[first] in TITLES:
        first += 1
    return tuple(words[first:])


def slug(name: str) -> str:
    """Return a name as a value of the speaker facet and a part of a URL: its folded words joined by hyphens."""
    return "-".join(fold_name(name))


def load_nicknames() -> dict[str, tuple[str, ...]]:
    """Return nickname, folded -> folded full name."""
    return {nick: tuple(map(spelling, fold_name(full))) for nick, full in read_table("nicknames.tsv")}


NICKNAMES = load_nicknames()
