"""The kernels in numpy: what each does, and what runs where those in C are not compiled.

Ascending numbers are distinct and below 2^32. What comes back is of any whole type; the values are the same either way.
"""

import threading
from collections.abc import Sequence
from typing import cast

import numpy as np

from search.engines.whoosh.arrays import Array, ranges
from search.engines.whoosh.lexicon import MARK, blob_of, union

PROBE = 40
"""A set this many times larger is searched by bisection (50 ns a probe) rather than gone through (1.5 ns a number)."""

BLOCK = 64
"""Numbers whose least is taken before a threshold is sought; np.partition over all of them costs ten times as much."""

LAST = (1 << 32) - 1
"""Above every number of a value: a count and what is left to it are one key, so that ties fall in order of value."""

TURN = 0x7FFFFFFF

FEW = 16
"""Below one document in so many values, values are counted by sorting them rather than in an array over all values."""

ROW = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64, 16: np.complex128}
"""The type by which a row of so many bytes is fetched as one element."""

Packed = tuple[Array, Array, Array, int, int]
"""A list of numbers as postings are stored (`blocks.py`): the lower 16 bits of all (uint16), where stretches begin
whose upper bits are the same, these bits, and the first and the end of the list among all."""

Listed = Array | Packed
"""A list of numbers as a kernel takes it: those in C as it is stored, those in numpy as an array alone."""

Scored = tuple[Listed, Array | None, Array, float]
"""A term or phrase: its documents (ascending), the codes of its postings, a value (float64) for each code, and a
factor; without codes a value for each posting."""

_own = threading.local()


def scratch(size: int) -> Array:
    """Return a mask of this thread that is all False; whoever sets numbers in it clears them again."""
    mask: Array | None = getattr(_own, "mask", None)
    if mask is None or len(mask) < size:
        mask = _own.mask = np.zeros(size, dtype=bool)
    return mask


def zeros(size: int) -> Array:
    """Return numbers of this thread that are all 0 (float64); whoever sets some of them sets them back."""
    numbers: Array | None = getattr(_own, "numbers", None)
    if numbers is None or len(numbers) < size:
        numbers = _own.numbers = np.zeros(size)
    return numbers


def chosen(kept: Array, values: Array) -> Array:
    """Return the values where `kept` is True (three times as fast as indexing by a mask)."""
    return values.take(kept.nonzero()[0])


def firsts(numbers: Array) -> Array:
    """Return the places where another number begins (intp); equal ones stand together."""
    fresh = np.ones(len(numbers), dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=fresh[1:])
    return fresh.nonzero()[0]


def unpacked(packed: Packed) -> Array:
    """Return a list of numbers that is packed as an array."""
    lower, starts, blocks, start, end = packed
    if start == end:
        return np.empty(0, dtype=np.intp)
    first = int(starts.searchsorted(starts.dtype.type(start), side="right")) - 1
    last = int(starts.searchsorted(starts.dtype.type(end)))
    counts = np.diff(np.concatenate([[start], starts[first + 1 : last].astype(np.int64), [end]]))
    return np.repeat(blocks[first:last].astype(np.intp) << 16, counts) + lower[start:end]


def contains(holders: Array, numbers: Array, size: int) -> Array:
    """Return which of the ascending numbers are among the ascending holders (bool)."""
    if not len(holders) or not len(numbers):
        return np.zeros(len(numbers), dtype=bool)
    if len(numbers) * PROBE < len(holders):
        places = holders.searchsorted(numbers.astype(holders.dtype))
        return np.asarray(holders.take(places, mode="clip") == numbers)
    mask = scratch(size)
    mask[holders] = True
    kept = mask.take(numbers)
    mask[holders] = False
    return kept


def both(one: Array, other: Array, size: int) -> Array:
    """Return the numbers (below `size`) that are in both ascending lists, ascending."""
    less, more = (one, other) if len(one) <= len(other) else (other, one)
    return chosen(contains(more, less, size), less)


def among(numbers: Array, mask: Array) -> Array:
    """Return the ascending numbers at which the mask is set."""
    return chosen(mask.take(numbers), numbers)


