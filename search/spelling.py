"""Spelling: other words of the index for those of a query that hardly stand in it."""

from collections.abc import Sequence

from index.analysis.analyser import key_of
from index.analysis.stem import standard
from search.engines.base import Engine
from search.marking import is_within
from search.parts import Word
from search.query import Phrase, Query

FEW_HITS = 3
"""A query with more hits than this is not corrected, unless they are slips alone."""

SLIPS = 20
FAR_MORE = 50
"""Up to so many hits, and so many words in the index, are taken for slips where another spelling has FAR_MORE times as
many ("kalimatan", 20 articles beside 1,173): the slips of a large corpus find one another."""

SHORTEST, LONGEST = 4, 40
MOST_WORDS = 4
CANDIDATES = 24

RARE = 5
"""Articles a word may stand in and still be taken for a slip, two edits away or by TIMES_MORE."""

LEAST = 2
"""Articles a word offered must stand in: one alone may be a slip itself."""

TIMES_MORE = 10
"""How much oftener a word must stand in the index to be offered instead; set by hand, so that the plural of a rare
name is not corrected into the name."""

FARTHER = 20
"""How much oftener a word two edits away must stand there than one that is one edit away: "kemetrian" is no
"kementrian" (76 articles) but a "kementerian" (3,984)."""

GUESSES = 4
"""Words among which the neighbours in the query choose."""


def corrected(engine: Engine, text: str, words: Sequence[Word], stem: str) -> str | None:
    """Return the typed text with its misspelt words replaced, or None if there is none to replace."""
    changed = text
    asked = words[:MOST_WORDS]
    for place in reversed(range(len(asked))):
        word = asked[place]
        guesses = better_words(engine, word, stem)
        if guesses:
            better = _beside(engine, guesses, asked[max(0, place - 1) : place], asked[place + 1 : place + 2], stem)
            typed = text[word.start : word.end]
            cased = better.upper() if typed.isupper() else better.capitalize() if typed[:1].isupper() else better
            changed = changed[: word.start] + cased + changed[word.end :]
    return None if changed == text else changed


def better_words(engine: Engine, word: Word, stem: str) -> list[str]:
    """Return the words that were probably meant, the likeliest first: by articles, one edit before two."""
    if not SHORTEST <= len(word.form) <= LONGEST or not word.form.isalpha():
        return []
    [found] = engine.frequencies(f"{stem}.key", [word.key])
    if found > SLIPS:
        return []
    scores: dict[str, float] = {}
    for distance in (1, 2) if len(word.form) > 5 and found <= RARE else (1,):
        least = max(LEAST, (TIMES_MORE if found <= RARE else FAR_MORE) * found)
        for candidate, count in engine.near(f"{stem}.form", word.form, distance, CANDIDATES):
            other = candidate != word.form and candidate.isalpha() and is_within(candidate, word.form, distance)
            if other and count >= least and standard(key_of(candidate)) != word.key:
                scores.setdefault(candidate, count / FARTHER ** (distance - 1))
    return sorted(scores, key=lambda candidate: (-scores[candidate], candidate))[:GUESSES]


def _beside(engine: Engine, guesses: list[str], before: Sequence[Word], after: Sequence[Word], stem: str) -> str:
    """Return the guess that stands most often next to the words typed beside it, the first if none does."""
    if len(guesses) == 1 or not (before or after):
        return guesses[0]

    def together(guess: str) -> int:
        pairs = [(word.form, guess) for word in before] + [(guess, word.form) for word in after]
        phrases = (Phrase(f"{stem}.form", pair, (0, 1)) for pair in pairs)
        return sum(engine.search(phrase, Query(size=1), {}).total for phrase in phrases)

    return max(guesses, key=together)
