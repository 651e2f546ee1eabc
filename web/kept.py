"""Answers kept to be given again: a generation never changes, so what names it in its validator stays true.

The key is the validator (generation, build and whole address) with the coding the reader takes. Limits come before,
security headers after: both see every request. What is kept is bounded in bytes, the least recently asked goes first;
answers of a generation that is gone are never asked for again and go that way.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass

OVERHEAD = 1_000
"""Bytes an answer takes beside its body, about."""

LARGEST_SHARE = 8
"""An answer that would take more than this part of the room is not kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer as it goes over the wire, and its headers."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


def size_of(key: tuple[str, bool], answer: Answer) -> int:
    """Return the bytes that an answer takes under its key, about."""
    return len(key[0]) + len(answer.body) + sum(len(name) + len(value) for name, value in answer.headers) + OVERHEAD


class Kept:
    """At most `room` bytes of answers; one for each worker, shared by its threads."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.taken = 0
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[str, bool], Answer] = OrderedDict()

    def find(self, key: tuple[str, bool]) -> Answer | None:
        """Return the answer kept under the key, or None."""
        with self._lock:
            if key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return self._answers[key]

    def keep(self, key: tuple[str, bool], answer: Answer) -> None:
        """Keep an answer, and let go of as many as it needs room."""
        size = size_of(key, answer)
        if size > self.room // LARGEST_SHARE:
            return
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self.taken += size
            while self.taken > self.room:
                self.taken -= size_of(*self._answers.popitem(last=False))
