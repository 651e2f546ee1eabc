"""Generations: one index each, sealed when it is published; an alias says which one answers."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import Context
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from index.analysis.analyser import ANALYSER_VERSION
from index.entry import TEXT_FIELDS
from search.deadline import seconds_left
from search.engines.base import DeadlineExceeded, EngineAway, EngineError, IndexMissing, ReindexNeeded
from search.engines.opensearch.cluster import Body, Cluster
from search.engines.opensearch.compile import EVERY, Statistics
from search.engines.opensearch.folding import Stories, read_stories
from search.engines.opensearch.mapping import SCHEMA_VERSION, VALUE_FACETS, index_body, mappings
from search.engines.opensearch.parts import Part
from search.engines.opensearch.tokens import safe_term

T = TypeVar("T")

FRESH: Final = 0.5
"""Seconds for which a process believes that the generation it knows is still the current one."""

SLOW: Final[Body] = {"timeout": "60s", "cluster_manager_timeout": "60s", "request_timeout": 90}
"""Limits of what a cluster manager does, which may have to be elected anew first."""

REPLICATING: Final = 60
"""Seconds to wait for replicas to be in step; the copies of a large index may take longer, and nothing fails then."""

REMEMBERED: Final = 100_000
LONGEST_REMEMBERED: Final = 64
"""Frequencies kept of one generation; they never change, so that asking again would cost a journey for nothing. Those
of longer terms, which somebody may make up, are not kept."""


@dataclass(slots=True)
class Generation:
    """A published generation, and what was asked about it before; nothing of it ever changes."""

    name: str
    meta: Body
    frequencies: dict[tuple[str, str], int] = field(default_factory=dict)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    whole: dict[str, Future[Any]] = field(default_factory=dict)


class Generations:
    """The generations of one index name: NAME-000001, NAME-000002 ...; NAME is the alias of the current one.

    NAME-before is the alias of the one before, for `rollback`; NAME-build that of one under way, through which alone
    it is written, so that nothing can be written to a generation that was given up.
    """

    def __init__(self, cluster: Cluster, name: str, shards: int, replicas: int | None) -> None:
        self.cluster = cluster
        self.name = name
        self.shards = shards
        self.replicas = replicas
        self.known: Generation | None = None
        self.coming: Generation | None = None
        self.until = 0.0
        self._lock = threading.Lock()
        self._readers = ThreadPoolExecutor(3, "generation")

    def current(self) -> Generation:
        """Return the generation that answers now; IndexMissing if there is none, ReindexNeeded if it is not ours."""
        known = self.known
        if known is None or time.monotonic() > self.until:
            name = self.holder(self.name)
            if name is None:
                raise IndexMissing(f"there is no index {self.name!r} at {self.cluster.names()}; run telusur index")
            if known is None or known.name != name:
                known = self._next(known, name)
            self.known, self.until = known, time.monotonic() + FRESH
        return known

    def _next(self, known: Generation | None, name: str) -> Generation:
        """Return the generation of this name; where stories are asked for, the one known until they are read."""
        if self.coming is None or self.coming.name != name:
            self.coming = self._opened(name)
        now = self.coming
        if known is not None and "stories" in known.whole and not self._reading(now, "stories", self._stories).done():
            return known
        self.coming = None
        return now

    def _opened(self, name: str) -> Generation:
        meta = self.meta(name)
        ours = {"schema": SCHEMA_VERSION, "analyser": ANALYSER_VERSION}
        if any(meta.get(key) != value for key, value in ours.items()):
            told = ", ".join(f"{key} {meta.get(key)!r} (now {value!r})" for key, value in ours.items())
            raise ReindexNeeded(f"{name} was written with {told}; run telusur index to build it anew")
        return Generation(name, meta)

    def forget(self) -> None:
        """Look again which generation is current the next time, and wait for nothing."""
        self.known = None

    def meta(self, name: str) -> Body:
        """Return what a generation says of itself."""
        with self.cluster.errors():
            mapping = self.cluster.client.indices.get_mapping(index=name, params=self.cluster.limits())
        found: Body = mapping[name]["mappings"].get("_meta", {})
        return found

    def holder(self, alias: str) -> str | None:
        """Return the index that an alias names, or None."""
        return next((name for name, aliases in self.aliases().items() if alias in aliases), None)

    def aliases(self) -> dict[str, list[str]]:
        """Return all generations in the cluster, oldest first, with their aliases."""
        with self.cluster.errors():
            found = self.cluster.client.indices.get_alias(index=f"{self.name}-*", params=self.cluster.limits())
        return {
            name: sorted(told["aliases"]) for name, told in sorted(found.items())
            if name[len(self.name) + 1 :].isdigit()
        }

    def begin(self, fresh: bool) -> "Draft":
        """Return a new generation to be written: empty, or a clone of the current one (which costs no copying)."""
        return self._begun(self.aliases(), fresh, None)

    def _begun(self, there: Mapping[str, Sequence[str]], fresh: bool, shared: str | None) -> "Draft":
        """Begin the generation after those that are there; `shared`: the alias by which other runs find it."""
        number = max((int(name[len(self.name) + 1 :]) for name in there), default=0) + 1
        before = next((name for name, aliases in there.items() if self.name in aliases), None)
        name = f"{self.name}-{number:06d}"
        client = self.cluster.client
        aliases: Body = {f"{name}-build": {}} | ({} if shared is None else {shared: {}})
        with self.cluster.errors():
            if before is None or fresh:
                body = index_body(number, self.shards, self.replicas) | {"aliases": aliases}
                body["mappings"]["_meta"] |= {"before": before}
                client.indices.create(index=name, body=body, params=SLOW)
            else:
                self.current()
                body = {"settings": {"index.blocks.write": None}, "aliases": aliases}
                client.indices.clone(index=before, target=name, body=body, params=SLOW)
        self.cluster.patiently(lambda: self._replicated(name))
        return Draft(name, number, before)

    def _replicated(self, name: str) -> None:
        """Wait until the replicas of a draft are in step, as far as there are nodes to hold them.

        What is acknowledged before that lies on the node of the primary alone, and dies with it.
        """
        with self.cluster.errors():
            told = self.cluster.client.cluster.health(index=name, params={"level": "indices"} | self.cluster.limits())
        index = told["indices"][name]
        copies = min(index["number_of_replicas"] + 1, told["number_of_data_nodes"])
        self.cluster.settled(name, REPLICATING, wait_for_active_shards=index["number_of_shards"] * copies)

    def joined(self, part: Part) -> "Draft":
        """Return the generation that the runs of these parts write together; the first of them begins it."""
        shared = f"{self.name}-run-{part.name}"
        tries = 5
        while True:
            there = self.aliases()
            for name, aliases in there.items():
                if shared in aliases and f"{name}-build" in aliases:
                    before = self.meta(name).get("before")
                    return Draft(name, int(name[len(self.name) + 1 :]), before, part)
            tries -= 1
            try:
                return replace(self._begun(there, fresh=True, shared=shared), part=part)
            except EngineError:  # another run was quicker, most likely
                if not tries:
                    raise
                time.sleep(0.5)

    def finish(self, draft: "Draft", part: Part) -> bool:
        """Note that a part is written; tell whether all are."""
        done = {"add": {"index": draft.name, "alias": f"{draft.name}-done-{part.number}"}}
        self.cluster.patiently(
            lambda: self.cluster.client.indices.update_aliases(body={"actions": [done]}, params=SLOW)
        )
        there = self.cluster.patiently(self.aliases).get(draft.name, ())
        return all(f"{draft.name}-done-{number}" in there for number in range(1, part.parts + 1))

    def resumed(self, name: str, before: str | None) -> "Draft | None":
        """Return the unfinished generation of this name, or None if it is gone, finished, or overtaken."""
        there = self.aliases()
        holder = next((name for name, aliases in there.items() if self.name in aliases), None)
        if f"{name}-build" not in there.get(name, ()) or holder != before:
            return None
        return Draft(name, int(name[len(self.name) + 1 :]), before)

    def publish(self, draft: "Draft") -> int:
        """Make the draft the current generation in one step; return how many articles it holds.

        It is sealed against writes. Refused if another generation was published since the draft was begun.
        """
        client, name = self.cluster.client, draft.name
        self.refresh(name)
        documents = self.count(name)
        meta = mappings(draft.number)["_meta"] | {"documents": documents}
        given = [alias for alias in self.aliases().get(name, ()) if alias != draft.alias]
        swap: list[Body] = [
            {"remove": {"index": name, "alias": alias, "must_exist": True}} for alias in (draft.alias, *given)
        ]
        holder, older = self.holder(self.name), self.holder(f"{self.name}-before")
        if holder == name:
            return documents  # by the run of another part that was done at the same moment
        if holder != draft.before:
            raise EngineError(f"{holder} was published while {name} was written; run the command again")
        if older is not None:
            swap.append({"remove": {"index": older, "alias": f"{self.name}-before", "must_exist": True}})
        if holder is not None:
            swap.append({"remove": {"index": holder, "alias": self.name, "must_exist": True}})
            swap.append({"add": {"index": holder, "alias": f"{self.name}-before"}})
        swap.append({"add": {"index": name, "alias": self.name}})

        def seal() -> None:
            client.indices.put_mapping(index=name, body={"_meta": meta}, params=SLOW)
            client.indices.put_settings(index=name, body={"index.blocks.write": True}, params=SLOW)
            self.cluster.settled(name, REPLICATING, wait_for_no_initializing_shards="true")

        self.cluster.patiently(seal)
        try:
            with self.cluster.errors():
                client.indices.update_aliases(body={"actions": swap}, params=SLOW)
        except EngineError:
            # The answer was lost, or the run of another part was quicker; the swap may have been made all the same.
            if self.cluster.patiently(lambda: self.holder(self.name)) != name:
                raise
        self.forget()
        self._purge(name, holder)
        return documents

    def _purge(self, current: str, before: str | None) -> None:
        """Remove what is older than the current generation and the one before it, given-up drafts among it."""
        for name in self.aliases():
            if name < current and name != before:
                self.remove(name)

    def remove(self, name: str) -> None:
        """Remove a generation."""
        with self.cluster.errors():
            self.cluster.client.indices.delete(index=name, params={"ignore_unavailable": "true"})

    def rollback(self) -> str:
        """Make the generation before the current one current; return its name."""
        current, before = self.holder(self.name), self.holder(f"{self.name}-before")
        if current is None or before is None:
            raise EngineError("there is no generation before this one to go back to")
        swap = [
            {"remove": {"index": current, "alias": self.name, "must_exist": True}},
            {"remove": {"index": before, "alias": f"{self.name}-before", "must_exist": True}},
            {"add": {"index": before, "alias": self.name}},
        ]
        with self.cluster.errors():
            self.cluster.client.indices.update_aliases(body={"actions": swap})
        self.forget()
        return before

    def refresh(self, name: str) -> None:
        """Make what was written to a generation visible."""
        def refresh() -> None:
            answer = self.cluster.client.indices.refresh(index=name, params={"request_timeout": 90})
            if answer["_shards"]["failed"]:
                raise EngineAway(f"{answer['_shards']['failed']} shards of {name} cannot be refreshed")

        self.cluster.patiently(refresh)

    def count(self, name: str, query: Body | None = None) -> int:
        """Return how many articles of a generation match."""
        body = {"size": 0, "track_total_hits": True, "query": query or EVERY}
        answer = self.cluster.patiently(lambda: self.cluster.search(name, body))
        found: int = answer["hits"]["total"]["value"]
        return found

    def statistics(self, now: Generation, wanted: Iterable[tuple[str, str]]) -> Statistics:
        """Return what BM25 needs for the terms; what is not known yet is asked in one go."""
        return Statistics(self.once(now, "sizes", self._sizes), self.learn(now, wanted))

    def _sizes(self, name: str) -> dict[str, tuple[int, float]]:
        """Return field -> (documents that have it, sum of lengths)."""
        aggregations = {
            f"{kind}:{field}": {kind: {"field": f"length.{field}"}}
            for field in TEXT_FIELDS for kind in ("value_count", "sum")
        }
        told = self.cluster.search(name, {"size": 0, "aggs": aggregations})["aggregations"]
        return {field: (told[f"value_count:{field}"]["value"], told[f"sum:{field}"]["value"]) for field in TEXT_FIELDS}

    def once(self, now: Generation, what: str, read: Callable[[str], T]) -> T:
        """Return what is read of a generation as a whole, once for all requests.

        It may take longer than a request has time for, so a thread without a deadline reads it. Who cannot wait gets
        DeadlineExceeded, who comes later finds it done. What failed is read again for the next who asks.
        """
        try:
            return self._reading(now, what, read).result(seconds_left())
        except TimeoutError:
            raise DeadlineExceeded(f"the {what} of {now.name} are still being read") from None

    def _reading(self, now: Generation, what: str, read: Callable[[str], T]) -> Future[T]:
        with self._lock:
            reading = now.whole.get(what)
            if reading is None or (reading.done() and reading.exception() is not None):
                reading = now.whole[what] = self._readers.submit(Context().run, read, now.name)
            return reading

    def learn(self, now: Generation, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """Return the frequencies of terms; those not known yet are asked in one go."""
        if len(now.frequencies) > REMEMBERED:
            now.frequencies = {}
        known = now.frequencies
        pairs = dict.fromkeys(wanted)
        told = {pair: known[pair] for pair in pairs if pair in known}
        asked = [pair for pair in pairs if pair not in told]
        bodies: list[Body] = [
            {"size": 0, "track_total_hits": True, "query": {"term": {name: safe_term(text)}}} for name, text in asked
        ]
        for pair, answer in zip(asked, self.cluster.search_many(now.name, bodies), strict=True):
            told[pair] = answer["hits"]["total"]["value"]
            if len(pair[1]) <= LONGEST_REMEMBERED:
                known[pair] = told[pair]
        return told

    def stories(self, now: Generation) -> Stories:
        """Return the stories of a generation."""
        return self.once(now, "stories", self._stories)

    def _stories(self, name: str) -> Stories:
        return read_stories(self.cluster, name)

    def value_count(self, now: Generation, facet: str) -> int:
        """Return about how many values a facet has in all (by HyperLogLog, within a few percent)."""
        return self.once(now, "facet values", self._value_counts)[facet]

    def _value_counts(self, name: str) -> dict[str, int]:
        aggregations = {
            facet: {"cardinality": {"field": f"facet.{facet}", "precision_threshold": 10_000}}
            for facet in VALUE_FACETS
        }
        told = self.cluster.search(name, {"size": 0, "aggs": aggregations})["aggregations"]
        return {facet: told[facet]["value"] for facet in VALUE_FACETS}

    def close(self) -> None:
        """Let go of what is still being read."""
        self._readers.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Draft:
    """A generation under way: its index, its number, and the generation that was current when it was begun."""

    name: str
    number: int
    before: str | None
    part: Part | None = None

    @property
    def alias(self) -> str:
        """Return the alias through which it is written."""
        return f"{self.name}-build"
