"""The columnar segments as a Whoosh codec: Whoosh's own readers, matchers and queries work over them as they stand.

The engine does not search this way; the tests do, as a second opinion. Whoosh's table of contents is a pickle, so there
is none: the generation's manifest lists the segments, and no file of an index can run code.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import fields, formats
from whoosh.analysis import KeywordAnalyzer
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage
from whoosh.matching import ListMatcher
from whoosh.reading import IndexReader, MultiReader, SegmentReader, TermInfo

from index.entry import TEXT_FIELDS
from search.engines.whoosh.inversion import VALUE_FACETS
from search.engines.whoosh.lexicon import decoded
from search.engines.whoosh.segment import Segment, TextField, ValueField
from search.engines.whoosh.snapshot import Snapshot, open_segment


def schema() -> fields.Schema:
    """Return the fields of an index as Whoosh knows them."""
    text = {name: fields.TEXT(analyzer=KeywordAnalyzer(), phrase=True) for name in TEXT_FIELDS}
    values = {name: fields.KEYWORD() for name in VALUE_FACETS}
    kinds: dict[str, fields.FieldType] = {"id": fields.ID(stored=True, unique=True), **text, **values}
    made = fields.Schema()
    for name, kind in kinds.items():
        made.add(name, kind)
    return made


class ColumnarSegment(base.Segment):  # type: ignore[misc]
    """A segment in Whoosh's list of segments."""

    def __init__(self, folder: Path, columns: Segment) -> None:
        super().__init__("telusur")
        self.segid = columns.name
        self.folder = folder
        self.columns = columns

    def codec(self) -> "ColumnarCodec":
        """Return the codec that reads it."""
        return ColumnarCodec()

    def doc_count_all(self) -> int:
        """Return its documents, deleted ones among them."""
        return self.columns.size

    def deleted_count(self) -> int:
        """Return its deleted documents."""
        return self.columns.size - self.columns.count

    def deleted_docs(self) -> Iterable[int]:
        """Return the numbers of its deleted documents."""
        live = self.columns.live
        return set() if live is None else set((~live).nonzero()[0].tolist())

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a document is deleted."""
        live = self.columns.live  # Whoosh's NOT asks for one document after the last
        return live is not None and docnum < len(live) and not live[docnum]


class ColumnarCodec(base.Codec):  # type: ignore[misc]
    """Reads columnar segments; they are written by inversion and merging, not a posting at a time."""

    def terms_reader(self, storage: FileStorage, segment: ColumnarSegment) -> "ColumnarTerms":
        """Return what reads terms and postings."""
        return ColumnarTerms(segment.columns)

    def per_document_reader(self, storage: FileStorage, segment: ColumnarSegment) -> "ColumnarDocuments":
        """Return what reads lengths and stored fields."""
        return ColumnarDocuments(segment)


class ColumnarDocuments(base.PerDocumentReader):  # type: ignore[misc]
    """What Whoosh asks about documents."""

    def __init__(self, segment: ColumnarSegment) -> None:
        self._segment = segment
        self._columns = segment.columns

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
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterable[int]:
        """Return the deleted documents."""
        return self._segment.deleted_docs()

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

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """Return the id."""
        return {"id": decoded(self._columns.id_of(docnum))}


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


def whoosh_reader(snapshot: Snapshot) -> IndexReader:
    """Return a Whoosh reader over the segments of a generation."""
    storage = FileStorage(str(snapshot.folder))
    fields_known = schema()
    readers = [
        SegmentReader(storage, fields_known, ColumnarSegment(snapshot.folder, open_segment(snapshot.folder, record)))
        for record in snapshot.manifest.segments
    ]
    return readers[0] if len(readers) == 1 else MultiReader(readers)
