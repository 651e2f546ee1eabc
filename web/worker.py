"""A gunicorn worker whose threads never wait for a client to send a request or to go, nor long for one to read.

The more connections a worker has, the longer it leaves another to its fellows: one that stays open stays with the
worker that took it, and the first to wake would take all that come at once, and answer alone while the others idle.
"""

import errno
import selectors
import socket
import time
from functools import partial
from typing import Any

from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

HEAD_SECONDS = 10.0
"""How long a client may take to send a request; gunicorn's own threads would wait for it without an end."""

SEND_SECONDS = 20.0
"""How long a piece of an answer may wait for a client to take it."""

SEND_BUFFER = 1 << 18
"""Bytes of an answer that the system holds for a slow client: a results page, so that no thread waits for it."""

LINGER_SECONDS = 2.0
"""How long a connection is held for the client to close it, since closing first could cut off what it still reads."""

LONGEST_HEAD = 1 << 16
MOST_WAITING = 500
"""Connections of a worker that have sent no request yet; beyond it the oldest are let go. gunicorn takes 1,000 in all.
"""

YIELD_SECONDS = 0.0001
"""For each connection it has, a worker leaves a new one to its fellows for so long, YIELD_MOST in all."""

YIELD_MOST = 0.0005

LOOK_SECONDS = 0.1
"""How often requests that have come in part are looked at."""


class Connection(TConn):  # type: ignore[misc]
    """A connection that leaves lingering to the event loop."""

    def __init__(self, worker: "PatientWorker", *arguments: Any) -> None:
        super().__init__(*arguments)
        self.worker = worker
        self.watched = False  # by the poller, while it waits
        self.drained = 0

    def close(self, graceful: bool = False) -> None:
        """Close, at once or once the client has."""
        if not graceful or not self.worker.linger(self):
            util.close(self.sock)

    def head(self) -> bytes | None:
        """Return what has come of the next request, without taking it; None if the client has gone."""
        held: bytes = b"" if self.parser is None else self.parser.unreader.buf.getvalue()
        try:
            come = self.sock.recv(LONGEST_HEAD, socket.MSG_PEEK)
        except BlockingIOError:
            return held
        except OSError:
            return None
        return held + come if come else None


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Gives a connection to a thread once its request has come whole."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.waiting: dict[Connection, float] = {}
        self.leaving: dict[Connection, float] = {}
        self.looked = 0.0

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, unless a fellow with fewer of them takes it first."""
        if self.cfg.workers > 1:
            time.sleep(min(self.nr_conns * YIELD_SECONDS, YIELD_MOST))
        try:
            sock, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.nr_conns += 1
        self.enqueue_req(Connection(self, self.cfg, sock, address, listener.getsockname()))

    def enqueue_req(self, conn: Connection) -> None:
        """Wait for the connection's next request."""
        conn.sock.setblocking(False)
        self.waiting[conn] = time.monotonic() + HEAD_SECONDS
        self.look(conn)
        if len(self.waiting) > MOST_WAITING:
            self.drop(next(iter(self.waiting)))

    def look(self, conn: Connection, *_: object) -> None:
        """Hand the connection to a thread if its request is there, and have it watched if nothing of it is."""
        head = conn.head()
        if head is None:
            self.drop(conn)
        elif b"\r\n\r\n" in head or len(head) >= LONGEST_HEAD:
            self.forget(conn)
            conn.data_ready = True
            super().enqueue_req(conn)
        elif head:
            self.unwatch(conn)  # what has come would wake the poller again and again
        elif not conn.watched:
            conn.watched = True
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.look, conn))

    def unwatch(self, conn: Connection) -> None:
        """Have the poller no longer watch a connection."""
        if conn.watched:
            conn.watched = False
            self.poller.unregister(conn.sock)

    def forget(self, conn: Connection) -> None:
        """Wait no longer for a connection."""
        self.unwatch(conn)
        self.waiting.pop(conn, None)
        self.leaving.pop(conn, None)

    def drop(self, conn: Connection) -> None:
        """Let a connection go that has not sent its request."""
        self.forget(conn)
        self.nr_conns -= 1
        conn.close()

    def linger(self, conn: Connection) -> bool:
        """Tell the client that no more will come and have the poller wait for it to close; False if it is gone."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            return False
        conn.sock.setblocking(False)
        conn.watched, self.leaving[conn] = True, time.monotonic() + LINGER_SECONDS
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.drain, conn))
        if len(self.leaving) > MOST_WAITING:
            self.leave(next(iter(self.leaving)))
        return True

    def drain(self, conn: Connection, *_: object) -> None:
        """Read what a client sends to whom nothing is said any more, and close once it has closed."""
        try:
            come = conn.sock.recv(LONGEST_HEAD)
        except BlockingIOError:
            return
        except OSError:
            come = b""
        conn.drained += len(come)
        if not come or conn.drained > LONGEST_HEAD:
            self.leave(conn)

    def leave(self, conn: Connection) -> None:
        """Close a connection that was lingering."""
        self.forget(conn)
        conn.close()

    def murder_keepalived(self, *arguments: Any, **named: Any) -> None:
        """Let connections go that wait too long; called at least once a second."""
        super().murder_keepalived(*arguments, **named)
        now = time.monotonic()
        if now - self.looked < LOOK_SECONDS:
            return
        self.looked = now
        for conn in [conn for conn, end in self.leaving.items() if end < now]:
            self.leave(conn)
        patience = 0.0 if self.alive else HEAD_SECONDS - 1  # a worker that is to stop waits for a second
        for conn, end in list(self.waiting.items()):
            if end - patience < now:
                self.drop(conn)
            elif not conn.watched:
                self.look(conn)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait, but not long while a request has come in part."""
        partly = any(not conn.watched for conn in self.waiting)
        super().wait_for_and_dispatch_events(min(timeout, LOOK_SECONDS) if partly else timeout)

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Answer a request; what of it the client does not take in time ends the connection."""
        conn.sock.settimeout(SEND_SECONDS)
        try:
            return super().handle_request(req, conn)
        except TimeoutError as error:  # gunicorn would log it as an error of the server
            raise StopIteration from error

    def _keepalive_after(self, conn: Connection, keepalive: Any) -> bool:
        """Tell whether another request may come: not after a body, which nobody reads and a thread would wait for."""
        sent = {name for name, value in conn.parser.mesg.headers if value.strip() != "0"}
        return bool(keepalive) and not sent & {"CONTENT-LENGTH", "TRANSFER-ENCODING"}
