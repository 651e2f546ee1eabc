"""The kernels in C give what their bodies in numpy give, over numbers of every width."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engines.whoosh import kernels, plain
from search.engines.whoosh.arrays import ArrayFile, ArrayWriter
from search.engines.whoosh.inversion import MARKED, write_postings
from search.engines.whoosh.lexicon import MARK, write_strings
from search.engines.whoosh.phrases import met_natively, met_plainly
from search.engines.whoosh.segment import TextField
from search.engines.whoosh.sets import Found
from search.engines.whoosh.storage import GenerationStorage

pytestmark = pytest.mark.skipif(kernels.native is None, reason="the kernels are not compiled: no C compiler was found")

native: Any = kernels.native
WIDTHS: tuple[Any, ...] = (np.uint8, np.uint16, np.uint32, np.intp)


def drawn(random: np.random.Generator, size: int, share: float, width: Any) -> Any:
    """Return ascending numbers below the size, about a share of them."""
    return (random.random(size) < share).nonzero()[0].astype(width)


@st.composite
def cases(draw: Callable[..., Any]) -> tuple[np.random.Generator, int, Any, Any]:
    """Draw a source of numbers, a size, and two widths that hold it."""
    size = draw(st.sampled_from([1, 2, 63, 64, 200, 256, 5_000, 60_000]))
    fitting = st.sampled_from([width for width in WIDTHS if np.iinfo(width).max >= size])
    return np.random.default_rng(draw(st.integers(0, 1 << 32))), size, draw(fitting), draw(fitting)


def packed(random: np.random.Generator, *lists: Any) -> list[plain.Packed]:
    """Return lists of numbers, each packed as postings are stored, between the others."""
    numbers = np.concatenate([own.astype(np.uint32) for own in lists])
    blocks = (numbers >> 16).astype(np.uint8 if random.random() < 0.5 else np.uint16)
    starts = plain.firsts(blocks) if len(blocks) else np.empty(0, dtype=np.intp)
    ends = np.cumsum([len(own) for own in lists]).tolist()
    held = numbers.astype(np.uint16), starts.astype(np.uint32 if random.random() < 0.5 else np.uint64), blocks[starts]
    return [(*held, end - len(own), end) for own, end in zip(lists, ends, strict=True)]


shares = st.sampled_from([0.0, 0.0005, 0.01, 0.3, 0.97, 1.0])


@settings(deadline=None, max_examples=200)
@given(cases(), shares, shares)
def test_what_two_sets_share(case: Any, one: float, other: float) -> None:
    random, size, narrow, wide = case
    a, b = drawn(random, size, one, narrow), drawn(random, size, other, wide)
    mask = random.random(size) < other
    assert native.both(a, b, size).tolist() == plain.both(a.astype(np.intp), b.astype(np.intp), size).tolist()
    assert native.among(a, mask).tolist() == plain.among(a.astype(np.intp), mask).tolist()
    assert native.where(mask).tolist() == plain.where(mask).tolist()
    lists = (random.permutation(np.append(a, a)), b)
    assert native.distinct(lists, size).tolist() == plain.distinct(lists, size).tolist()
    marked, expected = mask.copy(), mask.copy()
    native.mark(marked, a)
    plain.mark(expected, a)
    assert (marked == expected).all()
    starts = np.sort(random.integers(0, len(a) + 1, 5))
    ends = np.minimum(starts + random.integers(0, 40, 5), len(a))
    native.mark_each(marked, a, starts, ends)
    plain.mark_each(expected, a, starts, ends)
    assert (marked == expected).all()


SIZES = st.sampled_from([1, 60_000, 65_536, 65_537, 200_000])
SEEDS = st.integers(0, 1 << 32)


@settings(deadline=None, max_examples=100)
@given(SEEDS, SIZES, st.lists(shares, min_size=2, max_size=4), shares)
def test_packed_lists(seed: int, size: int, drawn_shares: list[float], share: float) -> None:
    random = np.random.default_rng(seed)
    lists = [drawn(random, size, own, np.uint32) for own in drawn_shares]
    all_packed = packed(random, *lists)
    mask = random.random(size) < share
    for own, held in zip(lists, all_packed, strict=True):
        assert native.unpacked(held).tolist() == plain.unpacked(held).tolist() == own.tolist()
        assert native.among(held, mask).tolist() == plain.among(own, mask).tolist()
        marked = np.zeros(size, dtype=bool)
        native.mark(marked, held)
        assert marked.nonzero()[0].tolist() == own.tolist()
    one, other = lists[:2]
    for asked in (tuple(all_packed[:2]), (one, all_packed[1]), (all_packed[0], other)):
        assert native.both(*asked, size).tolist() == np.intersect1d(one, other).tolist()
    assert native.distinct(tuple(all_packed), size).tolist() == plain.distinct(tuple(lists), size).tolist()
    whole = (*all_packed[0][:3], 0, len(all_packed[0][0]))
    starts = random.integers(0, whole[4] + 1, 6)
    ends = np.minimum(starts + random.integers(0, 1 << 17, 6), whole[4])
    marked, expected = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    native.mark_each(marked, whole, starts, ends)
    plain.mark_each(expected, plain.unpacked(whole), starts, ends)
    assert (marked == expected).all()
    again = np.zeros(size, dtype=bool)
    plain.mark_each(again, whole, starts, ends)
    assert (again == expected).all()


@settings(deadline=None, max_examples=100)
@given(SEEDS, SIZES, shares, st.lists(shares, max_size=4))
def test_scores_from_packed_lists(seed: int, size: int, share: float, terms: list[float]) -> None:
    random = np.random.default_rng(seed)
    documents, table = drawn(random, size, share, np.uint32), random.random(200)
    lists = [drawn(random, size, own, np.uint32) for own in terms]
    codes = [random.integers(0, 200, len(own)).astype(WIDTHS[n % 3]) for n, own in enumerate(lists)]
    scored = [(own, code, table, 1.25) for own, code in zip(lists, codes, strict=True)]
    held = [(own, *rest) for own, (_, *rest) in zip(packed(random, *lists), scored, strict=True)] if lists else []
    wanted = plain.score(documents, size, None, scored)
    assert native.score(documents, size, None, held).tobytes() == wanted.tobytes()


@given(SEEDS, st.sampled_from([0, 70_000, 1 << 31]))
def test_damaged_stretches_lead_out_of_no_array(seed: int, top: int) -> None:
    random = np.random.default_rng(seed)
    lower = random.integers(0, 1 << 16, 50).astype(np.uint16)
    starts = random.integers(0, top + 1, 7).astype(np.uint32)
    held = (lower, starts, random.integers(0, 1 << 16, 7).astype(np.uint16), 3, 45)
    assert len(native.unpacked(held)) == 42
    for ask in (
        lambda: native.both(held, np.arange(9, dtype=np.uint32), 9),
        lambda: native.both(held, np.arange(900, dtype=np.uint32), 9),
        lambda: native.score(np.arange(9, dtype=np.uint32), 9, None, [(held, None, np.zeros(42), 1.0)]),
        lambda: native.score(np.arange(9, dtype=np.uint32), 1 << 20, None, [(held, None, np.zeros(42), 1.0)]),
    ):
        ask()
    with pytest.raises(IndexError):
        native.mark(np.zeros(1, dtype=bool), held)


@settings(deadline=None, max_examples=200)
@given(cases(), shares, st.lists(shares, max_size=4), st.booleans())
def test_scores_are_the_same_to_the_last_bit(case: Any, share: float, terms: list[float], begun: bool) -> None:
    random, size, narrow, wide = case
    documents = drawn(random, size, share, narrow)
    start = random.random(len(documents)) if begun else None
    table = random.random(200)
    scored: list[plain.Scored] = []
    for number, own in enumerate(terms):
        holders = drawn(random, size, own, wide)
        codes = random.integers(0, 200, len(holders)).astype(WIDTHS[number % 3])
        values = random.random(len(holders))
        scored.append((holders, None, values, 1.5) if number == 2 else (holders, codes, table, float(random.random())))
    wanted = plain.score(documents, size, start, scored)
    assert native.score(documents, size, start, scored).tobytes() == wanted.tobytes()


@settings(deadline=None, max_examples=200)
@given(cases(), shares, st.sampled_from([1, 10, 256]), st.sampled_from([1, 3, 1 << 20]))
def test_the_first_in_order_with_ties(case: Any, share: float, wanted: int, kinds: int) -> None:
    random, size, narrow, _ = case
    documents = drawn(random, size, share, narrow)
    scores = (random.integers(-1, kinds, len(documents)) / 7).astype(np.float32)
    scores[random.random(len(scores)) < 0.1] = -np.inf
    ranks = random.permutation(size).astype(np.uint32)
    assert native.first(scores, documents, ranks, wanted).tolist() == plain.first(
        scores, documents, ranks, wanted).tolist()


def rows_of(random: np.random.Generator, size: int, values: int, width: int, lane: Any) -> Any:
    """Return rows that hold some values and then zeros."""
    rows = random.integers(1, values + 1, (size, width)) if values else np.zeros((size, width))
    rows[np.arange(width) >= random.integers(0, width + 1, size)[:, None]] = 0
    return rows.astype(lane).reshape(-1)


@settings(deadline=None, max_examples=200)
@given(cases(), shares, st.sampled_from([0, 1, 4, 64, 250]), st.sampled_from([1, 2, 4, 8]),
       st.booleans())
def test_counts_of_values(case: Any, share: float, values: int, width: int, beside: bool) -> None:
    random, size, narrow, _ = case
    documents = drawn(random, size, share, narrow)
    lane = (np.uint8, np.uint16, np.uint32)[random.integers(3 if width < 8 else 2)]
    rows = rows_of(random, size, values, width, lane)
    extra = random.integers(1, values + 1, 9).astype(lane) if beside and values else None
    counts, missing = native.tally(documents, rows, width, values, extra)
    own, without = plain.tally(documents.astype(np.intp), rows, width, values, extra)
    assert (counts.tolist(), missing) == (own.tolist(), without)
    for _ in range(2):
        assert native.leading(documents, rows, width, values, extra, 5) == plain.leading(
            documents.astype(np.intp), rows, width, values, extra, 5)
    for _ in range(2):  # what the first call leaves behind must not be seen by the second
        places, held, missing = native.tally_few(documents, rows, width, values, extra)
        expected = plain.tally_few(documents.astype(np.intp), rows, width, values, extra)
        assert (places.tolist(), held.tolist(), missing) == (
            expected[0].tolist(), expected[1].tolist(), expected[2])


@pytest.mark.parametrize("values", [3, 200, 9_000])
@pytest.mark.parametrize("width", [4, 8])
def test_counts_of_many_documents_and_after_a_damaged_row(values: int, width: int) -> None:
    """Small counts stand in tables, 9,000 in rows of 4 and 8 do not."""
    random = np.random.default_rng(values + width)
    rows = rows_of(random, 40_000, values, width, np.uint16)
    documents = np.arange(40_000, dtype=np.uint32)
    counts, missing = plain.tally(documents.astype(np.intp), rows, width, values, None)
    damaged = rows.copy()
    damaged[-width] = values + 1
    for _ in range(2):
        with pytest.raises(IndexError):
            native.tally(documents, damaged, width, values, None)
        own, without = native.tally(documents, rows, width, values, None)
        assert (own.tolist(), without) == (counts.tolist(), missing)


@given(st.lists(st.integers(0, 5), max_size=700), st.sampled_from([1, 3, 10, 256]))
def test_the_highest_counts(counts: list[int], wanted: int) -> None:
    array = np.array(counts, dtype=np.int64)
    ordered = sorted((-count, place) for place, count in enumerate(counts) if count)
    expected = [(place, -count) for count, place in ordered[:wanted]]
    assert native.most(array, wanted) == plain.most(array, wanted) == expected


def field_of(
    folder: Path, random: np.random.Generator, documents: int, words: int, first: int, longest: int = 3 * MARKED
) -> TextField:
    """Write and open a field of short documents, some of whose words stand twice at one position.

    `first`: the lowest position; from 256 on positions take two bytes.
    """
    lengths = random.integers(0, longest, documents)
    holders = np.repeat(np.arange(documents, dtype=np.uint32), lengths)
    positions = np.concatenate([np.sort(random.integers(0, max(1, n), n)) for n in lengths.tolist()] or [[]]) + first
    numbers = (words * random.random(len(holders)) ** 3).astype(np.uint32)
    order = np.lexsort((positions, holders, numbers))
    storage = GenerationStorage(folder)
    with ArrayWriter(storage, "a.arrays") as writer:
        write_strings(writer, "text/terms", [f"w{number:03}".encode() for number in range(words)])
        write_postings(writer, "text", words, lengths.astype(np.uint32), numbers[order], holders[order],
                       positions[order].astype(np.uint32))
    return TextField(ArrayFile(storage, "a.arrays"), "text")


def test_places_of_phrases_in_several_blocks(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    size = 150_000
    field = field_of(tmp_path, random, size, 30, 300, longest=7)
    held = random.random(size) < 0.02
    held[40_000:110_000] = False
    for words in ([(0, 0), (1, 1)], [(29, 1), (0, 0)], [(28, 0), (3, 2), (0, 1)], [(7, 3), (0, 0)]):
        for within in (None, Found(size, mask=held), Found(size, ids=held.nonzero()[0])):
            documents, places = met_natively(field, words, within)
            expected = met_plainly(field, words, within)
            assert documents.tolist() == expected[0].tolist() != []
            assert places.tolist() == expected[1].tolist()


def test_places_of_phrases_of_the_usual_width_in_several_blocks(tmp_path: Path) -> None:
    """Words that stand in nearly every document are looked up where they are guessed, others by tables."""
    size = 80_000
    field = field_of(tmp_path, np.random.default_rng(2), size, 60, 300, longest=60)
    assert {field.codes.dtype, field.positions.dtype, field.narrow_frequencies.dtype} == {np.dtype(np.uint16)}
    holders = np.diff(field.offsets.astype(np.int64))
    assert holders[0] > 0.9 * size
    assert holders[59] < 0.15 * size
    for words in ([(50, 0), (20, 1), (0, 2)], [(59, 1), (0, 0), (1, 2)], [(9, 0), (3, 1), (1, 2), (0, 3)], [(0, 0)]):
        documents, places = met_natively(field, words, None)
        expected = met_plainly(field, words, None)
        assert documents.tolist() == expected[0].tolist() != []
        assert places.tolist() == expected[1].tolist()


@pytest.mark.parametrize("seed", range(30))
def test_places_of_phrases(tmp_path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    size = (3, 40, 400)[seed % 3]
    field = field_of(tmp_path, random, size, 12, 300 * (seed % 2))
    if size == 400 and seed % 2:
        assert {field.codes.dtype, field.positions.dtype, field.narrow_frequencies.dtype} == {np.dtype(np.uint16)}
    for _ in range(40):
        words = [(int(random.integers(0, 12)), offset) for offset in range(random.integers(1, 5))]
        words.sort(key=lambda word: int(field.tokens[word[0] + 1] - field.tokens[word[0]]))
        held = random.random(size) < 0.5
        for within in (None, Found(size), Found(size, mask=held), Found(size, ids=held.nonzero()[0])):
            documents, places = met_natively(field, words, within)
            expected = met_plainly(field, words, within)
            assert documents.tolist() == expected[0].tolist()
            assert places.tolist() == expected[1].tolist()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: native.both(np.zeros((2, 2), dtype=np.uint32), np.zeros(1, dtype=np.uint32), 4),
        lambda: native.both([1], [1], 4),
        lambda: native.among(np.zeros(1), np.zeros(1, dtype=bool)),
        lambda: native.score(np.zeros(1, dtype=np.uint32), 4, None, [(1, 2)]),
        lambda: native.tally(np.zeros(1, dtype=np.uint32), np.zeros(4, dtype=np.uint8), 0, 3, None),
        lambda: native.most(np.zeros(3, dtype=np.int64), 0),
        lambda: native.distinct((), -1),
        lambda: native.unpacked(np.zeros(1, dtype=np.uint16)),
        lambda: native.unpacked((np.zeros(3, dtype=np.uint16), np.zeros(1, dtype=np.uint8))),
        lambda: native.unpacked((*[np.zeros(3, dtype=np.uint32)] * 3, 0, 1)),
        lambda: native.unpacked((*[np.zeros(3, dtype=np.uint16)] * 3, 2, 4)),
        lambda: native.unpacked((*[np.zeros(3, dtype=np.uint16)] * 3, 2, 1)),
        lambda: native.unpacked((np.zeros(3, dtype=np.uint16), *[np.zeros(0, dtype=np.uint16)] * 2, 0, 1)),
        lambda: native.unpacked((np.zeros(3, dtype=np.uint16), np.zeros(1, dtype=np.uint8),
                                 np.zeros(2, dtype=np.uint8), 0, 1)),
        lambda: native.both(np.zeros(1, dtype=np.uint32)),
    ],
)
def test_what_is_no_array_of_numbers_is_refused(ask: Callable[[], object]) -> None:
    with pytest.raises((TypeError, ValueError)):
        ask()


HELD = (np.zeros(1, dtype=np.uint16), np.zeros(1, dtype=np.uint8), np.zeros(1, dtype=np.uint8), 0, 1)
"""The packed list of document 0."""


@pytest.mark.parametrize(
    "ask",
    [
        lambda far: native.among(far, np.zeros(9, dtype=bool)),
        lambda far: native.mark(np.zeros(9, dtype=bool), far),
        lambda far: native.mark_each(np.zeros(9, dtype=bool), far, np.array([0]), np.array([2])),
        lambda far: native.distinct((far,), 9),
        lambda far: native.score(far, 9, None, [(far, np.array([5]), np.zeros(5), 1.0)]),
        lambda far: native.first(np.zeros(1, dtype=np.float32), far, np.zeros(9, dtype=np.uint32), 1),
        lambda far: native.tally(far, np.ones(9, dtype=np.uint8), 1, 3, None),
        lambda far: native.tally_few(np.array([0]), np.full(9, 4, dtype=np.uint8), 1, 3, None),
        lambda far: native.leading(np.array([0]), np.full(9, 4, dtype=np.uint8), 1, 3, None, 1),
        lambda _: native.phrase(np.array([5]), np.array([0]), np.array([0]), np.ones(5, dtype=np.int64),
                                [(HELD, 0, 0)], None),
        lambda _: native.phrase(np.array([1]), np.array([0]), np.array([0]), np.full(5, 2), [(HELD, 0, 0)], None),
    ],
)
def test_a_damaged_number_leads_out_of_no_array(ask: Callable[[Any], object]) -> None:
    with pytest.raises(IndexError):
        ask(np.array([4_000_000_000], dtype=np.uint32))


@pytest.mark.parametrize("size", [5, 40])
def test_damaged_positions_of_a_word_that_follows(size: int) -> None:
    """A stretch of 5 documents is gone through, one of 40 is searched."""
    follows = (np.arange(size, dtype=np.uint16), *HELD[1:4], size)
    codes, marks, frequencies = np.ones(size + 1, dtype=np.uint8), np.array([6]), np.array([1, 2])
    with pytest.raises(IndexError):
        native.phrase(codes, marks, np.zeros(9, dtype=np.uint16), frequencies, [(HELD, 0, 0), (follows, 1, 1)], None)


@pytest.mark.parametrize("damaged", [0, 1, 30, 60])
@pytest.mark.parametrize("size", [5, 60])
def test_a_damaged_code_of_the_usual_width(size: int, damaged: int) -> None:
    """That of the first word, of one gone through with its stretch, and of one before the posting that is looked up."""
    wide = np.uint16
    first = (np.array([size - 1], dtype=wide), *HELD[1:])
    follows = (np.arange(size, dtype=wide), *HELD[1:4], size)
    codes, positions = np.zeros(size + 1, dtype=wide), np.arange(size + 1, dtype=wide)
    words = [(first, 0, 0), (follows, 1, 1)]
    marks, frequencies = np.array([0]), np.array([1], dtype=wide)
    documents, _ = native.phrase(codes, marks, positions, frequencies, words, None)
    assert documents.tolist() in ([], [size - 1])
    if damaged <= size:
        codes[damaged] = 1
        with pytest.raises(IndexError):
            native.phrase(codes, marks, positions, frequencies, words, None)


BYTES = st.binary(max_size=12).map(lambda word: word.replace(b"\xff", b"\xfe"))
WORDS = st.lists(BYTES, unique=True, max_size=12).map(sorted)


@given(st.lists(WORDS, max_size=5))
def test_lexicons_united(lexicons: list[list[bytes]]) -> None:
    blobs = [MARK.join((b"", *words, b"")) if words else MARK for words in lexicons]
    (blob, places), (wanted, others) = native.united(blobs), plain.united(blobs)
    assert blob == wanted
    assert [own.tolist() for own in places] == [own.tolist() for own in others]


@pytest.mark.parametrize("damaged", [b"\xffb\xffa", b"\xffb\xff\xff\xffa\xffa\xff", b"no mark at all", b"\xff\xff"])
def test_a_damaged_lexicon_leads_out_of_no_array(damaged: bytes) -> None:
    _, places = native.united([damaged, b"\xffa\xffc\xff"])
    assert len(places[0]) == len(damaged[1:].removesuffix(b"\xff").split(b"\xff"))
    with pytest.raises(TypeError):
        native.united([b""])
    with pytest.raises(TypeError):
        native.united(damaged)


ALIKE = BYTES.map(lambda end: b"pemerint" + end)


@given(st.lists(BYTES | ALIKE, unique=True), st.data())
def test_the_lexicon_of_some_words(words: list[bytes], data: st.DataObject) -> None:
    drawn = data.draw(st.lists(st.integers(0, len(words) - 1), max_size=40)) if words else []
    numbers = np.array(drawn, dtype=np.uint32)
    starts = np.append(0, np.cumsum([len(word) for word in words])).astype(np.int64)
    blob, places = native.lexicon(b"".join(words), starts, numbers)
    wanted, others = plain.lexicon(b"".join(words), starts, numbers)
    assert (blob, places.tolist()) == (wanted, others.tolist())
    with pytest.raises(IndexError):
        native.lexicon(b"".join(words), starts, np.append(numbers, len(words)).astype(np.uint32))
    assert native.lexicon(bytearray(b"".join(words)), starts, numbers)[1].tolist() == places.tolist()


def test_words_beyond_their_bytes_are_refused() -> None:
    numbers = np.zeros(1, dtype=np.uint32)
    for starts in ([0, 5], [-1, 1], [2, 1]):
        with pytest.raises(IndexError):
            native.lexicon(b"kata", np.array(starts, dtype=np.int64), numbers)
    for starts, others in ((numbers, numbers), (np.zeros(2, dtype=np.int64), numbers.astype(np.uint16))):
        with pytest.raises(TypeError):
            native.lexicon(b"kata", starts, others)


RUNS = st.lists(st.lists(st.integers(0, 200), max_size=6), max_size=8)


@given(RUNS, *[st.sampled_from(WIDTHS)] * 3, st.data())
def test_runs_spread(runs: list[list[int]], wide: Any, held: Any, table_of: Any, data: st.DataObject) -> None:
    counts = np.array([len(run) for run in runs], dtype=np.int64)
    order = data.draw(st.permutations(range(len(runs))))
    starts = np.zeros(len(runs), dtype=np.int64)
    starts[order] = np.append(0, np.cumsum(counts[order] + 1))[:-1]
    values = np.array([value for run in runs for value in run], dtype=held)
    table = np.arange(201)[::-1].astype(table_of) if data.draw(st.booleans()) else None
    one, other = (np.full(int((counts + 1).sum()), 7, dtype=wide) for _ in range(2))
    native.spread(one, starts, counts, values, table)
    plain.spread(other, starts, counts, values, table)
    assert one.tolist() == other.tolist()


@pytest.mark.parametrize(("starts", "counts", "table"), [
    ([3], [2], None), ([-1], [1], None), ([0], [-1], None), ([0], [5], None), ([0], [2], [1, 2, 3]),
    ([2**62], [2], None),
])
def test_runs_that_lead_out_of_an_array_are_refused(
    starts: list[int], counts: list[int], table: list[int] | None
) -> None:
    target, values = np.zeros(4, dtype=np.uint16), np.array([1, 9, 9], dtype=np.uint8)
    known = None if table is None else np.array(table, dtype=np.uint32)
    with pytest.raises(IndexError):
        native.spread(target, np.array(starts), np.array(counts), values, known)
    with pytest.raises(TypeError):
        native.spread(target, np.array(starts), np.array([], dtype=np.int64), values, None)


@st.composite
def tokens(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    """Return the numbers, documents and positions of tokens in order of document and position."""
    places = sorted(draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=60)))
    numbers = draw(st.lists(st.integers(0, 6), min_size=len(places), max_size=len(places)))
    columns = (numbers, [document for document, _ in places], [position for _, position in places])
    return tuple(np.array(column, dtype=np.uint32) for column in columns)  # type: ignore[return-value]


@given(tokens())
def test_tokens_inverted(given_: tuple[Any, Any, Any]) -> None:
    held: dict[tuple[int, int], list[int]] = {}
    for number, document, position in zip(*(column.tolist() for column in given_), strict=True):
        held.setdefault((number, document), []).append(position)
    postings = sorted(held)
    for way in (native, plain):
        offsets, starts, holders, frequencies, positions = way.inverted(*given_, 7)
        assert holders.tolist() == [document for _, document in postings]
        assert frequencies.tolist() == [len(held[posting]) for posting in postings]
        assert positions.tolist() == [position for posting in postings for position in held[posting]]
        assert np.diff(offsets).tolist() == [sum(term == number for term, _ in postings) for number in range(7)]
        assert np.diff(starts).tolist() == [int((given_[0] == number).sum()) for number in range(7)]


@given(tokens(), st.integers(0, 7))
def test_neighbours_of_some_kinds(given_: tuple[Any, Any, Any], count: int) -> None:
    standing = list(zip(*(column.tolist() for column in given_), strict=True))
    expected = sorted({
        (document, position, first * count + second)
        for first, document, position in standing for second, other, after in standing
        if (other, after) == (document, position + 1) and first < count and second < count
    })
    for way in (native, plain):
        pairs, documents, positions = (column.tolist() for column in way.neighbours(*given_, count))
        assert list(zip(documents, positions, pairs, strict=True)) == expected


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=60))
def test_postings_coded(postings: list[tuple[int, int]]) -> None:
    frequencies, holders = (np.array([p[n] for p in postings], dtype=np.uint32) for n in (0, 1))
    ranks = np.array([2, 0, 1, 2], dtype=np.uint32)
    own = [frequency * 3 + int(ranks[holder]) for frequency, holder in postings]
    for way in (native, plain):
        codes, places = way.coded(frequencies, holders, ranks, 3)
        assert codes.tolist() == sorted(set(own))
        assert codes.take(places).tolist() == own


def test_postings_that_lead_out_of_the_table_of_codes_are_refused() -> None:
    one, two = np.zeros(1, dtype=np.uint32), np.zeros(2, dtype=np.uint32)
    for frequencies, holders, ranks in ((one, one + 1, one), (one, one, one + 3)):
        with pytest.raises(IndexError):
            native.coded(frequencies, holders, ranks, 3)
    for frequencies, distinct in ((one, -1), (one + 0xFFFFFFFF, 3), (one, kernels.MOST_CODES + 1)):
        with pytest.raises(OverflowError):
            native.coded(frequencies, one, one, distinct)
    with pytest.raises(TypeError):
        native.coded(one, two, one, 3)
    with pytest.raises(TypeError):
        native.coded(one, one, one.astype(np.uint16), 3)


def test_tokens_that_lead_out_of_an_array_are_refused() -> None:
    one, two = np.zeros(1, dtype=np.uint32), np.zeros(2, dtype=np.uint32)
    with pytest.raises(IndexError):
        native.inverted(one + 3, one, one, 3)
    with pytest.raises(ValueError):
        native.inverted(one, one, one, -1)
    with pytest.raises(ValueError):
        native.neighbours(one, one, one, 1 << 16)
    for kernel in (native.inverted, native.neighbours):
        with pytest.raises(TypeError):
            kernel(one, two, one, 3)
        with pytest.raises(TypeError):
            kernel(one, one.astype(np.int64), one, 3)
