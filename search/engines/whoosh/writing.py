"""Writes: a new generation out of the current one: new segments, deletions, and merges by a Whoosh merge policy."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from whoosh.reading import SegmentReader

from index.analysis.analyser import ANALYSER_VERSION
from index.article import Article
from index.entry import Entry
from search.engines.base import WriteReport
from search.engines.whoosh.building import Builder, Understand, files_of
from search.engines.whoosh.codec import ColumnarSegment
from search.engines.whoosh.fields import SCHEMA
from search.engines.whoosh.folding import write_stories
from search.engines.whoosh.generations import SCHEMA_VERSION, Generations, Manifest, SegmentRecord, name_of
from search.engines.whoosh.merging import merge
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.storage import FileRecord

GROWTH = 8
"""A segment is merged with those after it once they hold more than an eighth of its articles: sizes then fall at least
eightfold from one to the next, a million articles with updates of a thousand stay in five segments or fewer."""

DEAD = 0.4
"""Share of deleted documents above which a segment is written anew."""

RECORDING = 2
"""Files that are hashed and brought to disk at a time; both are done outside of the interpreter."""

MergePolicy = Callable[["Update", list[ColumnarSegment]], list[ColumnarSegment]]
"""As Whoosh has them (whoosh.writing): handed a writer and its segments, it gives a reader of each segment to be merged
to the writer's `add_reader` and returns the other segments."""


class Update:
    """One write under way, in the building directory, the lock held; what Whoosh's merge policies ask of a writer."""

    schema = SCHEMA

    def __init__(self, generations: Generations, current: Snapshot | None, fresh: bool) -> None:
        kept = None if fresh else current
        self._generations = generations
        self.storage = generations.building
        self._current = current
        self._numbered = 0 if current is None else current.manifest.numbered
        self.segments = [] if kept is None else [segment.with_live(segment.live) for segment in kept.segments]
        self._old = set() if kept is None else {segment.name for segment in kept.segments}
        self._known: Mapping[str, FileRecord] = {} if kept is None else kept.manifest.files
        self._merging: list[ColumnarSegment] = []
        self.plan = self.segments[0].plan if self.segments else None

    def next_name(self) -> str:
        """Return the name of another segment."""
        self._numbered += 1
        return f"segment-{self._numbered:06}"

    def add(self, name: str) -> tuple[int, int]:
        """Take in a segment that was built; return how many articles are new and how many replace one."""
        segment = ColumnarSegment(self.storage, name)
        replaced = self.delete(segment.ids.all())
        self.segments.append(segment)
        return segment.size - replaced, replaced

    def delete(self, ids: Sequence[bytes]) -> int:
        """Mark articles deleted; return how many were there."""
        gone = 0
        for segment in self.segments:
            documents = {document for id in ids if (document := segment.document_of(id)) >= 0}
            segment.delete_documents(sorted(documents))
            gone += len(documents)
        return gone

    def add_reader(self, reader: SegmentReader) -> None:
        """Take in the live documents of a reader's segment: those taken in together become one segment."""
        self._merging.append(reader.segment())

    def commit(self, mergetype: MergePolicy | None = None) -> str:
        """Merge what the policy (without one: `merge_similar`) gives, make the new generation current, return its name.
        """
        self.segments = [segment for segment in self.segments if segment.count]
        self._merge(mergetype or merge_similar)
        number = self._generations.highest() + 1
        records = [self._record(segment, number) for segment in self.segments]
        stories = f"stories.{name_of(number)}.arrays"
        write_stories(self.storage, stories, self.segments)
        wanted = {stories, *(name for record in records for name in _files_of(record))}
        for name in self.storage.list():
            if name not in wanted:
                self.storage.delete_file(name)
        files = sorted(wanted)
        with ThreadPoolExecutor(RECORDING) as threads:
            recorded = dict(zip(files, threads.map(self._file, files), strict=True))
        manifest = Manifest(
            number=number,
            schema=SCHEMA_VERSION,
            analyser=ANALYSER_VERSION,
            documents=sum(record.live for record in records),
            numbered=self._numbered,
            segments=records,
            files=recorded,
            parent=None if self._current is None else self._current.manifest.number,
            stories=stories,
        )
        self._generations.commit(manifest)
        return name_of(number)

    def _merge(self, policy: MergePolicy) -> None:
        """Merge what the policy gives into one segment, which stands where its first part stood."""
        kept = policy(self, self.segments)
        if self._merging:
            first = self.segments.index(self._merging[0])
            place = sum(1 for segment in self.segments[:first] if segment in kept)
            kept = [*kept[:place], self._merged(self._merging), *kept[place:]]
        self.segments = kept

    def _merged(self, segments: list[ColumnarSegment]) -> ColumnarSegment:
        name = self.next_name()
        merge(segments, self.storage, name)
        return ColumnarSegment(self.storage, name)

    def _record(self, segment: ColumnarSegment, number: int) -> SegmentRecord:
        """Return the segment's record, its files in the building directory."""
        if segment.name in self._old and self._current is not None:
            for file in files_of(segment.name):
                self.storage.share(file, self._current.storage)
        if segment.live is None:
            return SegmentRecord(segment.name, segment.size, segment.count)
        before = self._unchanged(segment)
        if before is not None and self._current is not None:
            self.storage.share(before, self._current.storage)
            return SegmentRecord(segment.name, segment.size, segment.count, before)
        deletions = f"{segment.name}.{name_of(number)}.live"
        self.storage.write(deletions, np.packbits(segment.live).tobytes())
        return SegmentRecord(segment.name, segment.size, segment.count, deletions)

    def _unchanged(self, segment: ColumnarSegment) -> str | None:
        """Return the file of deletions that still holds, if one does."""
        if self._current is None:
            return None
        for record, old in zip(self._current.manifest.segments, self._current.segments, strict=True):
            if old.file is segment.file and old.live is segment.live:
                return record.deletions
        return None

    def _file(self, name: str) -> FileRecord:
        return self._known[name] if name in self._known else self.storage.record(name)


def _files_of(record: SegmentRecord) -> list[str]:
    names = files_of(record.name)
    return [*names] if record.deletions is None else [*names, record.deletions]


def merge_similar(update: Update, segments: list[ColumnarSegment]) -> list[ColumnarSegment]:
    """Merge the last segments as GROWTH says, else the first of which more than DEAD is deleted (a merge policy)."""
    start = first_to_merge([segment.count for segment in segments])
    merging = segments[start:] if start < len(segments) - 1 else []
    if not merging:
        merging = [segment for segment in segments if segment.count < (1 - DEAD) * segment.size][:1]
    for segment in merging:
        update.add_reader(SegmentReader(update.storage, update.schema, segment))
    return [segment for segment in segments if segment not in merging]


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
    builder = Builder(update.storage, update.plan)
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
    builder = Builder(update.storage, update.plan)
    name = update.next_name()
    count = builder.build(name, batches, understand, workers, progress)
    added, replaced = update.add(name) if count else (0, 0)
    return WriteReport(added, replaced, "")
