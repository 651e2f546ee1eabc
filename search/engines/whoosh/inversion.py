"""Documents -> one small segment, without a Python call per posting: numbering by dict, inversion by one sort."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from whoosh.filedb.filestore import FileStorage

from index.analysis.columns import Batch, Column
from index.analysis.vocabulary import Vocabulary
from index.entry import FIELD_GAP, PLACES, TEXT_FIELDS, FacetValue, Terms
from search.engines.base import words_of_labels
from search.engines.whoosh.arrays import Array, ArrayWriter, smallest
from search.engines.whoosh.blocks import DocumentsWriter
from search.engines.whoosh.fields import STATEMENT_FIELDS, VALUE_FACETS
from search.engines.whoosh.kernels import MOST_CODES, coded, inverted
from search.engines.whoosh.lexicon import MARK, blob_of, encoded, write_blob, write_strings
from search.engines.whoosh.pairs import PAIRED_FIELDS, paired
from search.engines.whoosh.plain import sorted_by
from search.engines.whoosh.stored import Shelf
from search.engines.whoosh.word_bytes import word_bytes
from search.results import Stored

ARRAYS = ".arrays"
ARTICLES = ".articles"
"""What a segment's name and these make: its two files."""

SIGNATURES = "signatures"
"""The array of the documents' signatures: PLACES uint16 each, zeros where there is none."""

NO_SIGNATURE = bytes(2 * PLACES)
NO_NUMBERS: Array = np.empty(0, dtype=np.int64)
NO_TERMS: Array = np.empty(0, dtype=np.uint32)

EXTRA = 16
"""What a value outside the rows costs, in places of rows."""

MARKED = 64
"""For one posting in so many the place of its first position is written down, .06 bytes a posting; the others follow
from the frequencies between."""


class Numbering(dict[str, int]):
    """Words numbered in the order they first come."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number

    def sorted(self) -> tuple[list[bytes], Array]:
        """Return the words in ascending order, and number -> place in that order (uint32)."""
        words = sorted(self)  # by code points, which is the order of their bytes
        place = np.empty(len(words), dtype=np.uint32)
        place[np.fromiter(map(self.__getitem__, words), dtype=np.int64, count=len(words))] = np.arange(len(words))
        return list(map(encoded, words)), place


class TextColumn:
    """Collects the terms of one text field, document after document."""

    def __init__(self) -> None:
        self.numbering = Numbering()
        self.numbers = array("I")
        self.positions = array("I")
        self.lengths = array("I")
        self._vocabulary: Vocabulary | None = None
        self._held: list[Array] = []

    def add(self, value: Terms) -> None:
        """Add the terms of the next document."""
        self._number_terms()
        self.numbers.extend(map(self.numbering.__getitem__, value.terms))
        self.positions.extend(value.positions)
        self.lengths.append(len(value.terms))

    def extend(self, vocabulary: Vocabulary, column: Column) -> None:
        """Add the terms of the next documents."""
        if vocabulary is not self._vocabulary:
            self._number_terms()
            self._vocabulary = vocabulary
        self._held.append(column.numbers)
        self.positions.frombytes(column.positions.astype(np.uint32).tobytes())
        self.lengths.frombytes(np.diff(column.starts).astype(np.uint32).tobytes())

    def _number_terms(self) -> None:
        """Number the terms held as numbers of a vocabulary, after which terms of others may follow."""
        if self._vocabulary is not None and self._held:
            held = np.concatenate(self._held)
            distinct, places = np.unique(held, return_inverse=True)
            words = self._vocabulary.words
            own = np.array([self.numbering[words[number]] for number in distinct.tolist()], dtype=np.uint32)
            self.numbers.frombytes(own.take(places).tobytes())
        self._vocabulary, self._held = None, []

    def _terms(self) -> tuple[bytes, Array]:
        """Return the distinct terms in ascending order, as a blob, and all of them as places in it (uint32)."""
        if self._vocabulary is None or self.numbers:
            self._number_terms()
            words, place = self.numbering.sorted()
            return blob_of(words), place[np.array(self.numbers, dtype=np.uint32)]
        known = word_bytes(self._vocabulary)
        known.learn(self._vocabulary.words)
        return known.lexicon(np.concatenate(self._held))

    def put(self, documents: Sequence[int], numbers: Sequence[int], positions: Sequence[int]) -> None:
        """Put in all terms at once, of any order of documents, in place of what was added."""
        order = np.lexsort((positions, documents))
        self.numbers = _array(np.asarray(numbers, dtype=np.uint32)[order])
        self.positions = _array(np.asarray(positions, dtype=np.uint32)[order])
        self.lengths = _array(np.bincount(documents, minlength=len(self.lengths)))

    def write(self, writer: ArrayWriter, name: str, common: Sequence[str] | None) -> None:
        """Invert and write the field, and the pairs of the common words beside it."""
        blob, numbers = self._terms()
        lengths = np.array(self.lengths, dtype=np.uint32)
        documents = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
        positions = np.array(self.positions, dtype=np.uint32)
        _write_tokens(writer, name, blob, lengths, numbers, documents, positions)
        if common is not None:
            write_strings(writer, f"{name}/common", [encoded(word) for word in common])
            terms, kinds, holders, places = paired(blob, common, numbers, documents, positions)
            held = np.bincount(holders, minlength=len(lengths))
            _write_tokens(writer, f"{name}/paired", blob_of(terms), held, kinds, holders, places)


def _array(values: Array) -> "array[int]":
    """Return the values as an array that grows."""
    made = array("I")
    made.frombytes(values.astype(np.uint32).tobytes())
    return made


def _write_tokens(
    writer: ArrayWriter, name: str, blob: bytes, lengths: Array, numbers: Array, documents: Array, positions: Array
) -> None:
    """Write a field from its tokens in order of document and position."""
    write_blob(writer, f"{name}/terms", blob)
    write_postings(writer, name, blob.count(MARK) - 1, lengths, numbers, documents, positions)


def write_postings(
    writer: ArrayWriter, name: str, terms: int, lengths: Array, numbers: Array, documents: Array, positions: Array
) -> None:
    """Write a field's postings from its tokens (all uint32), those of one term in order of document and position."""
    offsets, tokens, holders, frequencies, positions = inverted(numbers, documents, positions, terms)
    first = np.cumsum(frequencies, dtype=np.int64) - frequencies
    pairs, codes = _coded(frequencies, lengths, holders)
    write_field(writer, name, lengths, pairs, offsets, tokens)
    written = DocumentsWriter(writer, name, len(holders))
    written.put(0, holders)
    written.close()
    writer.add(f"{name}/codes", codes.astype(smallest(max(len(pairs) - 1, 0))))
    writer.add(f"{name}/positions", positions.astype(smallest(int(positions.max(initial=0)))))
    writer.add(f"{name}/marks", first[::MARKED].astype(smallest(len(numbers))))


