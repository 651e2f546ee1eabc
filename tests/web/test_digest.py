"""The digest as a file: self-contained, well formed, true to what is told, and remembered for the next."""

import csv
import io
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import html

from search.digest import Digest, digest
from search.service import SearchService
from web.digest import SeenError, read_seen, rendered, write_seen, written_whole

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def made(service: SearchService) -> Digest:
    """The digest of August to November 2025."""
    return digest(service, "64", date(2025, 8, 10), date(2025, 11, 30))


def test_the_page_needs_nothing_from_elsewhere(service: SearchService, made: Digest) -> None:
    tree = html.fromstring(rendered(service, made, "html"))
    assert not tree.cssselect("script, link, img, iframe")
    assert "url(" not in tree.cssselect("style")[0].text_content()
    assert "@import" not in tree.cssselect("style")[0].text_content()
    assert all(a.get("href").startswith("https://contoh.example/") for a in tree.cssselect("a"))


def test_the_page_tells_articles_speakers_and_sums(service: SearchService, made: Digest) -> None:
    tree = html.fromstring(rendered(service, made, "html"))
    assert tree.get("lang") == "id"
    assert tree.cssselect("h1")[0].text_content() == "Ringkasan berita: Kalimantan Timur"
    assert len(tree.cssselect("article")) == len(made.news) == 6
    assert "6 berita baru" in " ".join(tree.cssselect(".sums")[0].text_content().split())
    names = [name.text_content() for name in tree.cssselect(".voices .name")]
    assert "Raden Wiguna" in names
    assert tree.cssselect(".voices blockquote")


def test_links_lead_to_the_site_where_it_is_known(service: SearchService, made: Digest) -> None:
    tree = html.fromstring(rendered(service, made, "html", "en", "https://arsip.example/"))
    assert tree.get("lang") == "en"
    assert tree.cssselect("h1")[0].text_content() == "News digest: Kalimantan Timur"
    links = [a.get("href") for a in tree.cssselect("a")]
    assert links and all(link.startswith(("https://arsip.example/artikel/", "https://arsip.example/tokoh/"))
                         for link in links)


def test_the_feed_is_atom_with_an_entry_for_each_article(service: SearchService, made: Digest) -> None:
    feed = ElementTree.fromstring(rendered(service, made, "atom"))
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(made.news)
    ids = [entry.findtext(f"{ATOM}id", "") for entry in entries]
    assert len(set(ids)) == len(ids) and all(ids)
    assert feed.findtext(f"{ATOM}updated") == "2025-10-14T00:00:00+00:00"


def test_the_table_holds_the_articles(service: SearchService, made: Digest) -> None:
    rows = list(csv.DictReader(io.StringIO(rendered(service, made, "csv").lstrip("\ufeff"))))
    assert [row["id"] for row in rows] == [news.stored.article.id for news in made.news]


def test_an_empty_digest_says_so(service: SearchService) -> None:
    empty = digest(service, "64", date(2020, 1, 1), date(2020, 1, 2))
    assert "Tidak ada berita baru" in rendered(service, empty, "html")
    assert ElementTree.fromstring(rendered(service, empty, "atom")).findall(f"{ATOM}entry") == []


def test_what_was_told_is_kept_for_the_next_digest(made: Digest, tmp_path: Path) -> None:
    path = tmp_path / "seen.json"
    assert read_seen(None, "64") == read_seen(path, "64") == frozenset()
    write_seen(path, made)
    assert read_seen(path, "64") == made.told
    with pytest.raises(SeenError, match="another file"):
        read_seen(path, None)
    path.write_text("{")
    with pytest.raises(SeenError, match="begin anew"):
        read_seen(path, "64")


def test_a_file_is_replaced_whole_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "pagi.html"
    written_whole(path, b"satu")
    written_whole(path, b"dua")
    assert (path.read_bytes(), [found.name for found in tmp_path.iterdir()]) == (b"dua", ["pagi.html"])
