"""The fields of an index as Whoosh's schema: what writers collect, segments hold and readers find."""

from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import columns, fields
from whoosh.analysis import KeywordAnalyzer

from index.entry import FIELD_GAP, TEXT_FIELDS, Entry, Terms
from search.engines.whoosh.lexicon import encoded
from search.results import Stored

VALUE_FACETS = ("region", "speaker", "publisher")
"""The facets that are lists of values; "date" is a column."""

STATEMENT_FIELDS = ("quote.form", "quote.key")


class FinishedTerms(fields.TEXT):  # type: ignore[misc]
    """Terms that come analysed, with their positions: a value is a `Terms`."""

    def __init__(self) -> None:
        super().__init__(analyzer=KeywordAnalyzer(), phrase=True)

    def index(self, value: Terms, **options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (term, frequency, weight, encoded positions) of each distinct term."""
        standing: dict[str, list[int]] = {}
        for term, position in zip(value.terms, value.positions, strict=True):
            standing.setdefault(term, []).append(position)
        for term, positions in standing.items():
            yield encoded(term), len(positions), float(len(positions)), self.format.encode(positions)


class FacetValues(fields.KEYWORD):  # type: ignore[misc]
    """The values of a facet: a value is a tuple of (value, label) pairs; they are terms and a column."""

    def __init__(self) -> None:
        super().__init__(sortable=True)

    def index(self, value: Iterable[tuple[str, str]], **options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (value, 1, 1.0, nothing) of each value."""
        return ((encoded(one), 1, 1.0, b"") for one, _ in value)

    def to_column_value(self, value: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
        """Return the pairs as they are."""
        return value


def _schema() -> fields.Schema:
    made = fields.Schema()
    made.add("id", fields.ID(stored=True, unique=True))
    for name in TEXT_FIELDS:
        made.add(name, FinishedTerms())
    for name in VALUE_FACETS:
        made.add(name, FacetValues())
    made.add("date", fields.COLUMN(columns.NumericColumn("I")))
    made.add("statements", fields.COLUMN(columns.VarBytesColumn()))
    made.add("signature", fields.COLUMN(columns.VarBytesColumn()))
    made.add("article", fields.STORED())
    return made


SCHEMA = _schema()
"""`id`; the text fields; the facets; `date`: proleptic ordinal of the day, 0 for none; `statements`: the first position
of each in the quote fields; `signature`: by which copies are known; `article`: what is given back of a hit (Stored)."""


def fields_of(entry: Entry) -> dict[str, object]:
    """Return an entry as the fields of a Whoosh document."""
    made: dict[str, object] = {"id": entry.article.id}
    made.update((name, terms) for name, terms in entry.terms.items() if name in TEXT_FIELDS)
    for facet in VALUE_FACETS:
        made[facet] = [(value.value, value.label) for value in entry.facets.get(facet, ())]
    made["date"] = 0 if entry.day is None else entry.day.toordinal()
    made["statements"] = run_starts(entry)
    made["signature"] = entry.signature
    made["article"] = Stored(entry.article, entry.facts, entry.day)
    return made


def run_starts(entry: Entry) -> list[int]:
    """Return the first position of each statement in the quote fields: runs lie at least FIELD_GAP apart."""
    standing = [p for field in STATEMENT_FIELDS if field in entry.terms for p in entry.terms[field].positions]
    standing.sort()
    return [p for before, p in zip([-FIELD_GAP, *standing], standing, strict=False) if p - before >= FIELD_GAP]
