"""Entries -> segments of a new generation: in worker processes, merged in the order they came, few in the end."""

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import wait
from typing import Any, ParamSpec, TypeVar

import numpy as np
from whoosh.writing import IndexWriter

from index.analysis.columns import Batch
from index.article import Article
from index.entry import Entry
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.codec import ColumnarCodec, ColumnarSegment
from search.engines.whoosh.fields import SCHEMA, FinishedTerms, fields_of
from search.engines.whoosh.heap import keep_heap
from search.engines.whoosh.inversion import ARRAYS, ARTICLES, Plan
from search.engines.whoosh.merging import merge, merge_articles, merge_largest, merge_others
from search.engines.whoosh.pairs import common_words
from search.engines.whoosh.storage import GenerationStorage
from search.engines.whoosh.stored import TRAINING, train
from search.engines.whoosh.tasks import Task, Tasks

P = ParamSpec("P")
T = TypeVar("T")

Understand = Callable[[Sequence[Article]], list[Entry]]

RUN_ENTRIES = 2000
"""Entries written as one run when they come understood already."""

BEGINNING = 200
"""Articles by which the common words of a new index are settled."""

COLLECTED = 20_000
"""Objects more than before, after which a worker's collector of circles looks for some; entries hold none."""

GROUP = 512
"""Runs merged at a time while more come in, so that the last merge has few inputs. Up to two million articles or
so there is but one merge: each before it reads and writes all that it has once more."""


class RunWriter(IndexWriter):  # type: ignore[misc]
    """Writes one segment through the codec, as Whoosh's SegmentWriter does, but a document's terms at once."""

    def __init__(self, storage: GenerationStorage, name: str, plan: Plan) -> None:
        codec = ColumnarCodec(plan)
        self._segment = segment = codec.new_segment(storage, name)
        self.schema = SCHEMA
        self._documents = codec.per_document_writer(storage, segment)
        self._postings = codec.field_writer(storage, segment)
        self._docnum = 0

    def add_document(self, **values: Any) -> None:
        """Add a document, its values by the names of the schema's fields; ids must differ."""
        self._documents.start_doc(self._docnum)
        for name, value in values.items():
            field = self.schema[name]
            length = self._postings.add_terms(name, value) if isinstance(field, FinishedTerms) else 0
            self._documents.add_field(name, field, value if field.stored else None, length)
            if field.column_type is not None:
                self._documents.add_column_value(name, field.column_type, value)
        self._documents.finish_doc()
        self._docnum += 1

    def add_entries(self, entries: Sequence[Entry]) -> None:
        """Add entries: a batch at once, others one at a time; ids must differ."""
        if isinstance(entries, Batch):
            self._segment.columns.extend(entries)
            self._docnum += len(entries)
        else:
            for entry in entries:
                self.add_document(**fields_of(entry))

    def commit(self) -> None:
        """Write the segment."""
        self._documents.close()
        self._postings.close()


def write_run(entries: Sequence[Entry], plan: Plan, storage: GenerationStorage, name: str) -> None:
    """Write entries as a segment; of one id the last entry counts, standing where it stands."""
    last = {entry.article.id: place for place, entry in enumerate(entries)}
    with RunWriter(storage, name, plan) as writer:
        for place, entry in enumerate(entries):
            if last[entry.article.id] == place:
                writer.add_document(**fields_of(entry))


def understand_run(
    understand: Understand, task: Task, plan: Plan, storage: GenerationStorage, name: str
) -> int:
    """Understand the batches of a task and write them as one run; the work of a process."""
    last = {article.id: (number, place) for number, batch in enumerate(task) for place, article in enumerate(batch)}
    with RunWriter(storage, name, plan) as writer:
        for number, batch in enumerate(task):
            kept = [article for place, article in enumerate(batch) if last[article.id] == (number, place)]
            writer.add_entries(understand(kept))
    return sum(map(len, task))


def files_of(name: str) -> tuple[str, str]:
    """Return the names of a segment's two files."""
    return name + ARRAYS, name + ARTICLES


