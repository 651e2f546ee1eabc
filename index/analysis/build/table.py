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
    dictionary: Dictionary, counts: Counts, kept: Iterable[str], gazetteer: Iterable[str], exceptions: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Return the roots, and word -> key for each further word whose key `stem_by_rule` would not give; both sorted.

    `kept`: words that are their own keys whatever they look like (abbreviations, other names of places). `gazetteer`:
    words of place names, likewise; one that is an ordinary word as well ("Seram Bagian Barat") gives its name to the
    words of its root: "bagi" and "membagi" have the key "bagian". `exceptions` are decided by hand and go first.
    """
    places = frozenset(gazetteer)
    own = frozenset(kept) | places
    roots = corpus_roots(dictionary, counts)
    common = {word: n for word, n in counts.all.items() if n > SEEN and not counts.is_name(word)}
    chooser = Chooser(dictionary, roots, common, exceptions)
    words = {word for word, n in counts.all.items() if n >= SEEN and len(word) > 1}
    words |= dictionary.roots | dictionary.names | dictionary.derived.keys() | own
    chosen = {word: word if word in own else _key(word, chooser, counts, own) for word in words if "-" not in word}
    chosen = {word: exceptions.get(key, key) for word, key in chosen.items()} | dict(exceptions)
    named = families(places, chooser, counts)
    chosen = {word: key if word in own else named.get(key, key) for word, key in chosen.items()}
    bases = sorted(root for root in (dictionary.roots | roots) if chosen.get(root) == root)
    known = {root: root for root in bases}
    overrides = {}
    for word in sorted(chosen.keys() - known.keys(), key=lambda word: (len(word), word)):
        if "-" in word or chosen[word] != stem_by_rule(word, known):
            known[word] = overrides[word] = chosen[word]
    return bases, dict(sorted(overrides.items()))


def families(places: frozenset[str], chooser: Chooser, counts: Counts) -> dict[str, str]:
    """Return root -> word of a place's name that is an ordinary word of this root too, the first by name."""
    ordinary = (word for word in sorted(places, reverse=True) if counts.all[word] >= SEEN and not counts.is_name(word))
    return {root: word for word in ordinary if (root := chooser.root_of(word)) is not None and root not in places}


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
        full = _full_form(word, counts)
        if all(next(readings(form, roots), None) is None for form in (word, full or word)):
            roots.add(word)
            found.add(word)
    return frozenset(found)


def _key(word: str, chooser: Chooser, counts: Counts, own: frozenset[str]) -> str:
    """Return the key of a word: itself for names and acronyms, else its root, else itself without its enclitic."""
    if word in chooser.dictionary.names or counts.is_acronym(word):
        return word
    if counts.is_name(word) and word not in chooser.dictionary.roots and not _is_office(word, chooser.dictionary):
        return word
    root = chooser.root_of(word)
    if root is None and (full := _full_form(word, counts)) is not None:
        root = chooser.root_of(full)
    if root is not None:
        return root
    base = word[:-3] if word[-3:] in ENCLITICS else word
    return base if base != word and (base in own or counts.all[base] >= SEEN) else word


def _full_form(word: str, counts: Counts) -> str | None:
    """Return the verb with me- that a word of speech shortens ("nonton", "ngobrol"), or None."""
    if len(word) < 4 or word[0] not in "mn" or word[1] not in "aiougy" + "e" * (word[0] == "n"):
        return None
    full = "me" + word
    return full if sum(counts.all[full + suffix] for suffix in ("", "kan", "i")) > SEEN else None


def _is_office(word: str, dictionary: Dictionary) -> bool:
    """Return whether a capitalised word is a noun that the dictionary derives, as offices have it ("Perhubungan")."""
    return word in dictionary.derived and word.startswith(("pe", "ke")) and word.endswith("an")
