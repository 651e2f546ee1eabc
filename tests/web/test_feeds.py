"""Atom, exports and the OpenSearch description: whole, well formed, and true to the filters."""

import csv
import io
import json
from xml.etree import ElementTree

from flask.testing import FlaskClient

ATOM = {"a": "http://www.w3.org/2005/Atom", "o": "http://a9.com/-/spec/opensearch/1.1/"}
DESCRIPTION = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


def test_atom_of_a_search_gives_its_totals_and_full_addresses(client: FlaskClient) -> None:
    answer = client.get("/umpan.atom?q=pasar&size=5&page=2")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    assert [feed.findtext(f"o:{name}", "", ATOM) for name in ("totalResults", "startIndex", "itemsPerPage")] == [
        "14", "6", "5",
    ]
    entries = feed.findall("a:entry", ATOM)
    assert len(entries) == 5
    for entry in entries:
        assert (entry.findtext("a:id", "", ATOM)).startswith("https://arsip.example/artikel/pasar-")
        assert entry.findtext("a:updated", "", ATOM).startswith("2025-08-")


def test_csv_holds_every_hit_of_the_filtered_search(client: FlaskClient) -> None:
    answer = client.get("/ekspor.csv?region=64&not-publisher=tidak+ada&since=2025-08-03&until=2025-08-31")
    assert answer.mimetype == "text/csv"
    assert "telusur.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert sorted(row["id"] for row in rows) == [f"pasar-{n:02}" for n in range(3, 15)]
    assert all("Samarinda" in row["regions"] and row["day"].startswith("2025-08") for row in rows)


def test_exports_are_not_cut_at_a_page(client: FlaskClient) -> None:
    total = client.get("/api/v1/search?size=1").get_json()["total"]
    lines = client.get("/ekspor.jsonl?size=1&page=3").data.splitlines()
    assert len(lines) == total == 18
    assert {json.loads(line)["id"] for line in lines} >= {"banjir-1", "catatan"}


def test_lines_are_what_the_article_route_gives(client: FlaskClient) -> None:
    line = client.get("/ekspor.jsonl?q=tanggul").data.splitlines()[0]
    article = client.get("/api/v1/articles/banjir-2").get_json()
    assert (article.pop("copied"), article.pop("copies")) == (0, [])
    assert json.loads(line) == article


def test_an_export_of_nothing_has_its_head_alone(client: FlaskClient) -> None:
    assert client.get("/ekspor.jsonl?q=tidakadakatanya").data == b""
    assert client.get("/ekspor.csv?q=tidakadakatanya").data.decode("utf-8-sig").count("\r\n") <= 1


def test_browsers_learn_how_to_search_here(client: FlaskClient) -> None:
    answer = client.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    tree = ElementTree.fromstring(answer.data)
    templates = {url.get("type"): url.get("template", "") for url in tree.findall("o:Url", DESCRIPTION)}
    page = templates["text/html"].replace("{searchTerms}", "banjir").replace("{startPage?}", "1")
    assert page == "https://arsip.example/?q=banjir&page=1"
    assert client.get(page.removeprefix("https://arsip.example")).status_code == 200
    typed, words = client.get("/opensearch/suggest?q=sama").get_json(force=True)
    assert typed == "sama" and "Samarinda" in words
