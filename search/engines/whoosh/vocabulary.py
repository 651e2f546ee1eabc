"""Which terms of a lexicon a prefix, a wildcard or a fuzzy word stands for."""

import re

import numpy as np

from search.deadline import check
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.lexicon import MARK, Strings, decoded, encoded
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
    blob = np.frombuffer(terms.blob(start, stop), dtype=np.uint8) if start < stop else np.empty(0, dtype=np.uint8)
    begins = (blob == MARK[0]).nonzero()[0] + 1
    lengths = np.diff(begins) - 1
    wide = np.unique(begins.searchsorted(((blob >= 0x80) & (blob < MARK[0])).nonzero()[0], side="right") - 1)
    texts = {place: decoded(blob[begins[place] : begins[place + 1] - 1].tobytes()) for place in wide.tolist()}
    lengths[wide] = np.fromiter(map(len, texts.values()), dtype=np.int64, count=len(texts))
    longest = len(text) + distance
    fitting = np.abs(lengths - len(text)) <= distance
    others = wide[fitting[wide]]
    fitting[wide] = False
    own = fitting.nonzero()[0]
    # Behind the end of a word stands what follows it, which the cells of the word do not hang on.
    columns = blob.take(begins[own] + np.arange(longest)[:, np.newaxis], mode="clip")
    found = own[within(columns, lengths[own], text, distance)]
    padded = "".join([texts[place].ljust(longest) for place in others.tolist()]).encode("utf-32-le", "surrogatepass")
    columns = np.frombuffer(padded, dtype=np.uint32).reshape(len(others), longest).T
    found = np.append(found, others[within(columns, lengths[others], text, distance)])
    places: Array = np.sort(found) + start
    return places


def within(columns: Array, lengths: Array, text: str, distance: int) -> Array:
    """Return which words are at most `distance` edits from the text: their places (int64, ascending).

    Edits are those of the optimal string alignment (Damerau 1964 without overlapping swaps); only the cells of its
    table that lie at most `distance` from the diagonal are worked out (Ukkonen 1985), and words that are too far
    already are left out of the next row. `columns`: the words' characters, (at least len(text) + distance, words).
    """
    places = (np.abs(lengths - len(text)) <= distance).nonzero()[0]
    columns = columns[:, places]
    letters = [ord(letter) for letter in text]
    before: dict[int, Array] = {}
    row = {j: np.full(len(places), j, dtype=np.int16) for j in range(distance + 1)}
    for i, letter in enumerate(letters, 1):
        check()
        last, row = row, {0: np.full(len(places), i, dtype=np.int16)} if i <= distance else {}
        for j in range(max(1, i - distance), i + distance + 1):
            best = last[j - 1] + (columns[j - 1] != letter)
            for other in (last.get(j), row.get(j - 1)):
                if other is not None:
                    np.minimum(best, other + 1, out=best)
            if j - 2 in before:
                swapped = (columns[j - 2] == letter) & (columns[j - 1] == letters[i - 2])
                np.minimum(best, before[j - 2] + 1, out=best, where=swapped)
            row[j] = best
        before = last
        near = np.minimum.reduce(list(row.values())) <= distance
        if 2 * np.count_nonzero(near) <= len(near):
            places, columns = places[near], columns[:, near]
            before, row = ({j: cells[near] for j, cells in part.items()} for part in (before, row))
    ends = lengths[places]
    near = np.zeros(len(places), dtype=bool)
    for j, cells in row.items():
        near |= (ends == j) & (cells <= distance)
    found: Array = places[near]
    return found
