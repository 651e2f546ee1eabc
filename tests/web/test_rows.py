"""Lines, bars and marks written as HTML."""

from datetime import date

from search.pieces import Piece
from search.query import Choice, Query
from web.histogram import Bar
from web.links import Links, Toggles
from web.present import ItemView
from web.rows import bar_shapes, marked_text, value_rows


def item(value: str, label: str, chosen: bool = False, children: tuple[ItemView, ...] = ()) -> ItemView:
    """Return an item of the facet of regions."""
    query = Query(chosen=(Choice("region", value),) if chosen else (), sort="newest", folded=True)
    return ItemView(value, label, 1234, chosen, False, Toggles(Links("/", "id"), query, "region"), children)


def test_nothing_of_a_value_becomes_markup() -> None:
    html = str(value_rows([item('"><b>', "<i>&")], "speaker", "/", "id"))
    assert "<b>" not in html and "<i>" not in html
    assert 'data-keep="speaker=&quot;&gt;&lt;b&gt;"' in html
    assert ">&lt;i&gt;&amp;</span>" in html
    assert str(marked_text([Piece("<a>", True), Piece("&")])) == "<mark>&lt;a&gt;</mark>&amp;"


def test_links_keep_their_ampersands_escaped() -> None:
    html = str(value_rows([item("31", "DKI Jakarta")], "region", "/", "en"))
    assert 'href="/?region=31"' in html and 'href="/?not-region=31"' in html
    assert "1,234" in html


def test_of_a_province_six_regencies_are_listed_until_one_is_chosen() -> None:
    many = tuple(item(f"31.{n:02}", f"Kota {n}") for n in range(9))
    closed = str(value_rows([item("31", "DKI", children=many)], "region", "/saringan/region", "id"))
    assert (closed.count("Kota 5"), closed.count("Kota 6")) == (2, 0)
    assert "selebihnya" in closed and "open" not in closed
    held = (*many[:8], item("31.08", "Kota 8", chosen=True))
    opened = str(value_rows([item("31", "DKI", children=held)], "region", "/saringan/region", "id"))
    assert opened.count("<li") == 10 and "selebihnya" not in opened and '<details class="inner" open>' in opened
    assert str(value_rows([item("31", "DKI", children=many)], "region", "/", "id", whole=True)).count("<li") == 10


def test_a_bar_outside_of_what_is_chosen_says_so_and_an_empty_one_has_no_shape() -> None:
    bars = [Bar(0, 50.0, date(2025, 1, 1), date(2025, 1, 31), 3, "Jan 2025: 3", True),
            Bar(1, 0.0, date(2025, 2, 1), date(2025, 2, 28), 0, "Feb 2025: 0", False)]
    first, second = str(bar_shapes(bars)).splitlines()
    assert 'x="0.08" y="50.0"' in first and "out" not in first
    assert second.startswith('<g data-since="2025-02-01" data-until="2025-02-28" class="out">')
    assert second.count("<rect") == 1
