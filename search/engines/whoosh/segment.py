"""A segment opened for reading: its fields, facets, days, ids and stored articles, straight from the memory map."""

from functools import cached_property
from pathlib import Path

import numpy as np

from index.entry import TEXT_FIELDS
from search.engines.whoosh.arrays import Array, ArrayFile
from search.engines.whoosh.inversion import VALUE_FACETS
from search.engines.whoosh.lexicon import Strings
from search.engines.whoosh.stored import Shelves


class TextField:
    """One indexed text field: term -> documents with frequencies and positions."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self.name = name
        self.terms = Strings(file, f"{name}/terms")
        self.lengths = file[f"{name}/lengths"]
        self.offsets = file[f"{name}/offsets"]
        self.tokens = file[f"{name}/tokens"]
        self.documents = file[f"{name}/documents"]
        self.codes = file[f"{name}/codes"]
        self.positions = file[f"{name}/positions"]
        self.pairs = file[f"{name}/pairs"]

    @cached_property
    def frequencies(self) -> Array:
        """Return the frequency that each code stands for (int64)."""
        return (self.pairs >> np.uint64(32)).astype(np.int64)

    @cached_property
    def code_lengths(self) -> Array:
        """Return the document length that each code stands for (int64)."""
        return (self.pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)

    def span(self, place: int) -> tuple[int, int]:
        """Return where a term's postings begin and end."""
        return int(self.offsets[place]), int(self.offsets[place + 1])

    def holders(self, place: int) -> Array:
        """Return the documents that hold a term, ascending (intp)."""
        start, end = self.span(place)
        return self.documents[start:end].astype(np.intp)

    def holders_of_span(self, first: int, last: int) -> Array:
        """Return the documents that hold any term of first..last, with repeats and in no order (intp)."""
        return self.documents[int(self.offsets[first]) : int(self.offsets[last])].astype(np.intp)

    def codes_of(self, place: int) -> Array:
        """Return the codes of a term's postings."""
        start, end = self.span(place)
        return self.codes[start:end]

    def places_of(self, place: int) -> tuple[Array, Array]:
        """Return the documents (intp) and positions (int64) of a term's tokens, in that order."""
        documents = np.repeat(self.holders(place), self.frequencies[self.codes_of(place)])
        return documents, self.positions[int(self.tokens[place]) : int(self.tokens[place + 1])].astype(np.int64)


class ValueField:
    """One facet: document -> values as numbers, value -> documents."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self.name = name
        self.values = Strings(file, f"{name}/values")
        self.labels = Strings(file, f"{name}/labels")
        self.folded = Strings(file, f"{name}/folded")
        self.rows = file[f"{name}/rows"]
        self.numbers = file[f"{name}/numbers"]
        self.offsets = file[f"{name}/offsets"]
        self.documents = file[f"{name}/documents"]

    def holders(self, place: int) -> Array:
        """Return the documents that hold a value, ascending (intp)."""
        return self.documents[int(self.offsets[place]) : int(self.offsets[place + 1])].astype(np.intp)


class Segment:
    """One segment of a generation; `live` marks the documents not deleted (None: all of them)."""

    def __init__(self, name: str, path: Path, shelf: Path, live: Array | None) -> None:
        self.name = name
        self.file = ArrayFile(path)
        self.shelves = Shelves(shelf)
        self.live = live
        self.size = len(self.file["date/days"])
        self.count = self.size if live is None else int(np.count_nonzero(live))
        self.text = {field: TextField(self.file, field) for field in TEXT_FIELDS}
        self.values = {facet: ValueField(self.file, facet) for facet in VALUE_FACETS}
        self.ids = Strings(self.file, "id")
        self.id_documents = self.file["id/documents"]
        self.ranks = self.file["id/ranks"]
        self.days = self.file["date/days"]
        self.months = self.file["date/months"]
        self.said = self.file["statements/said"]
        self.statement_rows = self.file["statements/rows"]
        self.statement_starts = self.file["statements/starts"]

    @cached_property
    def first_month(self) -> int:
        """Return the earliest month any document has, or 1 if none has one."""
        held = self.months[self.months > 0]
        return int(held.min()) if len(held) else 1

    @cached_property
    def statement_owners(self) -> Array:
        """Return statement -> document (intp)."""
        sizes: Array = np.diff(self.statement_rows.astype(np.int64))
        return np.repeat(np.arange(self.size), sizes)

    @cached_property
    def statement_addresses(self) -> Array:
        """Return document << 32 | first position for each statement (int64, ascending)."""
        return (self.statement_owners << 32) | self.statement_starts.astype(np.int64)

    def with_live(self, live: Array | None) -> "Segment":
        """Return the same segment with other deletions; files and maps are shared."""
        other = Segment.__new__(Segment)
        other.__dict__.update(self.__dict__)
        other.live = live
        other.count = self.size if live is None else int(np.count_nonzero(live))
        return other

    def document_of(self, id: bytes) -> int:
        """Return the live document with this id, or -1."""
        place = self.ids.find(id)
        if place < 0:
            return -1
        document = int(self.id_documents[place])
        return document if self.live is None or self.live[document] else -1

    def id_of(self, document: int) -> bytes:
        """Return the id of a document."""
        return self.ids.at(int(self.ranks[document]))
