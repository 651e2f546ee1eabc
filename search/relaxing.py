"""Relaxing: the same search with any of its words instead of all, for when no article has them all."""

from search.query import All, Any, Clause, Every, Not, Nothing, Range, Value

BINDING = (Not, Value, Range, Every, Nothing)
"""Parts that stay conditions: what must not be there, dates and facet values."""


def relaxed(clause: Clause) -> Clause | None:
    """Return the clause with one of its words enough to match (the more, the higher the score), or None.

    None means that there is nothing to relax: fewer than two parts that are words. Conditions keep binding.
    """
    if not isinstance(clause, All):
        return None
    words = tuple(part for part in clause.parts if not isinstance(part, BINDING))
    if len(words) < 2:
        return None
    bound = tuple(part for part in clause.parts if isinstance(part, BINDING))
    return All((Any(words), *bound)) if bound else Any(words)
