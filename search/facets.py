"""Counts -> choices: labels, order, province > regency, year > month, chosen values kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from search.query import MISSING, Query
from search.results import FacetCounts


@dataclass(frozen=True, slots=True)
class Item:
    """One value a reader can choose: what stands in its line, and the query that choosing it gives is the caller's.

    `children` holds a province's regencies, a year's months.
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
    chosen, excluded = frozenset(query.of(name)), frozenset(query.of(name, excluded=True))
    items = tuple(
        Item(c.value, label(c.value, c.label), c.count, c.value in chosen, c.value in excluded) for c in counts.counts
    )
    if name == "date":
        items = years_of(items, query)
    elif name == "region":
        items = provinces_of(items, label, query)
        if shown is not None:
            items = tuple(i for place, i in enumerate(items) if place < shown or is_chosen(i))
    missing = _item(name, MISSING, "", counts.missing, query)
    wanted = missing.count > 0 or missing.chosen or missing.excluded
    return FacetView(name, items, counts.distinct, missing if wanted else None)


def is_chosen(item: Item) -> bool:
    """Tell whether the item or one beneath it is chosen or excluded."""
    return item.chosen or item.excluded or any(is_chosen(child) for child in item.children)


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


def provinces_of(items: Sequence[Item], label: Label, query: Query) -> tuple[Item, ...]:
    """Return the provinces in the order of the items, each with its regencies beneath it.

    A regency whose province is not among the items brings it along, with the regency's own count at the least.
    """
    own = {item.value: item for item in items if "." not in item.value}
    beneath: dict[str, list[Item]] = {}
    for item in items:
        province, dot, _ = item.value.partition(".")
        children = beneath.setdefault(province, [])
        if dot:
            children.append(item)
    found: list[Item] = []
    for province, children in beneath.items():
        above = own.get(province)
        if above is None:
            most = max(child.count for child in children)
            above = _item("region", province, label(province, province), most, query)
        found.append(replace(above, children=tuple(children)))
    return tuple(found)


def labelled(labels: Mapping[str, Label], name: str) -> Label:
    """Return how the facet's values are labelled: the engine's labels where nothing else is said."""
    return labels.get(name, lambda value, given: given)
