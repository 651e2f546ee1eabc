"""The articles of a build in tasks, each of which one process makes a run of."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from index.article import Article

TASK_CHARACTERS = 8_000_000
"""Text given to a process at once: some 4,000 articles, a run of some 10 MB. Larger runs merge faster (8 and 16 million
differ little), smaller ones take less memory."""

FIRST = 8
"""The first two tasks are this part of a task, and every two twice as large as those before: all processes are soon at
work, where reading whole tasks first left all but one idle meanwhile."""

AHEAD = 3
"""Tasks that are read ahead, so that the end is known when it is near."""

SHARE = 4
"""Near the end a task is this part of what is left: then the processes end within a batch or two of each other, where
tasks of one size leave all but one idle for half a task on average."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[list[Article]])


class Task(list[Sequence[Article]]):
    """The batches of one task; on their way to another process as msgpack, which takes half as long as pickling them.
    """

    def __reduce__(self) -> tuple[Callable[[bytes], "Task"], tuple[Any, ...]]:
        return unpacked, (_encoder.encode(self),)


def unpacked(packed: bytes) -> Task:
    """Return the task that was packed."""
    return Task(_decoder.decode(packed))


class Tasks:
    """The batches of a build in tasks; which they are depends on the batches alone."""

    def __init__(self, batches: Iterable[Sequence[Article]]) -> None:
        self._batches = iter(batches)
        self._held: deque[tuple[Sequence[Article], int]] = deque()
        self._size = 0
        self._more = True
        self._taken = 0
        self._read(self._whole())

    def held(self) -> list[Article]:
        """Return the articles that are read and not yet given away; before the first task, those of it."""
        return [article for batch, _ in self._held for article in batch]

    def take(self) -> Task:
        """Return the batches of the next task, none after the last."""
        whole = self._whole()
        # What the first two need is waited for, and no more: all processes are to begin soon.
        self._read(whole if self._taken < 2 else TASK_CHARACTERS * min(self._taken // 2, AHEAD))
        self._taken += 1
        wanted = whole if self._more else min(whole, max(1, self._size // SHARE))
        task = Task()
        size = 0
        while self._held and size < wanted:
            batch, characters = self._held.popleft()
            task.append(batch)
            size += characters
        self._size -= size
        return task

    def _whole(self) -> int:
        """Return how many characters the next task has, unless the end is near."""
        return min(TASK_CHARACTERS, TASK_CHARACTERS // FIRST << self._taken // 2)

    def _read(self, wanted: int) -> None:
        """Read until so many characters are held, or to the end."""
        while self._more and self._size < wanted:
            batch = next(self._batches, None)
            if batch is None:
                self._more = False
            else:
                characters = sum(len(article.text) + 200 for article in batch)
                self._held.append((batch, characters))
                self._size += characters
