"""What a clause means, said in the plainest way: does one document match it, and with what score.

Nothing here is fast. The memory engine answers with it, other engines are held to it, and a `doctor` may recount
with it.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from index.entry import FIELD_GAP, PLACES, Entry
from search.engines.base import K1, B
from search.query import (
    MISSING,
    All,
    Any,
    Choice,
    Clause,
    Every,
    Fuzzy,
    Not,
    Nothing,
    Phrase,
    Prefix,
    Query,
    QueryError,
    Range,
    Term,
    Value,
    Wildcard,
)
from search.schema import FACETS
from search.stories import ALIKE, BAND, MOST

FACET_NAMES = frozenset(facet.name for facet in FACETS)

QUOTE_FIELDS = ("quote.form", "quote.key")

Postings = Mapping[str, Sequence[int]]
"""Term -> its positions, ascending."""


@dataclass(frozen=True, slots=True)
class Document:
    """An entry with its terms turned round: field -> term -> positions, and field -> how many terms it has."""

    entry: Entry
    fields: Mapping[str, Postings]
    lengths: Mapping[str, int]

    @property
    def id(self) -> str:
        """Return the article's id."""
        return self.entry.article.id


def document_of(entry: Entry) -> Document:
    """Return the entry as a document."""
    fields: dict[str, dict[str, list[int]]] = {}
    lengths: dict[str, int] = {}
    for field, terms in entry.terms.items():
        if terms.terms:
            lengths[field] = len(terms.terms)
            postings = fields[field] = {}
            for term, position in zip(terms.terms, terms.positions, strict=True):
                postings.setdefault(term, []).append(position)
    return Document(entry, fields, lengths)


class Statistics:
    """N, document frequencies and mean lengths over the live documents, counted once each when asked for."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.frequencies: dict[tuple[str, str], int] = {}
        self.sizes: dict[str, tuple[int, float]] = {}

    def frequency(self, field: str, term: str) -> int:
        """Return how many documents hold the term."""
        if (field, term) not in self.frequencies:
            count = sum(1 for d in self.documents if term in d.fields.get(field, {}))
            self.frequencies[field, term] = count
        return self.frequencies[field, term]

    def size(self, field: str) -> tuple[int, float]:
        """Return how many documents have the field, and its mean length in them."""
        if field not in self.sizes:
            lengths = [d.lengths[field] for d in self.documents if field in d.lengths]
            self.sizes[field] = (len(lengths), sum(lengths) / len(lengths) if lengths else 0.0)
        return self.sizes[field]

    def idf(self, field: str, term: str) -> float:
        """Return ln(1 + (N - df + .5) / (df + .5))."""
        n, _ = self.size(field)
        df = self.frequency(field, term)
        return math.log(1 + (n - df + 0.5) / (df + 0.5))

    def bm25(self, document: Document, field: str, idf: float, frequency: int, weight: float) -> float:
        """Return the score of a term or phrase that stands `frequency` times in the document's field."""
        _, mean = self.size(field)
        norm = K1 * (1 - B + B * document.lengths[field] / mean)
        return weight * idf * (frequency / (frequency + norm))


def places(postings: Postings, texts: Sequence[str], offsets: Sequence[int]) -> list[int]:
    """Return the positions p such that every text stands at p + its offset."""
    if not texts or any(text not in postings for text in texts):
        return []
    starts = {position - offsets[0] for position in postings[texts[0]]}
    for text, offset in zip(texts[1:], offsets[1:], strict=True):
        starts &= {position - offset for position in postings[text]}
    return sorted(starts)


def edits(a: str, b: str) -> int:
    """Return the optimal string alignment distance: inserts, deletes, substitutes and swaps of neighbours."""
    table = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(
                table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


def is_near(term: str, text: str, distance: int) -> bool:
    """Tell whether Fuzzy(field, text, distance) matches the term."""
    return term[:1] == text[:1] != "" and abs(len(term) - len(text)) <= distance and edits(term, text) <= distance


def fits(term: str, clause: Prefix | Wildcard | Fuzzy) -> bool:
    """Tell whether the term is one of those the clause stands for."""
    match clause:
        case Prefix(_, text):
            return term.startswith(text)
        case Wildcard(_, pattern):
            return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), term, re.DOTALL) is not None
        case Fuzzy(_, text, distance):
            return is_near(term, text, distance)


def has_value(entry: Entry, facet: str, value: str) -> bool:
    """Tell whether the entry holds the facet's value, or none at all if MISSING is asked for."""
    if facet not in FACET_NAMES:
        raise QueryError(f"no such facet: {facet!r}; there are {', '.join(sorted(FACET_NAMES))}")
    if facet == "date":
        if entry.day is None:
            return value == MISSING
        iso = entry.day.isoformat()
        return value in (iso, iso[:7], iso[:4])
    values = entry.facets.get(facet, ())
    return not values if value == MISSING else any(v.value == value for v in values)


