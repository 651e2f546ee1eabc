"""One generation opened for reading: segments, statistics, filters and facet names, all from one moment."""

import threading
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from search.engines.base import IndexDamaged
from search.engines.whoosh.arrays import REPAIR, Array
from search.engines.whoosh.counting import ValueNames
from search.engines.whoosh.filters import Filters
from search.engines.whoosh.generations import Manifest, SegmentRecord, name_of
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.statistics import Statistics


def open_segment(folder: Path, record: SegmentRecord) -> Segment:
    """Open a segment with its deletions."""
    segment = Segment(record.name, folder / f"{record.name}.arrays", folder / f"{record.name}.articles", None)
    if record.deletions is not None:
        segment = segment.with_live(read_live(folder / record.deletions, segment.size))
    if segment.size != record.size or segment.count != record.live:
        raise IndexDamaged(f"{folder / record.name} does not hold what the manifest says; {REPAIR}")
    return segment


def read_live(path: Path, size: int) -> Array:
    """Return which documents are live (bool)."""
    return np.unpackbits(np.frombuffer(path.read_bytes(), dtype=np.uint8), count=size).astype(bool)


class Snapshot:
    """A generation; nothing in it changes but what it has worked out already."""

    def __init__(self, folder: Path, manifest: Manifest, before: "Snapshot | None" = None) -> None:
        self.folder = folder
        self.manifest = manifest
        self.name = name_of(manifest.number)
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
        self._lock = threading.Lock()

    def _opened(self, record: SegmentRecord, before: "Snapshot | None") -> Segment:
        """Return the segment, that of the snapshot before if it is the same."""
        if before is not None and before._hashes.get(record.name) == self._hashes[record.name]:
            for segment, old in zip(before.segments, before.manifest.segments, strict=True):
                if old == record:
                    return segment
                if old.name == record.name:
                    live = None
                    if record.deletions is not None:
                        live = read_live(self.folder / record.deletions, segment.size)
                    return segment.with_live(live)
        return open_segment(self.folder, record)

    def kept(self) -> list[tuple[Filters, Segment]]:
        """Return the filters with their segments."""
        return list(zip(self.filters, self.segments, strict=True))

    def names(self, facet: str) -> ValueNames:
        """Return the values of a facet over all segments."""
        known = self._names.get(facet)
        if known is None:
            with self._lock:
                known = self._names.setdefault(facet, ValueNames([s.values[facet] for s in self.segments]))
        return known

    def documents(self) -> int:
        """Return how many articles are live."""
        return sum(segment.count for segment in self.segments)

    def files(self) -> Mapping[str, int]:
        """Return the sizes of the files."""
        return {name: record.size for name, record in self.manifest.files.items()}
