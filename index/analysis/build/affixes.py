"""Every way in which a word can be a root with Indonesian affixes, each with a cost.

After Adriani, Asian, Nazief, Tahaghoghi and Williams 2007, "Stemming Indonesian: a confix-stripping approach": three
layers of suffixes (particle, possessive, derivational), at most three prefixes with the nasal's first letter restored,
and the pairs of prefix and suffix that do not go together.
"""

from collections.abc import Container, Iterator
from typing import NamedTuple

PARTICLES = ("lah", "kah", "pun", "tah")
POSSESSIVES = ("nya", "ku", "mu")
DERIVATIONAL = ("kan", "an", "i")

COST = {
    "lah": 0.6, "kah": 0.6, "pun": 0.8, "tah": 2.5, "nya": 0.4, "ku": 1.0, "mu": 1.0, "kan": 0.8, "an": 0.9, "i": 1.3,
    "di": 0.5, "ke": 1.0, "se": 1.2, "ter": 0.8, "ber": 0.7, "per": 1.0, "me": 0.5, "pe": 0.9, "ku-": 2.5, "kau": 2.5,
}  # fmt: skip
"""What an affix costs; the exact figures matter little (each varied by half: pair F1 moves by less than .003)."""

RESTORED = 0.2
"""What it costs more to restore the root's first letter (k, p, s, t) that the nasal has swallowed."""

MISSPELT = 2.0
"""What it costs to read -kan behind k as -kkan ("menunjukan") or to pair affixes that do not go together."""

FORBIDDEN = frozenset(
    {("di", "an"), ("me", "an"), ("ter", "an"), ("ber", "i"), ("ke", "kan"), ("se", "i"), ("se", "kan"), ("pe", "kan"),
     ("pe", "i")}
)  # fmt: skip
"""Outermost prefix and derivational suffix that go together only by mistake ("penegakkan")."""

VOWELS = "aeiou"

LOST = {"mr": "p", "ml": "p", "nr": "t", "ngr": "k", "ngl": "k"}
"""The first letter that a nasal has swallowed before r and l ("pemrosesan", "menraktir", "mengritik")."""


class Reading(NamedTuple):
    """A root, the cost of its affixes, and the form without clitics that they make of it."""

    root: str
    cost: float
    stem: str


def readings(word: str, roots: Container[str]) -> Iterator[Reading]:
    """Yield every reading of a word whose root is known; the word itself first if it is one."""
    for body, clitics in without_clitics(word):
        if body in roots:
            yield Reading(body, clitics, body)
        for base, suffix in _without_suffix(body):
            cost = clitics + COST.get(suffix, 0.0)
            if suffix.endswith("!"):
                cost = clitics + COST["kan"] + MISSPELT
            if suffix and base in roots:
                yield Reading(base, cost, body)
            for root, prefixes in _without_prefixes(base, suffix.rstrip("!"), 3):
                if root in roots:
                    yield Reading(root, cost + prefixes, body)


def without_clitics(word: str) -> Iterator[tuple[str, float]]:
    """Yield the word without none, one or both of a particle and a possessive, and their cost."""
    yield word, 0.0
    for particle in (*PARTICLES, ""):
        if not word.endswith(particle) or len(word) - len(particle) < 3:
            continue
        body = word.removesuffix(particle)
        cost = COST[particle] if particle else 0.0
        if particle:
            yield body, cost
        for possessive in POSSESSIVES:
            if body.endswith(possessive) and len(body) - len(possessive) > 2:
                yield body.removesuffix(possessive), cost + COST[possessive]


def _without_suffix(body: str) -> Iterator[tuple[str, str]]:
    """Yield the form with and without its derivational suffix; "kan!" for -kan with one k too few."""
    yield body, ""
    if body.endswith("kan") and len(body) > 6:
        yield body[:-2], "kan!"
    for suffix in DERIVATIONAL:
        if body.endswith(suffix) and len(body) - len(suffix) > 2:
            yield body.removesuffix(suffix), suffix


