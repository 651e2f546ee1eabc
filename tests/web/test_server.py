"""The production server, run for real on a free port of the loopback."""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask

from web.server import COLLECTED, Address, Server, free_or_raise

ROOT = Path(__file__).parents[2]

PROGRAM = """
from search.engines.memory import MemoryEngine
from search.service import SearchService
from web.app import create_app
from web.server import Address, serve
serve(lambda: create_app(SearchService(MemoryEngine())), Address("127.0.0.1", 0), workers=2,
      announce=lambda url: print(url, flush=True))
"""


@contextmanager
def serving(program: str) -> Iterator[str]:
    """Run a program that serves, give its address, and see that it stops when told."""
    command, environment = [sys.executable, "-c", program], {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0


def test_server_announces_its_address_answers_and_stops_when_told() -> None:
    with serving(PROGRAM) as url:
        assert url.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{url}/healthz", timeout=60) as answer:
            assert json.load(answer) == {"status": "ok"}


BUSY = """
import os
import time
from flask import Flask
from web.server import Address, serve
def make():
    app = Flask("busy")
    @app.get("/")
    def home():
        time.sleep(0.2)
        return str(os.getpid())
    return app
serve(make, Address("127.0.0.1", 0), workers=2, announce=lambda url: print(url, flush=True))
"""


def test_connections_that_come_at_once_are_shared_among_the_workers() -> None:
    with serving(BUSY) as url:
        host, port = url.removeprefix("http://").split(":")
        told: set[str] = set()
        while len(told) < 2:  # until both workers have begun
            told |= set(answers_at_once(host, int(port), 8))
        rounds = [answers_at_once(host, int(port), 8) for _ in range(8)]
    fewest = [min(found.count(pid) for pid in told) for found in rounds]  # 4 where both have as many
    assert sum(fewest) >= 2 * len(rounds), fewest


def answers_at_once(host: str, port: int, count: int) -> list[str]:
    """Return what as many connections, opened at once and then asked, are answered."""
    with ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection((host, port), 60)) for _ in range(count)]
        for client in clients:
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return [b"".join(iter(lambda: client.recv(4096), b"")).split()[-1].decode() for client in clients]  # noqa: B023


def test_a_worker_does_not_look_through_what_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(gc, "freeze", lambda: told.append("frozen"))
    monkeypatch.setattr(gc, "set_threshold", told.append)

    def make() -> Flask:
        told.append("made")
        return Flask("made")

    Server(make, {}).load()
    assert told == ["made", "frozen", COLLECTED]


def test_a_taken_port_is_told_at_once() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        with pytest.raises(OSError, match="in use"):
            free_or_raise(Address("127.0.0.1", holder.getsockname()[1]))


def test_addresses_are_written_for_browsers() -> None:
    assert Address("127.0.0.1", 8000).url == "http://127.0.0.1:8000"
    assert Address("0.0.0.0", 80).url == "http://127.0.0.1:80"
    assert Address("::1", 8000).url == "http://[::1]:8000"
    assert Address("::1", 8000).bind == "[::1]:8000"
