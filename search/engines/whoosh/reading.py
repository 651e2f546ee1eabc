"""What Whoosh's own readers, matchers and queries ask of a columnar segment."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from whoosh import formats
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo

from search.engines.whoosh.lexicon import decoded
from search.engines.whoosh.segment import Segment, TextField, ValueField


class ColumnarDocuments(base.PerDocumentReader):  # type: ignore[misc]
    """What Whoosh asks about documents."""

    def __init__(self, columns: Segment) -> None:
        self._columns = columns

    def doc_count(self) -> int:
        """Return the live documents."""
        return self._columns.count

    def doc_count_all(self) -> int:
        """Return all documents."""
        return self._columns.size

    def has_deletions(self) -> bool:
        """Tell whether any document is deleted."""
        return self._columns.live is not None

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a document is deleted."""
        live = self._columns.live  # Whoosh's NOT asks for one document after the last
        return live is not None and docnum < len(live) and not live[docnum]

    def deleted_docs(self) -> Iterable[int]:
        """Return the deleted documents."""
        live = self._columns.live
        return set() if live is None else set((~live).nonzero()[0].tolist())

    def _lengths(self, fieldname: str) -> Any:
        field = self._columns.text.get(fieldname)
        return np.zeros(1, dtype=np.int64) if field is None else field.lengths

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return how many terms a document has in a field."""
        return int(self._lengths(fieldname)[docnum]) if fieldname in self._columns.text else default

    def field_length(self, fieldname: str) -> int:
        """Return how many terms all documents have in a field."""
        return int(self._lengths(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """Return the least length of a field."""
        return int(self._lengths(fieldname).min())

    def max_field_length(self, fieldname: str) -> int:
        """Return the greatest length of a field."""
        return int(self._lengths(fieldname).max())

    def stored_fields(self, docnum: int) -> dict[str, object]:
        """Return the id and the article."""
        return {"id": decoded(self._columns.id_of(docnum)), "article": self._columns.shelves[docnum]}


class ColumnarTerms(base.TermsReader):  # type: ignore[misc]
    """What Whoosh asks about terms."""

    def __init__(self, columns: Segment) -> None:
        self._columns = columns

    def _found(self, fieldname: str, text: bytes) -> tuple[TextField | ValueField, int]:
        field: TextField | ValueField
        if fieldname in self._columns.text:
            field = self._columns.text[fieldname]
            place = field.terms.find(text)
        elif fieldname in self._columns.values:
            field = self._columns.values[fieldname]
            place = field.values.find(text)
        else:
            raise KeyError(fieldname)
        if place < 0:
            raise KeyError(f"{fieldname}:{text!r}")
        return field, place

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        try:
            self._found(*term)
        except KeyError:
            return False
        return True

    def indexed_field_names(self) -> list[str]:
        """Return the fields that have terms."""
        return [*self._columns.text, *self._columns.values]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every term."""
        for name in sorted(self.indexed_field_names()):
            yield from self.terms_from(name, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the terms of a field from `prefix` on."""
        strings = self._columns.text[fieldname].terms if fieldname in self._columns.text else (
            self._columns.values[fieldname].values)
        for word in strings.span(strings.lower_bound(prefix), len(strings)):
            yield fieldname, word

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield every term with its counts."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield the terms of a field from `prefix` on with their counts."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def _postings(self, fieldname: str, text: bytes) -> tuple[list[int], list[float], list[int]]:
        """Return documents, frequencies and lengths of the documents."""
        field, place = self._found(fieldname, text)
        holders = field.holders(place)
        if isinstance(field, ValueField):
            return holders.tolist(), [1.0] * len(holders), [1] * len(holders)
        codes = field.codes_of(place)
        frequencies = field.frequencies.take(codes).astype(float)
        return holders.tolist(), frequencies.tolist(), field.code_lengths.take(codes).tolist()

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return the counts of a term."""
        ids, weights, lengths = self._postings(fieldname, text)
        return TermInfo(sum(weights), len(ids), min(lengths), max(lengths), max(weights), ids[0], ids[-1])

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term stands in all documents."""
        return sum(self._postings(fieldname, text)[1])

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return how many documents hold a term, deleted ones among them."""
        return len(self._postings(fieldname, text)[0])

    def matcher(self, fieldname: str, text: bytes, format_: formats.Format, scorer: Any = None) -> "ColumnarMatcher":
        """Return a matcher over the postings of a term."""
        field, place = self._found(fieldname, text)
        ids, weights, _ = self._postings(fieldname, text)
        positions: dict[int, list[int]] = {}
        if isinstance(field, TextField):
            for document, position in zip(*(column.tolist() for column in field.places_of(place)), strict=True):
                positions.setdefault(document, []).append(position)
        return ColumnarMatcher(ids, weights, [positions.get(id, []) for id in ids], format_, scorer,
                               term=(fieldname, text), terminfo=self.term_info(fieldname, text))


class ColumnarMatcher(ListMatcher):  # type: ignore[misc]
    """Postings whose values are lists of positions, not yet encoded."""

    def value_as(self, astype: str) -> list[int]:
        """Return the positions in the document the matcher stands at."""
        if astype != "positions":
            raise ValueError(f"no {astype} in these postings, positions alone")
        positions: list[int] = self._values[self._i]
        return positions
