"""Which terms of a lexicon a prefix, a wildcard or a fuzzy word stands for."""

import re

import numpy as np

from search.deadline import check
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.lexicon import Strings, decoded, encoded
from search.query import Fuzzy, Prefix, Wildcard

INSIDE = rb"[^\xff]*"


def wildcard_pattern(pattern: str) -> "re.Pattern[bytes]":
    """Return the pattern as one over a lexicon's bytes.

    Every piece but the last is matched at its first place and kept (an atomic group), so no pattern takes more than
    quadratic time in the length of one term.
    """
    pieces = [re.escape(encoded(piece)) for piece in pattern.split("*")]
    if len(pieces) == 1:
        return re.compile(rb"\xff" + pieces[0] + rb"(?=\xff)")
    middle = b"".join(rb"(?>[^\xff]*?" + piece + rb")" for piece in pieces[1:-1] if piece)
    return re.compile(rb"\xff" + pieces[0] + middle + INSIDE + pieces[-1] + rb"(?=\xff)")


def places_of(terms: Strings, clause: Prefix | Wildcard | Fuzzy) -> tuple[int, int] | Array:
    """Return the places of the terms the clause stands for: a span (start, stop), or ascending places (int64)."""
    match clause:
        case Prefix(_, text):
            return terms.beginning(encoded(text))
        case Wildcard(_, pattern):
            first, star, rest = pattern.partition("*")
            start, stop = terms.beginning(encoded(first))
            if star and not rest.strip("*"):
                return start, stop
            if star and not first and "*" not in rest:
                return terms.ending(encoded(rest))
            return terms.matching(wildcard_pattern(pattern), start, stop)
        case Fuzzy(_, text, distance):
            return near_places(terms, text, distance)


def near_places(terms: Strings, text: str, distance: int) -> Array:
    """Return the places of the terms within `distance` edits that share the first letter (int64, ascending)."""
    if not text or distance < 0:
        return np.empty(0, dtype=np.int64)
    start, stop = terms.beginning(encoded(text[0]))
    words = [decoded(word) for word in terms.span(start, stop)]
    lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    found = [np.empty(0, dtype=np.int64)]
    for length in range(max(1, len(text) - distance), len(text) + distance + 1):
        check()
        places = (lengths == length).nonzero()[0]
        if len(places):
            letters = "".join([words[place] for place in places.tolist()]).encode("utf-32-le", "surrogatepass")
            table = np.frombuffer(letters, dtype=np.uint32).reshape(len(places), length)
            found.append(places[edits(table, text) <= distance] + start)
    return np.sort(np.concatenate(found))


def edits(words: Array, text: str) -> Array:
    """Return each word's distance from the text: optimal string alignment (Damerau 1964 without overlapping swaps).

    `words`: uint32 (words, letters), all of one length. Returns int16, one row of the table a letter of `text`.
    """
    count, length = words.shape
    columns = np.ascontiguousarray(words.T)
    letters = [ord(letter) for letter in text]
    before: list[Array] = []
    row = [np.full(count, j, dtype=np.int16) for j in range(length + 1)]
    for i, letter in enumerate(letters, 1):
        check()
        last, row = row, [np.full(count, i, dtype=np.int16)]
        for j in range(1, length + 1):
            best = np.minimum(last[j] + 1, row[j - 1] + 1)
            np.minimum(best, last[j - 1] + (columns[j - 1] != letter), out=best)
            if i > 1 and j > 1:
                swapped = (columns[j - 2] == letter) & (columns[j - 1] == letters[i - 2])
                best = np.where(swapped, np.minimum(best, before[j - 2] + 1), best)
            row.append(best)
        before = last
    return row[length]
