"""HTML pages: the search, the article, all values of a facet, help, the API for people, robots.txt."""

from typing import Literal, cast

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask_openapi3.openapi import OpenAPI
from pydantic import Field

from search.facets import FacetView
from search.query import Query, default_sort
from search.schema import FACETS, FIELDS
from search.service import Page
from web.api import document
from web.citation import citations
from web.histogram import Histogram, histogram
from web.languages import language
from web.links import Links
from web.params import Params, SearchParams, pairs_of
from web.present import chips, facet_box, pager, statements_of, ways
from web.site import site
from web.tiles import COLUMNS, ROWS, tiles

pages = Blueprint("pages", __name__)

SIZES = (10, 25, 50)
ALL_VALUES = 500
"""Values on a facet's own page; beyond that the type-ahead narrows them."""


class ListParams(Params):
    """Which values of a facet are listed, and how."""

    containing: str = Field("", max_length=200)
    order: Literal["count", "name"] = "count"


@pages.get("/")
def home() -> str:
    """Show the search."""
    links = Links("/", language(), map="map" in request.args)
    query = SearchParams.read(request.args).query()
    page = site().ask(query)
    boxes = {view.name: facet_box(query, view, links) for view in page.facets}
    chosen = chips(query, boxes.values(), links)
    return render_template(
        "search.html", page=page, query=query, links=links, boxes=boxes, chips=chosen, ways=ways(page, chosen, links),
        pager=pager(page, links), sizes=SIZES, hidden=pairs_of(query.page_of(1)), default_sort=default_sort(query.text),
        histogram=histogram_of(page, query), tiles=map_tiles(query) if links.map else None, columns=COLUMNS, rows=ROWS,
        indexable=not query.chosen and query.since is query.until is None and query.page == 1,
    )


def histogram_of(page: Page, query: Query) -> Histogram | None:
    """Return the histogram of a page's date facet."""
    view = next((view for view in page.facets if view.name == "date"), None)
    return None if view is None else histogram(
        months_of(view), query.since, query.until, language(), query.of("date")
    )


def months_of(view: FacetView) -> dict[str, int]:
    """Return the counts by month of a date facet's tree."""
    return {month.value: month.count for year in view.items for month in year.children}


def map_tiles(query: Query) -> object:
    """Return the tile map under a query."""
    view = site().service.facet(query, "region", limit=1000)
    return tiles({item.value: item.count for item in view.items})


@pages.get("/artikel/<path:id>")
def article(id: str) -> str:
    """Show an article with its facts."""
    params = SearchParams.read(request.args)
    page = site().service.article(id, params.q)
    if page is None:
        abort(404)
    lang = language()
    return render_template(
        "article.html", page=page, stored=page.stored, article=page.stored.article, facts=page.stored.facts,
        statements=statements_of(page.stored), query=Query(text=params.q, folded=True),
        citations=citations(page.stored.article, page.stored.day, lang),
    )


@pages.get("/saringan/<name>")
def facet(name: str) -> str:
    """Show all values of a facet under a search, by count or by name, narrowed by the beginning of a word."""
    if name not in {facet.name for facet in FACETS}:
        abort(404)
    params = ListParams.read(request.args)
    search = SearchParams.read(request.args).query()
    view = site().service.facet(search, name, params.containing, ALL_VALUES, params.order)
    return render_template(
        "facet.html", box=facet_box(search, view, Links("/", language())), query=search, order=params.order,
        containing=params.containing, hidden=pairs_of(search), whole=True, here=Links(f"/saringan/{name}", language()),
    )


@pages.get("/bantuan")
def help() -> str:
    """Explain the query language."""
    return render_template("help.html", fields=FIELDS)


@pages.get("/api")
def api_page() -> str:
    """Show the API's description to people."""
    return render_template("api.html", spec=document(cast(OpenAPI, current_app)))


@pages.get("/robots.txt")
def robots() -> Response:
    """Keep crawlers off the combinations of facets, of which there are more than pages."""
    keys = [key for facet in FACETS for key in (facet.name, f"not-{facet.name}")]
    keys += ["since", "until", "sort", "size", "page", "cursor", "view", "copies", "map"]
    lines = ["User-agent: *", "Disallow: /api/", "Disallow: /saringan/", "Disallow: /ekspor", "Disallow: /umpan"]
    lines += [f"Disallow: /*?*{key}=" for key in keys]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
