"""Signatures of texts: near-identical copies of one story have nearly equal ones (MinHash, Broder 1997)."""

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

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
_MIXING: Final = np.uint64(0xD6E8FEB86659FD93)
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
    runs = (sums.take(ends[SHINGLE - 1 :]) - sums.take(starts)) * down.take(starts)
    runs ^= runs >> _HALF
    runs *= _MIXING
    return (runs >> _HALF).astype(np.uint32)
