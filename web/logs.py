"""What is written of each request: one line of JSON, without what was asked and by whom unless that is wished for."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import msgspec
from flask import Flask, Response, g, request

from search.query import All, Any, Clause, Not, Phrase, Query, Range, Value
from web.site import site

Logging = Literal["off", "plain", "full"]
Write = Callable[[bytes], object]


def to_stderr(line: bytes) -> None:
    """Write a line whole, so that the lines of several workers do not run into one another."""
    os.write(2, line)


@dataclass(frozen=True, slots=True)
class Log:
    """What is logged: "plain" names no reader and no word, "full" adds the address asked for, the client and its
    program; answers that took `slow` seconds or more get the shape of their query (0: none); `write` takes a line."""

    kind: Logging = "off"
    slow: float = 0.0
    write: Write = to_stderr


def add_log(app: Flask, log: Log) -> None:
    """Write a line for every request."""
    if log.kind == "off":
        return

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        log.write(msgspec.json.encode(entry(log, response, seconds)) + b"\n")
        return response


def entry(log: Log, response: Response, seconds: float) -> dict[str, object]:
    """Return what is written of a request."""
    told: dict[str, object] = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": request.method if request.url_rule is not None else "-",
        "route": route(),
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "generation": g.get("generation"),
        "total": g.get("total"),
        "worker": os.getpid(),
    }
    query: Query | None = g.get("query")
    if log.slow and seconds >= log.slow:
        told["slow"] = True
        if query is not None:
            told["shape"] = shape_of(site().service.understand(query).clause)
            told["choices"] = {facet: len(query.of(facet) + query.of(facet, True))
                               for facet in sorted({choice.facet for choice in query.chosen})}
            told |= {"page": query.page, "size": query.size, "sort": query.sort}
    if log.kind == "full":
        told |= {"address": request.full_path, "client": request.remote_addr,
                 "program": request.headers.get("User-Agent")}
    return told


def route() -> str:
    """Return the route's template ("/artikel/<path:id>"), "-" for an address that is none of ours."""
    return "-" if request.url_rule is None else str(request.url_rule)


def shape_of(clause: Clause) -> str:
    """Return what kind of clause it is, with its fields but without a word of it: "All(Term text.key, Not(Value))"."""
    match clause:
        case All(parts) | Any(parts):
            return f"{type(clause).__name__}({', '.join(shape_of(part) for part in parts)})"
        case Not(part):
            return f"Not({shape_of(part)})"
        case Phrase(field, texts):
            return f"Phrase*{len(texts)} {field}"
        case Value(facet):
            return f"Value {facet}"
        case Range():
            return "Range"
        case _:
            name: str | None = getattr(clause, "field", None)
            return type(clause).__name__ + ("" if name is None else f" {name}")
