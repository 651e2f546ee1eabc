"""Copies of one story: folded under one result, unfolded on request, listed beside the article, whole in exports."""

import csv
import io
from datetime import date
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from lxml import html

from index.article import Article
from index.knowledge.people import slug
from tests.web.conftest import BASE, service_over
from web.app import create_app

STORY = (
    "SAMARINDA - Banjir merendam tiga kelurahan di Kota Samarinda, Kalimantan Timur, Selasa (14/10/2025). Air naik "
    "sejak dini hari setelah hujan lebat mengguyur kota selama lima jam dan sungai meluap ke permukiman warga.\n"
    '"Kami menyiapkan dapur umum untuk warga yang mengungsi," kata Kepala BPBD Samarinda Raden Wiguna.\n'
    "Petugas memindahkan puluhan keluarga ke gedung sekolah, sedangkan jalan utama ditutup hingga sore hari."
)
OUTLETS = ("Kabar Mahakam", "Harian Pantai", "Suara Timur", "Warta Delta")


def corpus() -> list[Article]:
    """Return a story in four outlets, one of them with words of its own, and two other articles."""
    copies = [
        Article(f"salinan-{n}", f"{STORY} Laporan {outlet}.", f"Banjir di Samarinda, versi {n}", None, outlet,
                date(2025, 10, 14 + n))
        for n, outlet in enumerate(OUTLETS)
    ]
    other = Article("lain", "BANDUNG - Pasar murah dibuka di Kota Bandung, Jawa Barat, Rabu (15/10/2025), dan warga "
                    "antre sejak pagi untuk beras, minyak goreng, gula, dan telur dengan harga di bawah pasar.",
                    "Pasar Murah di Bandung", None, "Kabar Mahakam", date(2025, 10, 15))
    return [*copies, other, Article("pendek", "Banjir surut.", "Banjir Surut", None, "Warta Delta", date(2025, 10, 20))]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """A client over the corpus."""
    return create_app(service_over(corpus()), base_url=BASE).test_client(use_cookies=False)


def page(client: FlaskClient, url: str) -> html.HtmlElement:
    """Return a page as a tree."""
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def said(tree: html.HtmlElement, selector: str) -> list[str]:
    """Return the texts of what the selector finds, spaces made single."""
    return [" ".join(found.text_content().split()) for found in tree.cssselect(selector)]


def test_copies_are_folded_under_one_result_and_the_rest_counted(client: FlaskClient) -> None:
    tree = page(client, "/?q=banjir")
    assert said(tree, "#jumlah") == ["2 artikel untuk banjir"]
    assert said(tree, ".folding") == ["3 salinan dilipat · tampilkan semua"]
    assert said(tree, "details.copies summary") == ["+3 media lain"]
    assert len(tree.cssselect("details.copies li a")) == 3
    assert sum(int(count.split()[0]) for count in said(tree, "[data-facet=publisher] .count")) == 2


def test_all_copies_are_shown_on_request_and_folded_again(client: FlaskClient) -> None:
    tree = page(client, page(client, "/?q=banjir&size=25").cssselect(".folding a")[0].get("href"))
    assert said(tree, "#jumlah") == ["5 artikel untuk banjir"]
    assert not tree.cssselect("details.copies")
    links = [a.get("href") for a in tree.cssselect("[data-facet=publisher] .pick, .tools a")]
    assert links and all("copies=all" in link for link in links if link.startswith("/?"))
    assert tree.cssselect("form.search input[name=copies]")[0].get("value") == "all"
    again = tree.cssselect(".folding a")[0].get("href")
    assert said(page(client, again), "#jumlah") == ["2 artikel untuk banjir"]


def test_no_link_unfolds_but_the_one_that_says_so(client: FlaskClient) -> None:
    speaker = f"/tokoh/{quote(slug('Raden Wiguna'))}"
    for url in ("/", "/?q=banjir", "/artikel/salinan-0", "/wilayah/64", speaker, "/siapa?q=banjir",
                "/saringan/publisher", "/bantuan"):
        links = [a.get("href") for a in page(client, url).cssselect("a[href]") if "copies=all" in a.get("href")]
        assert links == [a.get("href") for a in page(client, url).cssselect(".folding a")], url


def test_statements_are_never_folded(client: FlaskClient) -> None:
    tree = page(client, "/?q=dapur&view=statements")
    assert said(tree, "#jumlah") == ["4 pernyataan untuk dapur"]
    assert not tree.cssselect(".folding")


def test_json_tells_copies_and_how_many_are_folded(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=banjir&sort=oldest").get_json()
    assert (answer["total"], answer["folded"]) == (2, 3)
    assert [(hit["id"], hit["folded"]) for hit in answer["hits"]] == [("salinan-0", 3), ("pendek", 0)]
    assert [copy["publisher"] for copy in answer["hits"][0]["copies"]] == list(OUTLETS[1:])
    whole = client.get("/api/v1/search?q=banjir&copies=all").get_json()
    assert (whole["total"], whole["folded"]) == (5, 0)


def test_feeds_are_folded_and_exports_whole(client: FlaskClient) -> None:
    feed = ElementTree.fromstring(client.get("/umpan.atom?q=banjir").data)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 2
    rows = list(csv.DictReader(io.StringIO(client.get("/ekspor.csv?q=banjir").data.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert len(client.get("/ekspor.jsonl?q=banjir").data.splitlines()) == 5
    assert len(client.get("/ekspor.jsonl?q=banjir&copies=folded").data.splitlines()) == 2


def test_an_article_lists_the_copies_of_its_story_and_not_among_the_similar(client: FlaskClient) -> None:
    tree = page(client, "/artikel/salinan-2")
    held = {section.get("aria-labelledby"): [a.get("href") for a in section.cssselect("li > a")]
            for section in tree.cssselect("section.similar")}
    assert held["salinan"] == ["/artikel/salinan-0", "/artikel/salinan-1", "/artikel/salinan-3"]
    assert not set(held["salinan"]) & set(held.get("mirip", []))
    assert "3 tempat lain" in said(tree, "section[aria-labelledby=salinan] .none")[0]
    assert page(client, "/artikel/lain").cssselect("#salinan") == []


def test_json_of_an_article_lists_the_copies_of_its_story(client: FlaskClient) -> None:
    answer = client.get("/api/v1/articles/salinan-2").get_json()
    assert answer["copied"] == 3
    assert [(copy["id"], copy["publisher"], copy["day"]) for copy in answer["copies"]] == [
        ("salinan-0", "Kabar Mahakam", "2025-10-14"), ("salinan-1", "Harian Pantai", "2025-10-14"),
        ("salinan-3", "Warta Delta", "2025-10-14"),
    ]
    assert client.get("/api/v1/articles/lain").get_json()["copied"] == 0
