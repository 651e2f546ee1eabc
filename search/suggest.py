"""Autocomplete: words, offices, speakers and regions that begin with what is being typed."""

import re
from dataclasses import dataclass
from typing import Literal

from index.analysis.analyser import fold
from index.analysis.question import FUNCTION_WORDS, QUESTION_WORDS
from index.knowledge.offices import OFFICES
from index.knowledge.regions import find_region, label
from index.knowledge.tables import read_table
from search.engines.base import Engine
from search.query import Every, Query, Value

LONGEST = 100
TYPED = re.compile(r"[\w'’.-]+$")
SPEAKERS_SHARE = 4
REGIONS_SHARE = 4
OFFICES_SHARE = 8
"""One line of eight goes to offices; of the others one of four to speakers, one to regions, and what they leave to
words."""

RARER = 1_000
"""Words so many times rarer than the first are not offered: beside 2,098 articles with "gubernur" they are slips."""


_CLOSED = """
agar akan antara atas bagi bahwa belum bila bisa boleh bukan dapat dia dirinya ia jadi jika juga kalau kami kita lagi
lebih maka masih menjadi mereka namun para pernah pun saja sangat saya sudah tak telah tidak
"""
UNSAID = QUESTION_WORDS | FUNCTION_WORDS | {row[0] for row in read_table("function_words.tsv")} | set(_CLOSED.split())
"""Words of grammar: they stand in most articles and would be offered first, but nobody looks for them."""

DROPPED = 4
"""How many times the lines wanted are asked for, since so many of the most frequent words are not offered."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the autocomplete; an office is a word that begins positions ("bupati")."""

    kind: Literal["word", "office", "speaker", "region"]
    text: str      # what to put into the box, or the facet's label
    value: str     # the facet value for speaker and region, else the word alone
    count: int


def suggestions(engine: Engine, prefix: str, limit: int) -> list[Suggestion]:
    """Return at most `limit` lines: words, then offices, speakers and regions; each most frequent first."""
    typed = prefix[-LONGEST:]
    match = TYPED.search(typed)
    if match is None or limit < 1:
        return []
    offices = _offices(engine, match.group())[: limit // OFFICES_SHARE]
    limit -= len(offices)
    speakers = _speakers(engine, typed, match.group(), limit)
    regions = _regions(engine, typed, match.group(), limit)
    words = _words(engine, typed[: match.start()], match.group(), limit)
    room = limit - min(len(speakers), limit // SPEAKERS_SHARE) - min(len(regions), limit // REGIONS_SHARE)
    chosen = words[:room]
    left = limit - len(chosen)
    kept = speakers[: left - min(len(regions), limit // REGIONS_SHARE)]
    return [*chosen, *offices, *kept, *regions[: left - len(kept)]]


def _words(engine: Engine, head: str, word: str, limit: int) -> list[Suggestion]:
    """Return words of the index, what was typed before them kept."""
    begun = fold(word).strip(".-")
    if not begun:
        return []
    terms = engine.terms("text.form", begun, limit * DROPPED)
    least = terms[0][1] / RARER if terms else 0
    good = [(term, n) for term, n in terms if term.isalpha() and len(term) > 2 and term not in UNSAID and n >= least]
    return [Suggestion("word", head + term, term, n) for term, n in good[:limit]]


def _offices(engine: Engine, word: str) -> list[Suggestion]:
    """Return offices and roles of one word that speakers are named with."""
    begun = fold(word).strip(".-")
    heads = [head for head, kind in OFFICES.items() if begun and kind in ("office", "role") and head.startswith(begun)]
    single = [head for head in heads if head.isalpha()]
    counted = zip(single, engine.frequencies("position.form", single), strict=True)
    found = [Suggestion("office", head, head, count) for head, count in counted if count]
    return sorted(found, key=lambda suggestion: (-suggestion.count, suggestion.value))


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
