"""The deadline of a request: whoever works for it asks often whether it has passed, and then stops with an error.

A deadline never makes an answer smaller: no filter, no facet and no hit is left out to be in time. It is carried by a
context variable, for it holds for all that is done in a request and changes nothing of what any of it returns.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from search.engines.base import DeadlineExceeded

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Deadline:
    """`seconds` that a request may take, over when `clock` shows `end`."""

    seconds: float
    end: float
    clock: Clock

    def left(self) -> float:
        """Return the seconds that are left; 0 or less once it has passed."""
        return self.end - self.clock()


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float, clock: Clock = time.monotonic) -> Iterator[None]:
    """Set a deadline for what is done inside; 0 seconds are no deadline."""
    token = _current.set(Deadline(seconds, clock() + seconds, clock) if seconds else None)
    try:
        yield
    finally:
        _current.reset(token)


def check() -> None:
    """Raise DeadlineExceeded if the deadline has passed; costs half a microsecond."""
    deadline = _current.get()
    if deadline is not None and deadline.clock() >= deadline.end:
        raise DeadlineExceeded(f"the request took longer than {deadline.seconds:g} s")


def seconds_left() -> float | None:
    """Return the seconds that are left, None if there is no deadline; DeadlineExceeded if it has passed."""
    check()
    deadline = _current.get()
    return None if deadline is None else max(deadline.left(), 0.001)
