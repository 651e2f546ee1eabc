"""Signatures of texts: near-identical copies of one story have nearly equal ones (MinHash, Broder 1997)."""

import hashlib
import threading
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from index.analysis.table import native
from index.entry import PLACES

SHINGLE: Final = 4
"""Words in a run. A text is the set of its runs; for each of PLACES random orders of all runs a signature holds the
smallest of the text's: the share of equal places of two signatures estimates the share of runs they have in common."""

SHORTEST: Final = 40
"""A text of fewer words has no signature: schedules and captions look alike without being copies."""

BLOCK: Final = 4_096
"""Runs looked at in one go: a text of 5 MiB then takes little more memory than one of 30 kB."""

_Numbers = npt.NDArray[np.uint32]
_Long = npt.NDArray[np.uint64]


def _constants(name: bytes) -> _Numbers:
    """Return a number for each place, the same on every machine and with every release of numpy."""
    digest = b"".join(hashlib.blake2b(name, salt=bytes([n])).digest() for n in range(PLACES // 16))
    return np.frombuffer(digest, dtype="<u4").astype(np.uint32)[:, None]


def _powers(base: int, count: int) -> _Long:
    """Return base to the power of 0, 1, 2 ... modulo 2 to the 64."""
    powers = np.full(count, base, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


_FACTORS: Final = _constants(b"factors") | np.uint32(1)
_ADDENDS: Final = _constants(b"addends")
_BASE: Final = 0x9E3779B97F4A7C15
_INVERSE: Final = pow(_BASE, -1, 1 << 64)
_MIXER: Final = 0xD6E8FEB86659FD93
_MIXING: Final = np.uint64(_MIXER)
_HALF: Final = np.uint64(32)
_SPACE: Final = ord(" ")
_USUAL: Final = 1 << 14
"""Bytes of nearly every text; for a longer one the powers are computed anew."""
_UP: Final = _powers(_BASE, _USUAL)
_DOWN: Final = _powers(_INVERSE, _USUAL)


def signature(words: Sequence[str]) -> bytes:
    """Return the signature of a text's folded words, PLACES little-endian uint16, or b"" if there are too few.

    The orders are of 32-bit numbers, of which the lower half is kept: two smallest ones that differ agree in it once in
    65,536 times (b-bit minwise hashing, Li and König 2010).
    """
    if len(words) < SHORTEST:
        return b""
    runs = _runs(words)
    smallest = (_FACTORS * (runs[:BLOCK] ^ _ADDENDS)).min(axis=1)
    for start in range(BLOCK, len(runs), BLOCK):
        np.minimum(smallest, (_FACTORS * (runs[start : start + BLOCK] ^ _ADDENDS)).min(axis=1), out=smallest)
    signed: bytes = smallest.astype("<u2").tobytes()
    return signed


class WordHashes:
    """For each word of a growing vocabulary: the hash of its bytes and a space, and BASE to the power of their count.

    With them the hash of a run comes out of its words, of any number of texts in a few array steps.
    """

    def __init__(self) -> None:
        self._known = np.empty((0, 4), dtype=np.uint64)  # hash, power, hash of the space, nothing
        self._learning = threading.Lock()

    def learn(self, words: Sequence[str]) -> None:
        """Take in the words that have come to the vocabulary."""
        with self._learning:
            self._learn(words)

    def _learn(self, words: Sequence[str]) -> None:
        fresh = [word.encode("utf-8", "surrogatepass") for word in words[len(self._known) :]]
        if not fresh:
            return
        sizes = np.fromiter(map(len, fresh), dtype=np.int64, count=len(fresh))
        ends = np.cumsum(sizes)
        powers = _powers(_BASE, int(sizes.max()) + 2)
        within = np.arange(int(ends[-1])) - np.repeat(ends - sizes, sizes)
        data = np.frombuffer(b"".join(fresh), dtype=np.uint8)
        sums = np.append(np.uint64(0), np.cumsum(data * powers.take(within), dtype=np.uint64))
        spaces = _SPACE * powers.take(sizes)
        rows = np.zeros((len(fresh), 4), dtype=np.uint64)
        rows[:, 0] = sums.take(ends) - sums.take(ends - sizes) + spaces
        rows[:, 1] = powers.take(sizes + 1)
        rows[:, 2] = spaces
        self._known = np.concatenate([self._known, rows])

    def signatures(self, numbers: _Numbers, starts: npt.NDArray[np.int64]) -> list[bytes]:
        """Return the signature of each text; text n has the words `numbers[starts[n]:starts[n + 1]]`.

        The same as `signature` gives, in C where that was compiled, else one order after another over all texts.
        """
        if native is None:
            return self.plain_signatures(numbers, starts)
        made: list[bytes] = native.smallest(
            numbers, starts, self._known, _FACTORS, _ADDENDS, SHINGLE, SHORTEST, _MIXER
        )
        return made

    def plain_signatures(self, numbers: _Numbers, starts: npt.NDArray[np.int64]) -> list[bytes]:
        """Return the same, in numpy."""
        counts = np.diff(starts)
        signed = np.flatnonzero(counts >= SHORTEST)
        made = [b""] * len(counts)
        if len(signed):
            sizes = counts[signed] - (SHINGLE - 1)
            first = np.cumsum(sizes) - sizes
            within = np.repeat(starts[signed] - first, sizes) + np.arange(int(sizes.sum()))
            runs = self._runs(numbers).take(within)
            mixed = np.empty_like(runs)
            smallest = np.empty((PLACES, len(signed)), dtype=np.uint32)
            for place in range(PLACES):
                np.bitwise_xor(runs, _ADDENDS[place, 0], out=mixed)
                np.multiply(mixed, _FACTORS[place, 0], out=mixed)
                np.minimum.reduceat(mixed, first, out=smallest[place])
            for text, row in zip(signed.tolist(), smallest.T.astype("<u2"), strict=True):
                made[text] = row.tobytes()
        return made

    def _runs(self, numbers: _Numbers) -> _Numbers:
        """Return the hash of each run of SHINGLE of the words, which are given by their numbers."""
        last = len(numbers) - SHINGLE + 1
        hashes, factors, spaces, _ = self._known.take(numbers, axis=0).T
        runs = hashes[SHINGLE - 1 :] - spaces[SHINGLE - 1 :]
        for place in range(SHINGLE - 2, -1, -1):
            runs *= factors[place : place + last]
            runs += hashes[place : place + last]
        return _mixed(runs)


def _runs(words: Sequence[str]) -> _Numbers:
    """Return a hash of each run of SHINGLE words.

    The hash of bytes a, b, c ... is a + b x BASE + c x BASE^2 ... modulo 2^64, so that the hash of any stretch comes
    out of the sums up to its two ends: no step is taken word by word.
    """
    data = np.frombuffer(" ".join(words).encode("utf-8", "surrogatepass"), dtype=np.uint8)
    size = len(data)
    up, down = (_UP, _DOWN) if size <= _USUAL else (_powers(_BASE, size), _powers(_INVERSE, size))
    sums = np.zeros(size + 1, dtype=np.uint64)
    np.cumsum(data * up[:size], out=sums[1:])
    ends = np.append(np.flatnonzero(data == _SPACE), size)
    starts = np.append(0, ends[:-SHINGLE] + 1)
    return _mixed((sums.take(ends[SHINGLE - 1 :]) - sums.take(starts)) * down.take(starts))


def _mixed(runs: _Long) -> _Numbers:
    """Return the hashes made even, as 32 bits."""
    runs ^= runs >> _HALF
    runs *= _MIXING
    return (runs >> _HALF).astype(np.uint32)
