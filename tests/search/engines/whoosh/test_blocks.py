"""The documents of postings are written the same whatever pieces they come in, and in whatever order."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage

from search.engines.whoosh.arrays import Array, ArrayFile, ArrayWriter
from search.engines.whoosh.blocks import Documents, DocumentsWriter

LISTS = st.lists(st.sets(st.integers(0, 5 << 16), max_size=12), max_size=8)


def written(folder: Path, name: str, documents: Array, pieces: list[tuple[int, int]]) -> ArrayFile:
    """Write documents in pieces (first, last excluded), put by two threads, and open the file."""
    storage = FileStorage(str(folder))
    with ArrayWriter(storage, name) as writer:
        made = DocumentsWriter(writer, "f", len(documents))
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda piece: made.put(piece[0], documents[piece[0] : piece[1]]), pieces))
        made.close()
    return ArrayFile(storage, name)


@given(lists=LISTS, cuts=st.lists(st.integers(0, 60), max_size=4), order=st.randoms(use_true_random=False))
def test_pieces_in_any_order_give_what_one_gives(
    tmp_path_factory, lists: list[set[int]], cuts: list[int], order  # type: ignore[no-untyped-def]
) -> None:
    folder = tmp_path_factory.mktemp("blocks")
    documents = np.array([number for held in lists for number in sorted(held)], dtype=np.uint32)
    ends = sorted({0, len(documents), *(min(cut, len(documents)) for cut in cuts)})
    pieces = list(pairwise(ends))
    order.shuffle(pieces)
    whole = written(folder, "whole", documents, [(0, len(documents))])
    parts = written(folder, "parts", documents, pieces)
    assert Documents(parts, "f").span(0, len(documents)).tolist() == documents.tolist()
    for name in ("f/documents", "f/stretches", "f/blocks"):
        assert parts[name].dtype == whole[name].dtype
        assert parts[name].tolist() == whole[name].tolist()
