"""Atom of any search, exports of all its hits as CSV and JSON lines, and the OpenSearch description."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, time
from itertools import chain

import msgspec
from flask import Blueprint, Response, render_template, request, stream_with_context
from werkzeug.exceptions import ServiceUnavailable

from index.knowledge.regions import label
from search.query import Query
from search.results import Stored
from web.answers import article_answer
from web.languages import language
from web.links import Links
from web.params import SearchParams
from web.present import safe_link, text_of
from web.site import site

feeds = Blueprint("feeds", __name__)

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet compute a cell (OWASP, CSV injection), full-width ones too."""

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold, not even as references."""

RETRY_SECONDS = 10
"""When who asks for one export too many should ask again."""

COLUMNS = ("id", "title", "day", "published", "publisher", "author", "regions", "region_codes", "speakers",
           "statements", "url", "text")

def searched() -> Query:
    """Return the search of the request."""
    return SearchParams.read(request.args).query()


def exported() -> Query:
    """Return the search of the request, whole: copies too, unless it asks for them folded."""
    return SearchParams.read(request.args).query("all")


@feeds.get("/umpan.atom")
def atom() -> Response:
    """Return a search as Atom, with the totals of OpenSearch."""
    page = site().ask(searched())
    links, here = Links("/", language()), site()
    newest = max((f.hit.stored.day for f in page.found if f.hit.stored.day), default=None)
    entries = [
        {
            "id": here.absolute(links.article(f.hit.stored.article.id)),
            "title": xml(text_of(f.title)),
            "summary": xml(text_of(f.snippet)),
            "link": here.absolute(links.article(f.hit.stored.article.id, page.query)),
            "source": safe_link(f.hit.stored.article.url),
            "author": xml(f.hit.stored.article.publisher or "Telusur"),
            "updated": moment(f.hit.stored.day),
        }
        for f in page.found
    ]
    text = render_template(
        "atom.xml", page=page, entries=entries, title=xml(page.query.text), updated=moment(newest),
        start=(page.query.page - 1) * page.query.size + 1,
        self_url=here.absolute(Links("/umpan.atom", language()).to(page.query)),
        html_url=here.absolute(links.to(page.query)),
    )
    return Response(text, mimetype="application/atom+xml")


@feeds.get("/ekspor.csv")
def export_csv() -> Response:
    """Return all articles of a search as CSV."""
    return streamed(csv_lines(site().service.export(exported())), "text/csv", "telusur.csv")


@feeds.get("/ekspor.jsonl")
def export_jsonl() -> Response:
    """Return all articles of a search as JSON lines."""
    lang = language()
    lines = (msgspec.json.encode(article_answer(s, lang)) + b"\n" for s in site().service.export(exported()))
    return streamed(lines, "application/x-ndjson", "telusur.jsonl")


@feeds.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search to browsers."""
    return Response(render_template("opensearch.xml"), mimetype="application/opensearchdescription+xml")


@feeds.get("/opensearch/suggest")
def opensearch_suggest() -> Response:
    """Return completions in the form browsers ask for."""
    typed = request.args.get("q", "")[:200]
    words = [suggestion.text for suggestion in site().service.suggest(typed, 8)]
    return Response(msgspec.json.encode([typed, words]), mimetype="application/x-suggestions+json")


def streamed(lines: Iterable[bytes] | Iterable[str], mimetype: str, name: str) -> Response:
    """Return lines as a file to keep, sent as they are made; an error before the first of them is still answered.

    Only so many at once: an export holds a thread for as long as its reader takes.
    """
    if not site().exports.enter():
        raise ServiceUnavailable(retry_after=RETRY_SECONDS)
    with ExitStack() as held:
        held.callback(site().exports.leave)
        parts = batched(lines)
        first = next(parts, b"")
        kept = held.pop_all()
    response = Response(stream_with_context(chain([first], until_sent(parts, kept))), mimetype=mimetype)
    response.call_on_close(kept.close)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def until_sent(parts: Iterator[bytes], held: ExitStack) -> Iterator[bytes]:
    """Yield the parts, and let go of what is held with the last of them."""
    with held:
        yield from parts


def batched(lines: Iterable[bytes] | Iterable[str], size: int = 65_536) -> Iterator[bytes]:
    """Yield lines in pieces that are worth a packet."""
    held = bytearray()
    for line in lines:
        held += line.encode("utf-8", "replace") if isinstance(line, str) else line
        if len(held) >= size:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def csv_lines(articles: Iterable[Stored]) -> Iterator[str]:
    """Yield CSV (RFC 4180) with a byte order mark, by which spreadsheets know UTF-8."""
    held = io.StringIO()
    writer = csv.writer(held)
    held.write("\ufeff")
    writer.writerow(COLUMNS)
    for stored in articles:
        writer.writerow([cell(value) for value in row(stored)])
        yield held.getvalue()
        held.seek(0)
        held.truncate()
    if held.tell():
        yield held.getvalue()


def row(stored: Stored) -> tuple[str, ...]:
    """Return an article as the values of COLUMNS."""
    article, facts = stored.article, stored.facts
    codes = [r.code for r in facts.regions if r.role != "mentioned"]
    speakers = [f"{s.name} ({s.position})" if s.position else s.name for s in facts.speakers]
    return (
        article.id, article.title or "", stored.day.isoformat() if stored.day else "",
        article.published.isoformat() if article.published else "", article.publisher or "", article.author or "",
        "; ".join(map(label, codes)), "; ".join(codes), "; ".join(speakers), str(len(facts.statements)),
        safe_link(article.url) or "", article.text,
    )


def cell(value: str) -> str:
    """Return a value that no spreadsheet computes: an apostrophe before what would begin a formula."""
    value = value.replace("\x00", "")
    return "'" + value if value.lstrip(" ").startswith(FORMULA_STARTS) else value


def xml(text: str) -> str:
    """Return text without the characters XML cannot hold."""
    return NOT_XML.sub("\ufffd", text)


def moment(day: date | None) -> str:
    """Return the start of a day as Atom writes moments; Atom asks for one even where the day is not known."""
    return datetime.combine(day or date(1970, 1, 1), time(), UTC).isoformat()
