"""Cursors come back as they were made, and nothing else is taken for one."""

import base64
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.cursor import cursor_after, fingerprint, key_of_cursor
from search.query import Every, Query, QueryError

SEAL = fingerprint(Every(), Query())


def sealed(value: object) -> str:
    """Return any value written as cursors are."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(st.floats(-1e38, 1e38), st.text(st.characters(codec="utf-8")), st.integers(-1, 10**6))
def test_a_key_comes_back(rank: float, id: str, statement: int) -> None:
    cursor = cursor_after((rank, id, statement), SEAL)
    assert cursor.isascii()
    assert key_of_cursor(cursor, SEAL) == (rank, id, statement)


def test_an_article_without_a_day_has_a_key() -> None:
    assert key_of_cursor(cursor_after((math.inf, "é", -1), SEAL), SEAL) == (math.inf, "é", -1)


def test_searches_have_different_fingerprints_and_pages_the_same() -> None:
    assert fingerprint(Every(), Query(page=2, size=5, text="x")) == SEAL
    assert len({fingerprint(Every(), Query(sort=sort)) for sort in ("relevance", "newest", "oldest")}) == 3
    assert fingerprint(Every(), Query(view="statements")) != SEAL


@pytest.mark.parametrize(
    "value",
    [None, 1, "x", [], [SEAL], [SEAL, 1, "a"], [SEAL, "1", "a", 0], [SEAL, None, "a", 0], [SEAL, 1, 2, 0],
     [SEAL, 1, "a", "0"], [SEAL, 10**400, "a", 0], [SEAL, [], "a", 0], [SEAL, 1e300, "a", 0],
     [SEAL, math.nan, "a", 0], [SEAL, 1, "\ud800", 0],
     [SEAL, 1, "a", 10**12], {"a": 1}],
)
def test_other_values_are_no_cursors(value: object) -> None:
    with pytest.raises(QueryError, match="not a cursor"):
        key_of_cursor(sealed(value), SEAL)


@given(st.text() | st.binary().map(lambda data: base64.urlsafe_b64encode(data).decode()))
def test_no_text_is_an_error_of_another_kind(text: str) -> None:
    with pytest.raises(QueryError):
        key_of_cursor(text, SEAL)


def test_deep_nesting_is_no_cursor() -> None:
    raw = base64.urlsafe_b64encode(b"[" * 100_000).decode()
    with pytest.raises(QueryError):
        key_of_cursor(raw, SEAL)
