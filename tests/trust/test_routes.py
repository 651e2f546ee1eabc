"""Every route of the application under schemathesis: whatever is asked, the answer is one that was foreseen."""

import os
import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from pydantic import BaseModel
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from index.pipeline import index_articles
from search.engines.whoosh.engine import WhooshEngine
from search.service import SearchService
from tests.web.conftest import ARTICLES
from web.api import ArticleParams, FacetParams, SuggestParams
from web.app import create_app
from web.metrics import scratch
from web.pages import ListParams
from web.params import Params, SearchParams
from web.people import SpeakerParams

CASES = int(os.environ.get("TELUSUR_ROUTED", "5"))
"""Requests to each route in each mode; `TELUSUR_ROUTED=60` for the long run."""

HTML, JSON, PROBLEM = "text/html", "application/json", "application/problem+json"
SEARCH: tuple[type[Params], ...] = (SearchParams,)

ROUTES: dict[str, tuple[str, tuple[type[Params], ...]]] = {
    "/": (HTML, SEARCH), "/siapa": (HTML, SEARCH), "/saringan/{name}": (HTML, (ListParams, SearchParams)),
    "/artikel/{id}": (HTML, SEARCH), "/tokoh/{slug}": (HTML, (SpeakerParams, SearchParams)),
    "/wilayah/{code}": (HTML, SEARCH), "/bantuan": (HTML, SEARCH), "/api": (HTML, SEARCH),
    "/robots.txt": ("text/plain", SEARCH), "/umpan.atom": ("application/atom+xml", SEARCH),
    "/ekspor.csv": ("text/csv", SEARCH), "/ekspor.jsonl": ("application/x-ndjson", SEARCH),
    "/opensearch.xml": ("application/opensearchdescription+xml", SEARCH),
    "/opensearch/suggest": ("application/x-suggestions+json", SEARCH), "/static/{filename}": ("text/css", SEARCH),
    "/metrics": ("text/plain", SEARCH), "/api/v1/search": (JSON, SEARCH), "/api/v1/suggest": (JSON, (SuggestParams,)),
    "/api/v1/articles/{id}": (JSON, (ArticleParams,)), "/api/v1/facets/{name}": (JSON, (FacetParams,)),
    "/api/v1/openapi.json": (JSON, SEARCH), "/healthz": (JSON, SEARCH), "/readyz": (JSON, SEARCH),
}
"""What each route gives, and the parameters it may read; the document of the API names its own routes alone."""

KNOWN = {"name": ["region", "speaker", "date"], "id": ["banjir-1"], "slug": ["raden-wiguna"], "code": ["64", "64.72"],
         "filename": ["style.css"]}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The application as it is served, metrics included."""
    engine = WhooshEngine(tmp_path_factory.mktemp("routes"))
    index_articles(ARTICLES, engine)
    with scratch(True) as counts:
        app = create_app(SearchService(engine), deadline=10.0, counts=counts)
        yield app
        app.extensions["counts"].close()


def parameters_of(path: str, models: tuple[type[BaseModel], ...]) -> list[dict[str, Any]]:
    """Return the parameters of a route as OpenAPI has them; in a path stands what is there, or anything."""
    found: dict[str, dict[str, Any]] = {}
    for model in models:
        schema = model.model_json_schema()
        assert "$defs" not in schema
        for name, own in schema["properties"].items():
            if name != "cursor":  # only an answer can give one
                found.setdefault(name, {"name": name, "in": "query", "schema": own})
    inside = [
        {"name": name, "in": "path", "required": True,
         "schema": {"anyOf": [{"enum": KNOWN[name]}, {"type": "string", "minLength": 1}]}}
        for name in re.findall(r"{(\w+)}", path)
    ]
    return [*inside, *found.values()]


def document(routes: dict[str, tuple[str, tuple[type[Params], ...]]]) -> dict[str, Any]:
    """Return an OpenAPI document of the routes."""
    paths = {}
    for path, (kind, models) in routes.items():
        error = PROBLEM if path.startswith(("/api/", "/healthz", "/readyz")) else HTML
        responses = {str(code): {"description": "refused", "content": {error: {}}} for code in (400, 404, 414, 503)}
        kinds = [kind, "text/javascript", "image/svg+xml"] if "filename" in path else [kind]
        responses["200"] = {"description": "well", "content": {one: {} for one in kinds}}
        paths[path] = {"get": {"parameters": parameters_of(path, models), "responses": responses}}
    return {"openapi": "3.1.0", "info": {"title": "all", "version": "1"}, "paths": paths}


def test_every_route_is_tried(app: Flask) -> None:
    rules = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(rule)) for rule in app.url_map.iter_rules()}
    assert rules == set(ROUTES)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", ROUTES)
def test_no_request_to_a_route_is_answered_by_what_was_not_foreseen(
    app: Flask, path: str, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_dict(document({path: ROUTES[path]}))
    schema.app = app
    operation = schema[path]["GET"]
    answered = []

    @settings(
        max_examples=CASES, deadline=None, derandomize="TELUSUR_ROUTED" not in os.environ, database=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def hold(case: schemathesis.Case) -> None:
        answer = case.call(headers={"Accept-Encoding": "identity"})
        answered.append(answer.status_code)
        case.validate_response(
            answer, checks=[not_a_server_error, status_code_conformance, content_type_conformance])

    try:
        hold()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE
    print(f"\n{path}: {len(answered)} requests, {sum(code == 200 for code in answered)} answered")
    assert set(answered) <= {200, 304, 400, 404, 414}
