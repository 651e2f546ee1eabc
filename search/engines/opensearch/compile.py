"""Clause -> the body of a query; pure."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything
from typing import Final

from index.entry import TEXT_FIELDS
from search.engines.base import K1, B
from search.engines.bruteforce import FACET_NAMES
from search.engines.opensearch.mapping import STATEMENTS
from search.engines.opensearch.tokens import LONGEST, phrase_text, safe_term
from search.query import (
    MISSING,
    All,
    Any,
    Clause,
    Every,
    Fuzzy,
    Not,
    Nothing,
    Phrase,
    Prefix,
    QueryError,
    Range,
    Term,
    Value,
    Wildcard,
)

Body = dict[str, Anything]

KNOWN: Final = frozenset({*TEXT_FIELDS, f"{STATEMENTS}.form", f"{STATEMENTS}.key"})
"""Fields that hold terms; the index has others (`id`, `words.*`), which no clause may look into."""

EVERY: Final[Body] = {"match_all": {}}
NOTHING: Final[Body] = {"match_none": {}}

BM25: Final = (
    "double f = Math.rint(_score / params.parts);"
    " double norm = params.k1 * (1 - params.b + params.b * doc[params.length].value / params.mean);"
    " return params.weight * (f / (f + norm));"
)
"""BM25 over the frequency that the similarity "frequency" gives; one source for every query, so compiled once.
For a phrase Lucene adds up a score for each of its `parts`."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What BM25 needs: field -> (documents that have it, sum of lengths), (field, term) -> documents that hold it."""

    sizes: Mapping[str, tuple[int, float]]
    frequencies: Mapping[tuple[str, str], int]

    def idf(self, field: str, term: str) -> float:
        """Return ln(1 + (N - df + .5) / (df + .5))."""
        n, _ = self.sizes.get(field, (0, 0.0))
        df = self.frequencies[field, term]
        return math.log(1 + (n - df + 0.5) / (df + 0.5))

    def mean(self, field: str) -> float:
        """Return the mean length of the field in the documents that have it."""
        n, total = self.sizes.get(field, (0, 0.0))
        return total / n if n else 1.0


def scored_terms(clause: Clause) -> Iterator[tuple[str, str]]:
    """Yield (field, term) of all whose frequencies the clause's scores depend on."""
    match clause:
        case Term(field) | Phrase(field) if field not in KNOWN:
            return
        case Term(field, text):
            yield field, text
        case Phrase(field, texts):
            for text in texts:
                yield field, text
        case All(parts) | Any(parts):
            for part in parts:
                yield from scored_terms(part)
        case _:
            return


def scoring(clause: Clause, statistics: Statistics) -> Body:
    """Return the query that matches what the clause does and scores as it says."""
    match clause:
        case Term(field) | Phrase(field) if field not in KNOWN:
            return NOTHING
        case Term(field, text, weight):
            return _bm25(matching(clause), field, weight * statistics.idf(field, text), 1, statistics)
        case Phrase(field, texts, _, weight):
            idf = sum(statistics.idf(field, text) for text in texts)
            return _bm25(matching(clause), field, weight * idf, _parts(clause), statistics)
        case Prefix() | Wildcard() | Fuzzy():
            return {"constant_score": {"filter": matching(clause), "boost": clause.weight}}
        case All(parts):
            scored = [part for part in parts if _scores(part)]
            rest = All(tuple(part for part in parts if not _scores(part)))
            return {"bool": {"must": [scoring(part, statistics) for part in scored], "filter": [matching(rest)]}}
        case Any(parts) if parts:
            return {"bool": {"should": [scoring(part, statistics) for part in parts], "minimum_should_match": 1}}
        case _:
            return {"bool": {"filter": [matching(clause)]}}


def matching(clause: Clause) -> Body:
    """Return the query that matches what the clause does; its scores mean nothing."""
    match clause:
        case Term(field) | Phrase(field) | Prefix(field) | Wildcard(field) | Fuzzy(field) if field not in KNOWN:
            return NOTHING
        case Term(field, text):
            return {"term": {field: safe_term(text)}}
        case Phrase():
            return _phrase(clause)
        case Prefix(field, text) | Fuzzy(field, text) if len(text) > LONGEST:
            return NOTHING
        case Prefix(field, text):
            return {"prefix": {field: text}}
        case Wildcard(field, pattern):
            return {"wildcard": {field: re.sub(r"([?\\])", r"\\\1", pattern)}} if pattern else NOTHING
        case Fuzzy(field, text, distance):
            return _fuzzy(field, text, distance)
        case Value(facet, value):
            return has_value(facet, value)
        case Range(since, until):
            return in_range(since, until)
        case Every():
            return EVERY
        case Nothing():
            return NOTHING
        case Not(part):
            return {"bool": {"must_not": [matching(part)]}}
        case All(parts):
            return _all(parts)
        case Any(parts):
            return {"bool": {"should": [matching(p) for p in parts], "minimum_should_match": 1}} if parts else NOTHING


