"""Dates as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.days import Days, find_days

YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2025", YEAR), (" 2025 ", YEAR), ("2025-2", (date(2025, 2, 1), date(2025, 2, 28))),
        ("2024/02", (date(2024, 2, 1), date(2024, 2, 29))), ("10/2025", (date(2025, 10, 1), date(2025, 10, 31))),
        ("29.10.2025", (date(2025, 10, 29), date(2025, 10, 29))),
        ("Nopember 2025", (date(2025, 11, 1), date(2025, 11, 30))),
        ("17-agustus-2025", (date(2025, 8, 17), date(2025, 8, 17))), ("2025..", (date(2025, 1, 1), None)),
        ("..2025", (None, date(2025, 12, 31))), ("2024 .. 2025-03", (date(2024, 1, 1), date(2025, 3, 31))),
        ("2025–2024", (date(2024, 1, 1), date(2025, 12, 31))),
        ("", None), ("..", None), ("2025..2026..2027", None), ("besok", None), ("2025-02-30", None), ("2025-00", None),
        ("0000", None), ("31/4/2025", None), ("99999", None), ("2025..x", None),
    ],
)  # fmt: skip
def test_typed_dates_are_days(text: str, days: Days | None) -> None:
    assert find_days(text) == days


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_found_in_every_writing(day: date) -> None:
    for text in (day.isoformat(), f"{day.day}/{day.month}/{day.year}"):
        assert find_days(text) == (day, day)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(9000, 1, 1)), st.integers(0, 5_000))
def test_ranges_hold_both_ends(day: date, length: int) -> None:
    last = day + timedelta(days=length)
    assert find_days(f"{day}..{last}") == find_days(f"{last}..{day}") == (day, last)


@given(st.text(alphabet="0123456789-./ amei…", max_size=30))
def test_no_text_is_an_error(text: str) -> None:
    found = find_days(text)
    assert found is None or None in found or found[0] <= found[1]  # type: ignore[operator]