def where(mask: Array) -> Array:
    """Return the numbers at which the mask is set, ascending."""
    return mask.nonzero()[0]


def mark(mask: Array, numbers: Array) -> None:
    """Set the mask at the numbers."""
    mask[numbers] = True


def mark_each(mask: Array, numbers: Listed, starts: Array, ends: Array) -> None:
    """Set the mask at numbers[start:end] of each start and end (int64); of a packed list no more is unpacked."""
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if isinstance(numbers, tuple):
            lower, stretches, blocks, first, _ = numbers
            mask[unpacked((lower, stretches, blocks, first + start, first + end))] = True
        else:
            mask[numbers[start:end]] = True


def distinct(lists: tuple[Array, ...], size: int) -> Array:
    """Return the distinct numbers (below `size`) of all lists, in any order and with repeats, as one ascending list."""
    numbers = np.sort(np.concatenate(lists)).astype(np.intp)
    return numbers.take(firsts(numbers)) if len(numbers) > 1 else numbers


def score(documents: Array, size: int, begun: Array | None, terms: Sequence[Scored]) -> Array:
    """Return `begun` (None: zeros) plus each term's factor x value for each of the ascending documents (float64).

    The terms are added in order; a term adds 0 where a document is not among its own. `size`: above every document.
    """
    total = begun
    for holders, codes, values, factor in terms:
        own = _scored(documents, size, cast(Array, holders), codes, values, factor)
        total = own if total is None else total + own
    return np.zeros(len(documents)) if total is None else total


def _scored(documents: Array, size: int, holders: Array, codes: Array | None, values: Array, factor: float) -> Array:
    """Return one term's part."""
    if len(documents) * PROBE < len(holders):
        places = holders.searchsorted(documents.astype(holders.dtype))
        there = holders.take(places, mode="clip") == documents
        places = places if codes is None else codes.take(places, mode="clip")
        return np.where(there, factor * values.take(places, mode="clip"), 0.0)
    values = factor * (values if codes is None else values.take(codes))
    if len(holders) == len(documents) and (holders is documents or np.array_equal(holders, documents)):
        return values
    dense = zeros(size)
    dense[holders] = values
    own = dense.take(documents)
    dense[holders] = 0.0
    return own


def first(scores: Array, documents: Array, ranks: Array, wanted: int) -> Array:
    """Return the places (int64) of the `wanted` (at most 256) highest scores (float32) in order; of equal ones the
    document of the lower rank (document -> rank) is first, then the one that stands first."""
    places = np.arange(len(scores))
    if 0 < wanted * BLOCK < len(scores):
        places = (scores >= -threshold(-scores, wanted)).nonzero()[0]
    keys = (descending(scores.take(places)) << 32) | ranks.take(documents.take(places))
    if 0 < 2 * wanted < len(keys):
        kept = (keys <= threshold(keys, wanted)).nonzero()[0]
        places, keys = places.take(kept), keys.take(kept)
    return places.take(np.argsort(keys, kind="stable")[:wanted])


def descending(scores: Array) -> Array:
    """Return scores (float32) as whole numbers that ascend as the scores descend (int64)."""
    bits = scores.view(np.int32)
    return (~(bits ^ ((bits >> 31) & TURN))).astype(np.int64)


def threshold(values: Array, wanted: int) -> "np.float32 | np.int64":
    """Return a value that at least `wanted` of the values do not exceed, close to the least such; blocks are enough."""
    if wanted * BLOCK >= len(values):
        exact: np.float32 | np.int64 = np.partition(values, wanted - 1)[wanted - 1]
        return exact
    blocks = len(values) // BLOCK
    least: Array = values[: blocks * BLOCK].reshape(blocks, BLOCK).min(axis=1)
    bound: np.float32 | np.int64 = np.partition(least, wanted - 1)[wanted - 1]
    return bound


def tally(documents: Array, rows: Array, width: int, values: int, extra: Array | None) -> tuple[Array, int]:
    """Return how often each value stands in the rows of the documents (int64), and how many have none.

    `rows`: `width` numbers a document, a value + 1 each, then zeros; `extra`: more such numbers.
    """
    numbers = _of_rows(documents, rows, width)
    counts = np.bincount(numbers, minlength=values + 1)
    if extra is not None and len(extra):
        counts += np.bincount(extra, minlength=values + 1)
    return counts[1:], len(documents) - int(np.count_nonzero(numbers[::width]))


