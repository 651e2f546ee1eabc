"""A request that takes too long is told so with 503; what is given is whole, every filter in it."""

import pytest

from search.deadline import check
from search.engines.memory import MemoryEngine
from search.query import Clause, Query
from search.results import Results
from search.service import SearchService
from web.app import create_app
from web.limits import FREE


class Clock:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Slow(MemoryEngine):
    """An engine whose searches take so many seconds of the clock."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        super().__init__()
        self.clock, self.seconds, self.asked = clock, seconds, list[Query]()

    def search(self, clause: Clause, query: Query, facets: dict[str, int]) -> Results:  # type: ignore[override]
        """Take a while, then look at the time as engines do."""
        self.asked.append(query)
        self.clock.now += self.seconds
        check()
        return super().search(clause, query, facets)


@pytest.mark.parametrize("url", ["/", "/api/v1/search", "/umpan.atom", "/siapa"])
def test_a_search_past_its_deadline_is_an_honest_503(url: str) -> None:
    clock = Clock()
    engine = Slow(clock, 3.0)
    client = create_app(SearchService(engine), deadline=2.0, clock=clock).test_client()
    answer = client.get(url, query_string={"region": "34", "speaker": "-"})
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert "tidak selesai pada waktunya" in answer.text
    assert {len(query.chosen) for query in engine.asked} == {2}  # it was never asked again with less
    if url.startswith("/api/"):
        assert answer.mimetype == "application/problem+json" and answer.get_json()["status"] == 503


def test_the_reader_is_told_in_english_too() -> None:
    clock = Clock()
    client = create_app(SearchService(Slow(clock, 3.0)), deadline=2.0, clock=clock).test_client()
    assert "not finished in time" in client.get("/?lang=en").text


def test_a_search_in_time_is_answered_and_the_next_begins_anew() -> None:
    clock = Clock()
    client = create_app(SearchService(Slow(clock, 1.5)), deadline=2.0, clock=clock, room=0).test_client()
    assert [client.get("/api/v1/search").status_code for _ in range(4)] == [200] * 4


def test_without_a_deadline_a_search_takes_as_long_as_it_takes() -> None:
    clock = Clock()
    client = create_app(SearchService(Slow(clock, 500.0)), clock=clock).test_client()
    assert client.get("/api/v1/search").status_code == 200


def test_an_export_that_has_begun_is_not_cut_short() -> None:
    clock = Clock()
    client = create_app(SearchService(Slow(clock, 0.0)), deadline=2.0, clock=clock).test_client()
    answer = client.get("/ekspor.csv", buffered=False)
    clock.now = 100.0
    assert answer.status_code == 200 and answer.data


def test_probes_and_counts_pass_every_limit() -> None:
    assert {"api.healthz", "api.readyz", "metrics", "static"} == FREE
