"""Cursors: the key of the last hit, sealed to the search it belongs to."""

import base64
import binascii
import hashlib
import json
import math
import re

import msgspec

from search.query import Clause, Query, QueryError

Key = tuple[float, str, int]
"""What a hit is sorted by, ascending: negated score or day ordinal (math.inf: no day), id, statement (-1: article)."""

UNPAIRED = re.compile("[\ud800-\udfff]")
LARGEST = 3e38
"""No float32 score and no day is beyond this."""

MOST_STATEMENTS = 2**31

_encode = msgspec.msgpack.Encoder().encode
_written = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def fingerprint(clause: Clause, query: Query) -> str:
    """Return the name of a search: what a cursor may not be taken away from."""
    asked = (clause, query.chosen, query.since, query.until, query.sort, query.view, query.folds)
    return hashlib.sha256(_encode(asked)).hexdigest()[:16]


def cursor_after(key: Key, search: str) -> str:
    """Return the cursor that goes on after the hit with this key."""
    raw = _written([search, *key])
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def key_of_cursor(cursor: str, search: str) -> Key:
    """Return the key in the cursor; QueryError if it is not a cursor, or one of another search."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        sealed, rank, id, statement = json.loads(raw)
        place = float(rank)
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
        raise _no_cursor(cursor) from None
    if sealed != search:
        raise QueryError("this cursor belongs to another search; leave it out to start at the first page")
    known = isinstance(rank, float | int) and isinstance(id, str) and isinstance(statement, int)
    if not known or UNPAIRED.search(id) or abs(statement) > MOST_STATEMENTS:
        raise _no_cursor(cursor)
    if math.isnan(place) or LARGEST < abs(place) < math.inf:
        raise _no_cursor(cursor)
    return place, id, statement


def _no_cursor(cursor: str) -> QueryError:
    return QueryError(f"not a cursor: {cursor[:40]!r}; leave it out to start at the first page")
