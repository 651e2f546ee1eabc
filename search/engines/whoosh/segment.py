"""A segment opened for reading: its fields, facets, days, ids and stored articles, straight from the memory map."""

from functools import cached_property
from typing import Self

import numpy as np
from whoosh.filedb.filestore import FileStorage

from index.entry import PLACES, TEXT_FIELDS
from search.engines.whoosh.arrays import Array, ArrayFile, smallest
from search.engines.whoosh.blocks import Documents
from search.engines.whoosh.fields import VALUE_FACETS
from search.engines.whoosh.inversion import ARRAYS, ARTICLES, MARKED, SIGNATURES, Plan
from search.engines.whoosh.kernels import AS_STORED
from search.engines.whoosh.lexicon import Strings, decoded
from search.engines.whoosh.pairs import PAIRED_FIELDS
from search.engines.whoosh.plain import Listed
from search.engines.whoosh.stored import Shelves


class TextField:
    """One indexed text field: term -> documents with frequencies and positions."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self.name = name
        self.terms = Strings(file, f"{name}/terms")
        self.lengths = file[f"{name}/lengths"]
        self.offsets = file[f"{name}/offsets"]
        self.tokens = file[f"{name}/tokens"]
        self.documents = Documents(file, name)
        self.codes = file[f"{name}/codes"]
        self.positions = file[f"{name}/positions"]
        self.marks = file[f"{name}/marks"]
        self.pairs = file[f"{name}/pairs"]

    @cached_property
    def frequencies(self) -> Array:
        """Return the frequency that each code stands for (int64)."""
        return (self.pairs >> np.uint64(32)).astype(np.int64)

    @cached_property
    def narrow_frequencies(self) -> Array:
        """Return the same in two bytes, or in as many as hold them."""
        return self.frequencies.astype(smallest(max(1 << 8, int(self.frequencies.max(initial=0)))))

    @cached_property
    def code_lengths(self) -> Array:
        """Return the document length that each code stands for (int64)."""
        return (self.pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)

    def span(self, place: int) -> tuple[int, int]:
        """Return where a term's postings begin and end."""
        return int(self.offsets[place]), int(self.offsets[place + 1])

    def listed(self, place: int) -> Listed:
        """Return the documents that hold a term, ascending, as the kernels want them."""
        return self.documents.listed(int(self.offsets[place]), int(self.offsets[place + 1]))

    def holders(self, place: int) -> Array:
        """Return the documents that hold a term, ascending."""
        return self.documents.span(int(self.offsets[place]), int(self.offsets[place + 1]))

    def listed_of_span(self, first: int, last: int) -> Listed:
        """Return the documents that hold any term of first..last, with repeats and in no order."""
        return self.documents.listed(int(self.offsets[first]), int(self.offsets[last]))

    def codes_of(self, place: int) -> Array:
        """Return the codes of a term's postings."""
        return self.codes[int(self.offsets[place]) : int(self.offsets[place + 1])]

    def standing(self, place: int, kept: Array) -> tuple[Array, Array]:
        """Return for some of a term's postings (`kept`: which, ascending) the first of their positions and how many.

        Both int64; the first is a place in `positions`.
        """
        start, end = self.span(place)
        frequencies = self.frequencies
        if len(kept) * MARKED < end - start:
            postings = kept + start
            blocks = postings // MARKED
            beside = (blocks * MARKED)[:, None] + np.arange(MARKED)
            before = frequencies.take(self.codes.take(beside, mode="clip"))
            before[beside >= postings[:, None]] = 0
            return self.marks.take(blocks) + before.sum(axis=1), frequencies.take(self.codes.take(postings))
        counts = frequencies.take(self.codes[start:end])
        ends = counts.cumsum()
        own = counts.take(kept)
        return ends.take(kept) - own + int(self.tokens[place]), own

    def places_of(self, place: int) -> tuple[Array, Array]:
        """Return the documents (intp) and positions (int64) of a term's tokens, in that order."""
        documents = np.repeat(self.holders(place).astype(np.intp), self.frequencies[self.codes_of(place)])
        return documents, self.positions[int(self.tokens[place]) : int(self.tokens[place + 1])].astype(np.int64)


