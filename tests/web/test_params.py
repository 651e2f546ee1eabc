"""The laws of web/params.py: a query and its URL say the same."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from search.query import Choice, Query, QueryError, default_sort
from search.schema import FACETS
from web.links import Links, Toggles
from web.params import MAX_CHOICES, Language, SearchParams, pairs_of, url_of

printable = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
days = st.dates(date(1, 1, 1))
values = {
    "date": st.one_of(
        st.just("-"), days.map(lambda d: d.isoformat()), days.map(lambda d: d.isoformat()[:7]),
        days.map(lambda d: d.isoformat()[:4]),
    ),
    "region": st.one_of(st.just("-"), st.from_regex(r"[0-9]{2}(\.[0-9]{2})?", fullmatch=True)),
    "speaker": names,
    "publisher": names,
}
choices = st.sampled_from([f.name for f in FACETS]).flatmap(
    lambda name: st.builds(Choice, st.just(name), values[name], st.booleans())
)
queries = st.builds(
    Query,
    text=printable,
    chosen=st.sets(choices, max_size=6).map(lambda s: tuple(sorted(s))),
    since=st.none() | days,
    until=st.none() | days,
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    page=st.integers(1, 1000),
    size=st.integers(1, 100),
    cursor=st.none() | names,
    view=st.sampled_from(["articles", "statements"]),
    folded=st.booleans(),
)


def read(url: str) -> Query:
    """Return the query a URL asks for."""
    return SearchParams.read(MultiDict(parse_qsl(urlsplit(url).query, keep_blank_values=True))).query()


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw builds hypothesis's table of characters
@given(queries)
def test_a_query_survives_its_url(query: Query) -> None:
    assert read(url_of("/", query)) == query


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(queries)
def test_equal_queries_have_one_url(query: Query) -> None:
    assert url_of("/", read(url_of("/", query))) == url_of("/", query)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(queries, choices, st.sampled_from(["id", "en"]))
def test_toggles_are_the_links_of_toggled_queries(query: Query, choice: Choice, lang: Language) -> None:
    links = Links("/", lang)
    for excluded in (False, True):
        toggled = query.toggled(replace(choice, excluded=excluded))
        toggles = Toggles(links, query, choice.facet)
        assert toggles.url(choice.value, excluded) == links.to(toggled)
        assert toggles.both(choice.value)[excluded] == links.to(toggled)


def test_nothing_asked_needs_no_parameters() -> None:
    assert url_of("/", Query(sort="newest", folded=True)) == "/"
    assert pairs_of(Query(text="banjir", folded=True)) == [("q", "banjir")]


def test_copies_are_folded_unless_told_otherwise_and_exports_hold_all() -> None:
    assert url_of("/", Query(text="a")) == "/?q=a&copies=all"
    exported = SearchParams.read(MultiDict({"q": "a"})).query("all")
    assert not exported.folded
    assert SearchParams.read(MultiDict({"copies": "folded"})).query("all").folded


def test_default_order_is_newest_until_something_is_typed() -> None:
    assert (default_sort(""), default_sort("  "), default_sort("banjir")) == ("newest", "newest", "relevance")


def test_empty_form_fields_mean_nothing() -> None:
    assert read("/?q=&since=&until=&region=&speaker=&sort=&cursor=&copies=") == Query(sort="newest", folded=True)


@pytest.mark.parametrize(
    "url",
    ["/?page=0", "/?page=x", "/?size=101", "/?since=kemarin", "/?region=640", "/?date=2025-13", "/?date=kemarin",
     "/?sort=up", "/?view=x", "/?copies=1", "/?lang=fr"],
)
def test_parameters_that_cannot_be_are_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        read(url)


def test_too_many_choices_are_refused_and_not_cut() -> None:
    many = "/?" + "&".join(f"speaker=s{i}" for i in range(MAX_CHOICES + 1))
    with pytest.raises(QueryError, match="at most"):
        read(many)


def test_unknown_parameters_are_passed_over() -> None:
    assert read("/?utm_source=x&q=banjir") == Query(text="banjir", folded=True)


def test_language_is_kept_in_links() -> None:
    assert url_of("/", Query(text="a b", folded=True), "en") == "/?q=a+b&lang=en"
