"""The sample corpus from files to pages: command line, index, service, JSON and HTML over the real engine."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.ingest.reader import read
from search.engines.whoosh.engine import WhooshEngine
from search.query import MISSING, Choice, Query
from search.service import SearchService
from web.app import create_app

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of the seeds, built by the command line in a process of its own."""
    directory = tmp_path_factory.mktemp("seeds") / "index"
    command = [sys.executable, "-m", "telusur", "index", str(SEEDS), "--index", str(directory), "--strict", "--json"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(result.stdout)["articles"] == 71
    return directory


@pytest.fixture(scope="module")
def service(index: Path) -> Iterator[SearchService]:
    """Return a service over the index."""
    engine = WhooshEngine(index)
    yield SearchService(engine)
    engine.close()


@pytest.fixture(scope="module")
def client(service: SearchService) -> FlaskClient:
    """Return a client of the web application over the index."""
    return create_app(service).test_client()


def found(service: SearchService, text: str, **more: object) -> list[str]:
    """Return the ids of the first page."""
    return [hit.hit.stored.article.id for hit in service.ask(Query(text=text, **more)).found]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("rumput laut Rempang", "sp-2023-107"),
        ("menyeberangi rakit sekolah", "ra-2025-105"),  # other forms of the words in the article
        ('"kapal isap timah"', "tr-2024-035"),
        ("wilayah:gorontalo gurita", "wn-2025-005"),
        ('kutipan:"bukan menyelesaikan"', "mh-2025-011"),
        ("jabatan:gubernur nelayan", "tr-2024-035"),
        ("tokoh:Dirgantara", "wn-2023-008"),
        ("tanggal:2023-10 patok", "wn-2023-008"),
        ("penerbit:matahari batik", "mh-2024-012"),
        ("judul:orangutan -banjir", None),
        ("lamand*", None),
        ("pertmaina~ ATAU gerabah", "an-2025-073"),
    ],
)
def test_every_kind_of_query_finds_its_article_first(service: SearchService, text: str, id: str | None) -> None:
    ids = found(service, text)
    assert ids, text
    assert id is None or ids[0] == id


def test_facets_count_what_a_recount_of_the_articles_gives(service: SearchService) -> None:
    page = service.ask(Query(text="warga", size=100))
    facets = {view.name: view for view in page.facets}
    publishers = [hit.hit.stored.article.publisher for hit in page.found]
    assert page.total == len(publishers) > 20
    for item in facets["publisher"].items:
        assert item.count == sum(p is not None and p.casefold() == item.value for p in publishers)
    missing = facets["publisher"].missing
    assert missing is not None
    assert missing.count == publishers.count(None)
    for province in facets["region"].items:
        about = [{r.code[:2] for r in hit.hit.stored.facts.regions if r.role != "mentioned"} for hit in page.found]
        assert province.count == sum(province.value in codes for codes in about)


def test_choosing_a_province_takes_its_regencies(service: SearchService) -> None:
    page = service.ask(Query(chosen=(Choice("region", "64"),), size=100))
    about = [{r.code for r in f.hit.stored.facts.regions if r.role != "mentioned"} for f in page.found]
    assert page.total >= 3
    assert all(any(code.startswith("64") for code in codes) for codes in about)
    assert any("64.72" in codes for codes in about)


def test_articles_without_a_region_can_be_chosen(service: SearchService) -> None:
    page = service.ask(Query(chosen=(Choice("region", MISSING),), size=100))
    assert "mh-2023-013" in [f.hit.stored.article.id for f in page.found]
    assert all(not [r for r in f.hit.stored.facts.regions if r.role != "mentioned"] for f in page.found)


def test_what_is_stored_is_what_was_read(service: SearchService) -> None:
    for article in read([str(SEEDS)], lambda problem: None):
        page = service.article(article.id)
        assert page is not None
        assert page.stored.article == article


def test_every_span_of_a_fact_stands_in_its_article(service: SearchService) -> None:
    for stored in service.export(Query()):
        for statement in stored.facts.statements:
            assert 0 <= statement.span.start < statement.span.end <= len(stored.article.text)
            assert stored.article.text[statement.span.start : statement.span.end].strip()


def test_json_and_command_line_and_service_give_the_same_answer(
    service: SearchService, client: FlaskClient, index: Path
) -> None:
    answer = client.get("/api/v1/search", query_string={"q": "nelayan pulau", "size": 5}).get_json()
    command = [sys.executable, "-m", "telusur", "search", "nelayan pulau", "--size", "5", "--json", "--index", index]
    printed = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert {**answer, "took_ms": 0} == {**printed, "took_ms": 0}
    assert answer["total"] == service.ask(Query(text="nelayan pulau", folded=True)).total > 5
    assert [hit["id"] for hit in answer["hits"]] == found(service, "nelayan pulau", size=5, folded=True)


def test_one_story_of_two_publishers_is_one_result(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search", query_string={"q": "19 jembatan danau toba"}).get_json()
    [hit] = [hit for hit in answer["hits"] if hit["folded"]]
    assert {hit["publisher"], *(copy["publisher"] for copy in hit["copies"])} == {"Tribuna Medan", "WARTANUSA"}
    whole = client.get("/api/v1/search", query_string={"q": "19 jembatan danau toba", "copies": "all"}).get_json()
    assert whole["total"] == answer["total"] + answer["folded"]


def test_pages_show_results_facets_and_articles(client: FlaskClient) -> None:
    page = client.get("/", query_string={"q": "rumput laut"}).get_data(as_text=True)
    assert "Rempang Panen Rumput Laut Perdana" in page.replace("<mark>", "").replace("</mark>", "")
    article = client.get("/artikel/sp-2023-107").get_data(as_text=True)
    assert "Semula ditertawakan suami" in article
    assert client.get("/artikel/none").status_code == 404


def test_the_server_answers_over_the_index(index: Path) -> None:
    command = [sys.executable, "-m", "telusur", "serve", "--index", str(index), "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        try:
            address = next(word.rstrip(",") for word in process.stdout.readline().split() if word.startswith("http"))
            with urllib.request.urlopen(f"{address}/api/v1/search?q=gempa") as response:
                assert json.load(response)["total"] >= 1
        finally:
            process.terminate()
            process.wait(30)


def test_serving_a_missing_index_ends_with_3(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "telusur", "serve", "--index", str(tmp_path / "none"), "--port", "0"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 3
    assert "telusur index" in result.stderr
