"""Writes: a new generation out of the current one, new segments, deletions and merges."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from index.analysis.analyser import ANALYSER_VERSION
from index.article import Article
from index.entry import Entry
from search.engines.base import WriteReport
from search.engines.whoosh.building import Builder, Understand, opened, paths
from search.engines.whoosh.generations import (
    SCHEMA_VERSION,
    FileRecord,
    Generations,
    Manifest,
    SegmentRecord,
    name_of,
    record_of,
    write_whole,
)
from search.engines.whoosh.merging import merge
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.snapshot import Snapshot

GROWTH = 8
"""A segment is merged with those after it once they hold more than an eighth of its articles: sizes then fall at least
eightfold from one to the next, a million articles with updates of a thousand stay in five segments or fewer."""

DEAD = 0.4
"""Share of deleted documents above which a segment is written anew."""


class Update:
    """One write under way, in the building directory, the lock held."""

    def __init__(self, generations: Generations, current: Snapshot | None, fresh: bool) -> None:
        self._generations = generations
        self.folder = generations.building
        self._current = current
        self._numbered = 0 if current is None else current.manifest.numbered
        self._segments: list[Segment] = [] if current is None or fresh else list(current.segments)
        self._old = set() if current is None or fresh else {segment.name for segment in current.segments}
        self._known: Mapping[str, FileRecord] = {} if current is None or fresh else current.manifest.files
        self.plan = self._segments[0].plan if self._segments else None

    def next_name(self) -> str:
        """Return the name of another segment."""
        self._numbered += 1
        return f"segment-{self._numbered:06}"

    def add(self, name: str) -> tuple[int, int]:
        """Take in a segment that was built; return how many articles are new and how many replace one."""
        segment = opened(self.folder, name)
        replaced = self.delete(segment.ids.all())
        self._segments.append(segment)
        return segment.size - replaced, replaced

    def delete(self, ids: Sequence[bytes]) -> int:
        """Mark articles deleted; return how many were there."""
        gone = 0
        for place, segment in enumerate(self._segments):
            documents = [document for id in ids if (document := segment.document_of(id)) >= 0]
            if documents:
                live = np.ones(segment.size, dtype=bool) if segment.live is None else segment.live.copy()
                live[documents] = False
                self._segments[place] = segment.with_live(live)
                gone += len(set(documents))
        return gone

    def commit(self) -> str:
        """Merge what has to be merged and make the new generation current; return its name."""
        self._segments = [segment for segment in self._segments if segment.count]
        self._merge()
        number = self._generations.highest() + 1
        records = [self._record(segment, number) for segment in self._segments]
        wanted = {name for record in records for name in _files_of(record)}
        for path in sorted(self.folder.iterdir()):
            if path.name not in wanted:
                path.unlink()
        manifest = Manifest(
            number=number,
            schema=SCHEMA_VERSION,
            analyser=ANALYSER_VERSION,
            documents=sum(record.live for record in records),
            numbered=self._numbered,
            segments=records,
            files={name: self._file(name) for name in sorted(wanted)},
            parent=None if self._current is None else self._current.manifest.number,
        )
        self._generations.commit(manifest)
        return name_of(number)

    def _merge(self) -> None:
        """Merge the last segments as GROWTH says, and write anew those with too many deleted documents."""
        start = first_to_merge([segment.count for segment in self._segments])
        if start < len(self._segments) - 1:
            self._segments[start:] = [self._merged(self._segments[start:])]
        for place, segment in enumerate(self._segments):
            if segment.count < (1 - DEAD) * segment.size:
                self._segments[place] = self._merged([segment])

    def _merged(self, segments: list[Segment]) -> Segment:
        name = self.next_name()
        merge(segments, *paths(self.folder, name))
        return opened(self.folder, name)

    def _record(self, segment: Segment, number: int) -> SegmentRecord:
        """Return the segment's record, its files in the building directory."""
        if segment.name in self._old and self._current is not None:
            for path in paths(self._current.folder, segment.name):
                self._share(path)
        if segment.live is None:
            return SegmentRecord(segment.name, segment.size, segment.count)
        before = self._unchanged(segment)
        if before is not None and self._current is not None:
            self._share(self._current.folder / before)
            return SegmentRecord(segment.name, segment.size, segment.count, before)
        deletions = f"{segment.name}.{name_of(number)}.live"
        write_whole(self.folder / deletions, np.packbits(segment.live).tobytes())
        return SegmentRecord(segment.name, segment.size, segment.count, deletions)

    def _share(self, path: Path) -> None:
        """Take over a file of the current generation: a second name for it, or a copy where there are no such names."""
        try:
            os.link(path, self.folder / path.name)
        except OSError:
            write_whole(self.folder / path.name, path.read_bytes())

    def _unchanged(self, segment: Segment) -> str | None:
        """Return the file of deletions that still holds, if one does."""
        if self._current is None:
            return None
        for record, old in zip(self._current.manifest.segments, self._current.segments, strict=True):
            if old is segment:
                return record.deletions
        return None

    def _file(self, name: str) -> FileRecord:
        return self._known[name] if name in self._known else record_of(self.folder / name)


def _files_of(record: SegmentRecord) -> list[str]:
    names = [path.name for path in paths(Path(), record.name)]
    return names if record.deletions is None else [*names, record.deletions]


def first_to_merge(counts: Sequence[int]) -> int:
    """Return the place from which on segments are merged; with the last place nothing is."""
    start = len(counts) - 1
    tail = counts[-1] if counts else 0
    while start > 0 and counts[start - 1] < GROWTH * tail:
        start -= 1
        tail += counts[start]
    return start


def write_entries(update: Update, entries: Iterable[Entry]) -> WriteReport:
    """Add entries to an update; the generation in the report is not known yet."""
    builder = Builder(update.folder, update.plan)
    name = update.next_name()
    count = builder.build_entries(name, entries)
    added, replaced = update.add(name) if count else (0, 0)
    return WriteReport(added, replaced, "")


def absorb_batches(
    update: Update,
    batches: Iterable[Sequence[Article]],
    understand: Understand,
    workers: int,
    progress: Callable[[int], None] | None,
) -> WriteReport:
    """Add what is understood of the batches to an update; the generation in the report is not known yet."""
    builder = Builder(update.folder, update.plan)
    name = update.next_name()
    count = builder.build(name, batches, understand, workers, progress)
    added, replaced = update.add(name) if count else (0, 0)
    return WriteReport(added, replaced, "")
