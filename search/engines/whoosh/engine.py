"""WhooshEngine: the embedded engine, an index in a directory, searched in this process."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from index.analysis.analyser import ANALYSER_VERSION
from index.article import Article
from index.entry import TEXT_FIELDS, Entry
from search.engines.base import Drift, EngineError, IndexMissing, Stats, WriteReport
from search.engines.whoosh.answering import Answer, copies_of, frequent_terms
from search.engines.whoosh.examination import examine
from search.engines.whoosh.fields import VALUE_FACETS
from search.engines.whoosh.generations import Generations, unreadable
from search.engines.whoosh.lexicon import encoded
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.statistics import live_terms
from search.engines.whoosh.vocabulary import near_places
from search.engines.whoosh.writing import Update, absorb_batches, write_entries
from search.query import Clause, Query
from search.results import FacetCounts, Results, Stored

OPENINGS = 5
"""How often the pointer is read again when the generation it named was removed before it could be opened."""


class WhooshEngine:
    """An Engine over the index in a directory; any number of processes may read while one writes."""

    def __init__(self, directory: Path) -> None:
        self._generations = Generations(directory)
        self._opening = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._stamp: tuple[int, int, int] | None = None

    def snapshot(self) -> Snapshot:
        """Return the current generation, opened; one `stat` tells whether it still is the current one."""
        stamp = self._generations.stamp()
        snapshot = self._snapshot
        if snapshot is not None and stamp is not None and stamp == self._stamp:
            return snapshot
        with self._opening:
            if self._snapshot is None or stamp is None or stamp != self._stamp:
                self._snapshot, self._stamp = self._open()
            return self._snapshot

    def _open(self) -> tuple[Snapshot, tuple[int, int, int]]:
        for attempt in range(OPENINGS):
            pointer = self._generations.pointer()
            try:
                manifest = self._generations.manifest(pointer.number, pointer.sha256)
                self._generations.check_sizes(manifest)
                return Snapshot(self._generations.storage(pointer.number), manifest, self._snapshot), pointer.stamp
            except (OSError, EngineError) as error:
                if attempt + 1 == OPENINGS or self._generations.stamp() == pointer.stamp:
                    if isinstance(error, OSError):
                        raise unreadable(error) from error
                    raise
        raise AssertionError("not reached")

    def write(self, entries: Iterable[Entry]) -> None:
        """Add or replace entries as one new generation."""
        self._update(lambda update: write_entries(update, entries), fresh=False)

    def absorb(
        self,
        batches: Iterable[Sequence[Article]],
        understand: Callable[[Sequence[Article]], list[Entry]],
        *,
        workers: int = 1,
        fresh: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> WriteReport:
        """Add or replace what `understand` makes of the batches, in worker processes, as one new generation."""
        return self._update(lambda update: absorb_batches(update, batches, understand, workers, progress), fresh)

    def _update(self, work: Callable[[Update], WriteReport], fresh: bool) -> WriteReport:
        with self._generations.writing():
            try:
                current = self._writable(fresh)
                update = Update(self._generations, current, fresh)
                report = work(update)
                return replace(report, generation=update.commit())
            except BrokenProcessPool as error:
                raise EngineError("a worker process died (out of memory?); nothing was changed") from error

    def _writable(self, fresh: bool) -> Snapshot | None:
        """Return the snapshot to write upon: none if there is no index, or if it is to be replaced and unreadable."""
        try:
            return self.snapshot()
        except IndexMissing:
            return None
        except EngineError:
            if fresh:
                return None
            raise

    def delete(self, ids: Iterable[str]) -> int:
        """Remove articles as one new generation; return how many were there."""
        with self._generations.writing():
            update = Update(self._generations, self.snapshot(), False)
            gone = update.delete([encoded(id) for id in set(ids)])
            if gone:
                update.commit()
        return gone

    def search(self, clause: Clause, query: Query, facets: Mapping[str, int]) -> Results:
        """Answer the clause; see Engine."""
        return Answer(self.snapshot(), clause, query).results(facets)

    def facet(
        self, clause: Clause, query: Query, name: str, containing: str, limit: int, order: Literal["count", "name"]
    ) -> FacetCounts:
        """Count one facet's values whose label fits `containing`."""
        return Answer(self.snapshot(), clause, query).counts(name, limit, containing, order)

    def article(self, id: str) -> Stored | None:
        """Return one article, or None."""
        for segment in self.snapshot().segments:
            document = segment.document_of(encoded(id))
            if document >= 0:
                return segment.shelves[document]
        return None

    def copies(self, id: str, limit: int) -> tuple[int, list[Stored]]:
        """Return how many other articles are of an article's story, and the first of them, the oldest first."""
        snapshot = self.snapshot()
        for number, segment in enumerate(snapshot.segments):
            document = segment.document_of(encoded(id))
            if document >= 0:
                return copies_of(snapshot, number, document, limit)
        return 0, []

    def export(self, clause: Clause, query: Query) -> Iterator[Stored]:
        """Yield every match in the query's order, from one generation."""
        return Answer(self.snapshot(), clause, query).every()

    def frequencies(self, field: str, terms: Sequence[str]) -> list[int]:
        """Return how many live documents hold each term."""
        statistics = self.snapshot().statistics
        return [statistics.frequency(field, term) for term in terms]

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms that begin with `prefix` and their live document counts, most frequent first."""
        snapshot = self.snapshot()
        places = [
            np.arange(*segment.text[field].terms.beginning(encoded(prefix))) if field in segment.text
            else np.empty(0, dtype=np.intp)
            for segment in snapshot.segments
        ]
        return frequent_terms(snapshot, field, places, limit)

    def near(self, field: str, text: str, distance: int, limit: int) -> list[tuple[str, int]]:
        """Return the terms that Fuzzy(field, text, distance) matches, most frequent first."""
        snapshot = self.snapshot()
        places = [
            near_places(segment.text[field].terms, text, distance) if field in segment.text
            else np.empty(0, dtype=np.int64)
            for segment in snapshot.segments
        ]
        return frequent_terms(snapshot, field, places, limit)

    def generation(self) -> str:
        """Return the name of the current generation."""
        return self.snapshot().name

    def identity(self) -> str:
        """Return the name of the current generation with a digest of its files."""
        return self.snapshot().identity

    def stats(self) -> Stats:
        """Return counts of the current generation."""
        snapshot = self.snapshot()
        segments = snapshot.segments
        values = {facet: snapshot.names(facet).live(segments, facet) for facet in VALUE_FACETS}
        months = [s.months if s.live is None else s.months[s.live] for s in segments]
        held = np.unique(np.concatenate(months)) if months else np.empty(0)
        return Stats(
            documents=snapshot.documents(),
            statements=sum(int((s.said if s.live is None else s.said[s.live]).sum()) for s in segments),
            terms={field: live_terms(segments, field) for field in TEXT_FIELDS},
            facet_values={**values, "date": int(np.count_nonzero(held))},
            bytes=sum(snapshot.files().values()),
            generation=snapshot.name,
            segments=len(segments),
            analyser_version=ANALYSER_VERSION,
            since=None if self._stamp is None else self._stamp[1] / 1e9,
        )

    def doctor(self, sample: int = 200) -> list[Drift]:
        """Check every file against its hash, then recount a sample by brute force."""
        return examine(self._generations, sample)

    def rollback(self) -> str:
        """Make the generation before this one current again and return its name."""
        with self._generations.writing():
            return self._generations.turn_back()

    def close(self) -> None:
        """Let go of the files."""
        self._snapshot = self._stamp = None
