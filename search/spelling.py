"""Spelling: other words of the index for those of a query that hardly stand in it."""

from collections.abc import Sequence

from index.analysis.analyser import key_of
from index.analysis.stem import standard
from search.engines.base import Engine
from search.marking import is_within
from search.parts import Word

FEW_HITS = 3
"""A query with more hits than this is not corrected."""

SHORTEST, LONGEST = 4, 40
MOST_WORDS = 4
CANDIDATES = 24

RARE = 5
"""Articles a word may stand in and still be taken for a slip."""

LEAST = 2
"""Articles a word offered must stand in: one alone may be a slip itself."""

TIMES_MORE = 10
"""How much oftener a word must stand in the index to be offered instead; set by hand, so that the plural of a rare
name is not corrected into the name."""


def corrected(engine: Engine, text: str, words: Sequence[Word], stem: str) -> str | None:
    """Return the typed text with its misspelt words replaced, or None if there is none to replace."""
    changed = text
    for word in sorted(words[:MOST_WORDS], key=lambda word: -word.start):
        better = better_word(engine, word, stem)
        if better is not None:
            typed = text[word.start : word.end]
            cased = better.upper() if typed.isupper() else better.capitalize() if typed[:1].isupper() else better
            changed = changed[: word.start] + cased + changed[word.end :]
    return None if changed == text else changed


def better_word(engine: Engine, word: Word, stem: str) -> str | None:
    """Return the word that was probably meant: one edit before two, then the one in most articles."""
    if not SHORTEST <= len(word.form) <= LONGEST or not word.form.isalpha():
        return None
    [found] = engine.frequencies(f"{stem}.key", [word.key])
    if found > RARE:
        return None
    for distance in (1, 2) if len(word.form) > 5 else (1,):
        for candidate, count in engine.near(f"{stem}.form", word.form, distance, CANDIDATES):
            other = candidate != word.form and candidate.isalpha() and is_within(candidate, word.form, distance)
            if other and count >= max(LEAST, TIMES_MORE * found) and standard(key_of(candidate)) != word.key:
                return candidate
    return None
