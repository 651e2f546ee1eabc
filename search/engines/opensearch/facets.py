"""Facets as filtered aggregations with exact counts, and what the cluster says of them as FacetCounts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from search.engines.base import label_fits, label_words
from search.engines.opensearch.cluster import Body
from search.engines.opensearch.compile import EVERY, has_value, in_range
from search.engines.opensearch.mapping import SEPARATOR
from search.query import MISSING, Query
from search.results import FacetCount, FacetCounts

Order = Literal["count", "name"]

FEW: Final = 2_000
"""A facet with fewer values than this is fetched whole; of another the cluster counts all and sends the most frequent
ones."""

BUCKETS: Final = 50_000
"""Values counted in one go; a cluster refuses answers of more than 65,535 (search.max_buckets). Every shard sends all
its values up to this many, so that counts over several shards are exact."""

PART: Final = 30_000
"""Values expected in a part of a facet that is too large to be counted in one go."""


def choices(query: Query, leave_out: str | None = None) -> list[Body]:
    """Return the filters that the query's choices and dates are, those of the facet `leave_out` apart."""
    filters: list[Body] = []
    names = dict.fromkeys(choice.facet for choice in query.chosen)
    for name in names:
        chosen = [has_value(name, value) for value in query.of(name)]
        excluded = [has_value(name, value) for value in query.of(name, excluded=True)]
        if name == leave_out:
            continue
        if chosen:
            filters.append({"bool": {"should": chosen, "minimum_should_match": 1}})
        if excluded:
            filters.append({"bool": {"must_not": excluded}})
    if leave_out != "date" and (query.since is not None or query.until is not None):
        filters.append(in_range(query.since, query.until))
    return filters


def all_of(filters: Sequence[Body]) -> Body:
    """Return the query for the documents that pass every filter."""
    return {"bool": {"filter": list(filters) or [EVERY]}}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of one facet: how many values, of how many there may be, fitting what, in which order."""

    name: str
    limit: int
    values: int
    containing: str = ""
    order: Order = "count"

    @property
    def parts(self) -> int:
        """Return into how many parts the values must be split to be counted; 1: in one go."""
        return 1 if self.values <= PART else -(-self.values // PART)

    @property
    def labelled(self) -> bool:
        """Tell whether values are chosen or ordered by their labels."""
        return self.name != "date" and (self.containing != "" or self.order == "name")

    @property
    def truncated(self) -> bool:
        """Tell whether the cluster sends the most frequent values only."""
        return self.name != "date" and not self.labelled and self.values > FEW


def aggregations(wanted: Wanted, query: Query, part: int = 0, folding: Sequence[Body] = ()) -> Body:
    """Return the aggregation of a facet over what matches everything but its own choices and passes `folding`."""
    name = wanted.name
    chosen = sorted({choice.value for choice in query.chosen if choice.facet == name} - {MISSING})
    inside: Body = {"missing": {"filter": has_value(name, MISSING)}}
    if chosen:
        inside["chosen"] = {"filters": {"filters": {f"={value}": has_value(name, value) for value in chosen}}}
    if name == "date":
        inside["values"] = {
            "date_histogram": {"field": "day", "calendar_interval": "month", "format": "uuuu-MM", "min_doc_count": 1}
        }
    else:
        inside |= _terms(wanted, part)
    return {"filter": all_of([*choices(query, leave_out=name), *folding]), "aggs": inside}


def _terms(wanted: Wanted, part: int) -> Body:
    field = f"label.{wanted.name}" if wanted.labelled else f"facet.{wanted.name}"
    every: Body = {"field": field, "size": BUCKETS, "shard_size": BUCKETS}
    if wanted.parts > 1:
        every["include"] = {"partition": part, "num_partitions": wanted.parts}
    elif wanted.labelled and wanted.containing:
        every["include"] = f"[^{SEPARATOR}]*{escaped(label_words(wanted.containing))}[^{SEPARATOR}]*{SEPARATOR}.*"
    if not wanted.truncated:
        return {"values": {"terms": every}}
    top = every | {"size": max(1, wanted.limit)}
    return {
        "values": {"terms": top},
        "all": {"terms": every},
        "distinct": {"stats_bucket": {"buckets_path": "all>_count"}},
    }


def escaped(text: str) -> str:
    """Return the text as a Lucene regular expression that fits it alone."""
    return re.sub(r"([^\w\s])", r"\\\1", text)


@dataclass(frozen=True, slots=True)
class Counted:
    """What the cluster counted of one facet: count by value, how many values there are, how many are missing, and
    the count of each chosen value."""

    counts: Mapping[str, int]
    labels: Mapping[str, str]
    distinct: int
    missing: int
    chosen: Mapping[str, int]


def counted(wanted: Wanted, answers: Sequence[Body]) -> Counted:
    """Return the counts in the answers to `aggregations`, one a part."""
    counts: dict[str, int] = {}
    labels: dict[str, str] = {}
    distinct = 0
    for answer in answers:
        for bucket in answer["values"]["buckets"]:
            value = bucket["key_as_string"] if wanted.name == "date" else bucket["key"]
            if wanted.labelled:
                _, value, label = value.split(SEPARATOR, 2)
                labels.setdefault(value, label)
            counts[value] = counts.get(value, 0) + bucket["doc_count"]
        distinct += answer["distinct"]["count"] if wanted.truncated else 0
    first = answers[0]
    chosen = {value[1:]: told["doc_count"] for value, told in first.get("chosen", {}).get("buckets", {}).items()}
    return Counted(counts, labels, distinct, first["missing"]["doc_count"], chosen)


def facet_counts(wanted: Wanted, found: Counted, labels: Mapping[str, str]) -> FacetCounts:
    """Return the counts as FacetCounts; `labels` holds those of the values shown."""

    def item(value: str, count: int) -> FacetCount:
        return FacetCount(value, labels.get(value, value), count)

    def rank(item: FacetCount) -> tuple[int, str, str]:
        if wanted.name == "date":
            return 0, "", item.value
        return (0, label_words(item.label), item.value) if wanted.order == "name" else (-item.count, "", item.value)

    present = (item(value, count) for value, count in found.counts.items())
    fitting = sorted((one for one in present if label_fits(one.label, wanted.containing)), key=rank)
    shown = fitting if wanted.name == "date" else fitting[: wanted.limit]
    rest = found.chosen.keys() - {one.value for one in shown}
    kept = [item(value, found.chosen[value]) for value in rest]
    kept = sorted((one for one in kept if label_fits(one.label, wanted.containing)), key=rank)
    distinct = found.distinct if wanted.truncated else len(fitting)
    return FacetCounts((*shown, *kept), distinct, found.missing)


def shown_values(wanted: Wanted, found: Counted) -> list[str]:
    """Return the values whose labels are needed to show the facet."""
    if wanted.name == "date":
        return []
    ranked = sorted(found.counts, key=lambda value: (-found.counts[value], value))
    return list(dict.fromkeys([*ranked[: wanted.limit], *found.chosen]))
