"""Order by score and day as whole numbers, and cursors that nobody gave out."""

import math
from pathlib import Path

import numpy as np
import pytest

from search.engines.cursor import cursor_after, fingerprint
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.plain import descending
from search.query import Query, QueryError, Sort
from tests.search.engines.whoosh.small import EVERY, batches, understand


def test_majors_descend_as_scores_ascend() -> None:
    scores = np.array([-3.5, -1e-30, 0.0, 1e-30, 0.5, 0.50000006, 7.0, 3e38], dtype=np.float32)
    assert (np.diff(descending(scores)) < 0).all()


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1e300, -1e300, 0.0, -5.0])
def test_a_cursor_made_up_by_a_reader_gives_a_page_or_is_refused(tmp_path: Path, sort: Sort, number: float) -> None:
    engine = WhooshEngine(tmp_path)
    engine.absorb(batches(20), understand, fresh=True)
    query = Query(sort=sort)
    cursor = cursor_after((number, "a00003", -1), fingerprint(EVERY, query))
    try:
        results = engine.search(EVERY, Query(sort=sort, cursor=cursor), {})
    except QueryError as error:
        assert "not a cursor" in str(error)
    else:
        assert results.total == 20
