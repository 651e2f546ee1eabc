"""create_app(service): blueprints, error handlers, limits, security headers."""

import time
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from flask import Response
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from pydantic import ValidationError
from werkzeug.middleware.proxy_fix import ProxyFix

from search.deadline import Clock
from search.service import SearchService
from web.api import VERSION, add_api
from web.feeds import feeds
from web.headers import add_headers
from web.kept import Kept
from web.languages import add_languages
from web.limits import Buckets, Gate, InTime, add_limits
from web.logs import Log, add_log
from web.metrics import add_metrics
from web.pages import pages
from web.people import people
from web.problems import add_problems, answer_invalid
from web.show import add_filters
from web.site import Site

HERE = Path(__file__).parent
ROOM = 32 << 20  # bytes of kept answers in a worker: some 500 pages as they are, 2,500 compressed
SILENT = Log()
STATIC_SECONDS = 31_536_000  # a year: the address of a static file holds its digest


def create_app(
    service: SearchService,
    *,
    base_url: str = "http://127.0.0.1:8000",
    rate: float = 0.0,
    burst: int = 60,
    width: int = 0,
    patience: float = 1.0,
    proxies: int = 0,
    room: int = ROOM,
    deadline: float = 0.0,
    clock: Clock = time.monotonic,
    log: Log = SILENT,
    counts: Path | None = None,
) -> OpenAPI:
    """Return the WSGI application over a service.

    `base_url` is the address readers know the site by: full addresses are made with it and never with a request's
    Host. `rate` requests a second and `burst` at once are a client's (0: no limit); `width` requests are worked on
    at once, others wait `patience` seconds (0: no gate); `proxies` is how many trusted proxies add X-Forwarded-For.
    `room` is how many bytes of answers are kept to be given again (0: none). `deadline` is how many
    seconds a request may take (0: as long as it takes), `log` what is written of it; its counts go into the directory
    `counts`, without which there are none.
    """
    app = OpenAPI(
        "web",
        info=Info(title="Telusur", version=VERSION, description="Faceted full-text search for Indonesian news."),
        doc_ui=False,
        validation_error_status=400,
        validation_error_callback=_invalid,
        root_path=str(HERE),
    )
    app.extensions["telusur"] = Site(service, base_url.rstrip("/"), build())
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_SECONDS
    app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    add_languages(app)
    add_log(app, log)
    add_metrics(app, counts)
    add_limits(app, Buckets(rate, burst) if rate else None, Gate(width, patience) if width else None)
    add_headers(app, Kept(room) if room else None)
    add_problems(app)
    add_filters(app)
    app.register_blueprint(pages)
    app.register_blueprint(people)
    app.register_blueprint(feeds)
    add_api(app)
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
    app.wsgi_app = InTime(app.wsgi_app, deadline, clock)  # type: ignore[method-assign]
    return app


def build() -> str:
    """Return what changes when the program changes: its version and a digest of templates, catalogues and code."""
    digest = blake2b(digest_size=8)
    for path in sorted(HERE.rglob("*")):
        if path.suffix in (".html", ".xml", ".mo", ".py", ".css", ".js"):
            digest.update(path.read_bytes())
    try:
        number = version("telusur")
    except PackageNotFoundError:
        number = "0"
    return f"{number}-{digest.hexdigest()}"


def _invalid(error: ValidationError) -> Response:
    return answer_invalid(error)
