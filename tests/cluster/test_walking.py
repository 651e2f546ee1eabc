"""Walks through a generation: one point in time, closed at the end, and not missed when it is gone."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from index.entry import Entry
from search.engines.base import EngineError
from search.engines.opensearch.engine import OpenSearchEngine
from search.query import Every, Query, Term
from search.results import Stored
from tests.cluster.nodes import dead_node, green
from tests.contract.drawn import entry_of, signature_of

pytestmark = pytest.mark.cluster

IDS = [f"{n:03}" for n in range(100)]


@pytest.fixture
def hundred(engine: OpenSearchEngine) -> OpenSearchEngine:
    """An engine of a hundred articles that all say the same."""
    engine.write([entry_of(id, body=["a"]) for id in IDS])
    green(engine)
    return engine


def points(engine: OpenSearchEngine) -> int:
    """Return how many points in time are open in the cluster."""
    return len(engine.cluster.client.get_all_pits()["pits"])


def parts_held(engine: OpenSearchEngine) -> dict[str, int]:
    """Return how many parts of points in time each node counts; parts of indexes removed meanwhile stay counted."""
    told = engine.cluster.client.nodes.stats(metric="indices", index_metric="search")["nodes"]
    return {node["name"]: node["indices"]["search"]["point_in_time_current"] for node in told.values()}


def opened_so_far(engine: OpenSearchEngine) -> int:
    """Return how many parts of points in time there were so far."""
    told = engine.cluster.client.nodes.stats(metric="indices", index_metric="search")["nodes"]
    return sum(node["indices"]["search"]["point_in_time_total"] for node in told.values())


def exported(engine: OpenSearchEngine, size: int = 6) -> Iterator[Stored]:
    """Export the hundred, `size` + 1 in a step."""
    return engine.export(Term("text.form", "a"), Query(size=size))


def taken(export: Iterator[Stored], count: int) -> list[str]:
    """Return the ids of the next articles."""
    return [stored.article.id for _, stored in zip(range(count), export, strict=False)]


def unsealed(engine: OpenSearchEngine, id: str) -> None:
    """Take an article out of a published generation, which nothing but a test does."""
    name = engine.generation()
    client: Any = engine.cluster.client
    client.indices.put_settings(index=name, body={"index.blocks.write": None})
    client.delete(index=name, id=id, params={"refresh": "true"})


def test_a_walk_sees_what_was_there_when_it_began_and_leaves_nothing_open(hundred: OpenSearchEngine) -> None:
    before = opened_so_far(hundred)
    export = exported(hundred)
    first = taken(export, 20)
    assert points(hundred) == 1
    unsealed(hundred, "090")
    assert first + taken(export, 100) == IDS
    assert points(hundred) == 0
    assert opened_so_far(hundred) - before == 2
    assert taken(exported(hundred), 101) == [id for id in IDS if id != "090"]


def test_a_reader_who_leaves_leaves_nothing_open(hundred: OpenSearchEngine) -> None:
    export = exported(hundred)
    taken(export, 20)
    assert points(hundred) == 1
    with closing(export):  # type: ignore[type-var]
        pass
    assert points(hundred) == 0


def test_a_walk_of_one_step_opens_no_point_in_time(hundred: OpenSearchEngine) -> None:
    before = opened_so_far(hundred)
    cursor = hundred.search(Every(), Query(size=40), {}).next
    found = hundred.search(Every(), Query(size=40, cursor=cursor), {})
    assert [hit.stored.article.id for hit in found.hits] == IDS[40:80]
    assert opened_so_far(hundred) == before


def test_folding_walks_at_a_point_in_time_too(engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.write([entry_of(f"{n}", body=["a"], signature=signature_of(n % 4, 0, 0)) for n in range(8)])
    monkeypatch.setattr("search.engines.opensearch.asking.SKIPPED", 3)
    monkeypatch.setattr("search.engines.opensearch.folding.PAGE", 3)
    before = opened_so_far(engine)
    found = engine.search(Term("text.form", "a"), Query(folded=True), {})
    assert (found.total, found.folded) == (4, 4)
    assert opened_so_far(engine) - before == 4  # two walks over two shards
    assert points(engine) == 0


def test_a_point_in_time_that_is_gone_is_not_missed(hundred: OpenSearchEngine) -> None:
    export = exported(hundred)
    seen = taken(export, 20)
    for _ in range(3):
        hundred.cluster.client.delete_all_pits()
        seen += taken(export, 20)
    assert seen + taken(export, 100) == IDS
    assert points(hundred) == 0


def test_where_no_point_in_time_may_be_opened_the_walk_goes_on_without(hundred: OpenSearchEngine) -> None:
    limit = {"search.max_open_pit_context": 0}
    hundred.cluster.client.cluster.put_settings(body={"transient": limit})
    try:
        export = exported(hundred)
        seen = taken(export, 20)
        assert points(hundred) == 0
        assert seen + taken(export, 100) == IDS
    finally:
        hundred.cluster.client.cluster.put_settings(body={"transient": dict.fromkeys(limit)})


def test_a_walk_goes_on_when_a_node_that_holds_its_point_in_time_dies(hundred: OpenSearchEngine) -> None:
    before = parts_held(hundred)
    export = exported(hundred)
    seen = taken(export, 20)
    holder = next(name for name, count in parts_held(hundred).items() if count > before[name])
    with dead_node(hundred, int(holder.removeprefix("node-"))):
        health = {"wait_for_nodes": "2", "timeout": "60s", "request_timeout": 70}
        hundred.cluster.patiently(lambda: hundred.cluster.client.cluster.health(params=health))
        seen += taken(export, 100)
    assert seen == IDS
    assert points(hundred) == 0


def test_a_deep_walk_stays_in_its_generation_while_others_are_published(engine: OpenSearchEngine) -> None:
    def generation(number: int) -> list[Entry]:
        return [entry_of(f"{n:03}", body=["a", f"generation{number}"]) for n in range(100)]

    def walk(moments: dict[int, Callable[[], object]]) -> list[str]:
        seen = []
        for n, stored in enumerate(engine.export(Term("text.form", "a"), Query(size=6))):
            moments.get(n, lambda: None)()
            seen.append(f"{stored.article.id} {stored.article.text.split()[-1]}")
        return seen

    engine.write(generation(1))
    first = [f"{n:03} generation1" for n in range(100)]
    assert walk({20: lambda: engine.write(generation(2)), 60: engine.rollback}) == first
    assert walk({50: lambda: engine.write(generation(3))}) == first
    with pytest.raises(EngineError, match="was removed while it was read"):
        walk({20: lambda: engine.write(generation(4)), 40: lambda: engine.write(generation(5))})