class ValueField:
    """One facet: document -> values as numbers, value -> documents."""

    def __init__(self, file: ArrayFile, name: str, size: int) -> None:
        self.name = name
        self.size = size
        self.values = Strings(file, f"{name}/values")
        self.labels = Strings(file, f"{name}/labels")
        self.folded = Strings(file, f"{name}/folded")
        self.rows = file[f"{name}/rows"]
        self.width = max(1, len(self.rows) // max(size, 1))
        self.extra_documents = file[f"{name}/extra/documents"]
        self.extra_numbers = file[f"{name}/extra/numbers"]
        self.offsets = file[f"{name}/offsets"]
        self.documents = file[f"{name}/documents"]

    def without(self) -> Array:
        """Return which documents have no value (bool)."""
        return np.asarray(self.rows[:: self.width] == 0)

    @cached_property
    def valueless(self) -> int:
        """How many documents have no value; looked for once, which takes 2 ms a million documents."""
        return int(np.count_nonzero(self.without()))

    def pairs(self) -> tuple[Array, Array]:
        """Return every document (int64, ascending) with each of its values (int64), in that order."""
        rows = self.rows.reshape(self.size, -1)
        documents, lanes = np.nonzero(rows)
        numbers = rows[documents, lanes].astype(np.int64) - 1
        if len(self.extra_documents):
            documents = np.concatenate([documents, self.extra_documents])
            numbers = np.concatenate([numbers, self.extra_numbers.astype(np.int64) - 1])
            order = np.lexsort((numbers, documents))
            documents, numbers = documents[order], numbers[order]
        return documents, numbers

    def holders(self, place: int) -> Array:
        """Return the documents that hold a value, ascending, as the kernels want them."""
        held = self.documents[int(self.offsets[place]) : int(self.offsets[place + 1])]
        return held if AS_STORED else held.astype(np.intp)


class Segment:
    """The columns of one segment; `live` marks the documents not deleted (None: all of them)."""

    def __init__(self, storage: FileStorage, name: str, live: Array | None = None) -> None:
        self.name = name
        self.file = ArrayFile(storage, name + ARRAYS)
        self.shelves = Shelves(storage, name + ARTICLES)
        self.live = live
        self.size = len(self.file["date/days"])
        self.count = self.size if live is None else int(np.count_nonzero(live))
        self.text = {field: TextField(self.file, field) for field in TEXT_FIELDS}
        self.paired = {field: TextField(self.file, f"{field}/paired") for field in PAIRED_FIELDS}
        self.common = {field: Strings(self.file, f"{field}/common").all() for field in PAIRED_FIELDS}
        self.values = {facet: ValueField(self.file, facet, self.size) for facet in VALUE_FACETS}
        self.ids = Strings(self.file, "id")
        self.id_documents = self.file["id/documents"]
        self.ranks = self.file["id/ranks"]
        self.days = self.file["date/days"]
        self.months = self.file["date/months"]
        self.first_month = int(self.file["date/first"][0])
        self.said = self.file["statements/said"]
        self.statement_rows = self.file["statements/rows"]
        self.statement_starts = self.file["statements/starts"]
        self.signatures: Array = self.file[SIGNATURES].reshape(self.size, PLACES)

    @cached_property
    def month_counts(self) -> Array:
        """Return how many documents are without a day, of the first month, of the next ... (int64)."""
        return np.bincount(self.months, minlength=1)

    @cached_property
    def statement_owners(self) -> Array:
        """Return statement -> document (intp)."""
        sizes: Array = np.diff(self.statement_rows.astype(np.int64))
        return np.repeat(np.arange(self.size), sizes)

    @cached_property
    def statement_addresses(self) -> Array:
        """Return document << 32 | first position for each statement (int64, ascending)."""
        return (self.statement_owners << 32) | self.statement_starts.astype(np.int64)

    @property
    def plan(self) -> Plan:
        """Return what was settled when the index was begun."""
        return Plan(self.shelves.dictionary, {field: list(map(decoded, own)) for field, own in self.common.items()})

    def with_live(self, live: Array | None) -> Self:
        """Return the same segment with other deletions; files and maps are shared."""
        other = type(self).__new__(type(self))
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
