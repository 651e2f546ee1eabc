"""What is attributed to whom in one article; of two statements of one person that hold each other one is kept."""

from typing import Final

from index.article import Statement
from index.extract.coreference import Person

_LATELY: Final = 8
"""Statements of a person, the last ones, among which one that shares its words with another is looked for."""
_WHOLE: Final = frozenset({"according", "according-back", "cue-inside", "cue-inside-back", "passive", "points-back"})
"""Rules by which a statement is its whole sentence, or most of it."""


class Attributions:
    """What is attributed in one article: statements by person, in the order of the text."""

    __slots__ = ("by_person", "weak_only")

    def __init__(self) -> None:
        self.by_person: dict[int, tuple[Person, list[Statement]]] = {}
        self.weak_only: set[int] = set()

    def add(self, person: Person, statement: Statement, weak: bool) -> None:
        """File a statement under its person, once: of what stands within another of his only one is kept."""
        key = id(person)
        if key not in self.by_person:
            self.by_person[key] = (person, [])
            if weak:
                self.weak_only.add(key)
        if not weak:
            self.weak_only.discard(key)
        own = self.by_person[key][1]
        for n in range(len(own) - 1, max(len(own) - _LATELY, 0) - 1, -1):
            other = own[n]
            if _holds(statement, other):
                if _cuts_closer(other, statement):
                    return
                del own[n]
            elif _holds(other, statement):
                if not _cuts_closer(statement, other):
                    return
                del own[n]
        own.append(statement)


def _holds(outer: Statement, inner: Statement) -> bool:
    """Tell whether a statement stands within another; a quotation within reported speech is one of its own."""
    return (outer.direct or not inner.direct) and \
        outer.span.start <= inner.span.start and inner.span.end <= outer.span.end


def _cuts_closer(inner: Statement, outer: Statement) -> bool:
    """Tell whether a statement says better what was said than one around it, which is a sentence as a whole."""
    return inner.rule != "weak-verb" and outer.rule in _WHOLE
