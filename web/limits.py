"""How much one reader may ask for: a token bucket a client, a gate that sheds load, a deadline."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from math import ceil
from typing import TYPE_CHECKING

from flask import Flask, g, request
from werkzeug.exceptions import RequestURITooLarge, ServiceUnavailable, TooManyRequests

from search.deadline import within

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_QUERY_STRING = 8_000
"""Bytes; below gunicorn's limit of a request line, so that the answer is ours and in our design."""

MAX_CLIENTS = 10_000
FREE = frozenset({"static", "api.healthz", "api.readyz", "metrics"})


class Buckets:
    """Token buckets by client: `rate` tokens a second, at most `burst` at once; the least recent clients are let go."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst, self.clock = rate, burst, clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> float:
        """Take a token; return 0.0, or the seconds until there is one."""
        with self._lock:
            now = self.clock()
            tokens, then = self._buckets.pop(client, (float(self.burst), now))
            tokens = min(self.burst, tokens + (now - then) * self.rate)
            wait = 0.0 if tokens >= 1 else (1 - tokens) / self.rate
            self._buckets[client] = (tokens - 1 if wait == 0.0 else tokens, now)
            if len(self._buckets) > MAX_CLIENTS:
                self._buckets.popitem(last=False)
            return wait


class Gate:
    """Lets `width` requests work at once; who waits longer than `patience` seconds is told to come again."""

    def __init__(self, width: int, patience: float) -> None:
        self.patience = patience
        self._slots = threading.BoundedSemaphore(width)

    def enter(self) -> bool:
        """Take a slot; False if none came free in time."""
        return self._slots.acquire(timeout=self.patience)

    def leave(self) -> None:
        """Give the slot back."""
        self._slots.release()


class InTime:
    """An application whose requests have a deadline, waiting included; what is streamed once begun has none."""

    def __init__(self, inner: "WSGIApplication", seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.inner, self.seconds, self.clock = inner, seconds, clock

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        with within(self.seconds, self.clock):
            return self.inner(environ, start_response)


def add_limits(app: Flask, buckets: Buckets | None, gate: Gate | None) -> None:
    """Hold every request but probes and static files to the limits."""

    @app.before_request
    def limit() -> None:
        if len(request.query_string) > MAX_QUERY_STRING:
            raise RequestURITooLarge()
        if request.endpoint in FREE:
            return
        if buckets is not None:
            wait = buckets.take(request.remote_addr or "")
            if wait:
                raise TooManyRequests(retry_after=ceil(wait))
        if gate is not None:
            if not gate.enter():
                raise ServiceUnavailable(retry_after=1)
            g.inside_gate = True

    @app.teardown_request
    def leave(error: BaseException | None) -> None:
        if gate is not None and g.pop("inside_gate", False):
            gate.leave()
