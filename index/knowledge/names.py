"""How much a word looks like part of a person's name, from counts over Indonesian news."""

from itertools import chain
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


def load_places() -> frozenset[str]:
    """Return the words that stand in names of provinces, regencies and districts."""
    rows = chain(read_table("provinces.csv"), read_table("regencies.csv"), read_table("districts.csv"))
    return frozenset(word for row in rows for word in row[-1].split())


_WORDS, _INSIDE, _OUTSIDE = read_columns("name_words.tsv")
INSIDE = dict(zip(_WORDS, _INSIDE, strict=True))
OUTSIDE = dict(zip(_WORDS, _OUTSIDE, strict=True))
"""How often each counted word stood inside and outside persons' names, in digits: few are ever asked for."""
PLACES = load_places()
