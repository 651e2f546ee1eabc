"""The lists of chunks are laid out the same in C as in numpy, and nothing is read beyond an array."""

from array import array
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import table
from index.analysis.numbering import plain_openings
from index.analysis.rows import Rows, firsts, placed, plain_laid_out

LISTS = st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=4), min_size=1, max_size=8)


def rows_of(lists: list[list[int]]) -> Rows:
    """Return lists as rows."""
    rows = Rows()
    for some in (lists[:3], lists[3:]):
        longer = {number: range(len(values)) for number, values in enumerate(some) if len(values) != 1}
        rows.extend([value for values in some for value in values], longer)
    return rows


@given(LISTS, st.lists(st.integers(0, 7), max_size=20))
def test_lists_of_chunks_stand_one_after_another(lists: list[list[int]], chosen: list[int]) -> None:
    rows = rows_of(lists)
    chunks = np.array([number % len(lists) for number in chosen], dtype=np.uint32)
    wanted = [value for chunk in chunks.tolist() for value in lists[chunk]]
    numbers, first = firsts(chunks, rows)
    assert numbers.tolist() == wanted
    assert np.diff(first).tolist() == [len(lists[chunk]) for chunk in chunks.tolist()]
    numbers, standing = placed(chunks, rows, first)
    assert (numbers.tolist(), standing.tolist()) == (wanted, list(range(len(wanted))))
    assert plain_laid_out(chunks, rows.starts, rows.values) == (numbers.tobytes(), first.tobytes())
    plain = plain_laid_out(chunks, rows.starts, rows.values, rows.places, first)
    assert plain == (numbers.tobytes(), standing.tobytes())


def test_lists_are_put_together_of_the_first_numbers_of_others() -> None:
    rows = rows_of([[5], [6, 7], [0, 0, 0], [8], [0, 0]])
    rows.put_together(np.array([2, 4]), np.array([3, 1, 0, 0, 3], dtype=np.uint32))
    assert rows.values.tolist() == [5, 6, 7, 8, 6, 5, 8, 5, 8]


@pytest.mark.skipif(table.native is None, reason="the rows are not compiled: no C compiler was found")
def test_lists_that_lead_out_of_an_array_are_refused() -> None:
    assert table.native is not None
    laid_out = table.native.laid_out
    one, starts, values = array("I", [0]), array("I", [0, 2]), array("I", [7, 8])
    for given_ in (
        (array("I", [1]), starts, values),
        (one, array("I", [0, 3]), values),
        (one, array("I", [2, 1]), values),
        (one, starts, values, array("I", [0]), array("q", [0])),
        (array("I", [0, 0]), starts, values, values, array("q", [0])),
    ):
        with pytest.raises(IndexError):
            laid_out(*given_)
    with pytest.raises(TypeError):
        laid_out(one, starts)
    with pytest.raises(ValueError):
        laid_out(memoryview(bytes(9))[1:], starts, values)


@given(st.lists(st.integers(0, 3), max_size=12), *[st.booleans()] * 4)
def test_where_long_forms_may_begin(words: list[int], a: bool, b: bool, c: bool, d: bool) -> None:
    first, second = array("H", [0, 1, 2, 0]), array("H", [0, 0, 1, 2])
    rows = bytes([0, 0, 0, 0, a, b, 0, c, d])
    pairs = [first[one] * 3 + second[other] for one, other in pairwise(words)]
    places = [n for n, pair in enumerate(pairs) if rows[pair]]
    numbers = np.array(words, dtype=np.uint32)
    assert np.frombuffer(plain_openings(numbers, first, second, rows, 3), dtype=np.int64).tolist() == places
    if table.native is not None:
        openings = table.native.openings
        assert np.frombuffer(openings(numbers, first, second, rows, 3), dtype=np.int64).tolist() == places
        with pytest.raises(IndexError):
            openings(np.append(numbers, np.uint32(4)), first, second, rows, 3)
        with pytest.raises(IndexError):
            openings(np.array([1, 2], dtype=np.uint32), first, second, rows, 8)
