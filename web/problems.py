"""Errors -> status codes and answers: problem+json (RFC 9457) for programs, a page in the design for people."""

import msgspec
from flask import Flask, Response, current_app, render_template, request
from flask_babel import gettext  # type: ignore[import-untyped]
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, InternalServerError

from search.engines.base import DeadlineExceeded, EngineAway, EngineError
from search.query import QueryError
from web.answers import Problem

PROBLEM = "application/problem+json"
RETRY_AFTER = "5"  # seconds; a generation swap or a restart takes less
API_PATHS = ("/api/v1/", "/healthz", "/readyz")


def add_problems(app: Flask) -> None:
    """Set the handlers of all errors."""
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(QueryError, answer_query_error)
    app.register_error_handler(ValidationError, answer_invalid)
    app.register_error_handler(EngineError, answer_engine_error)


def title_of(status: int) -> str:
    """Return what a status means, in the reader's language."""
    titles = {
        400: gettext("Permintaan tidak dapat dibaca"),
        404: gettext("Halaman tidak ditemukan"),
        405: gettext("Cara meminta tidak dikenal di sini"),
        414: gettext("Alamat terlalu panjang"),
        429: gettext("Terlalu banyak permintaan"),
        500: gettext("Ada yang salah di pihak kami"),
        503: gettext("Arsip sedang tidak dapat dijawab"),
    }
    return str(titles.get(status, gettext("Permintaan tidak dapat dipenuhi")))


def advice_for(status: int) -> str:
    """Return what a reader can do about it."""
    advice = {
        400: gettext("Periksa alamatnya, atau mulai lagi dari kotak pencarian di atas."),
        404: gettext("Mungkin artikelnya sudah dihapus atau alamatnya salah ketik. Cobalah mencarinya di atas."),
        414: gettext("Pencarian sepanjang itu tidak dapat diterima. Pendekkan kata-katanya atau kurangi saringannya."),
        429: gettext("Tunggu sebentar, lalu muat ulang halaman ini."),
        503: gettext("Indeks sedang dipersiapkan atau server terlalu sibuk. Cobalah lagi sebentar lagi."),
    }
    return str(advice.get(status, gettext("Cobalah lagi nanti. Bila terulang, beri tahu pengelola arsip ini.")))


def problem(status: int, detail: str | None = None) -> Response:
    """Return the answer to an error: JSON below the API's paths, else a page."""
    if request.path.startswith(API_PATHS):
        body = Problem(
            "about:blank", title_of(status), status, msgspec.UNSET if detail is None else detail, request.path
        )
        return Response(msgspec.json.encode(body), status, mimetype=PROBLEM)
    page = render_template(
        "error.html", status=status, title=title_of(status), advice=advice_for(status), detail=detail
    )
    return Response(page, status, mimetype="text/html")


def answer_http_error(error: HTTPException) -> Response:
    """Answer what Flask or Werkzeug refused; unexpected errors arrive here as 500."""
    if error.response is not None and isinstance(error.response, Response):
        return error.response
    status = error.code or 500
    if status < 400:
        return Response(error.get_response())  # type: ignore[arg-type]
    answer = problem(status)
    if not isinstance(error, InternalServerError):
        for name, value in error.get_headers():
            if name not in ("Content-Type", "Content-Length"):
                answer.headers[name] = value
    return answer


def answer_query_error(error: QueryError) -> Response:
    """Answer a request that cannot be answered as asked."""
    return problem(400, str(error))


def answer_invalid(error: ValidationError) -> Response:
    """Answer parameters that cannot be, each named with what is wrong with it."""
    details = [f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors(include_url=False)]
    return problem(400, "; ".join(details[:5]))


def answer_engine_error(error: EngineError) -> Response:
    """Answer that the engine cannot; its message names files, so it goes to the log and not to the reader."""
    current_app.logger.error("engine: %s: %s", type(error).__name__, error)
    away = gettext("Mesin pencari tidak dapat dihubungi atau terlalu lama menjawab.")
    if isinstance(error, DeadlineExceeded):
        away = gettext("Pencarian ini tidak selesai pada waktunya. Tidak ada saringan yang dilewati: jawaban yang tidak utuh tidak diberikan. Persempit kata-katanya, atau cobalah lagi.")  # noqa: E501 - a message stands on one line
    answer = problem(503, away if isinstance(error, EngineAway) else None)
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer
