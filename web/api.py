"""JSON: the routes of /api/v1 and their OpenAPI document, written once."""

import time
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any, Literal, cast

import msgspec
from flask import Response, abort, current_app
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel, Field, WithJsonSchema

from search.query import Query
from search.schema import FACETS
from web.answers import (
    HealthAnswer,
    ReadyAnswer,
    facet_answer,
    page_answer,
    schemas,
    search_answer,
    suggest_answer,
)
from web.links import Links
from web.params import Copies, Language, Params, SearchParams
from web.present import facet_box
from web.site import site

VERSION = "1.0.0"
REF = "#/components/schemas/"
Responses = dict[str | int | HTTPStatus, type[BaseModel] | dict[Any, Any] | None]
TAG = Tag(name="search", description="Searching, and what stands in the archive.")

api = APIBlueprint("api", __name__, abp_tags=[TAG])


class FacetPath(Params):
    """Which facet."""

    name: Annotated[str, WithJsonSchema({"type": "string", "enum": [facet.name for facet in FACETS]})] = Field(
        description="The facet."
    )


class ArticlePath(Params):
    """Which article."""

    id: str = Field(min_length=1, description="The article's id.")


class ArticleParams(Params):
    """How an article is shown."""

    lang: Language = Field("id", description="Language of links.")


class FacetParams(SearchParams):
    """The search whose values are counted (its words are `text`), and which of the values are wanted."""

    q: str = Field("", max_length=200, description="A word of the value's label begins with this.")
    text: str = Field("", description="What to look for, in the query language.")
    limit: int = Field(20, ge=1, le=500, description="At most this many values.")
    order: Annotated[Literal["count", "name"], Field(description="Most frequent first, or by name.")] = "count"

    def query(self, copies: Copies = "folded") -> Query:
        """Return the search whose values are counted."""
        return replace(super().query(copies), text=self.text)


class SuggestParams(Params):
    """What is being typed."""

    q: str = Field("", max_length=500, description="What is being typed.")
    limit: int = Field(8, ge=1, le=20, description="At most this many completions.")
    lang: Language = Field("id", description="Language of links.")


def answers(name: str, *errors: int) -> Responses:
    """Return the responses of a route, as OpenAPI has them: its answer, and problems."""
    problems = {"content": {"application/problem+json": {"schema": {"$ref": REF + "Problem"}}}}
    responses: Responses = {
        "200": {"description": "OK", "content": {"application/json": {"schema": {"$ref": REF + name}}}},
        "304": {"description": "The answer is still what If-None-Match names."},
    }
    texts = {400: "A parameter cannot be.", 404: "There is no such thing.", 414: "The address is too long.",
             429: "Too many requests; see Retry-After.", 503: "The index cannot answer; see Retry-After."}
    for status in (*errors, 400, 414, 429, 503):
        responses[str(status)] = {"description": texts[status], **problems}
    return responses


def encoded(answer: msgspec.Struct) -> Response:
    """Return an answer as JSON."""
    return Response(msgspec.json.encode(answer), mimetype="application/json")




@api.get("/api/v1/search", operation_id="search", summary="Search", responses=answers("SearchAnswer"))
def search(query: SearchParams) -> Response:
    """Return a page of results with its exact total and the exact counts of all facets."""
    links = Links("/api/v1/search", query.lang)
    page = site().ask(query.query())
    return encoded(search_answer(page, [facet_box(page.query, view, links) for view in page.facets], links))


@api.get(
    "/api/v1/articles/<path:id>", operation_id="article", summary="Article", responses=answers("ArticleAnswer", 404)
)
def article(path: ArticlePath, query: ArticleParams) -> Response:
    """Return an article as published, with the facts read out of it."""
    page = site().service.article(path.id)
    return abort(404) if page is None else encoded(page_answer(page, query.lang))


@api.get("/api/v1/facets/<name>", operation_id="facet", summary="Facet", responses=answers("FacetAnswer", 404))
def facet(path: FacetPath, query: FacetParams) -> Response:
    """Return one facet's values under a search, also by the beginning of any word of their labels."""
    if path.name not in {facet.name for facet in FACETS}:
        abort(404)
    service = site().service
    asked = query.query()
    view = service.facet(asked, path.name, query.q, query.limit, query.order)
    answer = facet_answer(facet_box(asked, view, Links("/api/v1/search", query.lang)))
    return encoded(msgspec.structs.replace(answer, generation=service.engine.generation()))


@api.get("/api/v1/suggest", operation_id="suggest", summary="Completions", responses=answers("SuggestAnswer"))
def suggest(query: SuggestParams) -> Response:
    """Return words, offices, speakers and regions that begin with what is being typed."""
    return encoded(suggest_answer(site().service.suggest(query.q, query.limit), Links("/", query.lang)))


@api.get("/healthz", operation_id="healthz", summary="Liveness", responses=answers("HealthAnswer"))
def healthz() -> Response:
    """Say that the process answers."""
    return encoded(HealthAnswer("ok"))


@api.get("/readyz", operation_id="readyz", summary="Readiness", responses=answers("ReadyAnswer"))
def readyz() -> Response:
    """Say that the index answers, and with which generation."""
    stats = site().service.stats()
    age = None if stats.since is None else round(max(0.0, time.time() - stats.since), 1)
    return encoded(ReadyAnswer("ready", stats.generation, stats.documents, age))


def add_api(app: OpenAPI) -> None:
    """Register the routes, and the document that describes them."""
    app.register_api(api)
    app.add_url_rule("/api/v1/openapi.json", "openapi", openapi)


def document(app: OpenAPI) -> dict[str, Any]:
    """Return the OpenAPI document: the routes as flask-openapi3 has them, the answers as msgspec has them."""
    spec: dict[str, Any] = app.api_doc
    spec["components"] = {"schemas": schemas()}
    return spec


def openapi() -> Response:
    """Return the OpenAPI document."""
    return Response(msgspec.json.encode(document(cast(OpenAPI, current_app))), mimetype="application/json")
