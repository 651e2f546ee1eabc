"""Which filters emptied a search: what it finds without each of them, and without all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from search.query import Choice, Query


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A search without some of its filters: the choices that are gone, whether the days are, and what it finds."""

    choices: tuple[Choice, ...]
    undated: bool
    query: Query
    total: int


def relaxations(query: Query, count: Callable[[Query], int]) -> tuple[Relaxed, ...]:
    """Return the searches that find something without one filter; if there are none, that without any, if it does.

    The chosen values of a facet are alternatives, so they go together; excluded ones of a facet too.
    """
    ways = tuple(way for way in _one_less(query, count) if way.total)
    if ways:
        return ways
    free = query.cleared()
    undated = query.since is not None or query.until is not None
    if free == query.page_of(1):
        return ()
    total = count(free)
    return (Relaxed(query.chosen, undated, free, total),) if total else ()


def _one_less(query: Query, count: Callable[[Query], int]) -> Iterator[Relaxed]:
    groups: dict[tuple[str, bool], list[Choice]] = {}
    for choice in query.chosen:
        groups.setdefault((choice.facet, choice.excluded), []).append(choice)
    for gone in groups.values():
        rest = tuple(choice for choice in query.chosen if choice not in gone)
        less = replace(query, chosen=rest, page=1, cursor=None)
        yield Relaxed(tuple(gone), False, less, count(less))
    if query.since is not None or query.until is not None:
        less = replace(query, since=None, until=None, page=1, cursor=None)
        yield Relaxed((), True, less, count(less))
