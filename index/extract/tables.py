"""The tables of knowledge that the rules ask most, as constants that compiled code finds without a look-up by name.

What compiled code imports from a module that is not compiled, it looks up in a dict of names whenever it is used.
"""

from typing import Final

from index.knowledge import cues, names, offices, place_words, titles, words

CUES: Final = cues.CUES
OFFICES: Final = offices.OFFICES
INSTITUTION_WORDS: Final = offices.INSTITUTION_WORDS
TITLES: Final = titles.TITLES
HONORIFICS: Final = titles.HONORIFICS
RANKS: Final = titles.RANKS
DEGREES: Final = titles.DEGREES
FUNCTION_WORDS: Final = words.FUNCTION_WORDS
TIME_WORDS: Final = words.TIME_WORDS
PRONOUNS: Final = words.PRONOUNS
POINTING: Final = frozenset(("ini", "itu", "tersebut"))
"""Words behind a noun that point back to somebody or something named before."""
LINKERS: Final = names.LINKERS
EPONYMS: Final = names.EPONYMS
FULL_NAMES: Final = names.FULL_NAMES
CLUBS: Final = place_words.CLUBS
PLACE_CUES: Final = place_words.CUES
DIRECTIONS: Final = place_words.DIRECTIONS
NOT_DISTRICTS: Final = place_words.NOT_DISTRICTS
NOT_PLACE_AFTER: Final = place_words.NOT_PLACE_AFTER
NOT_PLACE_BEFORE: Final = place_words.NOT_PLACE_BEFORE
PART_WORDS: Final = place_words.PART_WORDS
