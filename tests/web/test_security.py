"""What hostile articles, addresses and readers can do: nothing."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI
from lxml import html

from index.article import Article
from index.pipeline import index_articles
from search.engines.base import EngineAway, IndexDamaged
from search.engines.memory import MemoryEngine
from search.query import Clause, Query
from search.results import Results
from search.service import SearchService
from web.app import create_app
from web.present import safe_link

ATTACKS = (
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}",
    "]]><!--",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "\u2028alert(1)",
)
PAGES = (
    "/?q={}", "/?speaker={}", "/?publisher={}", "/?not-publisher={}&lang=en", "/siapa?q={}", "/saringan/speaker?q={}",
    "/saringan/publisher?containing={}", "/tokoh/x?q={}", "/artikel/serangan-0?q={}", "/{}", "/artikel/{}", "/?sort={}",
)


def hostile_articles() -> Iterable[Article]:
    """Yield articles that carry an attack in every field."""
    for number, attack in enumerate(ATTACKS):
        yield Article(
            f"serangan-{number}",
            f'SAMARINDA - Serangan {attack} di Samarinda. "Serangan {attack} ditolak," kata Bupati {attack} Rahmat.',
            f"Serangan {attack}", f"javascript:alert({number})//{attack}", attack, None, attack,
        )
    yield Article('id"><script>alert(2)</script>', "Serangan dari dalam id.", "Serangan id", "https://a.example/\"onclick=x")
    yield Article("rumus", "Serangan lewat rumus.", "=HYPERLINK(\"http://x\")", None, "@SUM(1)", None, "+1")
    yield Article("kendali", "Serangan \x00 \x1b \x0b kendali.", "Serangan \x08 kendali")


@pytest.fixture(scope="module")
def hostile() -> FlaskClient:
    """A client of an archive full of attacks."""
    engine = MemoryEngine()
    index_articles(hostile_articles(), engine)
    return create_app(SearchService(engine), base_url="https://arsip.example").test_client()


def is_harmless_script(element: html.HtmlElement) -> bool:
    """Tell whether a script is one of our files, or data that nothing runs."""
    if element.get("type") == "application/ld+json":
        return isinstance(json.loads(element.text), dict) and not set(element.text) & set("<>&\u2028\u2029")
    return element.get("src", "").startswith("/static/") and not element.text


def assert_harmless(text: str) -> None:
    """Hold a page to: scripts and styles from files alone, no handlers, no javascript: links."""
    tree = html.fromstring(text)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in ("style", "iframe", "object", "embed", "base")
        assert element.tag != "script" or is_harmless_script(element), element.text
        assert element.tag != "img"
        for name, value in element.attrib.items():
            assert not name.startswith("on") and name != "style", (element.tag, name)
            if name in ("href", "src", "action", "formaction"):
                assert value.startswith(("/", "#", "https://")) and not value.startswith("//"), value


@pytest.mark.parametrize("path", PAGES)
def test_attacks_in_addresses_stay_text(hostile: FlaskClient, path: str) -> None:
    for attack in ATTACKS:
        answer = hostile.get(path.format(quote(attack, safe="")))
        assert answer.status_code in (200, 400, 404)
        assert_harmless(answer.text)


def test_attacks_in_articles_stay_text(hostile: FlaskClient) -> None:
    tree = html.fromstring(hostile.get("/?q=serangan&size=50").text)
    links = [a.get("href") for a in tree.cssselect("article.hit h2 a")]
    assert len(links) == len(list(hostile_articles()))
    speakers = [a.get("href") for a in tree.cssselect(".voice a")]
    for url in {*links, *speakers, "/?q=serangan&size=50", "/?q=serangan&view=statements", "/siapa?q=serangan"}:
        answer = hostile.get(url)
        assert answer.status_code == 200, url
        assert_harmless(answer.text)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", " javascript:alert(1)", "java\nscript:alert(1)",
     "//evil.example", "/path", "https:evil", "vbscript:x", "http://[", "ftp://a.example", "https://a b"],
)
def test_links_that_browsers_must_not_follow_are_not_links(url: str) -> None:
    assert safe_link(url) is None


def test_web_links_are_links() -> None:
    assert safe_link("https://a.example/b?c=d#e") == "https://a.example/b?c=d#e"


def test_atom_is_well_formed_whatever_it_carries(hostile: FlaskClient) -> None:
    answer = hostile.get("/umpan.atom?q=serangan&size=50")
    tree = ElementTree.fromstring(answer.data)
    names = {"a": "http://www.w3.org/2005/Atom"}
    titles = [title.text or "" for title in tree.findall("a:entry/a:title", names)]
    assert any("<script>alert(1)</script>" in title for title in titles)
    assert all(link.get("href", "").startswith("https://") for link in tree.findall(".//a:link", names))


def test_linked_data_are_whole_whatever_they_carry(hostile: FlaskClient) -> None:
    for number, attack in enumerate(ATTACKS):
        tree = html.fromstring(hostile.get(f"/artikel/serangan-{number}").text)
        [script] = tree.cssselect("head script[type='application/ld+json']")
        told = json.loads(script.text)
        assert told["headline"] == f"Serangan {attack}"
        assert told["publisher"]["name"] == attack and told["author"]["name"] == attack
        assert told["url"] == f"https://arsip.example/artikel/serangan-{number}"
        assert "isBasedOn" not in told  # a link of javascript:


def test_csv_holds_no_formula(hostile: FlaskClient) -> None:
    answer = hostile.get("/ekspor.csv?q=serangan")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 1 + len(list(hostile_articles()))
    formula = next(row for row in rows if row[0] == "rumus")
    assert formula[1] == "'=HYPERLINK(\"http://x\")"
    for row in rows[1:]:
        assert not any(value.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for value in row)


def test_every_answer_carries_the_security_headers(client: FlaskClient) -> None:
    wanted = {
        "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin", "X-Permitted-Cross-Domain-Policies": "none",
    }
    urls = (
        "/", "/artikel/banjir-1", "/lain", "/?page=0", "/api/v1/search", "/umpan.atom", "/ekspor.csv", "/robots.txt",
        "/static/app.js", "/healthz", "/opensearch.xml",
    )
    for url in urls:
        with client.get(url) as answer:
            headers = answer.headers
        assert {name: headers.get(name) for name in wanted} == wanted, url
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert headers["Permissions-Policy"]
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'" == policy["base-uri"] == policy["frame-ancestors"]
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert "Set-Cookie" not in headers
        assert "Cache-Control" in headers


def test_host_of_a_request_is_not_believed(client: FlaskClient) -> None:
    for url in ("/", "/umpan.atom?q=banjir", "/opensearch.xml", "/wilayah/64", "/lain"):
        headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"}
        answer = client.get(url, headers=headers)
        assert "evil.example" not in answer.text
        assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/..", "/\\evil.example", "/?next=//evil.example",
                                  "/artikel//evil.example", "/%2f%2fevil.example", "/tokoh/%0d%0aX-A:b"])
def test_no_address_leads_to_another_host(client: FlaskClient, path: str) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": unquote(path)})
    assert answer.status_code in (200, 404)
    assert "Location" not in answer.headers and "X-A" not in answer.headers
    for a in html.fromstring(answer.text).cssselect("a[href]"):
        assert not a.get("href").startswith(("//", "/\\"))


def test_there_is_no_route_that_writes(app: OpenAPI) -> None:
    for rule in app.url_map.iter_rules():
        assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS"}, rule


def test_crawlers_are_kept_off_combinations_of_facets(client: FlaskClient) -> None:
    rules = client.get("/robots.txt").text
    for line in ("Disallow: /*?*region=", "Disallow: /*?*not-speaker=", "Disallow: /api/", "Disallow: /ekspor"):
        assert line in rules.splitlines()


def test_long_addresses_are_refused_in_the_design(client: FlaskClient) -> None:
    answer = client.get("/?q=" + "a" * 9000)
    assert answer.status_code == 414 and "Alamat terlalu panjang" in answer.text


def test_values_by_the_hundred_are_refused(client: FlaskClient) -> None:
    assert client.get("/?" + "&".join(f"speaker=s{n}" for n in range(200))).status_code == 400


class Broken(MemoryEngine):
    """An engine that fails as engines do."""

    def __init__(self, failure: Callable[[], Exception]) -> None:
        super().__init__()
        self.failure = failure

    def search(self, clause: Clause, query: Query, facets: object) -> Results:
        """Fail."""
        raise self.failure()


def test_an_engine_that_cannot_answer_is_503_and_tells_nothing_of_files() -> None:
    for failure in (EngineAway("deadline"), IndexDamaged("/srv/index/000001/terms: run telusur doctor")):
        client = create_app(SearchService(Broken(lambda failure=failure: failure))).test_client()
        for url in ("/", "/api/v1/search"):
            answer = client.get(url)
            assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
            assert "/srv" not in answer.text


def test_an_unexpected_error_is_answered_in_the_design(caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(SearchService(Broken(lambda: RuntimeError("secret"))))
    for url in ("/", "/api/v1/search"):
        answer = app.test_client().get(url)
        assert answer.status_code == 500
        assert "secret" not in answer.text and "Traceback" not in answer.text
    assert "secret" in caplog.text
