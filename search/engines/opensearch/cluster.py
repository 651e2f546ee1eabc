"""Talking to the cluster: connection, time limits, and its errors told as ours."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from opensearchpy import OpenSearch, Transport
from opensearchpy.exceptions import (
    ConnectionError,
    ConnectionTimeout,
    NotFoundError,
    OpenSearchException,
    SSLError,
    TransportError,
)

from search.deadline import check, seconds_left
from search.engines.base import DeadlineExceeded, EngineAway, EngineError, IndexMissing
from search.query import QueryError

Body = dict[str, Any]
T = TypeVar("T")

PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 8.0
"""Seconds between tries of a write: the first pause, doubled each time up to the longest."""

ASIDE: Final = 10.0
"""Seconds for which a node that did not answer is asked only if all the others did not answer either. The library's
own 60 s, doubled up to 32 minutes, would leave a node that is back unused for longer than it was away."""


CLOSING: Final = 2.0
"""Seconds that letting go of a point in time may take; it would end by itself."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the cluster is and how to be let in.

    `ca` is a file of certificates to trust besides the system's; `verify` False trusts any (never do that but to try
    something out). `timeout` is how many seconds an answer may take; `patience` how long a write waits for a cluster
    that is away, e.g. while another node takes over the work of one that died.
    """

    addresses: tuple[str, ...]
    user: str | None = None
    password: str | None = None
    api_key: str | None = None
    ca: Path | None = None
    verify: bool = True
    timeout: float = 10.0
    patience: float = 120.0


LEAN: Final[Body] = {"_source": False, "stored_fields": "_none_"}
"""What to add to a search whose hits are wanted without their text: nothing of them is then uncompressed."""


class Nodes(Transport):
    """The library's choice among the nodes, which leaves aside not only who refuses a connection but also who hangs."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._asked = threading.local()
        super().__init__(*arguments, **options)

    def get_connection(self) -> Any:
        """Return the connection to ask next, and keep in mind which it was."""
        self._asked.connection = super().get_connection()
        return self._asked.connection

    def perform_request(self, *arguments: Any, **options: Any) -> Any:
        """Return what a node answers."""
        try:
            return super().perform_request(*arguments, **options)
        except ConnectionTimeout:
            self.mark_dead(self._asked.connection)
            raise


