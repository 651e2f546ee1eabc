"""Counts -> choices: labels, order, province > regency, chosen values kept."""

from dataclasses import dataclass


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