def _without_prefixes(word: str, suffix: str, left: int, outer: bool = True) -> Iterator[tuple[str, float]]:
    """Yield what remains of a word without one to `left` prefixes, and their cost."""
    for kind, rest, extra in _prefixes(word, outer):
        cost = COST[kind] + extra
        if outer and (kind, suffix) in FORBIDDEN:
            cost += MISSPELT
        yield rest, cost
        if left > 1 and len(rest) > 4:
            for root, more in _without_prefixes(rest, suffix, left - 1, outer=False):
                yield root, cost + more


def _prefixes(word: str, outer: bool) -> Iterator[tuple[str, str, float]]:
    """Yield (kind of prefix, the word without it, extra cost) for each prefix the word may begin with."""
    for prefix in ("di", "se", "ke") if outer else ("ke", "se"):
        if word.startswith(prefix) and len(word) > len(prefix) + 2:
            yield prefix, word[len(prefix) :], 0.0
    if outer:
        for prefix, kind in (("ku", "ku-"), ("kau", "kau")):
            if word.startswith(prefix) and len(word) > len(prefix) + 3:
                yield kind, word[len(prefix) :], 0.0
    for kind in ("ber", "ter", "per"):
        if word.startswith(kind) and len(word) > 5:
            yield kind, word[3:], 0.0
            if word[3] in VOWELS:
                yield kind, word[2:], RESTORED  # be-rumah, pe-rasa
    if word[:1] == word[2:3] and word[1:2] == "e" and len(word) > 5:
        yield "se", word[2:], 0.0  # be-batu-an, re-runtuh-an
    for whole, kind in (("belajar", "ber"), ("belunjur", "ber"), ("pelajar", "per")):
        if word.startswith(whole):
            yield kind, word[3:], 0.0
    if word.startswith(("be", "te")) and word[2:3] not in VOWELS and word[3:5] == "er" and len(word) > 5:
        yield ("ber" if word[0] == "b" else "ter"), word[2:], 0.3  # be-kerja, te-percaya
    for kind in ("me", "pe"):
        if word.startswith(kind):
            yield from ((kind, rest, extra) for rest, extra in _nasal(word[2:]))


def _nasal(rest: str) -> Iterator[tuple[str, float]]:
    """Yield the bases that meN- or peN- may have made into this (what stands after me- or pe-), and extra cost."""
    if len(rest) < 3:
        return
    if rest.startswith("nge") and len(rest) > 5:
        yield rest[3:], 0.5 if len(rest) < 8 else 1.5  # menge-cat
    if rest.startswith("ng"):
        if rest[2] in VOWELS:
            yield "k" + rest[2:], RESTORED
        yield rest[2:], 0.0
    if rest.startswith("ny") and rest[2] in VOWELS:
        yield "s" + rest[2:], RESTORED
    if rest[0] == "n" and rest[1] in VOWELS:
        yield "t" + rest[1:], RESTORED
    if rest[0] == "m" and rest[1] in VOWELS:
        yield "p" + rest[1:], RESTORED
    if rest[0] == "n" and rest[1] in "cdjstz":
        yield rest[1:], 0.0
    if rest[0] == "m" and rest[1] in "bfpv":
        yield rest[1:], 0.0
    if rest.startswith("ngk") and rest[3:4] in VOWELS:
        yield rest[2:], 0.4  # meng-kaji
    if rest[:2] in LOST:
        yield LOST[rest[:2]] + rest[1:], RESTORED  # me-mroses, me-nraktir
    if rest[:3] in LOST:
        yield LOST[rest[:3]] + rest[2:], RESTORED  # me-ngritik
    if rest.startswith("mper") and len(rest) > 6:
        yield rest[1:], 0.0
    if rest[0] in "lmnrwy":
        yield rest, 0.1
    else:
        yield rest, 0.9  # pe-tani, pe-kerja, me-print
