"""The date histogram: months and their counts -> bars that a template draws as SVG."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from web.languages import number, short_month
from web.params import Language

MOST_BARS = 120
"""Ten years of months; a longer time is drawn in years, since thinner bars cannot be hit with a finger."""

GATHERED = 0.01
"""Share of the articles that one bar at the left may gather where the time is long: a few that lie decades before all
others would leave a hair's breadth to each bar."""

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
    """Bars without gaps from the first to the last; `first` and `last` name the ends, `peak` is the highest.

    `older` names the time of the first bar where that gathers what lies long before all others, else it is empty.
    """

    bars: tuple[Bar, ...]
    first: str
    last: str
    peak: Bar
    older: str = ""


def histogram(
    months: Mapping[str, int], since: date | None, until: date | None, lang: Language, values: Iterable[str] = ()
) -> Histogram | None:
    """Return the bars of the counts by month ("2025-10"), those chosen by range or values; None without counts."""
    counted = sorted((int(m[:4]) * 12 + int(m[5:7]) - 1, n) for m, n in months.items() if n)
    if not counted:
        return None
    first, last = counted[0][0], counted[-1][0]
    begin, step = _scale(counted)
    counts = {begin - step: 0} if first < begin else {}
    counts |= dict.fromkeys(range(begin, last + 1, step), 0)
    for month, count in counted:
        counts[begin - step if month < begin else month - (month - begin) % step] += count
    older = "" if first >= begin else f"{_name(first, 12, lang)}–{_name(begin - 1, step, lang)}"
    highest, chosen = max(counts.values()), (since, until)
    bars = []
    for place, (month, count) in enumerate(counts.items()):
        low, high = _days(month, step)
        name = _name(month, step, lang)
        if month < begin:
            low, name = _first_day(first), older
        height = max(LOWEST, round(100 * count / highest, 1)) if count else 0.0
        inside = _inside(low, high, chosen, frozenset(values))
        bars.append(Bar(place, height, low, high, count, f"{name}: {number(count, lang)}", inside))
    peak = max(bars, key=lambda bar: bar.count)
    return Histogram(tuple(bars), _name(first, step, lang), _name(last, step, lang), peak, older)


def _scale(counted: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the month from which on each bar stands for itself, and how many months a bar holds: 1, or 12."""
    first, last = counted[0][0], counted[-1][0]
    if last - first < MOST_BARS:
        return first, 1
    most, before, begin = GATHERED * sum(count for _, count in counted), 0, first
    for month, count in counted:
        before += count
        if before > most:
            begin = month
            break
    if last - begin < MOST_BARS - 1:
        return begin, 1
    return begin - begin % 12, 12


def _inside(since: date, until: date, chosen: tuple[date | None, date | None], values: Set[str]) -> bool:
    """Tell whether some of these days pass the chosen range and are among the chosen years, months and days."""
    low, high = chosen
    if (low is not None and until < low) or (high is not None and since > high):
        return False
    first, last = since.isoformat(), until.isoformat()
    return not values or any(first[: len(value)] <= value <= last[: len(value)] for value in values)


@lru_cache(4096)
def _days(month: int, step: int) -> tuple[date, date]:
    """Return first and last day of a month or a year."""
    return _first_day(month), _first_day(month + step) - timedelta(days=1)


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1) if month < 12 * 10_000 else date.max


def _name(month: int, step: int, lang: Language) -> str:
    return short_month(month // 12, month % 12 + 1, lang) if step == 1 else str(month // 12)
