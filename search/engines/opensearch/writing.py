"""Writing a generation: articles understood in parallel, streamed to the cluster, resumable after a kill."""

import fcntl
import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from index.article import Article
from index.entry import Entry
from search.engines.base import EngineError
from search.engines.opensearch.cluster import Cluster
from search.engines.opensearch.generations import Draft, Generations
from search.engines.opensearch.mapping import document_of, key_of

Understand = Callable[[Sequence[Article]], list[Entry]]

BULK: Final = 250
"""Articles in a bulk request: some 3 MB, under the 10 MB from which requests bring nothing more."""

VERSIONS: Final = 10**12
"""Articles a generation may be given; versions of different generations do not overlap."""

PART: Final = 10**9
"""Articles a part of a generation may be given, of 999 parts at most; of one id the last of the last part wins."""

_encode = msgspec.json.Encoder().encode


def payload_of(entries: Iterable[Entry], draft: int, first: int) -> bytes:
    """Return the bulk request that writes the entries, numbered from `first` on.

    The number is the document's version: of one id the last wins, in whatever order requests arrive or are repeated.
    """
    lines: list[bytes] = []
    for n, entry in enumerate(entries):
        version = draft * VERSIONS + first + n
        action = {"_id": key_of(entry.article.id), "version": version, "version_type": "external_gte"}
        lines += [_encode({"index": action}), b"\n", _encode(document_of(entry, draft)), b"\n"]
    return b"".join(lines)


def understood(understand: Understand, batch: Sequence[Article], draft: int, first: int) -> bytes:
    """Return the bulk request for a batch of articles; what a worker process does."""
    return payload_of(understand(batch), draft, first)


def fingerprint_of(batch: Sequence[Article]) -> str:
    """Return what tells a batch from any other."""
    return hashlib.blake2b(msgspec.msgpack.encode(batch), digest_size=12).hexdigest()


class State:
    """The state file: which generation is under way and which batches the cluster has acknowledged.

    A line is added after each acknowledgement and forced to disk; a batch whose line was lost is written again, which
    changes nothing. The file is locked, so that two runs cannot write one generation.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file: IO[str] = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.file.close()
            raise EngineError(f"another run is writing ({path} is locked); wait for it or stop it") from None

    def read(self) -> tuple[dict[str, Any], dict[int, str]]:
        """Return the head and batch number -> fingerprint; a last line cut short by a kill is taken away."""
        raw = self.path.read_bytes()
        whole = raw[: raw.rfind(b"\n") + 1]
        if len(whole) < len(raw):
            os.truncate(self.path, len(whole))
        records = [json.loads(line) for line in whole.splitlines()]
        if not records:
            return {}, {}
        return records[0], {record["batch"]: record["fingerprint"] for record in records[1:]}

    def start(self, draft: Draft, fresh: bool) -> None:
        """Begin the file of a new generation."""
        self.file.seek(0)
        self.file.truncate()
        self._add({"generation": draft.name, "before": draft.before, "fresh": fresh})

    def done(self, batch: int, fingerprint: str) -> None:
        """Note that a batch is acknowledged."""
        self._add({"batch": batch, "fingerprint": fingerprint})

    def _add(self, record: dict[str, object]) -> None:
        self.file.write(json.dumps(record) + "\n")
        self.file.flush()
        os.fsync(self.file.fileno())

    def remove(self) -> None:
        """Remove the file: the generation is published, or given up."""
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the lock."""
        self.file.close()


class Writer:
    """Writes one draft after another."""

    def __init__(self, cluster: Cluster, generations: Generations) -> None:
        self.cluster = cluster
        self.generations = generations

    def entries(self, draft: Draft, entries: Iterable[Entry]) -> None:
        """Write entries to the draft."""
        entries = iter(entries)
        first = 0
        while some := list(islice(entries, BULK)):
            self.cluster.write(draft.alias, payload_of(some, draft.number, first))
            first += len(some)

    def delete(self, draft: Draft, ids: Sequence[str]) -> None:
        """Delete articles from the draft."""
        for n in range(0, len(ids), 1_000):
            lines = [_encode({"delete": {"_id": key_of(id)}}) + b"\n" for id in ids[n : n + 1_000]]
            self.cluster.write(draft.alias, b"".join(lines))

    def articles(
        self,
        draft: Draft,
        batches: Iterable[Sequence[Article]],
        understand: Understand,
        workers: int,
        state: State | None,
        done: dict[int, str],
        progress: Callable[[int], None],
    ) -> None:
        """Understand the batches and write them; those in `done` are there already."""

        def left() -> Iterator[tuple[int, int, Sequence[Article]]]:
            first = 0 if draft.part is None else draft.part.number * PART
            for number, batch in enumerate(batches):
                if number not in done:
                    yield number, first, batch
                elif done[number] == fingerprint_of(batch):
                    progress(len(batch))
                else:
                    raise InputChanged(
                        f"batch {number} is not what it was when this run was interrupted; run it again to start over"
                    )
                first += len(batch)

        for number, batch, payload in requests(left(), understand, draft.number, workers):
            self.cluster.write(draft.alias, payload)
            if state is not None:
                state.done(number, fingerprint_of(batch))
            progress(len(batch))


class InputChanged(EngineError):
    """The input is not that of the run that was interrupted."""


def requests(
    left: Iterable[tuple[int, int, Sequence[Article]]], understand: Understand, draft: int, workers: int
) -> Iterator[tuple[int, Sequence[Article], bytes]]:
    """Yield (number, batch, bulk request) in order, understood by `workers` processes ahead of the one yielded."""
    if workers <= 1:
        for number, first, batch in left:
            yield number, batch, understood(understand, batch, draft, first)
        return
    waiting: deque[tuple[int, Sequence[Article], Future[bytes]]] = deque()
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        try:
            for number, first, batch in left:
                waiting.append((number, batch, pool.submit(understood, understand, batch, draft, first)))
                if len(waiting) > 2 * workers:
                    number, batch, future = waiting.popleft()
                    yield number, batch, future.result()
            while waiting:
                number, batch, future = waiting.popleft()
                yield number, batch, future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
