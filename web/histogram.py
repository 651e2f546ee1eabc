"""The date histogram: months and their counts -> bars that a template draws as SVG."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from web.languages import number, short_month
from web.params import Language

MOST_BARS = 120
"""Ten years of months; a longer time is drawn in years, since thinner bars cannot be hit with a finger."""

LOWEST = 3.0
"""Height in percent of the lowest bar that is not empty, so that one article beside thousands is seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its place from the left, height in percent, first and last day, and what it says."""

    place: int
    height: float
    since: date
    until: date
    count: int
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars without gaps from the first to the last; `first` and `last` label the ends, `peak` the highest."""

    bars: tuple[Bar, ...]
    first: str
    last: str
    peak: Bar


def histogram(
    months: Mapping[str, int], since: date | None, until: date | None, lang: Language, values: Iterable[str] = ()
) -> Histogram | None:
    """Return the bars of the counts by month ("2025-10"), those chosen by range or values; None without counts."""
    counted = sorted((int(m[:4]) * 12 + int(m[5:7]) - 1, n) for m, n in months.items() if n)
    if not counted:
        return None
    first, last = counted[0][0], counted[-1][0]
    step = 1 if last - first < MOST_BARS else 12
    counts = dict.fromkeys(range(first // step, last // step + 1), 0)
    for month, count in counted:
        counts[month // step] += count
    highest = max(counts.values())
    bars = tuple(
        _bar(place, unit * step, step, count, highest, (since, until), frozenset(values), lang)
        for place, (unit, count) in enumerate(counts.items())
    )
    peak = max(bars, key=lambda bar: bar.count)
    return Histogram(bars, _name(first, step, lang), _name(last, step, lang), peak)


def _bar(
    place: int, month: int, step: int, count: int, highest: int, chosen: tuple[date | None, date | None],
    values: Set[str], lang: Language,
) -> Bar:
    since, until, own = _days(month, step)
    height = max(LOWEST, round(100 * count / highest, 1)) if count else 0.0
    low, high = chosen
    inside = (low is None or until >= low) and (high is None or since <= high)
    inside = inside and (not values or any(own.startswith(value) or value.startswith(own) for value in values))
    label = f"{_name(month, step, lang)}: {number(count, lang)}"
    return Bar(place, height, since, until, count, label, inside)


@lru_cache(4096)
def _days(month: int, step: int) -> tuple[date, date, str]:
    """Return first and last day of a month or a year, and its value in the facet."""
    since = _first_day(month)
    return since, _first_day(month + step) - timedelta(days=1), since.isoformat()[: 7 if step == 1 else 4]


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1) if month < 12 * 10_000 else date.max


def _name(month: int, step: int, lang: Language) -> str:
    return short_month(month // 12, month % 12 + 1, lang) if step == 1 else str(month // 12)
