"""Facets as filtered aggregations with exact counts, and what the cluster says of them as FacetCounts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from search.engines.base import label_fits, label_words
from search.engines.opensearch.cluster import Body
from search.engines.opensearch.compile import EVERY, has_value, in_range
from search.engines.opensearch.mapping import SEPARATOR
from search.query import MISSING, Query
from search.results import FacetCount, FacetCounts

Order = Literal["count", "name"]

DISTINCT: Final[Body] = {
    "init_script": "state.seen = new HashSet()",
    "map_script": "for (hash in doc[params.field]) state.seen.add(hash)",
    "combine_script": "return new ArrayList(state.seen)",
    "reduce_script": (
        "if (states.size() == 1 && states[0] != null) return states[0].size();"
        " Set all = new HashSet(); for (one in states) if (one != null) all.addAll(one); return all.size()"
    ),
}
"""Counts the values among matching articles by their 64-bit hashes: exactly, and at a twentieth of what a bucket for
each of them costs. Two of a million values share a hash once in 37 million indexes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How the values of a facet are counted; tests lower the limits to try every way on few values.

    A facet with up to `few` values is fetched whole; of another every shard sends its `sent` most frequent ones, and
    more as long as it is not certain that those to be shown are the right ones; `most`: values counted in one go (a
    cluster refuses answers of more than 65,535, search.max_buckets); where that is not enough, values are counted in
    parts, each expected to have `part` of them.
    """

    few: int = 2_000
    sent: int = 200
    most: int = 50_000
    part: int = 30_000


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
    """What is asked of one facet: how many values, of how many there may be, fitting what, in which order; and how
    many every shard is to send at least."""

    name: str
    limit: int
    values: int
    containing: str = ""
    order: Order = "count"
    sent: int = 0
    limits: Limits = Limits()

    @property
    def parts(self) -> int:
        """Return into how many parts the values must be split to be counted; 1: in one go."""
        whole = self.ranked or self.values <= self.limits.part
        return 1 if whole else -(-self.values // self.limits.part)

    @property
    def labelled(self) -> bool:
        """Tell whether values are chosen or ordered by their labels."""
        return self.name != "date" and (self.containing != "" or self.order == "name")

    @property
    def ranked(self) -> bool:
        """Tell whether the cluster sends the most frequent values only."""
        many = self.values > self.limits.few and self.sends <= self.limits.most
        return self.name != "date" and not self.labelled and many

    @property
    def sends(self) -> int:
        """Return how many of its most frequent values every shard sends."""
        return max(self.sent, self.limits.sent, 2 * self.limit)

    def more(self) -> "Wanted":
        """Return what to ask where so many values were not enough; in the end all of them are counted."""
        return replace(self, sent=8 * self.sends)


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
    if wanted.ranked:
        ranked: Body = {
            "field": f"facet.{wanted.name}", "size": wanted.sends, "shard_size": wanted.sends,
            "show_term_doc_count_error": True,
        }
        distinct = DISTINCT | {"params": {"field": f"hash.{wanted.name}"}}
        return {"values": {"terms": ranked}, "distinct": {"scripted_metric": distinct}}
    field = f"label.{wanted.name}" if wanted.labelled else f"facet.{wanted.name}"
    every: Body = {"field": field, "size": wanted.limits.most, "shard_size": wanted.limits.most}
    if wanted.parts > 1:
        every["include"] = {"partition": part, "num_partitions": wanted.parts}
    elif wanted.labelled and wanted.containing:
        every["include"] = f"[^{SEPARATOR}]*{escaped(label_words(wanted.containing))}[^{SEPARATOR}]*{SEPARATOR}.*"
    return {"values": {"terms": every}}


def certain(wanted: Wanted, answer: Body) -> bool:
    """Tell whether the first `limit` values sent are the most frequent ones, with true counts, whatever was not sent.

    A value that a shard did not send has at most the count there of the last that it did; the cluster gives the sum
    of these over the shards for each value sent by some of them, and for those sent by none.
    """
    values = answer["values"]
    unsent = values.get("doc_count_error_upper_bound", 0)
    if not wanted.ranked or unsent == 0 or wanted.limit < 1:
        return True
    buckets = values["buckets"]
    if len(buckets) < wanted.limit:
        return False
    least = buckets[wanted.limit - 1]["doc_count"]
    cut = buckets[-1]["doc_count"] if len(buckets) == wanted.sends else 0
    at_most = ((bucket, bucket["doc_count"] + bucket["doc_count_error_upper_bound"]) for bucket in buckets)
    doubtful = any(most >= least and most > bucket["doc_count"] for bucket, most in at_most)
    return least > cut + unsent and not doubtful


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
        distinct += (answer["distinct"]["value"] or 0) if wanted.ranked else 0
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
    distinct = found.distinct if wanted.ranked else len(fitting)
    return FacetCounts((*shown, *kept), distinct, found.missing)


def shown_values(wanted: Wanted, found: Counted) -> list[str]:
    """Return the values whose labels are needed to show the facet."""
    if wanted.name == "date":
        return []
    ranked = sorted(found.counts, key=lambda value: (-found.counts[value], value))
    return list(dict.fromkeys([*ranked[: wanted.limit], *found.chosen]))
