"""Abbreviations: long forms ("Kutai Kartanegara") and short forms ("Kukar") that share one canonical token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from index.knowledge.tables import read_table

Rests = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
"""Second word of a long form -> (the words after it, canonical token), for each long form with that beginning."""


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The table, made ready for matching.

    `long`: first word of a long form -> its continuations. `short`: folded short form -> canonical token.
    `capital`: the same for short forms that count only when written in capitals ("AS", never "as").
    """

    long: Mapping[str, Rests]
    short: Mapping[str, str]
    capital: Mapping[str, str]

    def starting_at(self, words: Sequence[str], place: int) -> list[tuple[str, int]]:
        """Return (canonical token, words covered) of each long form that begins at words[place]."""
        rests = self.long.get(words[place])
        if rests is None or place + 1 >= len(words):
            return []
        continuations = rests.get(words[place + 1])
        if continuations is None:
            return []
        found = []
        for rest, canonical in continuations:
            if tuple(words[place + 2 : place + 2 + len(rest)]) == rest:
                found.append((canonical, 2 + len(rest)))
        return found


def abbreviations_from(table: Sequence[Sequence[str]]) -> Abbreviations:
    """Return the abbreviations of rows (long or short form, canonical token)."""
    long: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
    short: dict[str, str] = {}
    capital: dict[str, str] = {}
    for written, canonical in table:
        words = tuple(written.split())
        if len(words) > 1:
            long.setdefault(words[0], {}).setdefault(words[1], []).append((words[2:], canonical))
        own = capital if canonical.isupper() else short
        own[canonical.casefold()] = canonical
        if len(words) == 1:
            own[words[0]] = canonical
    return Abbreviations(
        {first: {second: tuple(sorted(rest)) for second, rest in seconds.items()} for first, seconds in long.items()},
        short,
        capital,
    )


@cache
def abbreviations() -> Abbreviations:
    """Return the table of `data/abbreviations.tsv`."""
    return abbreviations_from(read_table("abbreviations.tsv"))
