"""What an engine under measurement has to offer, and what those of others share."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from bench.workload import Asked, Counted, Document

FACETS = ("date", "region", "speaker")


class NotInstalled(Exception):
    """An engine that is not there, with what would install it."""


class Rival(Protocol):
    """An engine under measurement; `kinds` are the kinds of queries it can answer."""

    name: str
    directory: Path
    kinds: frozenset[str]

    def build(self, documents: Iterable[Document]) -> None:
        """Index the documents."""

    def load(self) -> None:
        """Open the index that was built."""

    def prepare(self, asked: Asked, facets: bool) -> Callable[[], Any]:
        """Return the search as something to be timed: top 10 with their articles, exact total, facets if asked."""

    def counted(self, answer: Any) -> Counted:
        """Return what an answer says, comparable between engines."""

    def about(self) -> str:
        """Return its version and what else has to be known of its index."""


def plain(term: str) -> str:
    """Return the term as small ASCII letters and digits alone, which every tokeniser leaves as they are."""
    return "".join(c if c.isascii() and c.isalnum() and not c.isupper() else f"x{ord(c):x}x" for c in term)


def ranked(counts: Any, wanted: int) -> tuple[int, ...]:
    """Return the highest counts above 0."""
    return tuple(sorted((int(c) for c in counts[counts > 0]), reverse=True)[:wanted])


def highest(counts: Mapping[Any, int], wanted: int) -> tuple[int, ...]:
    """Return the highest counts of a facet."""
    return tuple(sorted(counts.values(), reverse=True)[:wanted])