def _coded(frequencies: Array, lengths: Array, holders: Array) -> tuple[Array, Array]:
    """Return the distinct (frequency << 32 | document length) of postings, ascending (uint64), and each one's place."""
    distinct, ranks = np.unique(lengths, return_inverse=True)
    if (int(frequencies.max(initial=0)) + 1) * len(distinct) > MOST_CODES:
        held = lengths.astype(np.uint64).take(holders)
        return np.unique(frequencies.astype(np.uint64) << np.uint64(32) | held, return_inverse=True)
    found, codes = coded(frequencies, holders, ranks.astype(np.uint32), len(distinct))
    frequency, rank = np.divmod(found, max(len(distinct), 1))
    return frequency.astype(np.uint64) << np.uint64(32) | distinct.astype(np.uint64).take(rank), codes


def write_field(writer: ArrayWriter, name: str, lengths: Array, pairs: Array, offsets: Array, tokens: Array) -> None:
    """Write what a field holds beside its terms and postings.

    `pairs`: the distinct (frequency << 32 | document length) of its postings; a posting's code is its pair's place.
    `offsets`, `tokens`: where each term's postings and positions begin, one more at the end.
    """
    writer.add(f"{name}/lengths", lengths.astype(smallest(int(lengths.max(initial=0)))))
    writer.add(f"{name}/pairs", pairs.astype(np.uint64))
    writer.add(f"{name}/offsets", offsets.astype(smallest(int(offsets[-1]))))
    writer.add(f"{name}/tokens", tokens.astype(smallest(int(tokens[-1]))))


