"""The engine over a cluster: the Engine protocol, spoken with OpenSearch."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeVar

from index.article import Article
from index.entry import TEXT_FIELDS, Entry
from search.engines.base import Drift, EngineAway, EngineError, IndexMissing, Stats, WriteReport
from search.engines.opensearch import lexicon
from search.engines.opensearch.asking import LAST_DAY, WINDOW, Asking
from search.engines.opensearch.checking import drifts
from search.engines.opensearch.cluster import LEAN, Body, Cluster, Connection
from search.engines.opensearch.facets import Limits
from search.engines.opensearch.folding import among
from search.engines.opensearch.generations import Draft, Generation, Generations
from search.engines.opensearch.mapping import VALUE_FACETS, key_of, stored_of
from search.engines.opensearch.parts import Part
from search.engines.opensearch.writing import InputChanged, State, Writer
from search.query import Clause, Query
from search.results import FacetCounts, Results, Stored

T = TypeVar("T")


class OpenSearchEngine:
    """An Engine whose index lives in an OpenSearch cluster.

    `name` is the index's name in the cluster; `shards` and `replicas` hold for indexes built from nothing (`replicas`
    None: one as soon as there are two nodes). `state` is the file by which a build that was killed goes on where it
    stood; without it, it starts anew. `part`: this is one of several runs, maybe on as many machines, that build one
    generation together; whichever is done last publishes it.
    """

    def __init__(
        self,
        connection: Connection,
        name: str = "telusur",
        *,
        shards: int = 1,
        replicas: int | None = None,
        state: Path | None = None,
        part: Part | None = None,
        limits: Limits = Limits(),  # noqa: B008 - a value
    ) -> None:
        self.cluster = Cluster(connection)
        self.generations = Generations(self.cluster, name, shards, replicas)
        self.writer = Writer(self.cluster, self.generations)
        self.state = state
        self.part = part
        self.limits = limits

    def write(self, entries: Iterable[Entry]) -> None:
        """Add or replace entries as one new generation."""
        self._change(lambda draft: self.writer.entries(draft, entries))

    def absorb(
        self,
        batches: Iterable[Sequence[Article]],
        understand: Callable[[Sequence[Article]], list[Entry]],
        *,
        workers: int = 1,
        fresh: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> WriteReport:
        """Add or replace what `understand` makes of the batches; a run that was killed goes on where it stood."""
        if self.part is not None and not fresh:
            raise EngineError("parts build an index anew: telusur index; leave the part out to change one")
        state = None if self.state is None else State(self.state)
        try:
            draft, done = self._begun(state, fresh)
            try:
                self.writer.articles(
                    draft, batches, understand, workers, state, done, progress or (lambda articles: None)
                )
                if draft.part is None or self.generations.finish(draft, draft.part):
                    report = self._published(draft, fresh)
                else:
                    report = self._unpublished(draft)
            except BaseException as error:
                if (state is None or isinstance(error, InputChanged)) and draft.part is None:
                    self._give_up(draft)
                    if state is not None:
                        state.remove()
                raise
            if state is not None:
                state.remove()
            return report
        finally:
            if state is not None:
                state.close()

    def _begun(self, state: State | None, fresh: bool) -> tuple[Draft, dict[int, str]]:
        """Return the draft to be written and its batches that are acknowledged already."""
        if state is not None:
            head, done = state.read()
            name = head.get("generation")
            if name is not None and head.get("fresh") == fresh:
                draft = self.generations.resumed(name, head.get("before"))
                if draft is not None and self.part is None:
                    return draft, done
                if draft is not None and self.part is not None and self.generations.joined(self.part).name == name:
                    return replace(draft, part=self.part), done
        draft = self.generations.begin(fresh) if self.part is None else self.generations.joined(self.part)
        if state is not None:
            state.start(draft, fresh)
        return draft, {}

    def _published(self, draft: Draft, fresh: bool) -> WriteReport:
        """Publish the draft; count what it added and replaced."""
        there = 0 if fresh or draft.before is None else self.generations.count(draft.before)
        documents = self.generations.publish(draft)
        written = self.generations.count(draft.name, {"term": {"written": draft.number}})
        added = documents - there
        return WriteReport(added, written - added, draft.name)

    def _unpublished(self, draft: Draft) -> WriteReport:
        """Count what a draft holds that other runs still write to."""
        self.generations.refresh(draft.name)
        return WriteReport(self.generations.count(draft.name), 0, f"{draft.name}, not yet published: parts are missing")

    def _change(self, change: Callable[[Draft], None]) -> None:
        """Make a new generation out of the current one by `change`, or none at all if it fails."""
        draft = self.generations.begin(fresh=False)
        try:
            change(draft)
            self.generations.publish(draft)
        except BaseException:
            self._give_up(draft)
            raise

    def _give_up(self, draft: Draft) -> None:
        """Remove a draft; if the cluster is away now, the next write removes it."""
        try:
            if draft.alias in self.generations.aliases().get(draft.name, ()):
                self.generations.remove(draft.name)
        except EngineError:
            return

    def delete(self, ids: Iterable[str]) -> int:
        """Remove articles as one new generation; return how many were there."""
        there = self._there(list(dict.fromkeys(ids)))
        if there:
            self._change(lambda draft: self.writer.delete(draft, there))
        return len(there)

    def _there(self, ids: list[str]) -> list[str]:
        """Return those of the ids that the current generation holds."""
        found: list[str] = []
        name = self.generations.current().name
        for n in range(0, len(ids), 1_000):
            some = ids[n : n + 1_000]
            body = LEAN | {"size": len(some), "query": {"terms": {"id": some}}, "sort": ["id"]}
            found += [hit["sort"][0] for hit in self.cluster.search(name, body)["hits"]["hits"]]
        return found

    def search(self, clause: Clause, query: Query, facets: MappingOf[str, int]) -> Results:
        """Answer the clause; see Engine."""
        return self._now(lambda now: self._asking(now, clause, query).results(facets))

    def facet(
        self, clause: Clause, query: Query, name: str, containing: str, limit: int, order: Literal["count", "name"]
    ) -> FacetCounts:
        """Count one facet's values whose label fits `containing`."""

        def ask(now: Generation) -> FacetCounts:
            asking = self._asking(now, clause, query)
            wanted = asking.wanted(name, limit, containing, order)
            return asking.facet(wanted, None)

        return self._now(ask)

    def _asking(self, now: Generation, clause: Clause, query: Query) -> Asking:
        return Asking(self.cluster, self.generations, now, clause, query, self.limits)

    def _now(self, ask: Callable[[Generation], T]) -> T:
        """Return the answer of the current generation; asked again if that was taken away meanwhile."""
        try:
            return ask(self.generations.current())
        except IndexMissing:
            self.generations.forget()
            return ask(self.generations.current())

    def article(self, id: str) -> Stored | None:
        """Return one article, or None."""

        def ask(now: Generation) -> Stored | None:
            body: Body = {"size": 1, "query": {"ids": {"values": [key_of(id)]}}}
            found = self.cluster.search(now.name, body)["hits"]["hits"]
            return stored_of(found[0]["_source"]["stored"]) if found else None

        return self._now(ask)

    def copies(self, id: str, limit: int) -> tuple[int, list[Stored]]:
        """Return how many other articles are of an article's story, and the first of them, the oldest first."""

        def ask(now: Generation) -> tuple[int, list[Stored]]:
            told = self.generations.stories(now)
            others = [one for one in told.members.get(told.story.get(id, -1), ()) if one != id]
            if not others or limit < 1:
                return len(others), []
            oldest = {"ordinal": {"order": "asc", "missing": LAST_DAY}}
            body: Body = {"size": min(limit, WINDOW), "query": among(others), "sort": [oldest, {"id": "asc"}]}
            found = self.cluster.search(now.name, body)["hits"]["hits"]
            return len(others), [stored_of(hit["_source"]["stored"]) for hit in found]

        return self._now(ask)

    def export(self, clause: Clause, query: Query) -> Iterator[Stored]:
        """Yield every match in the query's order, from one generation.

        It is walked at one point in time (`Walk`), which is closed at the end, or when the reader leaves. EngineError
        if the generation is removed meanwhile, two newer ones having been published.
        """
        now = self.generations.current()
        asking = self._asking(now, clause, query)
        last = None
        try:
            with closing(asking.rows(None)) as rows:
                for row in rows:
                    if row.id != last and row.stored is not None:
                        yield row.stored
                    last = row.id
        except IndexMissing as error:
            raise EngineError(f"{now.name} was removed while it was read: {error}; begin anew") from error

    def frequencies(self, field: str, terms: Sequence[str]) -> list[int]:
        """Return how many documents hold each term."""

        def ask(now: Generation) -> list[int]:
            told = self.generations.learn(now, ((field, term) for term in terms))
            return [told[field, term] for term in terms]

        return self._now(ask)

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms that begin with `prefix`, most frequent first."""
        return self._now(lambda now: lexicon.beginning(self.cluster, now, field, prefix, limit))

    def near(self, field: str, text: str, distance: int, limit: int) -> list[tuple[str, int]]:
        """Return the terms that Fuzzy(field, text, distance) matches, most frequent first."""
        return self._now(lambda now: lexicon.near(self.cluster, now, field, text, distance, limit))

    def generation(self) -> str:
        """Return the name of the generation that answers now."""
        return self.generations.current().name

    def identity(self) -> str:
        """Return the name of the generation."""
        return self.generations.current().name

    def stats(self) -> Stats:
        """Return counts of the current generation; those of terms and facet values are within a few percent."""

        def ask(now: Generation) -> Stats:
            fields = [f"words.{name}" for name in TEXT_FIELDS] + [f"facet.{name}" for name in VALUE_FACETS]
            aggregations: Body = {
                name: {"cardinality": {"field": name, "precision_threshold": 40_000}} for name in fields
            }
            aggregations["statements"] = {"sum": {"field": "statements"}}
            months = {"field": "day", "calendar_interval": "month", "min_doc_count": 1}
            aggregations["months"] = {"date_histogram": months}
            body = {"size": 0, "track_total_hits": True, "aggs": aggregations}
            answer = self.cluster.search(now.name, body)
            told = answer["aggregations"]
            disk = self.cluster.disk(now.name)
            values = {name: told[f"facet.{name}"]["value"] for name in VALUE_FACETS}
            return Stats(
                documents=answer["hits"]["total"]["value"],
                statements=int(told["statements"]["value"]),
                terms={name: told[f"words.{name}"]["value"] for name in TEXT_FIELDS},
                facet_values=values | {"date": len(told["months"]["buckets"])},
                bytes=sum(shard["store"]["size_in_bytes"] for shard in disk),
                generation=now.name,
                segments=sum(shard["segments"]["count"] for shard in disk),
                analyser_version=str(now.meta["analyser"]),
            )

        return self._now(ask)

    def doctor(self, sample: int = 200) -> list[Drift]:
        """Check health, mapping, versions and counts, and look up a sample of articles by every one of their words."""
        try:
            return drifts(self.cluster, self.generations, sample)
        except EngineAway as error:
            return [Drift(self.cluster.names(), str(error), "start the cluster's nodes, or name others")]

    def rollback(self) -> str:
        """Make the generation before this one current again."""
        return self.generations.rollback()

    def close(self) -> None:
        """Close the connections."""
        self.generations.close()
        self.cluster.close()
