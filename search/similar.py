"""More like this: the words that tell an article from all others, as a clause."""

import math
from collections import Counter
from collections.abc import Set

from index.analysis.analyser import analyse
from index.article import Article
from search.engines.base import Engine
from search.query import Any, Clause, Term
from search.results import Hit, Results

READ = 20_000
"""Characters of the article that are looked at."""

TERMS = 16
LIKE_ENOUGH = 0.2
"""Share of the article's own score that another must reach to be shown."""


def distinctive(engine: Engine, article: Article, documents: int) -> Clause | None:
    """Return any of the article's terms of highest tf x idf; None if no other article holds one of its words."""
    text = f"{article.title or ''} {article.text}"[:READ]
    counts = Counter(analyse(text).key.terms)
    terms = [term for term in counts if len(term) > 2]
    frequencies = engine.frequencies("text.key", terms)

    def value(term: str, frequency: int) -> float:
        idf = math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))
        return math.log1p(counts[term]) * idf

    shared = [(value(term, n), term) for term, n in zip(terms, frequencies, strict=True) if n > 1]
    best = sorted(shared, key=lambda pair: (-pair[0], pair[1]))[:TERMS]
    return Any(tuple(Term("text.key", term) for _, term in best)) if best else None


def others_like(results: Results, ids: Set[str], wanted: int) -> tuple[Hit, ...]:
    """Return the hits but for the article itself and its copies (`ids`) that score near enough to it."""
    own = next((hit.score for hit in results.hits if hit.stored.article.id in ids), None)
    floor = 0.0 if own is None else own * LIKE_ENOUGH
    others = [hit for hit in results.hits if hit.stored.article.id not in ids and hit.score >= floor]
    return tuple(others[:wanted])
