"""What a person types as a date -> the days meant: years, months, days, and ranges with either end open."""

import calendar
import re
from datetime import date

from index.knowledge.months import MONTHS

Days = tuple[date | None, date | None]
"""First and last day, both included; None is open."""

YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
DAY_FIRST = re.compile(r"(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})")
NAMED = re.compile(r"(?:(\d{1,2})[ -])?([^\W\d_]+)[ -](\d{4})")
BETWEEN = re.compile(r"\s*(?:\.{2,}|…|–|—)\s*")


def find_days(text: str) -> Days | None:
    """Return the days that the text means ("2025", "2025-10..2025-12", "..29/10/2025", "oktober 2025"), or None.

    A range written backwards is turned round.
    """
    ends = BETWEEN.split(text.strip().casefold())
    if len(ends) == 1:
        return _one(ends[0])
    if len(ends) != 2 or not any(ends):
        return None
    first, last = (_one(end) if end else (None, None) for end in ends)
    if first is None or last is None:
        return None
    since, until = first[0], last[1]
    if since is not None and until is not None and since > until:
        return last[0], first[1]
    return since, until


def _one(text: str) -> Days | None:
    """Return the first and last day of one date, month or year, or None."""
    match = YEAR_FIRST.fullmatch(text)
    if match is not None:
        year, month, day = match.groups()
        return _days(year, month, day)
    match = DAY_FIRST.fullmatch(text)
    if match is not None:
        day, month, year = match.groups()
        return _days(year, month, day)
    match = NAMED.fullmatch(text)
    if match is not None and match.group(2) in MONTHS:
        day, name, year = match.groups()
        return _days(year, str(MONTHS[name]), day)
    return None


def _days(year: str, month: str | None, day: str | None) -> Days | None:
    """Return the first and last day of a year, of its month, or the day; None if the calendar has no such day."""
    y, m, d = int(year), int(month or 0), int(day or 0)
    if y < 1 or (month is not None and not 1 <= m <= 12):
        return None
    if month is None:
        return date(y, 1, 1), date(y, 12, 31)
    length = calendar.monthrange(y, m)[1]
    if day is None:
        return date(y, m, 1), date(y, m, length)
    return (date(y, m, d), date(y, m, d)) if 1 <= d <= length else None
