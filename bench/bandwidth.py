"""The memory bandwidth of the machine, and the bytes that a query has to touch at the least, whatever the index.

A posting is counted as 4 bytes (2 of a document number, and 2 for what its score is computed from), a position as 2,
what a matching document adds to three facets as 11 (2 for each of 4.3 values, 2 for its month), a choice as one bit a
document. OR reads the postings of all its terms; AND those of the rarest, and of every other the postings or a cache
line for each candidate, whichever is less; a phrase the positions too. Everything without a filter is known before it
is asked, so that "every document" has no floor but the counts that are given back.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bench.ours import FIELD
from bench.workload import Asked, Document
from search.engines.whoosh.engine import WhooshEngine

POSTING, POSITION, MATCH, LINE = 4, 2, 11, 64
EVERY = 1 << 31
WHOLE = 1 << 29
ROUNDS = 5


def bandwidth() -> dict[str, float]:
    """Return GB/s that one thread reads (the best of some ways) and copies, over 512 MiB; processor time."""
    raw = bytearray(b"\x01") * WHOLE
    held = np.frombuffer(raw, dtype=np.uint64)
    other = np.empty_like(held)
    ways: tuple[Callable[[], Any], ...] = (held.sum, held.max, lambda: raw.find(b"\xff"))
    read = max(WHOLE / _fastest(way) for way in ways)
    copied = WHOLE / _fastest(lambda: np.copyto(other, held))
    return {"read": round(read / 1e9, 2), "copy": round(copied / 1e9, 2)}


def _fastest(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        work()
        times.append(time.thread_time() - start)
    return min(times)


class Floors:
    """The least bytes that queries over one index have to touch."""

    def __init__(self, engine: WhooshEngine, sample: Sequence[Document]) -> None:
        self._engine = engine
        self._documents = engine.stats().documents
        held: Counter[str] = Counter()
        tokens: Counter[str] = Counter()
        for document in sample:
            held.update(set(document.terms))
            tokens.update(document.terms)
        self._repeats = {term: tokens[term] / held[term] for term in held}

    def of(self, asked: Asked, matches: int, facets: bool = True) -> int:
        """Return the bytes for a query with so many matches; the tokens of a phrase are estimated from the sample."""
        if asked.kind == "every":
            return 0
        choices = len(asked.values) + (asked.days is not None)
        counted = min(matches, self._documents - matches) * MATCH if facets else 0
        return int(self._postings(asked) + choices * self._documents / 8 + counted)

    def _postings(self, asked: Asked) -> float:
        if asked.kind in ("prefix", "suffix"):
            affix = asked.terms[0]
            terms = self._engine.terms(FIELD, affix if asked.kind == "prefix" else "", EVERY)
            lexicon = 0 if asked.kind == "prefix" else sum(len(term.encode()) for term, _ in terms)
            return lexicon + POSTING * sum(n for term, n in terms if asked.kind == "prefix" or term.endswith(affix))
        counts = self._engine.frequencies(FIELD, asked.terms)
        if asked.kind == "or":
            return float(POSTING * sum(counts))
        if asked.kind == "and":
            return float(sum(min(count * POSTING, min(counts) * LINE) for count in counts))
        positions = [count * self._repeats.get(term, 1.0) for term, count in zip(asked.terms, counts, strict=True)]
        return sum(
            min(count * POSTING + own * POSITION, min(counts) * 2 * LINE)
            for count, own in zip(counts, positions, strict=True)
        )
