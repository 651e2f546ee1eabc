"""Names of persons as values: the slug under which a speaker is filed, aliases, and well-known nicknames."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from index.knowledge.tables import read_table
from index.knowledge.titles import TITLES

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"['’‘ʼ`´]")


_DOUBLED = re.compile(r"([a-z])\1")
_SPELLINGS = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("ie", "i"), ("sj", "sy"), ("kh", "k"), ("dh", "d"), ("th", "t"),
    ("ph", "f"), ("’", ""), ("'", ""),
)


def spelling(word: str) -> str:
    """Return a name's word, folded, in one spelling for its variants ("Zainuddin", "Zainudin"; "Soekarno")."""
    word = _DOUBLED.sub(r"\1", word)
    for old, new in _SPELLINGS:
        if old in word:
            word = word.replace(old, new)
    return word


def fold_name(name: str) -> tuple[str, ...]:
    """Return the words of a name without case, accents, apostrophes, dots and titles before it."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHE.sub("", name.casefold()))
    words = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    first = 0
    while first < len(words) - 1 and words[first] in TITLES:
        first += 1
    return tuple(words[first:])


def slug(name: str, aliases: Mapping[str, str] | None = None) -> str:
    """Return the value of the speaker facet for a name: equal folded names are one; aliases merge or part them."""
    value = "-".join(fold_name(name))
    return aliases.get(value, value) if aliases else value


def load_aliases(path: Path) -> dict[str, str]:
    """Return alias slug -> slug from a file of lines "name<TAB>person"; "#" opens a comment.

    "Jokowi<TAB>Joko Widodo" files the first under the second. A person may be parted from a namesake by
    a mark in brackets: "Joko Widodo (imigrasi)" is another value than "Joko Widodo".
    """
    aliases: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        name, tab, person = line.partition("\t")
        if not tab or not fold_name(name) or not fold_name(person):
            raise ValueError(f"{path}:{number}: expected name, tab, person; found {line!r}")
        aliases[slug(name)] = slug(person)
    return aliases


def load_nicknames() -> dict[str, tuple[str, ...]]:
    """Return nickname, folded -> folded full name."""
    return {nick: tuple(map(spelling, fold_name(full))) for nick, full in read_table("nicknames.tsv")}


NICKNAMES = load_nicknames()
