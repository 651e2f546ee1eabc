"""What `doctor` looks at in a cluster."""

from collections.abc import Iterator
from typing import Final

from index.entry import TEXT_FIELDS
from search.engines.base import Drift, EngineAway, EngineError
from search.engines.opensearch.cluster import Body, Cluster
from search.engines.opensearch.generations import Generation, Generations
from search.engines.opensearch.mapping import mappings, stored_of

REBUILD: Final = "telusur rollback, or telusur index to build it anew"


def drifts(cluster: Cluster, generations: Generations, sample: int) -> list[Drift]:
    """Return what is wrong with the current generation; EngineAway if nobody can tell."""
    try:
        now = generations.current()
    except EngineAway:
        raise
    except EngineError as error:
        return [Drift(generations.name, str(error), "telusur index")]
    return [*_health(cluster, now), *_mapping(cluster, now), *_counts(generations, now), *_sample(cluster, now, sample)]


def _health(cluster: Cluster, now: Generation) -> Iterator[Drift]:
    """Yield a drift unless every shard and replica is there."""
    with cluster.errors():
        health = cluster.client.cluster.health(index=now.name)
    if health["status"] != "green":
        away = health["unassigned_shards"] + health["initializing_shards"]
        yield Drift(
            now.name, f"the cluster is {health['status']}: {away} shards or replicas are not there",
            "start the nodes that are away, or lower the number of replicas",
        )


def _mapping(cluster: Cluster, now: Generation) -> Iterator[Drift]:
    """Yield a drift for every field that is not mapped as it should be."""
    with cluster.errors():
        there = cluster.client.indices.get_mapping(index=now.name)[now.name]["mappings"]
        settings = cluster.client.indices.get_settings(index=now.name, params={"flat_settings": "true"})
    right = dict(_flat(mappings(0)["properties"], ""))
    found = dict(_flat(there.get("properties", {}), ""))
    for name in sorted(right.keys() | found.keys()):
        if right.get(name) != found.get(name):
            yield Drift(f"{now.name}: {name}", f"mapped as {found.get(name)}, not as {right.get(name)}", REBUILD)
    if settings[now.name]["settings"].get("index.blocks.write") != "true":
        yield Drift(now.name, "can be written to, so that what it holds may have been altered", REBUILD)


def _flat(properties: Body, prefix: str) -> Iterator[tuple[str, Body]]:
    """Yield full name and settings of every field."""
    for name, field in properties.items():
        own = {key: value for key, value in field.items() if key != "properties"}
        if own and own != {"type": "object"}:
            yield prefix + name, own
        yield from _flat(field.get("properties", {}), f"{prefix}{name}.")


def _counts(generations: Generations, now: Generation) -> Iterator[Drift]:
    """Yield a drift if there are not as many articles as when the generation was published."""
    count = generations.count(now.name)
    if count != now.meta.get("documents"):
        yield Drift(now.name, f"holds {count} articles; {now.meta.get('documents')} were published", REBUILD)


def _sample(cluster: Cluster, now: Generation, sample: int) -> Iterator[Drift]:
    """Yield a drift for each article of a sample that is not found by one of its words, or comes back as another."""
    fields = [f"words.{name}" for name in TEXT_FIELDS]
    asked = {"function_score": {"query": {"match_all": {}}, "random_score": {"seed": 1, "field": "_seq_no"}}}
    body: Body = {"size": min(sample, 1_000), "query": asked, "docvalue_fields": ["id", *fields]}
    for hit in cluster.search(now.name, body)["hits"]["hits"]:
        told = hit["fields"]
        [id] = told["id"]
        if stored_of(hit["_source"]["stored"]).article.id != id:
            yield Drift(f"{now.name}: {id}", "the stored article has another id", REBUILD)
        held = [{"term": {name.removeprefix("words."): word}} for name in fields for word in told.get(name, ())]
        groups = [[{"term": {"id": id}}, *held[n : n + 900]] for n in range(0, max(1, len(held)), 900)]
        found = cluster.search_many(now.name, [
            {"size": 0, "track_total_hits": True, "query": {"bool": {"filter": group}}} for group in groups
        ])
        if any(answer["hits"]["total"]["value"] != 1 for answer in found):
            yield Drift(f"{now.name}: {id}", "is not found by all of its words", REBUILD)
