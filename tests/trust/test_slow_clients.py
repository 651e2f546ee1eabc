"""Clients that send slowly, not at all, or do not read: others are answered all the same."""

import http.client
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from search.engines.whoosh.engine import WhooshEngine
from tests.search.engines.whoosh.small import batches, understand

PROGRAM = """
import sys
from pathlib import Path
from search.engines.whoosh.engine import WhooshEngine
from search.service import SearchService
from web import worker
from web.app import create_app
from web.server import Address, serve
worker.HEAD_SECONDS = float(sys.argv[2])
serve(lambda: create_app(SearchService(WhooshEngine(Path(sys.argv[1]))), deadline=30.0), Address("127.0.0.1", 0),
      workers=1, announce=lambda url: print(url, flush=True))
"""

SLOW = 40
"""Slow clients at once; the one worker has four threads."""

ASKED = 30
PATIENCE = 20.0
"""Seconds in which another client is answered; where it is blocked it waits without an end."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index whose export is larger than what the system holds of it."""
    path = tmp_path_factory.mktemp("slow")
    WhooshEngine(path).absorb(batches(6000, 200), understand, fresh=True)
    return path


def started(index: Path, seconds: float) -> tuple["subprocess.Popen[str]", int]:
    """Serve the index with one worker that waits so long for a request; return the server and its port."""
    server = subprocess.Popen([sys.executable, "-c", PROGRAM, str(index), str(seconds)], stdout=subprocess.PIPE,
                              text=True, cwd=Path(__file__).parents[2])
    assert server.stdout is not None
    return server, int(server.stdout.readline().rsplit(":", 1)[1])


def stopped(server: "subprocess.Popen[str]") -> None:
    """Stop a server."""
    server.send_signal(signal.SIGTERM)
    server.wait(60)
    assert server.stdout is not None
    server.stdout.close()


@pytest.fixture(scope="module")
def port(index: Path) -> Iterator[int]:
    """A server that waits long for a request."""
    server, port = started(index, 60)
    yield port
    stopped(server)


def connected(port: int, room: int | None = None) -> socket.socket:
    """Return a connection that takes only so much at once."""
    client = socket.socket()
    if room is not None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    client.settimeout(PATIENCE)
    client.connect(("127.0.0.1", port))
    return client


def ask(port: int, path: str = "/?q=kata1") -> tuple[int, bytes]:
    """Return status and body of an answer to another client."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def silent(client: socket.socket) -> None:
    """Send nothing."""


def unfinished(client: socket.socket) -> None:
    """Send half of a request."""
    client.sendall(b"GET /?q=kata1 HTTP/1.1\r\nHost: a.example\r\nX-Slow: ")


def pipelined(client: socket.socket) -> None:
    """Send a request and half of another behind it."""
    client.sendall(b"GET /bantuan HTTP/1.1\r\nHost: a.example\r\n\r\nGET /?q=kata1 HTTP/1.1\r\nX-Slow: ")


def with_body(client: socket.socket) -> None:
    """Announce a body that never comes."""
    client.sendall(b"GET /bantuan HTTP/1.1\r\nHost: a.example\r\nContent-Length: 60000\r\n\r\n")


def unread(client: socket.socket) -> None:
    """Ask for a page and do not read it."""
    client.sendall(b"GET /?size=50 HTTP/1.1\r\nHost: a.example\r\n\r\n")


def unread_export(client: socket.socket) -> None:
    """Ask for all there is and do not read it."""
    client.sendall(b"GET /ekspor.jsonl HTTP/1.1\r\nHost: a.example\r\n\r\n")


def left_open(client: socket.socket) -> None:
    """Ask for the connection to be closed, and do not close it."""
    client.sendall(b"GET /bantuan HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")


@pytest.mark.parametrize("slow", [silent, unfinished, pipelined, with_body, unread, unread_export, left_open])
def test_slow_clients_do_not_block_others(port: int, slow: Callable[[socket.socket], None]) -> None:
    with ExitStack() as held:
        for _ in range(SLOW):
            slow(held.enter_context(connected(port, 4096)))
        began = time.monotonic()
        codes = [ask(port)[0] for _ in range(ASKED)]
        took = time.monotonic() - began
    print(f"\n{SLOW} clients, {slow.__name__}: {ASKED} requests of another in {took:.2f} s")
    assert codes == [200] * ASKED
    assert ask(port)[0] == 200


def test_clients_that_send_byte_by_byte_do_not_block_others_and_are_answered(port: int) -> None:
    request = b"GET /bantuan HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"
    clients = [connected(port) for _ in range(SLOW)]
    codes: list[int] = []

    def trickle() -> None:
        for place in range(len(request)):
            for client in clients:
                client.send(request[place : place + 1])
            time.sleep(0.02)

    sender = threading.Thread(target=trickle)
    sender.start()
    while sender.is_alive():
        codes.append(ask(port)[0])
    sender.join()
    assert set(codes) == {200}
    for client in clients:
        with client:
            assert client.recv(20).startswith(b"HTTP/1.1 200")


def test_exports_beyond_half_of_the_threads_are_shed_and_come_back(port: int) -> None:
    with ExitStack() as held:
        first = [held.enter_context(connected(port, 4096)) for _ in range(2)]
        for client in first:
            unread_export(client)
            assert client.recv(12) == b"HTTP/1.1 200"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        held.callback(connection.close)
        connection.request("GET", "/ekspor.csv")
        answer = connection.getresponse()
        assert answer.status == 503 and int(answer.headers["Retry-After"]) > 0
        answer.read()
    end = time.monotonic() + PATIENCE
    while (status := ask(port, "/ekspor.csv")[0]) == 503 and time.monotonic() < end:
        time.sleep(0.1)
    assert status == 200


def test_who_does_not_send_a_request_in_time_is_let_go(index: Path) -> None:
    server, port = started(index, 0.3)
    try:
        for slow in (silent, unfinished):
            with connected(port) as client:
                slow(client)
                with suppress(ConnectionResetError):  # what was sent of a request is thrown away
                    assert client.recv(100) == b""  # closed, or the time of this connection runs out
        assert ask(port)[0] == 200
    finally:
        stopped(server)


def test_no_number_of_silent_clients_keeps_others_out(port: int) -> None:
    room = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 200
    with ExitStack() as held:
        for _ in range(min(1200, room)):  # gunicorn takes 1,000 for each worker
            held.enter_context(connected(port))
        assert ask(port)[0] == 200
