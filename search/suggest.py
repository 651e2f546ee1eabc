"""Autocomplete: words, speakers and regions that begin with what is being typed."""

import re
from dataclasses import dataclass
from typing import Literal

from index.analysis.analyser import fold
from index.knowledge.regions import find_region, label
from search.engines.base import Engine
from search.query import Every, Query, Value

LONGEST = 100
TYPED = re.compile(r"[\w'’.-]+$")
SPEAKERS_SHARE = 4
REGIONS_SHARE = 4
"""One line of four goes to speakers, one to regions; what they leave is for words."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the autocomplete: `kind` is "word", "speaker" or "region"."""

    kind: Literal["word", "speaker", "region"]
    text: str      # what to put into the box, or the facet's label
    value: str     # the facet value for speaker and region, else the word
    count: int


def suggestions(engine: Engine, prefix: str, limit: int) -> list[Suggestion]:
    """Return at most `limit` lines: words first, then speakers, then regions; each most frequent first."""
    typed = prefix[-LONGEST:]
    match = TYPED.search(typed)
    if match is None or limit < 1:
        return []
    speakers = _speakers(engine, typed, match.group(), limit)
    regions = _regions(engine, typed, match.group(), limit)
    words = _words(engine, typed[: match.start()], match.group(), limit)
    room = limit - min(len(speakers), limit // SPEAKERS_SHARE) - min(len(regions), limit // REGIONS_SHARE)
    chosen = words[:room]
    left = limit - len(chosen)
    kept = speakers[: left - min(len(regions), limit // REGIONS_SHARE)]
    return [*chosen, *kept, *regions[: left - len(kept)]]


def _words(engine: Engine, head: str, word: str, limit: int) -> list[Suggestion]:
    """Return words of the index, what was typed before them kept."""
    begun = fold(word).strip(".-")
    if not begun:
        return []
    terms = engine.terms("text.form", begun, limit * 3)
    return [Suggestion("word", head + term, term, n) for term, n in terms if term.isalpha() and len(term) > 2][:limit]


def _speakers(engine: Engine, typed: str, word: str, limit: int) -> list[Suggestion]:
    """Return speakers whose name holds all that was typed, or at least its last word."""
    for containing in dict.fromkeys((typed.strip(), word)):
        counts = engine.facet(Every(), Query(), "speaker", containing, limit, "count").counts
        if counts:
            return [Suggestion("speaker", c.label, c.value, c.count) for c in counts]
    return []


def _regions(engine: Engine, typed: str, word: str, limit: int) -> list[Suggestion]:
    """Return regions by name; an abbreviation ("kukar") is known as well."""
    for containing in dict.fromkeys((typed.strip(), word)):
        counts = engine.facet(Every(), Query(), "region", containing, limit, "count").counts
        found = [Suggestion("region", label(c.value), c.value, c.count) for c in counts]
        known = {suggestion.value for suggestion in found}
        for code in find_region(containing)[:limit]:
            if code not in known:
                total = engine.search(Value("region", code), Query(size=1), {}).total
                found += [Suggestion("region", label(code), code, total)] if total else []
        if found:
            return found[:limit]
    return []
