"""The columnar segments as a Whoosh codec: the engine writes them by it, Whoosh's own readers and queries read them.

The engine searches the columns themselves (evaluation), which Whoosh's matchers are too slow for; the tests search
both ways, as a second opinion.
"""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from whoosh import fields
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage

from index.entry import Terms
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.inversion import NO_PLAN, Columns, Plan, TextColumn
from search.engines.whoosh.lexicon import decoded, encoded
from search.engines.whoosh.reading import ColumnarDocuments, ColumnarTerms
from search.engines.whoosh.segment import Segment


class ColumnarSegment(Segment, base.Segment):  # type: ignore[misc]
    """A segment in the list of segments, its columns open."""

    compound = False

    def __init__(self, storage: FileStorage, name: str, live: Array | None = None) -> None:
        Segment.__init__(self, storage, name, live)
        self.indexname, self.segid = "telusur", name

    def codec(self) -> "ColumnarCodec":
        """Return the codec that reads it."""
        return ColumnarCodec()

    def doc_count_all(self) -> int:
        """Return its documents, deleted ones among them."""
        return self.size

    def deleted_count(self) -> int:
        """Return its deleted documents."""
        return self.size - self.count

    def deleted_docs(self) -> Iterable[int]:
        """Return the numbers of its deleted documents."""
        return set() if self.live is None else set((~self.live).nonzero()[0].tolist())

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a document is deleted."""
        return self.live is not None and not self.live[docnum]

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Mark a document deleted, or live again."""
        self.delete_documents([docnum], delete)

    def delete_documents(self, docnums: Sequence[int], delete: bool = True) -> None:
        """Mark documents deleted, or live again; segments that share the columns (`with_live`) keep their own marks."""
        if docnums:
            live = np.ones(self.size, dtype=bool) if self.live is None else self.live.copy()
            live[docnums] = not delete
            self.live = live
            self.count = int(np.count_nonzero(live))


class NewSegment(base.Segment):  # type: ignore[misc]
    """A segment being written: its documents, collected column by column."""

    def __init__(self, name: str, columns: Columns) -> None:
        super().__init__("telusur")
        self.name = self.segid = name
        self.columns = columns

    def doc_count_all(self) -> int:
        """Return the documents collected."""
        return len(self.columns)

    def set_doc_count(self, doccount: int) -> None:
        """Refuse a count that is not that of the documents collected."""
        if doccount != len(self.columns):
            raise ValueError(f"{self.name} holds {len(self.columns)} documents, not {doccount}")

    def deleted_count(self) -> int:
        """Return 0: nothing is deleted from a segment before it is written."""
        return 0


class ColumnarCodec(base.Codec):  # type: ignore[misc]
    """Writes and reads columnar segments; `plan` is what was settled when the index was begun."""

    length_stats = False
    """Whoosh need not open the lengths while it writes postings: each field counts its own."""

    def __init__(self, plan: Plan = NO_PLAN) -> None:
        self._plan = plan

    def new_segment(self, storage: FileStorage, indexname: str) -> NewSegment:
        """Return a segment to be written under a name."""
        return NewSegment(indexname, Columns(self._plan))

    def per_document_writer(self, storage: FileStorage, segment: NewSegment) -> "DocumentWriter":
        """Return what takes stored fields and columns."""
        return DocumentWriter(segment.columns)

    def field_writer(self, storage: FileStorage, segment: NewSegment) -> "PostingWriter":
        """Return what takes terms; it writes the segment when it is closed, as the last of the two."""
        return PostingWriter(storage, segment)

    def terms_reader(self, storage: FileStorage, segment: ColumnarSegment) -> ColumnarTerms:
        """Return what reads terms and postings."""
        return ColumnarTerms(segment)

    def per_document_reader(self, storage: FileStorage, segment: ColumnarSegment) -> ColumnarDocuments:
        """Return what reads lengths and stored fields."""
        return ColumnarDocuments(segment)


class DocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]
    """Takes what a document has beside its terms: id, article, facet values, day, statements, signature."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        """Begin the next document."""
        if docnum != len(self._columns):
            raise ValueError(f"document {docnum} comes after {len(self._columns)} others")

    def add_field(self, fieldname: str, fieldobj: fields.FieldType, value: Any, length: int) -> None:
        """Take the id or the article; other fields store nothing, and count their lengths themselves."""
        if fieldname == "id":
            self._columns.ids.append(encoded(value))
        elif fieldname == "article":
            self._columns.shelf.add(value)
            self._columns.said.append(len(value.facts.statements))

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        """Take the values of a facet, the day, the first positions of the statements, or the signature."""
        columns = self._columns
        if fieldname in columns.values:
            columns.values[fieldname].add(value)
        elif fieldname == "date":
            columns.days.append(value)
        elif fieldname == "statements":
            columns.runs.extend(value)
            columns.statements.append(len(value))
        elif fieldname == "signature":
            columns.signatures += value
        else:
            raise KeyError(fieldname)

    def finish_doc(self) -> None:
        """End the document: what it had no value for is empty."""
        self._columns.fill()

    def close(self) -> None:
        """Take no more documents."""
        self.is_closed = True


class PostingWriter(base.FieldWriter):  # type: ignore[misc]
    """Takes the terms of the text fields: a document at a time from our writer, a posting at a time from Whoosh's.

    The postings of ids and facets follow from their columns and are not looked at.
    """

    def __init__(self, storage: FileStorage, segment: NewSegment) -> None:
        self._storage = storage
        self._segment = segment
        self._column: TextColumn | None = None
        self._tokens: tuple[array[int], array[int], array[int]] = (array("I"), array("I"), array("I"))
        self.is_closed = False

    def add_terms(self, fieldname: str, terms: Terms) -> int:
        """Take the terms of the next document in a field and return how many they are."""
        self._segment.columns.text[fieldname].add(terms)
        return len(terms.terms)

    def start_field(self, fieldname: str, fieldobj: fields.FieldType) -> None:
        """Begin the postings of a field."""
        self._column = self._segment.columns.text.get(fieldname)
        self._positions_of = fieldobj.format.decode_positions if self._column is not None else None
        self._tokens = (array("I"), array("I"), array("I"))

    def start_term(self, text: bytes) -> None:
        """Begin the postings of a term."""
        if self._column is not None:
            self._number = self._column.numbering[decoded(text)]

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        """Take a posting."""
        if self._positions_of is not None:
            documents, numbers, positions = self._tokens
            for position in self._positions_of(vbytes):
                documents.append(docnum)
                numbers.append(self._number)
                positions.append(position)

    def finish_term(self) -> None:
        """End the postings of a term."""

    def finish_field(self) -> None:
        """End the postings of a field."""
        if self._column is not None:
            self._column.put(*self._tokens)

    def close(self) -> None:
        """Write the segment."""
        self._segment.columns.write(self._storage, self._segment.name)
        self.is_closed = True
