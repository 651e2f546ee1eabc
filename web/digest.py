"""A digest as a file: one page to print, Atom or CSV, made without a server."""

import os
from collections.abc import Set
from contextlib import suppress
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import msgspec
from flask import Flask, render_template

from index.article import TelusurError
from search.digest import Digest, News, sentences_of
from search.results import Stored
from search.service import SearchService
from web.app import create_app
from web.feeds import csv_lines, moment, xml
from web.links import Links
from web.params import Language
from web.present import safe_link

Format = Literal["html", "atom", "csv"]

SUMMARY = 320
"""Characters of an article's beginning that are shown."""

SHEET = Path(__file__).parent / "static" / "digest.css"


class Seen(msgspec.Struct, frozen=True):
    """What a digest told: the articles of its days, by which the next leaves them out."""

    region: str | None
    articles: list[str]


class SeenError(TelusurError):
    """A file of told articles that cannot be read."""


class Addresses:
    """Where a digest's articles and persons can be read: at the site if it is known, else at their publishers."""

    def __init__(self, base_url: str | None, lang: Language) -> None:
        self.base_url = None if base_url is None else base_url.rstrip("/")
        self.links = Links("/", lang)

    def article(self, stored: Stored) -> str | None:
        """Return the address of an article, or None if it has none."""
        if self.base_url is not None:
            return self.base_url + self.links.article(stored.article.id)
        return safe_link(stored.article.url)

    def speaker(self, slug: str) -> str | None:
        """Return the address of a person's page, or None without a site."""
        return None if self.base_url is None else self.base_url + self.links.speaker(slug)


def rendered(
    service: SearchService, digest: Digest, format: Format, lang: Language = "id", base_url: str | None = None
) -> str:
    """Return the digest as text in a format; links lead to the site at `base_url`, if it is given."""
    if format == "csv":
        return "".join(csv_lines(news.stored for news in digest.news))
    app: Flask = create_app(service)
    addresses = Addresses(base_url, lang)
    with app.test_request_context(f"/?lang={lang}"):
        if format == "html":
            return render_template(
                "digest.html", digest=digest, at=addresses, sheet=SHEET.read_text(encoding="utf-8"),
                beginning=lambda stored: sentences_of(stored, SUMMARY),
            )
        newest = max((news.stored.day for news in digest.news if news.stored.day), default=digest.until)
        return render_template(
            "digest.xml", digest=digest, entries=[_entry(news, addresses) for news in digest.news],
            updated=moment(newest), html_url=addresses.base_url, region=xml(digest.name),
        )


def _entry(news: News, addresses: Addresses) -> dict[str, str | None]:
    """Return an article as an entry of the feed."""
    article = news.stored.article
    link = addresses.article(news.stored)
    return {
        "id": link or f"urn:telusur:{quote(article.id, safe='')}", "title": xml(article.title or ""), "link": link,
        "summary": xml(sentences_of(news.stored, SUMMARY)), "author": xml(article.publisher or "Telusur"),
        "updated": moment(news.stored.day),
    }


def read_seen(path: Path | None, digested: str | None) -> Set[str]:
    """Return the articles that the digest before told; none if there was none. SeenError if the file is no such."""
    if path is None or not path.exists():
        return frozenset()
    try:
        held = msgspec.json.decode(path.read_bytes(), type=Seen)
    except (msgspec.DecodeError, OSError) as error:
        raise SeenError(f"{path} cannot be read ({error}); remove it to begin anew") from None
    if held.region != digested:
        raise SeenError(f"{path} is of a digest of {held.region or 'the whole country'}; name another file")
    return frozenset(held.articles)


def write_seen(path: Path, digest: Digest) -> None:
    """Keep what the digest told for the next one."""
    written_whole(path, msgspec.json.encode(Seen(digest.code, sorted(digest.told))))


def written_whole(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever finds half of it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
