"""The words of a growing vocabulary as bytes, kept from run to run: out of them come the lexicons of fields."""

import threading
from array import array
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.analysis.vocabulary import Vocabulary
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.kernels import lexicon
from search.engines.whoosh.lexicon import encoded


class WordBytes:
    """The bytes of the words of a vocabulary, by number, as far as they were learnt."""

    def __init__(self) -> None:
        self._learning = threading.Lock()
        self._bytes = bytearray()
        self._starts = array("q", [0])

    def learn(self, words: Sequence[str]) -> None:
        """Take in the words that have come to the vocabulary."""
        with self._learning:
            fresh = list(map(encoded, words[len(self._starts) - 1 :]))
            ends = np.cumsum(np.fromiter(map(len, fresh), dtype=np.int64, count=len(fresh))) + len(self._bytes)
            self._bytes += b"".join(fresh)
            self._starts.frombytes(ends.tobytes())

    def lexicon(self, numbers: Array) -> tuple[bytes, Array]:
        """Return the distinct words among the numbers as the blob of a lexicon, and each one's place in it (uint32)."""
        with self._learning:
            found: tuple[bytes, Array] = lexicon(self._bytes, np.frombuffer(self._starts, dtype=np.int64), numbers)
            return found


@lru_cache(maxsize=1)
def word_bytes(vocabulary: Vocabulary) -> WordBytes:
    """Return the words of a vocabulary as bytes, none of them learnt where it is another than before."""
    return WordBytes()