class ValueColumn:
    """Collects the values of one facet, document after document; of a value's labels the first in order is kept."""

    def __init__(self) -> None:
        self.numbering = Numbering()
        self.labels: list[str] = []
        self.numbers = array("I")
        self.counts = array("I")

    def add(self, values: Iterable[tuple[str, str]]) -> None:
        """Add the (value, label) of the next document."""
        pairs = list(values)
        self._take([value for value, _ in pairs], [label for _, label in pairs])
        self.counts.append(len(pairs))

    def extend(self, documents: Sequence[Sequence[FacetValue]]) -> None:
        """Add the values of the next documents."""
        values = [value for values in documents for value in values]
        self._take([value.value for value in values], [value.label for value in values])
        self.counts.extend(map(len, documents))

    def _take(self, values: list[str], labels: list[str]) -> None:
        numbers = list(map(self.numbering.__getitem__, values))
        for number, label in zip(numbers, labels, strict=True):
            if number == len(self.labels):
                self.labels.append(label)
            elif label < self.labels[number]:
                self.labels[number] = label
        self.numbers.extend(numbers)

    def write(self, writer: ArrayWriter, name: str) -> None:
        """Write the values, their labels, and the two directions: document -> values, value -> documents."""
        words, place = self.numbering.sorted()
        labels = [self.labels[number] for number in np.argsort(place).tolist()]
        counts = np.array(self.counts, dtype=np.uint32)
        numbers = place[np.array(self.numbers, dtype=np.uint32)]
        documents = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
        order = np.argsort(documents.astype(np.int64) << 32 | numbers, kind="stable")  # nearly in order, so soon done
        write_values(writer, name, words, labels, counts, numbers[order], documents[order])


def write_values(
    writer: ArrayWriter, name: str, words: list[bytes], labels: list[str], counts: Array, numbers: Array, holders: Array
) -> None:
    """Write a facet: `numbers` are the values in order of (document, value), `holders` their documents."""
    counts, numbers = counts.astype(np.int64), numbers.astype(np.int64)
    write_strings(writer, f"{name}/values", words)
    write_strings(writer, f"{name}/labels", [encoded(label) for label in labels])
    write_strings(writer, f"{name}/folded", list(map(encoded, words_of_labels(labels))))
    _write_rows(writer, name, len(words), counts, numbers, holders)
    order = sorted_by(numbers, len(words))
    offsets = np.append(0, np.cumsum(np.bincount(numbers, minlength=len(words))))
    writer.add(f"{name}/offsets", offsets.astype(smallest(int(offsets[-1]))))
    writer.add(f"{name}/documents", holders[order].astype(smallest(max(len(counts) - 1, 0))))


def _write_rows(
    writer: ArrayWriter, name: str, values: int, counts: Array, numbers: Array, holders: Array
) -> None:
    """Write document -> values as rows of 1, 2, 4 or 8 numbers (0: none, else the value's number + 1).

    A row is 1 to 16 bytes, fetched as one element; values that find no room in it stand apart as extras. The width is
    the one that costs least: a query reads the rows of what matches, a tenth of all, but goes through all extras.
    """
    lane = smallest(values)
    within = np.arange(len(numbers)) - np.repeat(np.cumsum(counts) - counts, counts)
    widths = [width for width in (1, 2, 4, 8) if width * lane.itemsize <= 16]
    width = min(widths, key=lambda width: width * len(counts) + EXTRA * int(np.count_nonzero(within >= width)))
    rows = np.zeros((len(counts), width), dtype=lane)
    inside = within < width
    rows[holders[inside], within[inside]] = numbers[inside] + 1
    writer.add(f"{name}/rows", rows.reshape(-1))
    writer.add(f"{name}/extra/documents", holders[~inside].astype(smallest(max(len(counts) - 1, 0))))
    writer.add(f"{name}/extra/numbers", (numbers[~inside] + 1).astype(lane))


def write_ids(writer: ArrayWriter, ids: list[bytes]) -> None:
    """Write the ids in ascending order with their documents, and each document's rank among them."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    documents = np.array(order, dtype=np.uint32)
    ranks = np.empty(len(ids), dtype=np.uint32)
    ranks[documents] = np.arange(len(ids), dtype=np.uint32)
    write_strings(writer, "id", [ids[place] for place in order])
    writer.add("id/documents", documents)
    writer.add("id/ranks", ranks)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled when an index is begun: the dictionary of its stored articles, and the words that are common."""

    dictionary: bytes
    common: Mapping[str, Sequence[str]]


NO_PLAN = Plan(b"", {})


