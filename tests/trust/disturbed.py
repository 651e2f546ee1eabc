"""Calls of the operating system that fail, write less than asked, or are the last thing a process does."""

import io
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

CALLS = ("open", "write", "pwrite", "fsync", "rename", "mkdir", "posix_fallocate", "ftruncate", "link", "replace",
         "remove", "unlink", "chmod")
WRITES = ("write", "pwrite")

Act = Callable[[Callable[..., Any], tuple[Any, ...]], Any]
"""Done in place of a call: handed the call and its arguments."""


class Disturbed:
    """Counts the calls that write (those named), and does `act` in place of number `fatal`, or of all from it on."""

    def __init__(
        self, patch: pytest.MonkeyPatch, fatal: int, act: Act, names: tuple[str, ...] = CALLS, lasting: bool = False
    ) -> None:
        self.made, self.fatal, self.act, self.lasting = 0, fatal, act, lasting
        for name in set(names):
            patch.setattr(os, name, self.wrapped(name, getattr(os, name)))
        if "write" in names:
            patch.setattr(os, "fdopen", self.opened(os.fdopen))

    def wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """Return the call, which is disturbed when its time has come."""

        def call(*arguments: Any, **named: Any) -> Any:
            reading = name == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if not reading:
                self.made += 1
                if self.made == self.fatal or (self.lasting and self.made > self.fatal):
                    return self.act(real, arguments)
            return real(*arguments, **named)

        return call

    def opened(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """Return `os.fdopen`; the writes of an unbuffered file it gives are counted too."""
        outer = self

        class File(io.FileIO):
            def write(self, data: Any) -> Any:
                return outer.wrapped("write", super().write)(data)

        def call(descriptor: int, mode: str = "r", buffering: int = -1) -> Any:
            return real(descriptor, mode, buffering) if buffering else File(descriptor, mode.replace("b", ""))

        return call


def failing(code: int) -> Act:
    """Return what fails with an error."""

    def act(real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        raise OSError(code, os.strerror(code), str(arguments[0])[:80])

    return act


def halved(real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Write half of what was asked, as a disk does that has room for half of it, and say so."""
    first, data, rest = (arguments[:1], arguments[1], arguments[2:]) if len(arguments) > 1 else ((), arguments[0], ())
    return real(*first, memoryview(data)[: (len(data) + 1) // 2], *rest)


def killing(real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Kill this process; of what was to be written half is written."""
    if real.__name__ in WRITES:
        halved(real, arguments)
    os.kill(os.getpid(), signal.SIGKILL)
