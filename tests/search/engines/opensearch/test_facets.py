"""The most frequent values over several shards: what is called certain is right, whatever the shards did not send."""

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from search.engines.opensearch.facets import Limits, Wanted, aggregations, certain
from search.query import Query

shards = st.lists(st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(1, 9), max_size=12), max_size=4)


def ranked(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Return the values, the most frequent first, ties by value."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def answered(counted: list[dict[str, int]], sent: int) -> dict[str, Any]:
    """Return what a cluster answers whose shards counted so: each sends its first values, and they are put together."""
    merged: Counter[str] = Counter()
    below: list[tuple[set[str], int]] = []
    for counts in counted:
        first = ranked(counts)[:sent]
        merged.update(dict(first))
        below.append(({value for value, _ in first}, first[-1][1] if len(counts) > sent else 0))
    if len(counted) == 1:
        below = [(set(merged), 0)]
    buckets = [
        {"key": value, "doc_count": count,
         "doc_count_error_upper_bound": sum(least for known, least in below if value not in known)}
        for value, count in ranked(merged)[:sent]
    ]
    return {"values": {"buckets": buckets, "doc_count_error_upper_bound": sum(least for _, least in below)}}


@given(counted=shards, sent=st.integers(1, 6), limit=st.integers(1, 4))
def test_what_is_certain_is_right(counted: list[dict[str, int]], sent: int, limit: int) -> None:
    wanted = Wanted("speaker", limit, 12, limits=Limits(few=1, sent=sent))
    answer = answered(counted, wanted.sends)
    if certain(wanted, answer):
        whole: Counter[str] = Counter()
        for counts in counted:
            whole.update(counts)
        told = [(bucket["key"], bucket["doc_count"]) for bucket in answer["values"]["buckets"]]
        assert told[:limit] == ranked(whole)[:limit]


@given(counted=shards, limit=st.integers(1, 4))
def test_asking_for_more_and_more_comes_to_an_end(counted: list[dict[str, int]], limit: int) -> None:
    wanted = Wanted("speaker", limit, 12, limits=Limits(few=1, sent=1, most=40))
    while wanted.ranked and not certain(wanted, answered(counted, wanted.sends)):
        wanted = wanted.more()
    assert wanted.sends <= 8 * 40


def test_a_value_with_few_articles_in_every_shard_is_not_overlooked() -> None:
    counted = [{"a": 5, "x": 4}, {"b": 5, "x": 4}, {"c": 5, "x": 4}]
    wanted = Wanted("speaker", 1, 4, limits=Limits(few=1, sent=1, most=40))
    first = answered(counted, 1)
    assert [bucket["key"] for bucket in first["values"]["buckets"]] == ["a"]
    assert not certain(wanted, first)
    assert certain(wanted.more(), answered(counted, wanted.more().sends))


def test_values_by_label_are_never_ranked_and_few_values_are_sent_whole() -> None:
    limits = Limits(few=100)
    assert Wanted("speaker", 5, 101, limits=limits).ranked
    assert not Wanted("speaker", 5, 100, limits=limits).ranked
    assert not Wanted("speaker", 5, 101, "jo", limits=limits).ranked
    assert not Wanted("speaker", 5, 101, order="name", limits=limits).ranked


def test_values_that_cannot_be_ranked_in_one_go_are_counted_in_parts() -> None:
    limits = Limits(few=100, sent=10, most=500, part=300)
    wanted = Wanted("speaker", 5, 1_000, limits=limits)
    assert wanted.parts == 1
    while wanted.ranked:
        wanted = wanted.more()
    assert wanted.parts == 4
    asked = [aggregations(wanted, Query(), part)["aggs"]["values"]["terms"] for part in range(4)]
    assert [one["include"] for one in asked] == [{"partition": part, "num_partitions": 4} for part in range(4)]