def _of_rows(documents: Array, rows: Array, width: int) -> Array:
    """Return the rows of the documents, one after the other."""
    return rows.view(ROW[rows.dtype.itemsize * width]).take(documents).view(rows.dtype)


def tally_few(documents: Array, rows: Array, width: int, values: int, extra: Array | None) -> tuple[Array, Array, int]:
    """Return the same as the values that stand there, ascending, and their counts (both int64)."""
    held = _of_rows(documents, rows, width)
    numbers = chosen(held > 0, held)
    if extra is not None and len(extra):
        numbers = np.concatenate([numbers, extra])
    numbers.sort()
    fresh = firsts(numbers)
    counts = np.diff(np.append(fresh, len(numbers)))
    return (
        numbers.take(fresh).astype(np.int64) - 1, counts.astype(np.int64),
        len(documents) - int(np.count_nonzero(held[::width])),
    )


def leading(
    documents: Array, rows: Array, width: int, values: int, extra: Array | None, wanted: int
) -> tuple[list[tuple[int, int]], int, int]:
    """Return the `most` of the `tally`, how many values have a count above 0, and how many documents have none."""
    if len(documents) * FEW < values:
        places, counts, missing = tally_few(documents, rows, width, values, extra)
        return [(int(places[place]), count) for place, count in most(counts, wanted)], len(places), missing
    counts, missing = tally(documents, rows, width, values, extra)
    return most(counts, wanted), int(np.count_nonzero(counts)), missing


def most(counts: Array, wanted: int) -> list[tuple[int, int]]:
    """Return the places with the highest counts above 0 (int64) with these, at most `wanted` (1 to 256).

    The highest stand first, and of equal ones the lower place.
    """
    if not len(counts):
        return []
    if wanted * BLOCK >= len(counts):
        keys = (counts << 32) | np.arange(LAST, LAST - len(counts), -1)
    else:
        held = _promising(counts, wanted)
        keys = (counts.take(held) << 32) | (LAST - held)
    if len(keys) > wanted:
        keys = np.partition(keys, len(keys) - wanted)[len(keys) - wanted :]
    keys.sort()
    return [(LAST - (key & LAST), key >> 32) for key in keys[::-1].tolist() if key > LAST]


def _promising(counts: Array, wanted: int) -> Array:
    """Return places among which the highest counts are: those not below the least of the highest blocks' maxima."""
    blocks = len(counts) // BLOCK
    highest: Array = counts[: blocks * BLOCK].reshape(blocks, BLOCK).max(axis=1)
    bound = max(1, int(np.partition(highest, blocks - wanted)[blocks - wanted]))
    return (counts >= bound).nonzero()[0]


def united(blobs: list[bytes]) -> tuple[bytes, list[Array]]:
    """Return several lexicons, each a blob as lexicons hold it, as one, and place in each -> place in it (int64)."""
    words, places = union([blob[1:-1].split(MARK) if blob != MARK else [] for blob in blobs])
    return MARK.join((b"", *words, b"")) if words else MARK, places


def lexicon(words: bytes | bytearray, starts: Array, numbers: Array) -> tuple[bytes, Array]:
    """Return the lexicon of the distinct words among the numbers, as a blob, and each one's place in it (both uint32).

    Word n is `words[starts[n] : starts[n + 1]]` (int64); no two are the same.
    """
    held, back = np.unique(numbers, return_inverse=True)
    own = [bytes(words[starts[number] : starts[number + 1]]) for number in held.tolist()]
    order = sorted(range(len(own)), key=own.__getitem__)
    places = np.empty(len(own), dtype=np.uint32)
    places[order] = np.arange(len(own), dtype=np.uint32)
    return blob_of([own[place] for place in order]), places.take(back)


