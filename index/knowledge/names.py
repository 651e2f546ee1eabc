"""How much a word looks like part of a person's name, from counts over Indonesian news."""

from itertools import chain
from math import log

from index.knowledge.tables import read_table
from index.knowledge.words import WORDS

UNKNOWN = 0.8
"""Score of a capitalised word never counted: names are the open class, so it leans to a name."""
ACRONYM = -2.0
"""Score of an unknown word in capitals ("BPTD")."""
PLACE = -1.2
"""Score of a word never counted that stands in a district's name ("Coblong")."""
ACRONYM_NAMES = 5
"""A word in capitals is believed to be a name ("SBY") when it was counted as one so often."""
PRIOR = (2.2, 1.0)
"""Counts added inside and outside names: a rare word leans to a name as an unknown one does."""
LINKERS = WORDS["name_linker"]
EPONYMS = frozenset(row[0] for row in read_table("eponyms.tsv"))
"""Names that universities, hospitals, airports and streets bear."""


def load_scores() -> dict[str, float]:
    """Return the log odds of each counted word to be part of a person's name, between -5 and 4."""
    scores: dict[str, float] = {}
    for word, inside, outside in read_table("name_words.tsv"):
        if word.isupper() and int(inside) < ACRONYM_NAMES:
            continue
        odds = log((int(inside) + PRIOR[0]) / (int(outside) + PRIOR[1]))
        scores[word] = max(-5.0, min(4.0, odds))
    return scores


def load_places() -> frozenset[str]:
    """Return the words that stand in names of provinces, regencies and districts."""
    rows = chain(read_table("provinces.csv"), read_table("regencies.csv"), read_table("districts.csv"))
    return frozenset(word for row in rows for word in row[-1].split())


SCORES = load_scores()
PLACES = load_places()


def score(word: str) -> float:
    """Return the log odds that a capitalised word is part of a person's name; initials are neutral."""
    known = SCORES.get(word)
    if known is not None:
        return known
    if word in PLACES:
        return PLACE
    if len(word) <= 2:
        return 0.0 if len(word) == 1 else -0.3
    if word.isupper():
        return SCORES[word.capitalize()] if SCORES.get(word.capitalize(), -1.0) > 1.0 else ACRONYM
    if "-" in word:
        return min(map(score, filter(None, word.split("-")))) if not any(map(str.isdigit, word)) else -5.0
    if not word[1:].islower() and "'" not in word and "’" not in word:
        return -0.5
    if word.endswith("nya") and len(word) > 6:
        return -5.0
    return UNKNOWN