def in_range(day: date | None, since: date | None, until: date | None) -> bool:
    """Tell whether the day is known and lies between the two, both included; None is open."""
    return day is not None and (since is None or since <= day) and (until is None or day <= until)


def holds(entry: Entry, query: Query, leave_out: str | None = None) -> bool:
    """Tell whether the entry satisfies the query's choices and dates, those of the facet `leave_out` apart."""
    by_facet: dict[tuple[str, bool], list[Choice]] = {}
    for choice in query.chosen:
        by_facet.setdefault((choice.facet, choice.excluded), []).append(choice)
    for (facet, excluded), choices in by_facet.items():
        held = any(has_value(entry, facet, choice.value) for choice in choices)
        if facet != leave_out and held == excluded:
            return False
    dated = query.since is not None or query.until is not None
    return leave_out == "date" or not dated or in_range(entry.day, query.since, query.until)


def score_of(clause: Clause, document: Document, statistics: Statistics) -> float | None:
    """Return the document's score for the clause, or None if it does not match."""
    match clause:
        case Term(field, text, weight):
            positions = document.fields.get(field, {}).get(text)
            if positions is None:
                return None
            return statistics.bm25(document, field, statistics.idf(field, text), len(positions), weight)
        case Phrase(field, texts, offsets, weight):
            found = places(document.fields.get(field, {}), texts, offsets)
            idf = sum(statistics.idf(field, text) for text in texts) if found else 0.0
            return statistics.bm25(document, field, idf, len(found), weight) if found else None
        case Prefix(field) | Wildcard(field) | Fuzzy(field):
            return clause.weight if any(fits(t, clause) for t in document.fields.get(field, {})) else None
        case Value(facet, value):
            return 0.0 if has_value(document.entry, facet, value) else None
        case Range(since, until):
            return 0.0 if in_range(document.entry.day, since, until) else None
        case Every():
            return 0.0
        case Nothing():
            return None
        case Not(part):
            return 0.0 if score_of(part, document, statistics) is None else None
        case All(parts):
            scores = [score_of(part, document, statistics) for part in parts]
            return None if None in scores else _sum(scores)
        case Any(parts):
            scores = [score_of(part, document, statistics) for part in parts]
            return _sum(scores) if any(score is not None for score in scores) else None


def _sum(scores: Iterable[float | None]) -> float:
    """Return the sum of the scores that are there, added one after another from the first on."""
    total = 0.0
    for score in scores:
        if score is not None:
            total += score
    return total


def runs(positions: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and last position of each run; runs lie at least FIELD_GAP apart."""
    found: list[tuple[int, int]] = []
    for position in sorted(positions):
        if found and position - found[-1][1] < FIELD_GAP:
            found[-1] = (found[-1][0], position)
        else:
            found.append((position, position))
    return found


def statements_of(document: Document) -> list[Document]:
    """Return the document once for each of its statements, its quote fields cut down to that statement."""
    standing = [p for field in QUOTE_FIELDS for ps in document.fields.get(field, {}).values() for p in ps]
    cut: list[Document] = []
    for first, last in runs(standing):
        fields = dict(document.fields)
        for field in QUOTE_FIELDS:
            inside = {
                term: [p for p in positions if first <= p <= last]
                for term, positions in document.fields.get(field, {}).items()
            }
            fields[field] = {term: positions for term, positions in inside.items() if positions}
        cut.append(replace(document, fields=fields))
    return cut


def matching_statements(clause: Clause, document: Document, statistics: Statistics) -> list[int]:
    """Return the numbers of the statements in which the clause matches."""
    cut = statements_of(document)
    return [number for number, one in enumerate(cut) if score_of(clause, one, statistics) is not None]


def stories_of(documents: Iterable[Document]) -> dict[str, str]:
    """Return for each article that is of a story the least id of it; what a story is, is said in search.stories."""
    holders: dict[bytes, list[str]] = {}
    for document in documents:
        if document.entry.signature:
            holders.setdefault(document.entry.signature, []).append(document.id)
    sharing: dict[tuple[int, bytes], list[bytes]] = {}
    for signature in holders:
        for start in range(0, 2 * PLACES, 2 * BAND):
            sharing.setdefault((start, signature[start : start + 2 * BAND]), []).append(signature)
    found = {signature: {signature} for signature in holders}
    for signatures in sharing.values():
        for one, other in combinations(signatures, 2) if len(signatures) <= MOST else ():
            if found[one] is not found[other] and is_alike(one, other):
                found[one] |= found[other]
                found.update(dict.fromkeys(found[other], found[one]))
    first: dict[str, str] = {}
    for story in found.values():
        ids = sorted(id for signature in story for id in holders[signature])
        first.update(dict.fromkeys(ids if len(ids) > 1 else (), ids[0]))
    return first


def is_alike(one: bytes, other: bytes) -> bool:
    """Tell whether two signatures agree in ALIKE of their places."""
    return sum(one[n : n + 2] == other[n : n + 2] for n in range(0, 2 * PLACES, 2)) >= ALIKE