def spread(target: Array, starts: Array, counts: Array, values: Array, table: Array | None) -> None:
    """Put values into the target (any width), run after run: those of run n from `starts[n]` on (both int64).

    With a table it is what the table holds for each value that is put.
    """
    target[ranges(starts, counts)] = values if table is None else table[values]


def inverted(
    numbers: Array, documents: Array, positions: Array, terms: int
) -> tuple[Array, Array, Array, Array, Array]:
    """Return the postings of tokens (all uint32), of which those of one term stand in order of document and position.

    That is: where each term's postings and its tokens begin, one more at the end (both int64); the document of each
    posting and its frequency; the position of each token, those of one term together (all uint32).
    """
    order = sorted_by(numbers, terms)
    numbers, documents = numbers.take(order), documents.take(order)
    fresh = np.ones(len(numbers), dtype=bool)
    fresh[1:] = (numbers[1:] != numbers[:-1]) | (documents[1:] != documents[:-1])
    first = fresh.nonzero()[0]
    offsets = np.append(0, np.bincount(numbers.take(first), minlength=terms).cumsum())
    tokens = np.append(0, np.bincount(numbers, minlength=terms).cumsum())
    frequencies = np.diff(np.append(first, len(numbers))).astype(np.uint32)
    return offsets, tokens, documents.take(first), frequencies, positions.take(order)


def coded(frequencies: Array, holders: Array, ranks: Array, distinct: int) -> tuple[Array, Array]:
    """Return the distinct codes of postings, ascending (int64), and the place of each posting's among them (uint32).

    A code is the posting's frequency times `distinct` and the rank of its document, which is below that (all uint32).
    There are at most MOST_CODES numbers up to the highest code.
    """
    own = frequencies.astype(np.int64) * distinct + ranks.take(holders)
    used = np.zeros(int(own.max(initial=-1)) + 1, dtype=bool)
    used[own] = True
    return used.nonzero()[0], (used.cumsum() - 1).astype(np.uint32).take(own)


def sorted_by(numbers: Array, count: int) -> Array:
    """Return the order that sorts numbers below `count` ascending and keeps equal ones as they stand (int64)."""
    if count <= 1 << 16:
        return np.argsort(numbers.astype(np.uint16), kind="stable")
    keys = numbers.astype(np.uint64) << np.uint64(32) | np.arange(len(numbers), dtype=np.uint64)
    keys.sort()
    return (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)


def neighbours(kinds: Array, documents: Array, positions: Array, count: int) -> tuple[Array, Array, Array]:
    """Return the pairs of tokens one position apart, in order of document, position and pair, each once at its place.

    The tokens come in order of document and position (all uint32); those whose kind is not below `count` are in no
    pair. A pair is the first's kind * count + the second's; then come its document and the first's position (uint32).
    """
    kept = (kinds < count).nonzero()[0]
    kinds = kinds.take(kept).astype(np.int64)
    addresses = (documents.take(kept).astype(np.int64) << 32) | positions.take(kept)
    start, sizes = _followers(addresses)
    first = np.repeat(np.arange(len(kept)), sizes)
    second = np.repeat(start - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
    places, pairs = addresses.take(first), kinds.take(first) * count + kinds.take(second)
    order = np.lexsort((pairs, places))
    places, pairs = places.take(order), pairs.take(order)
    once = np.ones(len(places), dtype=bool)  # a word may stand twice at one position, a pair counts once there
    once[1:] = (places[1:] != places[:-1]) | (pairs[1:] != pairs[:-1])
    places = places[once]
    return pairs[once].astype(np.uint32), (places >> 32).astype(np.uint32), (places & LAST).astype(np.uint32)


def _followers(addresses: Array) -> tuple[Array, Array]:
    """Return for each of the ascending addresses where the ones that are greater by 1 begin, and how many they are."""
    begins = np.ones(len(addresses), dtype=bool)
    begins[1:] = addresses[1:] != addresses[:-1]
    starts = np.append(begins.nonzero()[0], len(addresses))
    group = begins.cumsum()
    start = starts.take(group)
    follows = addresses.take(start, mode="clip") == addresses + 1
    return start, np.where(follows, np.diff(starts, append=len(addresses)).take(group), 0)
