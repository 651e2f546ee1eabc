"""The commands that answer as the site does: search, digest, serve."""

from datetime import date
from pathlib import Path
from typing import Any

import click
from flask import Flask

from search.assembly import make_service
from search.commands import Failed, echo_json, example
from search.digest import code_of, first_day
from search.digest import digest as digest_of
from search.engines.base import EngineAway
from search.options import (
    asking,
    copies_option,
    engine_of,
    index_option,
    json_option,
    query_of,
    service_of,
    setting,
    synonyms_option,
    workers_option,
)
from search.settings import Settings
from search.terminal import lines_of
from web.answers import search_answer
from web.app import create_app
from web.digest import read_seen, rendered, write_seen, written_whole
from web.links import Links
from web.logs import Log
from web.metrics import scratch
from web.present import facet_box
from web.server import Address
from web.server import serve as serve_forever


@click.command(epilog=example('telusur search \'banjir wilayah:kaltim "kata bupati"\' --filter date=2025 --json'))
@click.argument("text", metavar="QUERY", default="")
@asking
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Page of hits.")
@click.option("--size", type=click.IntRange(1, 100), default=10, show_default=True, help="Hits a page.")
@copies_option("folded")
@json_option
@click.pass_obj
def search(settings: Settings, /, text: str, as_json: bool, **options: Any) -> None:
    """Search the index; --json prints what the JSON endpoint answers."""
    with service_of(settings) as service:
        page = service.ask(query_of(text, **options))
    if as_json:
        links = Links("/api/v1/search", "id")
        echo_json(search_answer(page, [facet_box(page.query, view, links) for view in page.facets], links))
        return
    click.echo("\n".join(lines_of(page)))


@click.command(epilog=example("telusur digest --region 64.02 --since 1d --out pagi.html --index build/index"))
@click.option("--region", help="Code (64.02) or name of a province, regency or city; by default the whole country.")
@click.option("--since", default="1d", show_default=True, metavar="DAY", help="First day, or so many back: 1d, 2w.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day, included; today if not given.")
@click.option("--format", type=click.Choice(["html", "atom", "csv"]), default="html", show_default=True,
              help="A page to print, a feed, or a table.")
@click.option("--lang", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Language of labels.")
@click.option("--seen", type=click.Path(dir_okay=False, path_type=Path),
              help="File that keeps what was told: the next digest leaves it out, and tells what came in late.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else it is printed.")
@setting("--base-url", str, "Address of the site that links lead to; by default they lead to the publishers.")
@index_option
@click.pass_obj
def digest(
    settings: Settings, /, region: str | None, since: str, until: Any, format: Any, lang: Any, seen: Path | None,
    out: Path | None,
) -> None:
    """Write what is new about a region: articles, new speakers, who is quoted most; for cron, no server needed."""
    code, last = None if region is None else code_of(region), date.today() if until is None else until.date()
    with service_of(settings) as service:
        made = digest_of(service, code, first_day(since, last), last, read_seen(seen, code))
        text = rendered(service, made, format, lang, settings.base_url)
    if out is None:
        click.echo(text, nl=False)
    else:
        written_whole(out, text.encode("utf-8", "replace"))
    if seen is not None:
        write_seen(seen, made)


@click.command(epilog=example("telusur serve --index build/index --host 127.0.0.1 --port 8000 --workers 4"))
@index_option
@setting("--host", str, "Address to listen on.")
@setting("--port", click.IntRange(0, 65535), "Port to listen on; 0 takes a free one.")
@workers_option
@synonyms_option
@setting("--base-url", str, "Address readers know the site by; by default the one it listens on.")
@setting("--rate", click.FloatRange(0), "Requests a second that one client may make; 0 is no limit.")
@setting("--burst", click.IntRange(1), "Requests that one client may make at once.")
@setting("--width", click.IntRange(0), "Requests that a worker works on at once; 0 is no limit.")
@setting("--patience", click.FloatRange(0), "Seconds a request waits for its turn before it is told to come back.")
@setting("--proxies", click.IntRange(0), "Trusted proxies in front that add X-Forwarded-For.")
@setting("--deadline", click.FloatRange(0), "Seconds a request may take before it is answered by 503; 0 is no limit.")
@setting("--log", click.Choice(["off", "plain", "full"]), "Log of requests; full names queries and clients.")
@setting("--slow", click.FloatRange(0), "Seconds from which on a query's shape is logged; 0 is never.")
@setting("--metrics/--no-metrics", None, "Count requests, and show the counts at /metrics.")
@click.pass_obj
def serve(settings: Settings) -> None:
    """Serve the search page and the JSON endpoint until told to stop."""
    with engine_of(settings) as engine:
        try:
            state = f"generation {engine.generation()}"
        except EngineAway as error:  # the pages say so until the cluster is back
            state = str(error)
    address = Address(settings.host, settings.port)

    def make_app() -> Flask:
        return create_app(
            make_service(settings), base_url=settings.base_url or address.url, rate=settings.rate,
            burst=settings.burst, width=settings.width, patience=settings.patience, proxies=settings.proxies,
            deadline=settings.deadline, log=Log(settings.log, settings.slow), counts=counts,
        )
    try:
        with scratch(settings.metrics) as counts:
            serve_forever(make_app, address, workers=settings.workers or 1,
                          announce=lambda url: click.echo(f"Telusur answers on {url}, {state}"))
    except OSError as error:
        raise Failed(f"cannot listen on {address.bind}: {error.strerror}; choose another --port") from error
