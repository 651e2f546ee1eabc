"""Counts -> choices: labels, order, province > regency, year > month, chosen values kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

from search.query import MISSING, Query
from search.results import FacetCount, FacetCounts


class Item(Struct, frozen=True):
    """One value a reader can choose: what stands in its line, and the query that choosing it gives is the caller's.

    `children` holds a province's regencies, a year's months. A Struct, since a page makes hundreds: a frozen dataclass
    of six fields takes six times as long to make.
    """

    value: str
    label: str
    count: int
    chosen: bool = False
    excluded: bool = False
    children: "tuple[Item, ...]" = ()


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet as shown: its items (a tree for date and region), whether there are more, and the "without" item."""

    name: str
    items: tuple[Item, ...]
    distinct: int
    missing: Item | None


Label = Callable[[str, str], str]
"""(value, the engine's label) -> the label a reader sees."""


def view_of(name: str, counts: FacetCounts, query: Query, label: Label, shown: int | None = None) -> FacetView:
    """Return the facet as shown; of a region tree the `shown` most frequent provinces, and all that is chosen.

    `distinct` is the engine's: how many values there are to be had.
    """
    if name == "region":
        items = provinces_of(counts.counts, label, query, shown)
    else:
        chosen, excluded = query.of(name), query.of(name, excluded=True)
        items = tuple([
            Item(c.value, label(c.value, c.label), c.count, c.value in chosen, c.value in excluded)
            for c in counts.counts
        ])  # fmt: skip
        if name == "date":
            items = years_of(items, query)
    missing = _item(name, MISSING, "", counts.missing, query)
    wanted = missing.count > 0 or missing.chosen or missing.excluded
    return FacetView(name, items, counts.distinct, missing if wanted else None)


def _item(name: str, value: str, label: str, count: int, query: Query) -> Item:
    return Item(value, label, count, value in query.of(name), value in query.of(name, excluded=True))


def years_of(items: Sequence[Item], query: Query) -> tuple[Item, ...]:
    """Return the years, newest first, with their months (and chosen days) beneath them in the same order.

    A year's count is the sum of its months'. Chosen values that are no dates stand last.
    """
    own = {item.value: item for item in items if len(item.value) == 4}
    beneath: dict[str, list[Item]] = {year: [] for year in own}
    others: list[Item] = []
    for item in items:
        year, dash, _ = item.value.partition("-")
        if dash and len(year) == 4 and year.isdigit():
            beneath.setdefault(year, []).append(item)
        elif item.value not in own:
            others.append(item)
    years = []
    for year, children in sorted(beneath.items(), reverse=True):
        total = sum(child.count for child in children if len(child.value) == 7)
        months = tuple(sorted(children, key=lambda child: child.value, reverse=True))
        years.append(replace(_item("date", year, year, total, query), children=months))
    return (*years, *others)


def provinces_of(
    counts: Sequence[FacetCount], label: Label, query: Query, shown: int | None = None
) -> tuple[Item, ...]:
    """Return the provinces in the order of the counts, each with its regencies beneath it.

    Of more than `shown` provinces only those come with the first that are chosen, or hold what is chosen. A regency
    whose province is not among the counts brings it along, with the regency's own count at the least.
    """
    own: dict[str, FacetCount] = {}
    beneath: dict[str, list[FacetCount]] = {}
    for count in counts:
        province, dot, _ = count.value.partition(".")
        if dot:
            beneath.setdefault(province, []).append(count)
        else:
            own[province] = count
            beneath.setdefault(province, [])
    chosen, excluded = query.of("region"), query.of("region", excluded=True)
    kept = {value.partition(".")[0] for value in (*chosen, *excluded)}
    found: list[Item] = []
    for place, (province, regencies) in enumerate(beneath.items()):
        if shown is not None and place >= shown and province not in kept:
            continue
        children = tuple([
            Item(c.value, label(c.value, c.label), c.count, c.value in chosen, c.value in excluded) for c in regencies
        ])  # fmt: skip
        above = own.get(province)
        given, total = (province, max(c.count for c in regencies)) if above is None else (above.label, above.count)
        found.append(
            Item(province, label(province, given), total, province in chosen, province in excluded, children)
        )
    return tuple(found)


def labelled(labels: Mapping[str, Label], name: str) -> Label:
    """Return how the facet's values are labelled: the engine's labels where nothing else is said."""
    return labels.get(name, lambda value, given: given)


def by_name(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the tree with every level in order of its labels."""
    ordered = sorted(items, key=lambda item: (item.label, item.value))
    return tuple(replace(item, children=by_name(item.children)) for item in ordered)
