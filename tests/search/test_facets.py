"""Counts made into choices."""

from search.facets import FacetView, Item, view_of
from search.query import MISSING, Choice, Query
from search.results import FacetCount, FacetCounts


def counts(**values: int) -> FacetCounts:
    """Return counts; "_" in a name stands for "-", "p" before a number is dropped."""
    items = tuple(FacetCount(value.lstrip("p").replace("_", "-"), value, n) for value, n in values.items())
    return FacetCounts(items, len(items), 2)


def view(name: str, given: FacetCounts, query: Query | None = None, shown: int | None = None) -> FacetView:
    """Return the view with labels that begin with a sign."""
    return view_of(name, given, query or Query(), lambda value, label: f"#{value}", shown)


def flat(items: tuple[Item, ...]) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Return values and counts of two levels."""
    return [(i.value, i.count, [(c.value, c.count) for c in i.children]) for i in items]


def test_months_stand_beneath_their_years_newest_first() -> None:
    shown = view("date", counts(p2024_02=1, p2024_11=2, p2025_10=4))
    assert flat(shown.items) == [
        ("2025", 4, [("2025-10", 4)]), ("2024", 3, [("2024-11", 2), ("2024-02", 1)]),
    ]


def test_chosen_years_and_days_keep_their_places() -> None:
    query = Query(chosen=(Choice("date", "2023"), Choice("date", "2025-10-29"), Choice("date", "kapan")))
    given = FacetCounts(
        (FacetCount("2025-10", "", 4), FacetCount("2023", "", 0), FacetCount("2025-10-29", "", 1),
         FacetCount("kapan", "", 0)), 1, 0,
    )  # fmt: skip
    shown = view("date", given, query)
    assert flat(shown.items) == [
        ("2025", 4, [("2025-10-29", 1), ("2025-10", 4)]), ("2023", 0, []), ("kapan", 0, []),
    ]
    assert shown.items[1].chosen
    assert shown.items[0].children[0].chosen
    assert not shown.items[0].chosen


def test_regencies_stand_beneath_their_provinces() -> None:
    given = FacetCounts(
        tuple(FacetCount(code, "", n) for code, n in [("64", 5), ("31", 3), ("64.02", 3), ("64.72", 2)]), 4, 0
    )
    shown = view("region", given)
    assert flat(shown.items) == [("64", 5, [("64.02", 3), ("64.72", 2)]), ("31", 3, [])]
    assert shown.items[0].label == "#64"
    assert shown.distinct == 4


def test_provinces_beyond_the_first_are_shown_if_chosen_inside() -> None:
    given = FacetCounts(
        tuple(FacetCount(code, "", n) for code, n in [("64", 5), ("31", 3), ("11", 2), ("11.01", 1)]), 4, 0
    )
    query = Query(chosen=(Choice("region", "11.01", excluded=True),))
    assert [item.value for item in view("region", given, query, shown=1).items] == ["64", "11"]


def test_a_chosen_regency_without_hits_brings_its_province() -> None:
    given = FacetCounts((FacetCount("64.02", "", 0),), 0, 0)
    assert flat(view("region", given).items) == [("64", 0, [("64.02", 0)])]


def test_chosen_value_with_no_hits_stays() -> None:
    query = Query(chosen=(Choice("speaker", "ani"),))
    given = FacetCounts((FacetCount("budi", "", 3), FacetCount("ani", "", 0)), 1, 0)
    shown = view("speaker", given, query)
    assert [(i.value, i.count, i.chosen) for i in shown.items] == [("budi", 3, False), ("ani", 0, True)]


def test_without_is_shown_where_there_are_some_or_it_is_chosen() -> None:
    none = FacetCounts((), 0, 0)
    assert view("speaker", none).missing is None
    assert view("speaker", FacetCounts((), 0, 7)).missing == Item(MISSING, "", 7)
    missing = view("speaker", none, Query(chosen=(Choice("speaker", MISSING, True),))).missing
    assert missing == Item(MISSING, "", 0, excluded=True)
