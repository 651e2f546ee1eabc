"""The production server, run for real on a free port of the loopback."""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
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


def test_server_announces_its_address_answers_and_stops_when_told() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(f"{url}/healthz", timeout=60) as answer:
                assert json.load(answer) == {"status": "ok"}
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0


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
