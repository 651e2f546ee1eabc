"""The JSON routes: what they answer, how they refuse, and that the OpenAPI document tells the truth about them."""

import gzip
import json
from pathlib import Path

import pytest
import schemathesis
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

import web.app
from search.service import SearchService
from web.api import document
from web.app import create_app

PROBLEM = "application/problem+json"


def test_search_gives_total_hits_facets_and_links(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=pasar&size=5&page=2").get_json()
    assert (answer["total"], answer["page"], answer["pages"], len(answer["hits"])) == (14, 2, 3, 5)
    assert answer["links"] == {
        "self": "/api/v1/search?q=pasar&size=5&page=2",
        "next": "/api/v1/search?q=pasar&size=5&page=3",
        "prev": "/api/v1/search?q=pasar&size=5",
        "html": "/?q=pasar&size=5&page=2",
    }
    assert [facet["name"] for facet in answer["facets"]] == ["date", "region", "speaker", "publisher"]
    assert answer["reading"]["id"] and answer["generation"] and answer["took_ms"] > 0


def test_marks_are_places_in_the_text(client: FlaskClient) -> None:
    for hit in client.get("/api/v1/search?q=banjir").get_json()["hits"]:
        for part in (hit["title"], hit["snippet"]):
            for start, end in part["marks"]:
                assert part["text"][start:end].lower() == "banjir"


def test_toggle_links_lead_to_what_their_counts_promise(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=banjir").get_json()
    for facet in answer["facets"]:
        for item in facet["items"]:
            assert client.get(item["toggle"]).get_json()["total"] == item["count"]
            assert client.get(item["exclude"]).get_json()["total"] == answer["total"] - item["count"]


def test_next_links_reach_every_hit_once_by_page_and_by_cursor(client: FlaskClient) -> None:
    first = client.get("/api/v1/search?size=4").get_json()
    by_cursor = f"/api/v1/search?size=4&cursor={first['next_cursor']}"
    for second in (first["links"]["next"], by_cursor):
        ids, url = [hit["id"] for hit in first["hits"]], second
        while url is not None:
            answer = client.get(url).get_json()
            ids += [hit["id"] for hit in answer["hits"]]
            url = answer["links"]["next"]
        assert len(ids) == len(set(ids)) == first["total"] == 18


def test_article_is_given_with_its_facts(client: FlaskClient) -> None:
    answer = client.get("/api/v1/articles/panen-1").get_json()
    assert answer["day"] == "2025-03-05" == answer["date"]["day"]
    assert answer["speakers"][0]["name"] == "Tono Prasetya"
    for speaker in answer["speakers"]:
        for said in speaker["statements"]:
            assert answer["text"][said["start"] : said["end"]] == said["text"]


def test_values_of_a_facet_are_found_by_any_word(client: FlaskClient) -> None:
    answer = client.get("/api/v1/facets/speaker?q=wig&text=banjir").get_json()
    assert [item["label"] for item in answer["items"]] == ["Raden Wiguna"]


def test_completions_lead_somewhere(client: FlaskClient) -> None:
    found = client.get("/api/v1/suggest?q=sama").get_json()["suggestions"]
    assert "Samarinda" in {one["text"] for one in found if one["kind"] == "region"}
    assert all(client.get(one["url"]).status_code == 200 for one in found)


@pytest.mark.parametrize(
    ("url", "status"),
    [("/api/v1/search?page=0", 400), ("/api/v1/search?size=101", 400), ("/api/v1/search?cursor=x", 400),
     ("/api/v1/search?region=x", 400), ("/api/v1/articles/none", 404), ("/api/v1/facets/none", 404),
     ("/api/v1/none", 404), ("/api/v1/search?q=" + "a" * 9000, 414)],
)
def test_errors_are_problems(client: FlaskClient, url: str, status: int) -> None:
    answer = client.get(url)
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert answer.get_json(force=True)["status"] == status


def test_only_reading_is_possible(client: FlaskClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = client.open("/api/v1/search", method=method)
        assert (answer.status_code, answer.mimetype) == (405, PROBLEM)


def test_probes_answer(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json()["documents"] == 18


def test_unchanged_answers_are_not_sent_again(client: FlaskClient) -> None:
    for url in ("/api/v1/search?q=banjir", "/", "/artikel/banjir-1", "/umpan.atom?q=banjir"):
        first = client.get(url)
        again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        other = client.get("/bantuan", headers={"If-None-Match": first.headers["ETag"]})
        assert other.status_code == 200


def test_a_new_generation_changes_the_validator(service: SearchService) -> None:
    client = create_app(service).test_client()
    before = client.get("/").headers["ETag"]
    service.engine.write([])
    after = client.get("/", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["ETag"] != before


def test_large_answers_are_compressed_for_who_can_take_it(client: FlaskClient) -> None:
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.data) < len(plain.data) / 3
    with client.get("/static/style.css", headers={"Accept-Encoding": "gzip"}) as style:
        assert gzip.decompress(style.data) == (Path(web.app.__file__).parent / "static" / "style.css").read_bytes()
        assert "max-age=31536000" in style.headers["Cache-Control"]
        held = style.headers["ETag"]
    with client.get("/static/style.css", headers={"If-None-Match": held}) as again:
        assert again.status_code == 304
    assert client.get("/", headers={"Accept-Encoding": "gzip;q=0"}).headers.get("Content-Encoding") is None


def test_document_describes_every_route_of_the_api(app: OpenAPI, client: FlaskClient) -> None:
    served = client.get("/api/v1/openapi.json").get_json()
    assert served == json.loads(json.dumps(document(app)))
    assert served["openapi"].startswith("3.1")
    routes = {str(rule) for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")}
    assert {route.replace("<path:id>", "{id}").replace("<name>", "{name}") for route in routes} == set(served["paths"])


OPERATIONS = (
    "/api/v1/search", "/api/v1/articles/{id}", "/api/v1/facets/{name}", "/api/v1/suggest", "/healthz", "/readyz",
)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", OPERATIONS)
def test_every_answer_is_as_the_document_says(app: OpenAPI, path: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    assert {operation.ok().path for operation in schema.get_all_operations()} == set(OPERATIONS)
    operation = schema[path]["GET"]

    @settings(
        max_examples=25, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def hold(case: schemathesis.Case) -> None:
        case.query.pop("cursor", None)  # only an answer can give one; any other is refused
        answer = case.call(headers={"Accept-Encoding": "identity"})  # its WSGI transport does not unpack
        if answer.status_code != 414:  # schemathesis does not count "address too long" as a refusal
            case.validate_response(answer)

    try:
        hold()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE and path in ("/healthz", "/readyz")  # they take nothing to get wrong


def test_an_office_is_suggested_and_leads_to_those_who_hold_it(client: FlaskClient) -> None:
    found = client.get("/api/v1/suggest?q=bupa").get_json()["suggestions"]
    [office] = [suggestion for suggestion in found if suggestion["kind"] == "office"]
    assert (office["text"], office["count"], office["url"]) == ("bupati", 1, "/?q=jabatan%3Abupati")
    assert client.get(f"/api/v1/search{office['url'].removeprefix('/')}").get_json()["total"] == 1