class Builder:
    """Builds one segment out of many batches in a directory."""

    def __init__(self, storage: GenerationStorage, plan: Plan | None) -> None:
        self._storage = storage
        self._plan = plan
        self._runs: list[str] = []
        self._groups: list[str] = []
        self._merging: list[Future[None]] = []
        self._number = 0

    def _next(self) -> str:
        self._number += 1
        return f"run-{self._number:06}"

    def build(
        self,
        name: str,
        batches: Iterable[Sequence[Article]],
        understand: Understand,
        workers: int,
        progress: Callable[[int], None] | None,
    ) -> int:
        """Understand the batches, write segment `name` and return its documents (0: none was written)."""
        keep_heap()
        tasks = Tasks(batches)
        with processes(workers) as pool:
            for done in self._understood(tasks, understand, pool, workers):
                if progress is not None:
                    progress(done)
            return self._finish(name, pool)

    def build_entries(self, name: str, entries: Iterable[Entry]) -> int:
        """Write entries as segment `name` and return its documents (0: none was written)."""
        entries = iter(entries)
        while held := list(islice(entries, RUN_ENTRIES)):
            if self._plan is None:
                self._plan = Plan(train([entry.article for entry in held]), common_words(held[:BEGINNING]))
            run = self._next()
            write_run(held, self._plan, self._storage, run)
            self._stands(run, HERE)
        return self._finish(name, HERE)

    def _understood(self, tasks: Tasks, understand: Understand, pool: Executor, workers: int) -> Iterator[int]:
        """Yield how many articles each task had, in order, as its run comes to stand in `_runs`."""
        articles = tasks.held()
        if self._plan is None and articles:
            # In this process: those that are forked behind it share what it loads and learns.
            self._plan = Plan(train(articles[:TRAINING]), common_words(understand(articles[:BEGINNING])))
        del articles
        waiting: deque[tuple[str, Future[int]]] = deque()
        while self._plan is not None and (task := tasks.take()):
            run = self._next()
            waiting.append((run, pool.submit(understand_run, understand, task, self._plan, self._storage, run)))
            while len(waiting) > workers + 1:
                yield self._arrived(*waiting.popleft(), pool)
        while waiting:
            yield self._arrived(*waiting.popleft(), pool)

    def _arrived(self, run: str, future: "Future[int]", pool: Executor) -> int:
        done = future.result()
        self._stands(run, pool)
        return done

    def _stands(self, run: str, pool: Executor) -> None:
        """Take in a run that is written, and have those that stand there merged into a group once they are many."""
        self._runs.append(run)
        if len(self._runs) >= GROUP:
            group = self._next()
            self._merging.append(pool.submit(merge_runs, self._storage, self._runs, group))
            self._groups.append(group)
            self._runs = []

    def _finish(self, name: str, pool: Executor) -> int:
        """Merge groups and runs into the segment, of one id the last article alone."""
        for merging in self._merging:
            merging.result()
        parts = self._groups + self._runs
        segments = last_of_each([ColumnarSegment(self._storage, part) for part in parts])
        count = sum(segment.count for segment in segments)
        if len(segments) == 1 and segments[0].live is None:
            for old, new in zip(files_of(parts[0]), files_of(name), strict=True):
                self._storage.rename_file(old, new)
            return count
        if count:
            live = [segment.live for segment in segments]
            articles = pool.submit(merge_stored, self._storage, parts, live, name)
            others = pool.submit(merge_apart, self._storage, parts, live, name)
            merge_largest(segments, self._storage, name, others)
            articles.result()
        remove(self._storage, parts)
        return count


def merge_runs(storage: GenerationStorage, runs: Sequence[str], name: str) -> None:
    """Merge runs into one segment and remove them; the work of a process."""
    merge([ColumnarSegment(storage, run) for run in runs], storage, name)
    remove(storage, runs)


def merge_stored(
    storage: GenerationStorage, parts: Sequence[str], live: Sequence[Array | None], name: str
) -> None:
    """Merge the articles of the parts and bring them to disk while the rest is merged; the work of a process."""
    merge_articles(opened(storage, parts, live), storage, name)
    storage.settle(name + ARTICLES)


def merge_apart(storage: GenerationStorage, parts: Sequence[str], live: Sequence[Array | None], name: str) -> None:
    """Merge all arrays of the parts but the largest; the work of a process."""
    merge_others(opened(storage, parts, live), storage, name)


def opened(
    storage: GenerationStorage, parts: Sequence[str], live: Sequence[Array | None]
) -> list[ColumnarSegment]:
    """Return the parts as segments, each with what is live of it."""
    return [ColumnarSegment(storage, part, own) for part, own in zip(parts, live, strict=True)]


def remove(storage: GenerationStorage, names: Iterable[str]) -> None:
    """Remove the files of segments."""
    for name in names:
        for file in files_of(name):
            storage.delete_file(file)


def last_of_each(segments: list[ColumnarSegment]) -> list[ColumnarSegment]:
    """Return the segments with every article marked deleted whose id comes again later."""
    ids = [segment.ids.all() for segment in segments]
    if len(set().union(*ids)) == sum(segment.size for segment in segments):
        return segments
    last: dict[bytes, tuple[int, int]] = {}
    ranks = [segment.ranks.tolist() for segment in segments]
    for number in range(len(segments)):
        own = ids[number]
        for document, rank in enumerate(ranks[number]):
            last[own[rank]] = (number, document)
    live = [np.zeros(segment.size, dtype=bool) for segment in segments]
    for number, document in last.values():
        live[number][document] = True
    return [segment.with_live(None if own.all() else own) for segment, own in zip(segments, live, strict=True)]


class Here(Executor):
    """Does what it is given in this process, at once."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Return the future of what is done already; an error is raised here."""
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


HERE = Here()


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """Give worker processes: forked, which shares the analyser's tables, unless other threads make forking unsafe.

    One worker is this process.
    """
    if workers <= 1:
        yield HERE
        return
    method = "fork" if threading.active_count() == 1 else "forkserver"
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(method), initializer=begin_worker)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def begin_worker() -> None:
    """See to it that this process ends when its parent dies: forked, it holds the write lock too."""
    keep_heap()
    gc.freeze()  # what the parent loaded is no garbage, and need not be looked through
    gc.set_threshold(COLLECTED)
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch(sentinel: int) -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()
