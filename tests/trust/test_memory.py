"""What somebody makes up costs nothing: unknown values and words are not remembered, and take no time to speak of."""

import gc
import random
import string
import time
import tracemalloc
from collections.abc import Iterator
from urllib.parse import clear_cache  # type: ignore[attr-defined]

import pytest
from flask.testing import FlaskClient

from index.pipeline import index_articles
from search.engines.whoosh.engine import WhooshEngine
from search.service import SearchService
from tests.web.conftest import ARTICLES
from web.app import create_app

REQUESTS = 60
LENGTHS = {"q": 1_500, "region": 290, "speaker": 290, "publisher": 290, "date": 290, "not-speaker": 290}
"""Characters of what is made up: a query, values (300 at most); who remembers it holds four times as
much and more (measured), who does not some hundred bytes a request for a while."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The application over the embedded engine, which keeps no answers."""
    engine = WhooshEngine(tmp_path_factory.mktemp("memory"))
    index_articles(ARTICLES, engine)
    return create_app(SearchService(engine), deadline=0, room=0).test_client()


@pytest.fixture
def traced() -> Iterator[None]:
    """Trace what is allocated."""
    tracemalloc.start()
    yield
    tracemalloc.stop()


def traced_bytes() -> int:
    """Return what is held, but for addresses that the standard library remembers (128 of them)."""
    clear_cache()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def ask(client: FlaskClient, key: str, draw: random.Random, times: int) -> None:
    """Ask for what nobody has; values of region and date that cannot be are refused."""
    for _ in range(times):
        made_up = "".join(draw.choices(string.ascii_lowercase, k=LENGTHS[key]))
        query = {"q": made_up} if key == "q" else {"q": "banjir", key: made_up}
        answer = client.get("/api/v1/search", query_string=query)
        assert answer.status_code == (400 if key in ("region", "date") else 200)


@pytest.mark.parametrize("key", LENGTHS)
def test_what_nobody_has_is_not_remembered(client: FlaskClient, traced: None, key: str) -> None:
    draw = random.Random(key)
    ask(client, key, draw, 20)
    before = traced_bytes()
    ask(client, key, draw, REQUESTS)
    grown = traced_bytes() - before
    assert grown < REQUESTS * 2 * LENGTHS[key], f"{grown / REQUESTS:.0f} bytes a request"


@pytest.mark.parametrize("key", ["speaker", "publisher", "not-speaker"])
def test_a_value_that_nobody_has_takes_no_longer_than_none(client: FlaskClient, key: str) -> None:
    def seconds(**asked: str) -> float:
        begun = time.process_time()
        assert client.get("/api/v1/search", query_string={"q": "banjir", **asked}).status_code == 200
        return time.process_time() - begun

    plain = min(seconds() for _ in range(30))
    unknown = min(seconds(**{key: f"tak-ada-{n}"}) for n in range(30))
    assert unknown < 2 * plain
