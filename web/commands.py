"""What the commands search, digest and serve take from the site; it is loaded when one of them is called."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask import Flask

from search.commands import Failed
from search.digest import digest
from search.service import Page, SearchService
from search.settings import Settings
from web.answers import search_answer
from web.app import create_app
from web.digest import read_seen, rendered, write_seen, written_whole
from web.links import Links
from web.logs import Log
from web.metrics import scratch
from web.present import facet_box
from web.server import Address, serve


def answer_of(page: Page) -> Any:
    """Return what the JSON endpoint answers with this page of hits."""
    links = Links("/api/v1/search", "id")
    return search_answer(page, [facet_box(page.query, view, links) for view in page.facets], links)


def write_digest(
    service: SearchService, region: str | None, since: date, until: date, format: Any, lang: Any, base_url: str | None,
    seen: Path | None, out: Path | None,
) -> None:
    """Write the digest of a region (its code; None: the whole country) to a file, or print it."""
    made = digest(service, region, since, until, read_seen(seen, region))
    text = rendered(service, made, format, lang, base_url)
    if out is None:
        click.echo(text, nl=False)
    else:
        written_whole(out, text.encode("utf-8", "replace"))
    if seen is not None:
        write_seen(seen, made)


def serve_site(settings: Settings, make_service: Callable[[], SearchService], state: str) -> None:
    """Serve until told to stop; each worker makes its own service. `state`: of the index, said when it begins."""
    address = Address(settings.host, settings.port)

    def make_app() -> Flask:
        return create_app(
            make_service(), base_url=settings.base_url or address.url, rate=settings.rate,
            burst=settings.burst, width=settings.width, patience=settings.patience, proxies=settings.proxies,
            deadline=settings.deadline, log=Log(settings.log, settings.slow), counts=counts,
        )
    try:
        with scratch(settings.metrics) as counts:
            serve(make_app, address, workers=settings.workers or 1,
                  announce=lambda url: click.echo(f"Telusur answers on {url}, {state}"))
    except OSError as error:
        raise Failed(f"cannot listen on {address.bind}: {error.strerror}; choose another --port") from error
