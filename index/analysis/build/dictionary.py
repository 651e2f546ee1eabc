"""Hunspell's Indonesian dictionary: its roots, its names, and the derived forms its flags license."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.knowledge.folding import fold

CIRCUMFIX = "A1"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of an affix: take `strip` off, put `add` on, if the word fits; then the flags of `after` may follow."""

    strip: str
    add: str
    fits: re.Pattern[str]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """`roots`: words in lower case; `names`: words the dictionary writes with a capital only; `derived`: a form ->
    the roots whose flags license it (clitics not among the suffixes)."""

    roots: frozenset[str]
    names: frozenset[str]
    derived: dict[str, frozenset[str]]


def read_dictionary(dic: Path, aff: Path) -> Dictionary:
    """Return the dictionary of a .dic file and its .aff file (flags of two letters, ISO 8859-1)."""
    prefixes, suffixes = _affixes(aff.read_text("iso8859-1").splitlines())
    roots: set[str] = set()
    names: set[str] = set()
    derived: dict[str, set[str]] = {}
    for line in dic.read_text("iso8859-1").splitlines()[1:]:
        written, _, flags = line.strip().partition("/")
        word = fold(written).replace("'", "")
        if not re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)*", word):
            continue
        if written[0].isupper():
            names.add(word)
            continue
        roots.add(word)
        for form in _forms(word, [flags[i : i + 2] for i in range(0, len(flags), 2)], prefixes, suffixes):
            derived.setdefault(form, set()).add(word)
    return Dictionary(
        frozenset(roots), frozenset(names - roots), {form: frozenset(found) for form, found in derived.items()}
    )


def _affixes(lines: list[str]) -> tuple[dict[str, list[Rule]], dict[str, list[Rule]]]:
    """Return the prefix rules and the suffix rules of an .aff file by flag."""
    tables: dict[str, dict[str, list[Rule]]] = {"PFX": {}, "SFX": {}}
    for line in lines:
        cells = line.split("#")[0].split()
        if len(cells) < 4 or cells[0] not in tables or cells[2] in "YN":
            continue
        kind, flag, strip, addition = cells[:4]
        condition = cells[4] if len(cells) > 4 else "."
        add, _, after = addition.partition("/")
        pattern = re.compile(condition if kind == "PFX" else f"(?:{condition})$")
        follow = tuple(after[i : i + 2] for i in range(0, len(after), 2))
        rule = Rule("" if strip == "0" else strip, "" if add == "0" else fold(add), pattern, follow)
        tables[kind].setdefault(flag, []).append(rule)
    return tables["PFX"], tables["SFX"]


def _forms(
    word: str, flags: list[str], prefixes: dict[str, list[Rule]], suffixes: dict[str, list[Rule]]
) -> Iterator[str]:
    """Yield the forms that flags make of a word by one prefix, one of -an -i -kan, or both."""
    for flag in flags:
        for rule in prefixes.get(flag, ()):
            if CIRCUMFIX not in rule.after and rule.fits.match(word):
                yield rule.add + word.removeprefix(rule.strip)
        for rule in suffixes.get(flag, ()):
            if rule.add not in ("an", "i", "kan", ""):
                continue
            longer = word + rule.add
            if CIRCUMFIX not in rule.after:
                yield longer
            for following in rule.after:
                for prefix in prefixes.get(following, ()):
                    if prefix.fits.match(longer):
                        yield prefix.add + longer.removeprefix(prefix.strip)
