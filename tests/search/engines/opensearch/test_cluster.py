"""Nodes that hang are left aside, and what takes longer than a request is read all the same."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from search.deadline import within
from search.engines.base import DeadlineExceeded, EngineAway
from search.engines.opensearch.cluster import Cluster, Connection
from search.engines.opensearch.generations import Generation, Generations


@pytest.fixture
def hanging() -> Iterator[str]:
    """The address of a node that takes connections and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def node(answer: Callable[[str], object], status: int = 200) -> Iterator[str]:
    """The address of a node that answers every request with what is made of its path, as JSON."""

    class Node(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers["content-length"] or 0))
            body = json.dumps(answer(self.path)).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Node) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def answering() -> Iterator[str]:
    """The address of a node that answers every search with nothing found."""
    with node(lambda path: {"timed_out": False, "hits": {"hits": []}}) as address:
        yield address


def shard(primary: bool, size: int | None) -> dict[str, object]:
    """Return what a copy of a shard says of itself; without a size it is just being opened."""
    said = {} if size is None else {"store": {"size_in_bytes": size}, "segments": {"count": 2}}
    return {"routing": {"primary": primary}, **said}


@pytest.fixture
def opening(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a node with an index of two shards, one of which says nothing the first times it is asked."""
    silent = [request.param]

    def answer(path: str) -> object:
        assert "level=shards" in path
        second = None if silent[0] else 30
        silent[0] -= 1
        shards = {"0": [shard(False, 99), shard(True, 12)], "1": [shard(True, second), shard(False, 30)]}
        return {"indices": {"telusur-000001": {"shards": shards}}}

    with node(answer) as address:
        yield address


@pytest.mark.parametrize("opening", [0, 1], indirect=True)
def test_sizes_are_waited_for_while_a_shard_is_opened(opening: str) -> None:
    with closing(Cluster(Connection((opening,)))) as cluster:
        assert [one["store"]["size_in_bytes"] for one in cluster.disk("telusur-000001")] == [12, 30]


@pytest.mark.parametrize("opening", [1000], indirect=True)
def test_a_shard_that_never_says_how_large_it_is_is_an_error(opening: str) -> None:
    with (
        closing(Cluster(Connection((opening,), timeout=0.4))) as cluster,
        pytest.raises(EngineAway, match="1 of 2 shards of telusur-000001"),
    ):
        cluster.disk("telusur-000001")


@pytest.mark.parametrize("status", [200, 408])
def test_shards_that_are_not_as_awaited_in_time_are_told_and_no_error(status: int) -> None:
    with (
        node(lambda path: {"timed_out": status == 408}, status) as address,
        closing(Cluster(Connection((address,)))) as cluster,
    ):
        assert cluster.settled("telusur-000001", 1, wait_for_active_shards=4) is (status == 200)


def outcomes(cluster: Cluster, times: int) -> list[str]:
    """Return how searches end."""
    ends = []
    for _ in range(times):
        try:
            cluster.search("*", {})
            ends.append("answered")
        except EngineAway:
            ends.append("away")
    return ends


def test_a_node_that_hangs_fails_one_search_and_is_then_left_aside(hanging: str, answering: str) -> None:
    with closing(Cluster(Connection((hanging, answering), timeout=0.5))) as cluster:
        assert sorted(outcomes(cluster, 8)) == ["answered"] * 7 + ["away"]


def test_the_only_node_is_asked_again_however_often_it_hung(hanging: str) -> None:
    with closing(Cluster(Connection((hanging,), timeout=0.1))) as cluster:
        assert outcomes(cluster, 3) == ["away"] * 3


def test_what_takes_longer_than_a_request_has_is_there_for_the_next(hanging: str) -> None:
    generations = Generations(Cluster(Connection((hanging,))), "telusur", 1, None)
    now = Generation("telusur-000001", {})
    go_on, read = threading.Event(), threading.Event()
    calls = []

    def slowly(name: str) -> str:
        calls.append(name)
        go_on.wait(30)
        read.set()
        return name.upper()

    with closing(generations.cluster), closing(generations):
        with within(0.05), pytest.raises(DeadlineExceeded, match="are still being read"):
            generations.once(now, "stories", slowly)
        go_on.set()
        assert read.wait(30)
        assert generations.once(now, "stories", slowly) == "TELUSUR-000001"
        assert calls == ["telusur-000001"]


def test_what_could_not_be_read_is_read_again_for_the_next(hanging: str) -> None:
    generations = Generations(Cluster(Connection((hanging,))), "telusur", 1, None)
    now = Generation("telusur-000001", {})
    errors = [EngineAway("away")]

    def read(name: str) -> str:
        if errors:
            raise errors.pop()
        return name

    with closing(generations.cluster), closing(generations):
        with pytest.raises(EngineAway):
            generations.once(now, "stories", read)
        assert generations.once(now, "stories", read) == "telusur-000001"