class Columns:
    """Collects the documents of one segment and writes them: an array file and a file of stored articles.

    Ids must differ; when an id comes again the caller drops the earlier document.
    """

    def __init__(self, plan: Plan) -> None:
        self.shelf = Shelf(plan.dictionary)
        self._common = plan.common
        self.ids: list[bytes] = []
        self.text = {field: TextColumn() for field in TEXT_FIELDS}
        self.values = {facet: ValueColumn() for facet in VALUE_FACETS}
        self.days = array("I")
        self.said = array("I")
        self.statements = array("I")
        self.runs = array("I")
        self.signatures = bytearray()

    def __len__(self) -> int:
        return len(self.ids)

    def fill(self) -> None:
        """Give the last document nothing in every column that got no value of it."""
        size = len(self.ids)
        for column in self.text.values():
            if len(column.lengths) < size:
                column.lengths.append(0)
        for values in self.values.values():
            if len(values.counts) < size:
                values.counts.append(0)
        for numbers in (self.days, self.said, self.statements):
            if len(numbers) < size:
                numbers.append(0)
        self.signatures.extend(bytes(2 * PLACES * size - len(self.signatures)))

    def extend(self, batch: Batch) -> None:
        """Add the entries of a batch as the next documents, their terms column by column."""
        self.ids += [encoded(entry.article.id) for entry in batch]
        for entry in batch:
            self.shelf.add(Stored(entry.article, entry.facts, entry.day))
        self.said.extend([sum([len(speaker.statements) for speaker in entry.facts.speakers]) for entry in batch])
        self.days.extend([0 if entry.day is None else entry.day.toordinal() for entry in batch])
        self.signatures += b"".join([entry.signature or NO_SIGNATURE for entry in batch])
        facets = [entry.facets for entry in batch]
        for facet, values in self.values.items():
            values.extend([own.get(facet, ()) for own in facets])
        nothing = Column(NO_TERMS, NO_NUMBERS, np.zeros(len(batch) + 1, dtype=np.int64))
        for field, column in self.text.items():
            column.extend(batch.vocabulary, batch.columns.get(field, nothing))
        starts, counts = runs_of([batch.columns[field] for field in STATEMENT_FIELDS if field in batch.columns])
        self.runs.frombytes(starts.astype(np.uint32).tobytes())
        self.statements.frombytes((counts if len(counts) else np.zeros(len(batch))).astype(np.uint32).tobytes())

    def write(self, storage: FileStorage, name: str) -> None:
        """Write both files."""
        self.shelf.write(storage, name + ARTICLES)
        with ArrayWriter(storage, name + ARRAYS) as writer:
            write_ids(writer, self.ids)
            for field, column in self.text.items():
                common = self._common.get(field, ()) if field in PAIRED_FIELDS else None
                column.write(writer, field, common)
            for facet, values in self.values.items():
                values.write(writer, facet)
            write_days(writer, np.array(self.days, dtype=np.uint32))
            write_statements(
                writer,
                np.array(self.said, dtype=np.uint32),
                np.array(self.statements, dtype=np.uint32),
                np.array(self.runs, dtype=np.uint32),
            )
            writer.add(SIGNATURES, np.frombuffer(self.signatures, dtype="<u2"))


def runs_of(columns: Sequence[Column]) -> tuple[Array, Array]:
    """Return the first positions of all statements (int64) and how many each document has, as `run_starts` does."""
    standing = [
        (np.repeat(np.arange(len(column.starts) - 1), np.diff(column.starts)) << 32) | column.positions
        for column in columns
    ]
    if not standing:
        return NO_NUMBERS, NO_NUMBERS
    addresses = np.sort(np.concatenate(standing))
    first = np.ones(len(addresses), dtype=bool)
    first[1:] = np.diff(addresses) >= FIELD_GAP
    starts = addresses[first]
    return starts & 0xFFFFFFFF, np.bincount(starts >> 32, minlength=len(columns[0].starts) - 1)


def write_days(writer: ArrayWriter, days: Array) -> None:
    """Write the documents' days (proleptic ordinal, 0: none) and months (1 for the first, whose year * 12 + month - 1
    is `date/first`, and so on; 0: none)."""
    writer.add("date/days", days.astype(np.uint32))
    distinct, places = np.unique(days, return_inverse=True)
    known = [date.fromordinal(day) for day in distinct.tolist() if day]
    months = np.array([day.year * 12 + day.month - 1 for day in known], dtype=np.int64)
    first = int(months.min(initial=10_000 * 12))
    table = np.append(np.zeros(len(distinct) - len(known), dtype=np.int64), months - first + 1)
    writer.add("date/first", np.array([first], dtype=np.uint32))
    writer.add("date/months", table[places].astype(smallest(int(table.max(initial=0)))))


def write_statements(writer: ArrayWriter, said: Array, counts: Array, starts: Array) -> None:
    """Write how many statements each document has: by its facts (`said`), and as runs with their first positions."""
    rows = np.append(0, np.cumsum(counts))
    writer.add("statements/said", said.astype(smallest(int(said.max(initial=0)))))
    writer.add("statements/rows", rows.astype(smallest(int(rows[-1]))))
    writer.add("statements/starts", starts.astype(smallest(int(starts.max(initial=0)))))
