"""Token buckets, the gate, and what a reader who asks too much is told."""

import threading

from search.engines.memory import MemoryEngine
from search.service import SearchService
from web.app import create_app
from web.limits import MAX_CLIENTS, Buckets, Gate


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_a_burst_is_allowed_and_then_the_rate_holds() -> None:
    clock = Clock()
    buckets = Buckets(2.0, 3, clock)
    assert [buckets.take("a") for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    clock.now = 0.5
    assert buckets.take("a") == 0.0
    assert buckets.take("a") == 0.5


def test_clients_do_not_take_from_one_another() -> None:
    buckets = Buckets(1.0, 1, Clock())
    assert buckets.take("a") == 0.0
    assert buckets.take("b") == 0.0
    assert buckets.take("a") > 0


def test_memory_of_clients_is_bounded() -> None:
    buckets = Buckets(1.0, 1, Clock())
    for number in range(MAX_CLIENTS + 50):
        buckets.take(str(number))
    assert len(buckets._buckets) == MAX_CLIENTS


def test_who_asks_too_fast_is_told_when_to_come_again() -> None:
    client = create_app(SearchService(MemoryEngine()), rate=0.1, burst=2).test_client()
    assert [client.get("/bantuan").status_code for _ in range(3)] == [200, 200, 429]
    answer = client.get("/api/v1/search")
    assert answer.status_code == 429 and answer.mimetype == "application/problem+json"
    assert 1 <= int(answer.headers["Retry-After"]) <= 10
    assert client.get("/healthz").status_code == 200
    with client.get("/static/style.css") as free:
        assert free.status_code == 200


def test_clients_behind_a_trusted_proxy_are_told_apart() -> None:
    app = create_app(SearchService(MemoryEngine()), rate=0.1, burst=1, proxies=1)
    client = app.test_client()

    def ask(forwarded: str) -> int:
        return client.get("/bantuan", headers={"X-Forwarded-For": forwarded}).status_code

    assert [ask("192.0.2.1"), ask("192.0.2.2"), ask("192.0.2.1")] == [200, 200, 429]
    assert ask("192.0.2.99, 192.0.2.1") == 429  # what a client itself adds in front is not believed


def test_without_a_trusted_proxy_forwarded_addresses_are_not_believed() -> None:
    client = create_app(SearchService(MemoryEngine()), rate=0.1, burst=1).test_client()
    codes = [client.get("/bantuan", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(2)]
    assert codes == [200, 429]


def test_gate_sheds_what_waits_too_long_and_recovers() -> None:
    gate = Gate(1, 0.01)
    assert gate.enter()
    refused = threading.Thread(target=lambda: results.append(gate.enter()))
    results: list[bool] = []
    refused.start()
    refused.join()
    assert results == [False]
    gate.leave()
    assert gate.enter()


def test_a_full_house_is_503_and_leaves_no_slot_taken() -> None:
    app = create_app(SearchService(MemoryEngine()), width=1, patience=0.01)
    client = app.test_client()
    assert [client.get("/bantuan").status_code for _ in range(3)] == [200, 200, 200]
    with app.test_request_context("/bantuan?lang=en"):
        assert app.preprocess_request() is None  # this one is inside now
        answer = client.get("/bantuan")
        assert answer.status_code == 503 and answer.headers["Retry-After"] == "1"
        assert client.get("/healthz").status_code == 200
    assert client.get("/bantuan").status_code == 200
