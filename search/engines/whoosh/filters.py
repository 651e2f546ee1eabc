"""Choices and dates -> sets of documents of one segment; made once and kept while they are in use."""

import re
from calendar import monthrange
from datetime import date

from search.deadline import check
from search.engines.whoosh.lexicon import encoded
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.sets import Found, intersection, nothing, united
from search.query import MISSING, Query, QueryError
from search.schema import FACETS

FACET_NAMES = frozenset(facet.name for facet in FACETS)

KEPT_BYTES = 24 << 20
"""Memory that the kept sets of one segment may take: two dozen masks over a million documents."""

OVERHEAD = 500
"""Bytes that a kept set takes beside its numbers and its key, about."""

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def days_of(value: str) -> tuple[int, int] | None:
    """Return the first and last day (ordinals) of "2025", "2025-10" or "2025-10-29"; None if it is none of them."""
    match = _DAY.fullmatch(value)
    if match is None:
        return None
    year, month, day = (None if part is None else int(part) for part in match.groups())
    try:
        if year is None or month is None:
            return date(year or 0, 1, 1).toordinal(), date(year or 0, 12, 31).toordinal()
        if day is None:
            return date(year, month, 1).toordinal(), date(year, month, monthrange(year, month)[1]).toordinal()
        return date(year, month, day).toordinal(), date(year, month, day).toordinal()
    except ValueError:
        return None


class Filters:
    """The sets of documents that choices stand for in one segment (deletions are not looked at)."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._kept: dict[tuple[object, ...], Found] = {}
        self._bytes = 0

    def value(self, facet: str, value: str) -> Found:
        """Return the documents that hold a facet value, or none of that facet if MISSING is asked for."""
        if facet not in FACET_NAMES:
            raise QueryError(f"no such facet: {facet!r}; there are {', '.join(sorted(FACET_NAMES))}")
        check()
        known = self._kept.get((facet, value))
        return self._keep((facet, value), self._value(facet, value)) if known is None else known

    def _value(self, facet: str, value: str) -> Found:
        segment = self._segment
        if facet == "date":
            if value == MISSING:
                return Found(segment.size, mask=segment.days == 0)
            days = days_of(value)
            return nothing(segment.size) if days is None else self._days(*days)
        field = segment.values[facet]
        if value == MISSING:
            return Found(segment.size, mask=field.without())
        place = field.values.find(encoded(value))
        return nothing(segment.size) if place < 0 else Found(segment.size, ids=field.holders(place))

    def _days(self, first: int, last: int) -> Found:
        days = self._segment.days
        return Found(len(days), mask=(days >= max(first, 1)) & (days <= last))

    def range(self, since: date | None, until: date | None) -> Found:
        """Return the documents whose day lies between the two."""
        known = self._kept.get((since, until))
        if known is None:
            first = 1 if since is None else since.toordinal()
            last = date.max.toordinal() if until is None else until.toordinal()
            known = self._keep((since, until), self._days(first, last))
        return known

    def of(self, query: Query) -> dict[str, Found]:
        """Return for each facet with choices the documents they let through."""
        chosen: dict[str, list[Found]] = {}
        for facet, excluded in sorted({(choice.facet, choice.excluded) for choice in query.chosen}):
            values = query.of(facet, excluded)
            if len(values) == 1 and not excluded:
                chosen.setdefault(facet, []).append(self.value(facet, values[0]))
                continue
            key = ("choice", facet, excluded, values)
            found = self._kept.get(key)
            if found is None:
                found = united(self._segment.size, [self.value(facet, value) for value in values])
                if found.count:
                    found = self._keep(key, found.complement() if excluded else found)
                elif excluded:
                    found = Found(self._segment.size)
            chosen.setdefault(facet, []).append(found)
        if query.since is not None or query.until is not None:
            chosen.setdefault("date", []).append(self.range(query.since, query.until))
        return {facet: intersection(self._segment.size, founds) for facet, founds in chosen.items()}

    def _keep(self, key: tuple[object, ...], found: Found) -> Found:
        """Keep a set and return it; not what nobody holds, of which anyone can make up as many as he likes."""
        if found.count == 0:
            return found
        if found.ids is not None and found.mask is None and found.count * 32 > found.size:
            found = Found(found.size, mask=found.as_mask())
        size = OVERHEAD + len(str(key))
        size += (0 if found.ids is None else found.ids.nbytes) + (0 if found.mask is None else found.mask.nbytes)
        if self._bytes + size > KEPT_BYTES:
            self._kept.clear()
            self._bytes = 0
        self._bytes += size
        self._kept[key] = found
        return found
