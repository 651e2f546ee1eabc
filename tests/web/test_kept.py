"""Answers kept by their validator: the same to the byte, under every limit, gone with their generation."""

from dataclasses import dataclass

from flask.testing import FlaskClient

from index.article import Article
from index.pipeline import index_articles
from search.engines.memory import MemoryEngine
from search.query import Query
from search.service import Page, SearchService
from web.app import create_app
from web.kept import Answer, Kept

GZIP = {"Accept-Encoding": "gzip"}


@dataclass
class Site:
    """An application over a growing engine, whose service counts what it is asked."""

    client: FlaskClient
    engine: MemoryEngine
    asked: list[Query]


class Counting(SearchService):
    """The service, counting."""

    def __init__(self, engine: MemoryEngine) -> None:
        super().__init__(engine)
        self.asked: list[Query] = []

    def ask(self, query: Query) -> Page:
        self.asked.append(query)
        return super().ask(query)


def site(**options: float) -> Site:
    """Return an application over one article."""
    engine = MemoryEngine()
    index_articles([Article("a", "Banjir di Samarinda." * 20, "Banjir")], engine)
    service = Counting(engine)
    return Site(create_app(service, **options).test_client(use_cookies=False), engine, service.asked)  # type: ignore[arg-type]


def test_the_same_address_is_answered_once_and_again_with_the_same_bytes_and_headers() -> None:
    here = site()
    first, again = here.client.get("/?q=banjir"), here.client.get("/?q=banjir")
    assert len(here.asked) == 1
    assert again.data == first.data
    assert sorted(again.headers) == sorted(first.headers)


def test_language_page_and_coding_are_kept_apart() -> None:
    here = site()
    answers = [here.client.get(f"/?q=banjir{more}") for more in ("", "&lang=en", "&size=25")]
    packed = here.client.get("/?q=banjir", headers=GZIP)
    assert len({answer.data for answer in (*answers, packed)}) == 4
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in answers[0].headers
    assert here.client.get("/?q=banjir", headers=GZIP).data == packed.data
    assert all(answer.headers["Vary"] == "Accept-Encoding" for answer in (*answers, packed))


def test_a_new_generation_is_asked_anew() -> None:
    here = site()
    here.client.get("/api/v1/search?q=banjir")
    index_articles([Article("b", "Banjir lagi.", "Banjir lagi")], here.engine)
    answer = here.client.get("/api/v1/search?q=banjir").json
    assert answer is not None and answer["total"] == 2
    assert len(here.asked) == 2


def test_limits_hold_for_kept_answers_and_errors_are_not_kept() -> None:
    here = site(rate=0.001, burst=2)
    assert [here.client.get("/?q=banjir").status_code for _ in range(3)] == [200, 200, 429]
    assert [site().client.get("/?page=0").status_code for _ in range(2)] == [400, 400]


def test_a_kept_answer_is_not_sent_to_who_holds_it() -> None:
    here = site()
    etag = here.client.get("/?q=banjir").headers["ETag"]
    assert here.client.get("/?q=banjir", headers={"If-None-Match": etag}).status_code == 304
    assert here.client.head("/?q=banjir").data == b""


def test_without_room_nothing_is_kept() -> None:
    here = site(room=0)
    assert here.client.get("/?q=banjir").data == here.client.get("/?q=banjir").data
    assert len(here.asked) == 2


def test_the_least_recently_asked_goes_first_and_the_room_is_never_exceeded() -> None:
    kept = Kept(100_100)
    for name in "abcdefghij":
        kept.keep((name, True), Answer(b"x" * 9_000, ()))
    assert kept.find(("a", True)) is not None
    kept.keep(("k", True), Answer(b"x" * 9_000, ()))
    assert kept.find(("a", True)) is not None and kept.find(("b", True)) is None
    assert kept.taken <= kept.room
    kept.keep(("l" * 8_000, True), Answer(b"x", (("Link", "y" * 2_000),)))
    assert kept.find(("c", True)) is None and kept.taken <= kept.room
    kept.keep(("large", True), Answer(b"x" * 50_000, ()))
    assert kept.find(("large", True)) is None
