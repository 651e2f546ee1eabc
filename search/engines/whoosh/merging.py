"""Several segments -> one, without their deleted documents: array by array, a span of terms at a time."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import numpy as np
from whoosh.filedb.filestore import FileStorage

from index.entry import PLACES, TEXT_FIELDS
from search.engines.whoosh.arrays import Array, ArrayFile, ArrayWriter, Reserved, smallest
from search.engines.whoosh.blocks import DocumentsWriter
from search.engines.whoosh.fields import VALUE_FACETS
from search.engines.whoosh.inversion import (
    ARRAYS,
    ARTICLES,
    MARKED,
    SIGNATURES,
    write_days,
    write_field,
    write_ids,
    write_statements,
    write_values,
)
from search.engines.whoosh.kernels import spread, united
from search.engines.whoosh.lexicon import MARK, decoded, union, write_blob, write_strings
from search.engines.whoosh.pairs import PAIRED_FIELDS
from search.engines.whoosh.segment import Segment, TextField
from search.engines.whoosh.stored import merge_shelves

LARGEST = ("text.form", "text.key")
"""The fields whose merge takes as long as all the rest."""

OTHERS = ".others"
"""What the file of the rest is called until it is taken into that of the segment."""

CHUNK = 2_000_000
"""Postings and positions merged at a time; bounds the memory of a merge to some 100 MB a thread whatever its size."""

RELEASED = 16
"""Spans of terms after which a merge lets go of the pages that it has read: each stands for some 10 MB of them."""

THREADS = 2
"""Threads that merge a field; the kernels and most of numpy let both run at once."""


def merge(segments: Sequence[Segment], storage: FileStorage, name: str) -> None:
    """Write the live documents of the segments, in their order, as one segment."""
    merge_articles(segments, storage, name)
    merge_arrays(segments, storage, name)


def merge_articles(segments: Sequence[Segment], storage: FileStorage, name: str) -> None:
    """Write the file of the live articles."""
    shelves, alive = [segment.shelves for segment in segments], [segment.live for segment in segments]
    merge_shelves(storage, name + ARTICLES, shelves, alive)


def merge_arrays(segments: Sequence[Segment], storage: FileStorage, name: str) -> None:
    """Write the file of all the rest."""
    with ArrayWriter(storage, name + ARRAYS) as writer:
        _merge_texts(writer, LARGEST, segments)
        _merge_others(writer, segments)


def merge_largest(segments: Sequence[Segment], storage: FileStorage, name: str, others: Future[None]) -> None:
    """Write the file of all the rest while another process runs `merge_others`, which ends with `others`."""
    with ArrayWriter(storage, name + ARRAYS) as writer:
        _merge_texts(writer, LARGEST, segments)
        others.result()
        writer.take(ArrayFile(storage, name + OTHERS))
    storage.delete_file(name + OTHERS)


def merge_others(segments: Sequence[Segment], storage: FileStorage, name: str) -> None:
    """Write a file of the arrays that `merge_largest` does not merge itself."""
    with ArrayWriter(storage, name + OTHERS) as writer:
        _merge_others(writer, segments)


def _merge_texts(writer: ArrayWriter, fields: Iterable[str], segments: Sequence[Segment]) -> None:
    """Merge text fields."""
    alive, maps = [segment.live for segment in segments], _document_maps(segments)
    files = [segment.file for segment in segments]
    for field in fields:
        _FieldMerge(field, [segment.text[field] for segment in segments], alive, maps).write(writer, files)


def _merge_others(writer: ArrayWriter, segments: Sequence[Segment]) -> None:
    """Merge all arrays but those of the largest text fields."""
    alive, maps = [segment.live for segment in segments], _document_maps(segments)
    write_ids(writer, [id for segment in segments for id in _live_ids(segment)])
    _merge_texts(writer, [field for field in TEXT_FIELDS if field not in LARGEST], segments)
    for field in PAIRED_FIELDS:
        _merge_pairs(writer, field, segments, alive, maps)
    for facet in VALUE_FACETS:
        _merge_values(writer, facet, segments, maps)
    write_days(writer, np.concatenate([_kept(segment.days, segment.live) for segment in segments]))
    _merge_statements(writer, segments)
    _merge_signatures(writer, segments)


def _kept(values: Array, live: Array | None) -> Array:
    return values if live is None else values[live]


def _document_maps(segments: Sequence[Segment]) -> list[Array]:
    """Return for each segment: document -> number in the merged one (uint32; nonsense for deleted ones)."""
    maps, first = [], 0
    for segment in segments:
        if segment.live is None:
            numbers = np.arange(first, first + segment.size, dtype=np.int64)
        else:
            numbers = first - 1 + np.cumsum(segment.live, dtype=np.int64)
        maps.append(numbers.astype(np.uint32))
        first += segment.count
    return maps


def _live_ids(segment: Segment) -> list[bytes]:
    """Return the ids of the live documents in document order."""
    ids = segment.ids.all()
    documents = range(segment.size) if segment.live is None else segment.live.nonzero()[0].tolist()
    ranks = segment.ranks.tolist()
    return [ids[ranks[document]] for document in documents]


class _FieldMerge:
    """The merge of one text field."""

    def __init__(
        self, name: str, inputs: Sequence[TextField], alive: Sequence[Array | None], maps: Sequence[Array]
    ) -> None:
        self.name = name
        self.inputs = inputs
        self.alive = alive
        self.maps = maps
        self.blob, self.places = united([field.terms.blob(0, len(field.terms)) for field in inputs])
        self.words = self.blob.count(MARK) - 1
        self.counts = [self._count(number) for number in range(len(inputs))]
        self._drop_empty()
        self.pairs = self._pairs()
        self.codes = [
            np.searchsorted(self.pairs, field.pairs).astype(smallest(max(len(self.pairs) - 1, 0))) for field in inputs
        ]

    def _count(self, number: int) -> tuple[Array, Array]:
        """Return each term's live postings and positions in one input (int64, by its own places)."""
        field, live = self.inputs[number], self.alive[number]
        if live is None:
            return np.diff(field.offsets.astype(np.int64)), np.diff(field.tokens.astype(np.int64))
        held = field.documents.marked(live)
        sizes = np.where(held, field.frequencies[field.codes], 0)
        ends = field.offsets.astype(np.int64)
        return np.diff(np.append(0, np.cumsum(held))[ends]), np.diff(np.append(0, np.cumsum(sizes))[ends])

    def _drop_empty(self) -> None:
        """Drop the terms that no live document holds."""
        total = np.zeros(self.words, dtype=np.int64)
        for places, (postings, _) in zip(self.places, self.counts, strict=True):
            total[places] += postings
        if total.all():
            return
        renumbered = np.cumsum(total > 0) - 1
        kept = [word for word, count in zip(self.blob[1:-1].split(MARK), total.tolist(), strict=True) if count]
        self.blob, self.words = MARK.join((b"", *kept, b"")) if kept else MARK, len(kept)
        self.places = [renumbered[places] for places in self.places]

    def _pairs(self) -> Array:
        used = []
        for field, live in zip(self.inputs, self.alive, strict=True):
            if live is None:
                used.append(field.pairs)
            else:
                used.append(field.pairs[np.unique(field.codes[field.documents.marked(live)])])
        return np.unique(np.concatenate(used))

    def write(self, writer: ArrayWriter, files: Sequence[ArrayFile]) -> None:
        """Write the merged field; of the files it comes out of, what was read is let go of as it goes on."""
        postings = np.zeros(self.words + 1, dtype=np.int64)
        tokens = np.zeros(self.words + 1, dtype=np.int64)
        for places, (own_postings, own_tokens) in zip(self.places, self.counts, strict=True):
            np.add.at(postings, places + 1, own_postings)
            np.add.at(tokens, places + 1, own_tokens)
        np.cumsum(postings, out=postings)
        np.cumsum(tokens, out=tokens)
        lengths = np.concatenate([_kept(f.lengths, live) for f, live in zip(self.inputs, self.alive, strict=True)])
        write_blob(writer, f"{self.name}/terms", self.blob)
        write_field(writer, self.name, lengths, self.pairs, postings, tokens)
        top = max((int(field.positions.max(initial=0)) for field in self.inputs), default=0)
        holders = DocumentsWriter(writer, self.name, int(postings[-1]))
        rooms = (
            writer.reserve(f"{self.name}/codes", smallest(max(len(self.pairs) - 1, 0)), int(postings[-1])),
            writer.reserve(f"{self.name}/positions", smallest(top), int(tokens[-1])),
            writer.reserve(f"{self.name}/marks", smallest(int(tokens[-1])), -(-int(postings[-1]) // MARKED)),
        )
        with ThreadPoolExecutor(THREADS) as threads:
            write = partial(self._write_span, postings, tokens, holders, rooms)
            for number, _ in enumerate(threads.map(write, self._spans(tokens)), 1):
                if number % RELEASED == 0:
                    for file in files:
                        file.release()
        holders.close()

    def _spans(self, tokens: Array) -> Iterator[tuple[int, int]]:
        """Yield the first and the last (excluded) of the merged terms that are written together."""
        first = 0
        while first < self.words:
            last = int(np.searchsorted(tokens, tokens[first] + CHUNK, side="right")) - 1
            last = min(max(last, first + 1), self.words)
            yield first, last
            first = last

    def _write_span(
        self, postings: Array, tokens: Array, holders: DocumentsWriter, rooms: Sequence[Reserved],
        span: tuple[int, int],
    ) -> None:
        """Write the postings and positions of a span of the merged terms, its last one excluded."""
        first, last = span
        documents = np.empty(int(postings[last] - postings[first]), dtype=np.uint32)
        codes = np.empty(len(documents), dtype=rooms[0].dtype)
        positions = np.empty(int(tokens[last] - tokens[first]), dtype=rooms[1].dtype)
        next_posting = postings[first:last] - postings[first]
        next_token = tokens[first:last] - tokens[first]
        for number, (field, live) in enumerate(zip(self.inputs, self.alive, strict=True)):
            inside = _span_inside(self.places[number], first, last)
            if inside.start == inside.stop:
                continue
            places = self.places[number][inside] - first
            own_postings, own_tokens = (counts[inside] for counts in self.counts[number])
            held = slice(int(field.offsets[inside.start]), int(field.offsets[inside.stop]))
            stood = slice(int(field.tokens[inside.start]), int(field.tokens[inside.stop]))
            old_documents = field.documents.span(held.start, held.stop)
            old_codes, old_positions = field.codes[held], field.positions[stood]
            if live is not None:
                kept = live[old_documents]
                old_positions = old_positions[np.repeat(kept, field.frequencies[old_codes])]
                old_documents, old_codes = old_documents[kept], old_codes[kept]
            begins = next_posting[places]
            spread(documents, begins, own_postings, old_documents, self.maps[number])
            spread(codes, begins, own_postings, old_codes, self.codes[number])
            spread(positions, next_token[places], own_tokens, old_positions, None)
            np.add.at(next_posting, places, own_postings)
            np.add.at(next_token, places, own_tokens)
        holders.put(int(postings[first]), documents)
        rooms[0].put(int(postings[first]), codes)
        rooms[1].put(int(tokens[first]), positions)
        mark = -(-int(postings[first]) // MARKED)
        marked = np.arange(mark * MARKED - int(postings[first]), len(codes), MARKED)
        rooms[2].put(mark, tokens[first] + self._before(codes, marked))

    def _before(self, codes: Array, marked: Array) -> Array:
        """Return how many positions the postings before each of the marked ones have (int64)."""
        if not len(marked):
            return marked
        frequencies = (self.pairs >> np.uint64(32)).astype(np.uint32).take(codes[: marked[-1]])
        held = np.empty(len(marked), dtype=np.int64)
        held[0] = frequencies[: marked[0]].sum()
        if len(marked) > 1:
            held[1:] = np.add.reduceat(frequencies, marked[:-1], dtype=np.int64)
        return held.cumsum()


def _span_inside(places: Array, first: int, last: int) -> slice:
    """Return the input's terms whose place in the union is in first..last; dropped terms share a neighbour's place."""
    start, stop = np.searchsorted(places, [first, last])
    return slice(int(start), int(stop))


def _merge_pairs(
    writer: ArrayWriter, field: str, segments: Sequence[Segment], alive: Sequence[Array | None], maps: Sequence[Array]
) -> None:
    """Merge the pairs of common words; segments that do not agree on which words are common lose them."""
    common = segments[0].common[field]
    if any(segment.common[field] != common for segment in segments):
        common = []
    write_strings(writer, f"{field}/common", common)
    files = [segment.file for segment in segments]
    _FieldMerge(f"{field}/paired", [segment.paired[field] for segment in segments], alive, maps).write(writer, files)


def _merge_values(writer: ArrayWriter, facet: str, segments: Sequence[Segment], maps: Sequence[Array]) -> None:
    """Merge one facet."""
    words, places = union([segment.values[facet].values.all() for segment in segments])
    labels: dict[bytes, bytes] = {}
    counts, numbers, holders = [], [], []
    for segment, place, renumbered in zip(segments, places, maps, strict=True):
        field = segment.values[facet]
        for value, label in zip(field.values.all(), field.labels.all(), strict=True):
            if label < labels.setdefault(value, label):
                labels[value] = label
        owner, values = field.pairs()
        own = np.bincount(owner, minlength=segment.size)
        values = place[values]
        if segment.live is not None:
            values, owner = values[segment.live[owner]], owner[segment.live[owner]]
        counts.append(_kept(own, segment.live))
        numbers.append(values)
        holders.append(renumbered[owner])
    all_numbers = np.concatenate(numbers)
    used = np.bincount(all_numbers, minlength=len(words)) > 0
    if not used.all():
        all_numbers = (np.cumsum(used) - 1)[all_numbers]
        words = [word for word, kept in zip(words, used.tolist(), strict=True) if kept]
    write_values(
        writer, facet, words, [decoded(labels[word]) for word in words],
        np.concatenate(counts), all_numbers, np.concatenate(holders),
    )


def _merge_statements(writer: ArrayWriter, segments: Sequence[Segment]) -> None:
    counts, starts = [], []
    for segment in segments:
        own: Array = np.diff(segment.statement_rows.astype(np.int64))
        counts.append(_kept(own, segment.live))
        kept = segment.statement_starts
        starts.append(kept if segment.live is None else kept[np.repeat(segment.live, own)])
    said = np.concatenate([_kept(segment.said, segment.live) for segment in segments])
    write_statements(writer, said, np.concatenate(counts), np.concatenate(starts))


def _merge_signatures(writer: ArrayWriter, segments: Sequence[Segment]) -> None:
    room = writer.reserve(SIGNATURES, np.uint16, PLACES * sum(segment.count for segment in segments))
    first = 0
    for segment in segments:
        kept = _kept(segment.signatures, segment.live)
        room.put(first, kept.ravel())
        first += kept.size
