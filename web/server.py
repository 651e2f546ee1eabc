"""The production server: gunicorn run from Python; each worker opens the engine itself, after the fork."""

import gc
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from web.show import load_templates
from web.worker import PatientWorker

THREADS = 4
"""A slow client holds none of them (web.worker), an export one; more only wait for one another's computing."""

COLLECTED = 20_000
"""Objects more than before, after which Python's collector of circles looks for some. With its own 700 that takes a
tenth of an answer's time (perf), and finds next to nothing: what an answer is made of goes with it."""

GRACE = 30  # seconds a worker may take to finish what it is doing when it is told to stop
LONGEST_LINE = 8_190


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Return the address as a browser takes it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 - read, not bound
        return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{self.port}"

    @property
    def bind(self) -> str:
        """Return the address as gunicorn takes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Server(BaseApplication):  # type: ignore[misc]
    """A gunicorn application whose settings are given and whose Flask application is made in each worker."""

    def __init__(self, make_app: Callable[[], Flask], settings: dict[str, Any]) -> None:
        self.make_app = make_app
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its settings."""
        for name, value in self.settings.items():
            if name in self.cfg.settings:  # control_socket_disable came with gunicorn 24
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application, ready for its first reader; called in each worker."""
        app = self.make_app()
        load_templates(app)
        gc.freeze()  # what is loaded by now stays, and need not be looked through
        gc.set_threshold(COLLECTED)
        return app


def serve(
    make_app: Callable[[], Flask],
    address: Address,
    *,
    workers: int,
    threads: int = THREADS,
    timeout: int = 30,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve until told to stop; `make_app` opens the engine and is called once in each worker.

    `announce` is called with the address as soon as connections are taken (port 0 takes a free one). Raises OSError
    if the port is taken.
    """
    free_or_raise(address)
    settings = {
        "bind": address.bind,
        "workers": workers,
        "worker_class": PatientWorker,
        "threads": threads,
        "timeout": timeout,
        "graceful_timeout": GRACE,
        "keepalive": 5,
        "limit_request_line": LONGEST_LINE,
        "limit_request_fields": 60,
        "preload_app": False,
        "loglevel": "warning",
        "control_socket_disable": True,
        "when_ready": lambda arbiter: announce(replace(address, port=arbiter.LISTENERS[0].sock.getsockname()[1]).url),
    }
    Server(make_app, settings).run()


def free_or_raise(address: Address) -> None:
    """Raise OSError if the address cannot be listened on; gunicorn itself would try again and again."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((address.host, address.port))
