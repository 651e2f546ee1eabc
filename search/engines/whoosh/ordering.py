"""The words of a growing vocabulary in ascending order, kept from run to run: out of it come the lexicons of fields."""

import threading
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.analysis.vocabulary import Vocabulary
from search.engines.whoosh.arrays import Array, ranges
from search.engines.whoosh.kernels import united
from search.engines.whoosh.lexicon import MARK, blob_of, encoded, starts_in


class Ordered:
    """The words of a vocabulary in ascending order, as far as they were learnt."""

    def __init__(self) -> None:
        self._learning = threading.Lock()
        self._blob = MARK
        self._starts: Array = np.ones(1, dtype=np.int64)
        self._ranks: Array = np.empty(0, dtype=np.int64)

    def learn(self, words: Sequence[str]) -> None:
        """Take in the words that have come to the vocabulary."""
        with self._learning:
            known = len(self._ranks)
            fresh = list(map(encoded, words[known:]))
            if not fresh:
                return
            order = sorted(range(len(fresh)), key=fresh.__getitem__)
            blob, (old, new) = united([self._blob, blob_of([fresh[place] for place in order])])
            ranks = np.empty(known + len(fresh), dtype=np.int64)
            ranks[:known] = old.take(self._ranks)
            ranks[known + np.array(order)] = new
            self._blob, self._starts, self._ranks = blob, starts_in(blob), ranks

    def lexicon(self, numbers: Array) -> tuple[bytes, Array]:
        """Return the distinct words among the numbers as the blob of a lexicon, and each one's place in it (uint32)."""
        with self._learning:
            blob, starts, all_ranks = self._blob, self._starts, self._ranks
        met = np.zeros(len(all_ranks), dtype=bool)
        met[numbers] = True
        words = met.nonzero()[0]
        ranks = all_ranks.take(words)
        used = np.zeros(len(starts), dtype=bool)
        used[ranks] = True
        kept = used.nonzero()[0]
        place = np.empty(len(all_ranks), dtype=np.uint32)
        place[words] = np.cumsum(used, dtype=np.uint32).take(ranks) - np.uint32(1)
        begins = starts.take(kept)
        own = np.frombuffer(blob, dtype=np.uint8).take(ranges(begins, starts.take(kept + 1) - begins))
        return MARK + own.tobytes(), place.take(numbers)


@lru_cache(maxsize=1)
def ordered(vocabulary: Vocabulary) -> Ordered:
    """Return the words of a vocabulary in order, none of them learnt where it is another than before."""
    return Ordered()
