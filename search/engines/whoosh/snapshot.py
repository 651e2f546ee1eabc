"""One generation opened for reading: segments, statistics, filters and facet names, all from one moment."""

import threading
from collections.abc import Mapping
from hashlib import blake2b

import numpy as np
from whoosh.reading import IndexReader, MultiReader, SegmentReader

from search.engines.base import IndexDamaged
from search.engines.whoosh.arrays import REPAIR, Array
from search.engines.whoosh.codec import ColumnarSegment
from search.engines.whoosh.counting import ValueNames
from search.engines.whoosh.fields import SCHEMA
from search.engines.whoosh.filters import Filters
from search.engines.whoosh.folding import Stories
from search.engines.whoosh.generations import Manifest, SegmentRecord, name_of
from search.engines.whoosh.statistics import Statistics
from search.engines.whoosh.storage import GenerationStorage


def open_segment(storage: GenerationStorage, record: SegmentRecord) -> ColumnarSegment:
    """Open a segment with its deletions."""
    segment = ColumnarSegment(storage, record.name)
    if record.deletions is not None:
        segment = segment.with_live(read_live(storage, record.deletions, segment.size))
    if segment.size != record.size or segment.count != record.live:
        raise IndexDamaged(f"{storage.path / record.name} does not hold what the manifest says; {REPAIR}")
    return segment


def read_live(storage: GenerationStorage, name: str, size: int) -> Array:
    """Return which documents are live (bool)."""
    with storage.open_file(name) as file:
        return np.unpackbits(np.frombuffer(file.read(), dtype=np.uint8), count=size).astype(bool)


class Snapshot:
    """A generation; nothing in it changes but what it has worked out already."""

    def __init__(
        self, storage: GenerationStorage, manifest: Manifest, before: "Snapshot | None" = None
    ) -> None:
        self.storage = storage
        self.manifest = manifest
        self.name = name_of(manifest.number)
        hashes = "".join(record.sha256 for record in manifest.files.values())
        self.identity = f"{self.name}-{blake2b(hashes.encode(), digest_size=8).hexdigest()}"
        self._hashes = {
            record.name: manifest.files[f"{record.name}.arrays"].sha256 for record in manifest.segments
        }
        self.segments = [self._opened(record, before) for record in manifest.segments]
        self.statistics = Statistics(self.segments)
        self.filters = [
            next((own for own, segment in before.kept() if segment is kept), None) or Filters(kept)
            if before is not None else Filters(kept)
            for kept in self.segments
        ]
        self._names: dict[str, ValueNames] = {}
        self._stories: Stories | None = None
        self._lock = threading.Lock()

    def _opened(self, record: SegmentRecord, before: "Snapshot | None") -> ColumnarSegment:
        """Return the segment, that of the snapshot before if it is the same."""
        if before is not None and before._hashes.get(record.name) == self._hashes[record.name]:
            for segment, old in zip(before.segments, before.manifest.segments, strict=True):
                if old == record:
                    return segment
                if old.name == record.name:
                    live = None
                    if record.deletions is not None:
                        live = read_live(self.storage, record.deletions, segment.size)
                    return segment.with_live(live)
        return open_segment(self.storage, record)

    def kept(self) -> list[tuple[Filters, ColumnarSegment]]:
        """Return the filters with their segments."""
        return list(zip(self.filters, self.segments, strict=True))

    def reader(self) -> IndexReader:
        """Return Whoosh's reader over the segments: its own searcher, queries and matchers work on it."""
        readers = [SegmentReader(self.storage, SCHEMA, segment, self.manifest.number) for segment in self.segments]
        return readers[0] if len(readers) == 1 else MultiReader(readers, self.manifest.number)

    def names(self, facet: str) -> ValueNames:
        """Return the values of a facet over all segments."""
        known = self._names.get(facet)
        if known is None:
            with self._lock:
                known = self._names.setdefault(facet, ValueNames([s.values[facet] for s in self.segments]))
        return known

    def stories(self) -> Stories:
        """Return the stories of all segments."""
        if self._stories is None:
            if self.manifest.stories is None:
                raise IndexDamaged(f"the manifest of {self.storage.path} names no stories; {REPAIR}")
            self._stories = Stories(self.storage, self.manifest.stories)
        return self._stories

    def documents(self) -> int:
        """Return how many articles are live."""
        return sum(segment.count for segment in self.segments)

    def files(self) -> Mapping[str, int]:
        """Return the sizes of the files."""
        return {name: record.size for name, record in self.manifest.files.items()}
