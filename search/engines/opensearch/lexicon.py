"""The terms of a generation: how many documents hold each, which begin with or come near to a text."""

from collections.abc import Iterator
from typing import Final

from search.engines.bruteforce import is_near
from search.engines.opensearch.cluster import Body, Cluster
from search.engines.opensearch.facets import escaped
from search.engines.opensearch.generations import Generation
from search.engines.opensearch.tokens import LONGEST, safe_term

MOST: Final = 50_000
"""Terms fetched at most; a cluster refuses answers of more than 65,535 (search.max_buckets)."""

FEWEST: Final = 1_000
"""Terms every shard sends at least, however few are wanted: with fewer, counts over several shards must more
often be asked twice."""


def beginning(cluster: Cluster, now: Generation, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
    """Return the terms that begin with `prefix`, most frequent first, with exact counts."""
    if limit < 1 or len(prefix) > LONGEST:
        return []
    return listed(cluster, now, field, escaped(prefix) + ".*" if prefix else None, limit, {"prefix": {field: prefix}})


def near(cluster: Cluster, now: Generation, field: str, text: str, distance: int, limit: int) -> list[tuple[str, int]]:
    """Return the terms within `distance` edits that share the first letter, most frequent first.

    The cluster sends those that hold one of the text's pieces: of 2 x distance + 1 pieces one is whole, since an edit
    touches one piece and a swap two.
    """
    if not text or limit < 1 or len(text) > LONGEST:
        return []
    pieces = "|".join(f".*{escaped(piece)}.*" for piece in _pieces(safe_term(text)[1:], 2 * distance + 1))
    query = {
        "fuzzy": {field: {
            "value": text, "fuzziness": min(distance, 2), "prefix_length": 1, "rewrite": "constant_score",
        }}
    }
    found = listed(cluster, now, field, f"{escaped(text[0])}({pieces})", MOST, query)
    return [(term, count) for term, count in found if is_near(term, text, distance)][:limit]


def _pieces(text: str, number: int) -> Iterator[str]:
    """Yield the text in `number` pieces of nearly one length; only "" if it is too short for that."""
    if len(text) < number:
        yield ""
        return
    for n in range(number):
        yield text[len(text) * n // number : len(text) * (n + 1) // number]


def listed(
    cluster: Cluster, now: Generation, field: str, include: str | None, limit: int, query: Body
) -> list[tuple[str, int]]:
    """Return the most frequent terms that fit a regular expression, ties by term.

    With several shards a count can be too low while shards send only their most frequent terms; then more are asked.
    """
    sent = max(FEWEST, 4 * limit)
    while True:
        terms: Body = {"field": f"words.{field}", "size": limit, "shard_size": sent}
        if include is not None:
            terms["include"] = include
        body = {"size": 0, "query": query, "aggs": {"terms": {"terms": terms}}}
        told = cluster.search(now.name, body)["aggregations"]["terms"]
        if told["doc_count_error_upper_bound"] == 0:
            return [(bucket["key"], bucket["doc_count"]) for bucket in told["buckets"]]
        sent *= 8