def has_value(facet: str, value: str) -> Body:
    """Return the query for the documents that hold a facet value, or none of the facet if it is MISSING."""
    if facet not in FACET_NAMES:
        raise QueryError(f"no such facet: {facet!r}; there are {', '.join(sorted(FACET_NAMES))}")
    if value == MISSING:
        field = "day" if facet == "date" else f"facet.{facet}"
        return {"bool": {"must_not": [{"exists": {"field": field}}]}}
    if facet != "date":
        return {"term": {f"facet.{facet}": value}}
    days = days_of(value)
    return NOTHING if days is None else in_range(*days)


def days_of(value: str) -> tuple[date, date] | None:
    """Return the first and last day of a year, month or day written YYYY, YYYY-MM or YYYY-MM-DD, or None."""
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value) is None:
        return None
    try:
        first = date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        return None
    if len(value) == 10:
        return first, first
    month = 12 if len(value) == 4 else first.month
    last = next(day for day in (31, 30, 29, 28) if _is_day(first.year, month, day))
    return first, date(first.year, month, last)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def in_range(since: date | None, until: date | None) -> Body:
    """Return the query for the documents whose day lies between the two, both included; None is open."""
    limits = {"gte": since, "lte": until}
    given = {name: day.toordinal() for name, day in limits.items() if day is not None}
    return {"range": {"ordinal": given}} if given else {"exists": {"field": "day"}}


def _scores(clause: Clause) -> bool:
    """Tell whether the clause can score more than 0."""
    return not isinstance(clause, Value | Range | Every | Nothing | Not)


def _all(parts: tuple[Clause, ...]) -> Body:
    if not parts:
        return EVERY
    held = [matching(part) for part in parts if not isinstance(part, Not)]
    unheld = [matching(part.part) for part in parts if isinstance(part, Not)]
    return {"bool": {"filter": held or [EVERY], **({"must_not": unheld} if unheld else {})}}


def _bm25(query: Body, field: str, weight: float, parts: int, statistics: Statistics) -> Body:
    params = {
        "parts": parts, "weight": weight, "k1": K1, "b": B, "mean": statistics.mean(field), "length": f"length.{field}",
    }
    return {"script_score": {"query": query, "script": {"source": BM25, "params": params}}}


def _places(phrase: Phrase) -> dict[int, list[str]]:
    """Return offset -> the different terms that must stand there."""
    places: dict[int, list[str]] = {}
    for text, offset in sorted(zip(phrase.texts, phrase.offsets, strict=True), key=lambda pair: pair[1]):
        here = places.setdefault(offset, [])
        if text not in here:
            here.append(text)
    return places


def _parts(phrase: Phrase) -> int:
    """Return how many scores Lucene adds up: one a term of a phrase query, one a different term of a span query."""
    places = _places(phrase)
    if any(len(here) > 1 for here in places.values()):
        return len({text for here in places.values() for text in here})
    return max(1, len(places))


def _phrase(phrase: Phrase) -> Body:
    places = _places(phrase)
    if not places or "" in phrase.texts:  # no article holds an empty term; sent as text it would be no term at all
        return NOTHING
    if all(len(here) == 1 for here in places.values()):
        if len(places) == 1:
            return {"term": {phrase.field: safe_term(phrase.texts[0])}}
        return {"match_phrase": {phrase.field: phrase_text({at: here[0] for at, here in places.items()})}}
    return _spans(phrase.field, places)


def _spans(field: str, places: dict[int, list[str]]) -> Body:
    """Return the phrase as spans: match_phrase takes several terms at one position for alternatives."""
    clauses: list[Body] = []
    last = min(places) - 1
    for at, here in sorted(places.items()):
        if at - last > 1:
            clauses.append({"span_gap": {field: at - last - 1}})
        span: Body = {"span_term": {field: safe_term(here[0])}}
        for text in here[1:]:
            span = {"span_containing": {"big": span, "little": {"span_term": {field: safe_term(text)}}}}
        clauses.append(span)
        last = at
    return clauses[0] if len(clauses) == 1 else {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}


def _fuzzy(field: str, text: str, distance: int) -> Body:
    if not text:
        return NOTHING
    if distance == 0:
        return {"term": {field: safe_term(text)}}
    asked = {
        "value": text, "fuzziness": min(distance, 2), "prefix_length": 1, "transpositions": True,
        "rewrite": "constant_score",
    }
    return {"fuzzy": {field: asked}}
