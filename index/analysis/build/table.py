"""The tables: the roots, and for which words the rules do not give the key."""

from collections.abc import Iterable, Mapping

from index.analysis.build.affixes import readings
from index.analysis.build.choice import Chooser
from index.analysis.build.corpus import Counts
from index.analysis.build.dictionary import Dictionary
from index.analysis.stem import ENCLITICS, stem_by_rule

SEEN = 2
"""Occurrences that bring a word of the corpus into the table."""

FREQUENT = 20
"""Occurrences that make a word of the corpus a root when no reading with known roots explains it."""


def tables_of(
    dictionary: Dictionary, counts: Counts, kept: Iterable[str], exceptions: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Return the roots, and word -> key for each further word whose key `stem_by_rule` would not give; both sorted.

    `kept`: words that are their own keys whatever they look like (place names, abbreviations). `exceptions` are
    decided by hand and go before everything.
    """
    own = frozenset(kept)
    roots = corpus_roots(dictionary, counts)
    common = {word: n for word, n in counts.all.items() if n > SEEN and not counts.is_name(word)}
    chooser = Chooser(dictionary, roots, common, exceptions)
    words = {word for word, n in counts.all.items() if n >= SEEN and len(word) > 1}
    words |= dictionary.roots | dictionary.names | dictionary.derived.keys() | own
    chosen = {word: word if word in own else _key(word, chooser, counts, own) for word in words if "-" not in word}
    chosen = {word: exceptions.get(key, key) for word, key in chosen.items()} | dict(exceptions)
    bases = sorted(root for root in (dictionary.roots | roots) if chosen.get(root) == root)
    known = {root: root for root in bases}
    overrides = {}
    for word in sorted(chosen.keys() - known.keys(), key=lambda word: (len(word), word)):
        if "-" in word or chosen[word] != stem_by_rule(word, known):
            known[word] = overrides[word] = chosen[word]
    return bases, dict(sorted(overrides.items()))


def corpus_roots(dictionary: Dictionary, counts: Counts) -> frozenset[str]:
    """Return the frequent words that are neither names nor explained by known roots, the shorter ones first."""
    roots = set(dictionary.roots)
    found = set()
    candidates = (
        word
        for word, n in counts.all.items()
        if n >= FREQUENT and len(word) > 3 and not counts.is_name(word, 0.5) and not counts.is_acronym(word)
    )
    for word in sorted(candidates, key=lambda word: (len(word), word)):
        if next(readings(word, roots), None) is None:
            roots.add(word)
            found.add(word)
    return frozenset(found)


def _key(word: str, chooser: Chooser, counts: Counts, own: frozenset[str]) -> str:
    """Return the key of a word: itself for names and acronyms, else its root, else itself without its enclitic."""
    if word in chooser.dictionary.names or counts.is_acronym(word):
        return word
    if counts.is_name(word) and word not in chooser.dictionary.roots:
        return word
    root = chooser.root_of(word)
    if root is not None:
        return root
    base = word[:-3] if word[-3:] in ENCLITICS else word
    return base if base != word and (base in own or counts.all[base] >= SEEN) else word
