"""How much a word looks like part of a person's name, from counts over Indonesian news."""

from itertools import chain
from math import log
from typing import Final

from index.knowledge.tables import read_columns, read_table
from index.knowledge.words import WORDS

UNKNOWN: Final = 0.8
"""Score of a capitalised word never counted: names are the open class, so it leans to a name."""
ACRONYM: Final = -2.0
"""Score of an unknown word in capitals ("BPTD")."""
PLACE: Final = -1.2
"""Score of a word never counted that stands in a district's name ("Coblong")."""
SHORT_NAMES: Final = 5
"""Two capitals are believed to be part of names ("HM") when they were counted as such so often."""
INITIALS = frozenset(row[0].upper() for row in read_table("nicknames.tsv") if " " not in row[0] and len(row[0]) <= 4)
"""Persons known by their initials ("SBY"); all other words in capitals, counted or not, are institutions."""
PRIOR = (2.2, 1.0)
"""Counts added inside and outside names: a rare word leans to a name as an unknown one does."""
LINKERS = WORDS["name_linker"]
EPONYMS = frozenset(row[0] for row in read_table("eponyms.tsv"))
"""Names that universities, hospitals, airports and streets bear."""


def load_full_names() -> dict[str, list[tuple[str, ...]]]:
    """Return the names of well-known persons by their first words; longer ones come first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in read_table("full_names.tsv"):
        parts = tuple(row[0].split())
        found.setdefault(parts[0], []).append(parts)
    return {first: sorted(names, key=len, reverse=True) for first, names in found.items()}


FULL_NAMES: Final = load_full_names()
"""Well-known persons whose names are made of words that are seldom names ("Bunga Citra Lestari", "Tim Cook")."""


def load_places() -> frozenset[str]:
    """Return the words that stand in names of provinces, regencies and districts."""
    rows = chain(read_table("provinces.csv"), read_table("regencies.csv"), read_table("districts.csv"))
    return frozenset(word for row in rows for word in row[-1].split())


_WORDS, _INSIDE, _OUTSIDE = read_columns("name_words.tsv")
INSIDE = dict(zip(_WORDS, _INSIDE, strict=True))
OUTSIDE = dict(zip(_WORDS, _OUTSIDE, strict=True))
"""How often each counted word stood inside and outside persons' names, in digits: few are ever asked for."""
PLACES = load_places()


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
    if word in PLACES:
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
