"""Pages of persons and places: a speaker, who speaks about a subject, a region."""

from dataclasses import replace

from flask import Blueprint, abort, render_template, request
from pydantic import Field

from index.knowledge.regions import label, regencies, region
from search.persons import portrait, statement_hits, voices
from search.query import Choice, Query, default_sort
from web.histogram import histogram
from web.languages import language
from web.links import Links
from web.pages import months_of
from web.params import MAX_PAGE, Params, SearchParams, pairs_of
from web.present import chips, facet_box
from web.site import site

people = Blueprint("people", __name__)

STATEMENTS = 20
"""Statements on a page of a speaker."""


class SpeakerParams(Params):
    """Which of a speaker's statements are shown."""

    q: str = ""
    page: int = Field(1, ge=1, le=MAX_PAGE)


@people.get("/tokoh/<slug>")
def speaker(slug: str) -> str:
    """Show a speaker: positions, articles over time, regions, subjects, and every statement."""
    params = SpeakerParams.read(request.args)
    service, lang = site().service, language()
    person = portrait(service, slug)
    if person is None:
        abort(404)
    said = person.statements
    by_speaker = Query(text=params.q, chosen=(Choice("speaker", slug),), view="statements", sort="newest", folded=True)
    if params.q.strip():
        wanted = {(hit.stored.article.id, hit.statement) for hit in statement_hits(service, by_speaker, 10**6)[1]}
        said = tuple(s for s in said if (s.stored.article.id, s.number) in wanted)
    start = (params.page - 1) * STATEMENTS
    return render_template(
        "speaker.html", person=person, said=said[start : start + STATEMENTS], total=len(said), asked=params.q.strip(),
        page=params.page, pages=-(-len(said) // STATEMENTS), here=Links(Links("/", lang).speaker_path(slug), lang),
        chosen=Query(chosen=(Choice("speaker", slug),), sort="newest", folded=True),
        within=Query(text=params.q, sort=default_sort(params.q), folded=True),
        histogram=histogram(person.months, None, None, lang),
    )


@people.get("/siapa")
def who() -> str:
    """Show the persons who say most about what is searched."""
    query = SearchParams.read(request.args).query()
    lang = language()
    here, service = Links("/siapa", lang), site().service
    page = service.ask(replace(query, size=1))
    boxes = [facet_box(query, view, here) for view in page.facets]
    return render_template(
        "who.html", query=query, found=voices(service, query), hidden=pairs_of(query.page_of(1)),
        chips=chips(query, boxes, here), here=here, reading=page.reading,
    )


@people.get("/wilayah/<code>")
def place(code: str) -> str:
    """Show a region: its latest articles, who speaks there, articles over time, and what lies beneath it."""
    found = region(code)
    if found is None:
        abort(404)
    lang, service = language(), site().service
    query = Query(chosen=(Choice("region", code),), sort="newest", folded=True)
    page = service.ask(query)
    views = {view.name: view for view in page.facets}
    beneath = service.facet(query, "region", limit=1000)
    counts = {item.value: item.count for top in beneath.items for item in (top, *top.children)}
    return render_template(
        "region.html", region=found, name=label(code), page=page, query=query,
        parent=None if found.parent is None else region(found.parent),
        histogram=histogram(months_of(views["date"]), None, None, lang),
        speakers=facet_box(query, views["speaker"], Links("/", lang)),
        beneath=[(child, counts.get(child.code, 0)) for child in regencies(code)] if found.parent is None else [],
    )