class Cluster:
    """A cluster that answers, or an EngineError that says why not."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        arguments: dict[str, Any] = {"timeout": connection.timeout}
        if any(address.startswith("https:") for address in connection.addresses):
            arguments |= {"verify_certs": connection.verify, "ssl_show_warn": False}
            if connection.ca is not None:
                arguments["ca_certs"] = str(connection.ca)
        if connection.api_key is not None:
            arguments["headers"] = {"authorization": f"ApiKey {connection.api_key}"}
        elif connection.user is not None:
            arguments["http_auth"] = (connection.user, connection.password or "")
        # What goes wrong is told by our errors, not by the library's warnings on the terminal.
        logging.getLogger("opensearch").addHandler(logging.NullHandler())
        try:
            self.client = OpenSearch(
                list(connection.addresses),
                transport_class=Nodes,
                dead_timeout=ASIDE,
                timeout_cutoff=0,
                max_retries=len(connection.addresses) + 1,
                retry_on_timeout=False,
                retry_on_status=(502, 503, 504),
                **arguments,
            )
        except ValueError as error:
            raise EngineError(f"not the address of a node: {self.names()} ({error})") from error

    def search(self, index: str | None, body: Body, **params: Any) -> Body:
        """Return the answer of all shards; never of some of them. No index: the body names a point in time."""
        seconds = self.seconds()
        params |= {
            "allow_partial_search_results": "false", "cancel_after_time_interval": f"{int(seconds * 1000)}ms",
            "request_timeout": seconds,
        }
        if "filter_path" in params:
            params["filter_path"] = f"{params['filter_path']},timed_out"
        with self.errors():
            answer: Body = self.client.search(index=index, body=body, params=params)
        return whole(answer)

    def search_many(self, index: str, bodies: Sequence[Body]) -> list[Body]:
        """Return the answers to several searches in one go."""
        if not bodies:
            return []
        lines: list[Body] = []
        for body in bodies:
            lines += [{"allow_partial_search_results": False}, body]
        with self.errors():
            answers: list[Body] = self.client.msearch(index=index, body=lines, params=self.limits())["responses"]
        for answer in answers:
            if "error" in answer:
                raise problem(answer.get("status", 500), reason_of(answer))
        return [whole(answer) for answer in answers]

    def open_point(self, index: str, keep_alive: str) -> str:
        """Return the id of a new point in time of all shards, which ends by itself when not asked for that long."""
        params = self.limits() | {"keep_alive": keep_alive, "allow_partial_pit_creation": "false"}
        with self.errors():
            opened: str = self.client.create_pit(index=index, params=params)["pit_id"]
        return opened

    def close_point(self, point: str) -> None:
        """Let go of a point in time, whether or not the request still has time."""
        params = {"request_timeout": min(CLOSING, self.connection.timeout)}
        with self.errors():
            self.client.delete_pit(body={"pit_id": [point]}, params=params)

    def seconds(self) -> float:
        """Return how many seconds an answer may take: the connection's, or what the request's deadline leaves."""
        left = seconds_left()
        return self.connection.timeout if left is None else min(self.connection.timeout, left)

    def limits(self) -> Body:
        """Return that limit as a parameter of a request."""
        return {"request_timeout": self.seconds()}

    def patiently(self, call: Callable[[], T]) -> T:
        """Return what the call gives, trying again while the cluster is away; for calls that may be done twice."""
        end = time.monotonic() + self.connection.patience
        pause = PAUSE
        while True:
            try:
                with self.errors():
                    return call()
            except EngineAway:
                if time.monotonic() + pause > end:
                    raise
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def disk(self, index: str) -> list[Body]:
        """Return what each primary shard of an index says of its store and segments, once all of them say so.

        A shard whose files are just being opened says nothing for a moment. EngineAway if one does not within the time
        of a request.
        """
        end = time.monotonic() + self.seconds()
        pause = PAUSE
        while True:
            with self.errors():
                told = self.client.indices.stats(index=index, metric="store,segments", params={"level": "shards"})
            shards = [copies for one in told["indices"].values() for copies in one["shards"].values()]
            said = [copy for copies in shards for copy in copies if copy["routing"]["primary"] and "store" in copy]
            if shards and len(said) == len(shards):
                return said
            if time.monotonic() + pause > end:
                raise EngineAway(f"{len(said)} of {len(shards)} shards of {index} say how large they are: try again")
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def settled(self, index: str, seconds: int, **awaited: str | int) -> bool:
        """Wait until the shards of an index are as awaited (parameters of _cluster/health); tell whether they are.

        `seconds` is how long to wait at most; that it passed is no error (the cluster's status for it is 408).
        """
        params = awaited | {"timeout": f"{seconds}s", "request_timeout": seconds + 30, "ignore": 408}
        with self.errors():
            answer: Body = self.client.cluster.health(index=index, params=params)
        return not answer["timed_out"]

    def write(self, index: str, payload: bytes) -> None:
        """Send the lines of a bulk request until each is acknowledged by the primary and its replicas in step.

        What the cluster puts off is sent again after a pause. An older version of an article than the one that is
        there already (status 409) has lost, as it should.
        """
        end = time.monotonic() + self.connection.patience
        pause = PAUSE
        operations = operations_of(payload)
        while operations:
            answer = self.patiently(partial(self._bulk, index, b"".join(operations)))
            outcomes = [next(iter(item.values())) for item in answer["items"]]
            wrong = next((o for o in outcomes if o["status"] >= 400 and o["status"] not in (404, 409, 429, 503)), None)
            if wrong is None and any(is_missing_index(o) for o in outcomes):
                wrong = outcomes[0]
            if wrong is not None:
                raise EngineError(f"article {wrong['_id']!r} was refused by the cluster: {reason_of(wrong)}")
            operations = [op for op, o in zip(operations, outcomes, strict=True) if o["status"] in (429, 503)]
            if operations:
                if time.monotonic() + pause > end:
                    raise EngineAway(f"{len(operations)} articles were not taken in {self.connection.patience:.0f} s")
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _bulk(self, index: str, lines: bytes) -> Body:
        seconds = max(60.0, self.connection.timeout)
        limits = {"require_alias": "true", "timeout": "30s", "request_timeout": seconds}
        answer: Body = self.client.bulk(index=index, body=lines.decode(), params=limits)
        return answer

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Tell the library's errors as ours."""
        try:
            yield
        except SSLError as error:
            raise EngineAway(
                f"no trusted connection to {self.names()}: {error.error}; name the certificate authority's file (ca)"
            ) from error
        except ConnectionTimeout as error:
            check()
            raise EngineAway(f"no answer from {self.names()} within {self.connection.timeout:g} s") from error
        except ConnectionError as error:
            raise EngineAway(f"nobody answers at {self.names()}: {error.error}") from error
        except TransportError as error:
            info = error.info if isinstance(error.info, dict) else {}
            missing = isinstance(error, NotFoundError)
            raise problem(error.status_code, reason_of(info) or str(error.error), missing) from error
        except OpenSearchException as error:
            raise EngineError(f"the cluster's answer makes no sense: {error}") from error

    def names(self) -> str:
        """Return the addresses for a message."""
        return ", ".join(self.connection.addresses)

    def close(self) -> None:
        """Close the connections."""
        self.client.close()


def whole(answer: Body) -> Body:
    """Return the answer; DeadlineExceeded if a shard gave up in time and left something out."""
    if answer.get("timed_out"):
        raise DeadlineExceeded("the cluster ran out of time: its answer is not whole")
    return answer


def operations_of(payload: bytes) -> list[bytes]:
    """Return the operations of a bulk request: an index is two lines, a delete is one."""
    lines = payload.splitlines(keepends=True)
    operations: list[bytes] = []
    at = 0
    while at < len(lines):
        size = 1 if lines[at].startswith(b'{"delete"') else 2
        operations.append(b"".join(lines[at : at + size]))
        at += size
    return operations


def is_missing_index(outcome: Body) -> bool:
    """Tell whether an operation failed since its index is not there; a delete of nothing is 404 too, and no failure."""
    error = outcome.get("error")
    return isinstance(error, dict) and error.get("type") == "index_not_found_exception"


def problem(status: int | str, reason: str, missing: bool = False) -> EngineError | QueryError:
    """Return the error for a status the cluster gave."""
    if missing or status == 404:
        return IndexMissing(f"the cluster has no such index: {reason}; run telusur index")
    if "automaton" in reason or "determinize" in reason:
        return QueryError("the pattern is too complicated to be looked for; make it simpler")
    if status in (401, 403):
        return EngineError(f"the cluster refuses us ({status}: {reason}); check user and password, or the API key")
    if status in (429, 502, 503, 504) or (isinstance(status, int) and status >= 500):
        return EngineAway(f"the cluster cannot answer now ({status}: {reason})")
    return EngineError(f"the cluster refuses the request ({status}: {reason})")


def reason_of(info: Body) -> str:
    """Return the first cause in an error of the cluster."""
    error = info.get("error", info)
    if not isinstance(error, dict):
        return str(error)
    causes = error.get("root_cause") or [error]
    first = causes[0] if causes else error
    failed = error.get("failed_shards") or []
    if failed:
        first = failed[0].get("reason", first)
    deeper = first.get("caused_by", {}).get("reason")
    return ": ".join(str(part) for part in (first.get("type"), first.get("reason"), deeper) if part)
