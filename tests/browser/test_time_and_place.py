"""A range of days by dragging over the histogram or by two fields, and the map of the provinces."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import total

pytestmark = pytest.mark.browser

PROVINCES = 38


def dragged(page: Page, begin: float, end: float) -> None:
    """Drag over the histogram between two shares of its width, which may lie outside of it."""
    area = page.locator("#waktu").bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + area["width"] * begin, area["y"] + 20)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] * end, area["y"] + 30, steps=6)


@pytest.mark.parametrize(("begin", "end"), [(0.6, 0.99), (0.99, 0.6), (0.6, 1.4)])
def test_dragging_over_the_histogram_chooses_a_range(page: Page, begin: float, end: float) -> None:
    page.goto("/?q=warga")
    page.evaluate("window.same = true")
    before = total(page)
    bars = page.locator("#waktu g")
    first, last = bars.nth(int(bars.count() * 0.6)), bars.last
    wanted = (first.get_attribute("data-since"), last.get_attribute("data-until"))
    dragged(page, begin, end)
    expect(page.locator("#waktu g.drag")).to_have_count(bars.count() - int(bars.count() * 0.6))
    page.mouse.up()
    expect(page).to_have_url(f"/?q=warga&since={wanted[0]}&until={wanted[1]}")
    expect(page.locator(".chips")).to_contain_text("Tanggal")
    assert (page.locator("#since").input_value(), page.locator("#until").input_value()) == wanted
    assert 0 < total(page) < before
    assert page.evaluate("window.same") is True
    expect(page.locator("#waktu g:not(.out)")).to_have_count(bars.count() - int(bars.count() * 0.6))
    page.go_back()
    expect(page.locator(".chips")).to_have_count(0)
    assert total(page) == before


def test_one_bar_is_chosen_by_a_click(page: Page) -> None:
    page.goto("/?q=warga")
    bar = page.locator("#waktu g").first
    month = bar.get_attribute("data-since"), bar.get_attribute("data-until")
    count = int((bar.locator("title").text_content() or "").rsplit(" ", 1)[1])
    dragged(page, 0.01, 0.01)
    page.mouse.up()
    expect(page).to_have_url(f"/?q=warga&since={month[0]}&until={month[1]}")
    assert total(page) == count > 0


def test_two_fields_choose_the_same_by_keys_in_place(page: Page) -> None:
    page.goto("/?q=warga&region=32")
    page.evaluate("window.same = true")
    page.locator("#since").fill("2025-01-01")
    page.locator("#until").fill("2025-06-30")
    page.locator("#until").press("Enter")
    expect(page).to_have_url("/?q=warga&region=32&since=2025-01-01&until=2025-06-30")
    expect(page.locator(".chips")).to_contain_text("1 Januari 2025 – 30 Juni 2025")
    assert page.evaluate("window.same") is True
    page.locator("#until").fill("")
    page.get_by_role("button", name="Terapkan").click()
    expect(page).to_have_url("/?q=warga&region=32&since=2025-01-01")


def test_the_histogram_tells_its_span_and_its_peak_in_words(page: Page) -> None:
    page.goto("/?q=warga")
    chart = page.get_by_role("img", name=re.compile(r"^Artikel per waktu, \w+ 2024 sampai \w+ 2025; terbanyak"))
    expect(chart).to_be_visible()


def test_the_map_opens_above_the_results_and_each_tile_is_a_link(page: Page) -> None:
    page.goto("/?q=banjir")
    expect(page.locator("#peta")).to_have_count(0)
    page.get_by_role("link", name="Peta").click()
    expect(page.locator("#peta")).to_be_visible()
    tiles = page.locator("#peta a.tile")
    expect(tiles).to_have_count(PROVINCES)
    above, below = page.locator("#peta").bounding_box(), page.locator(".hits").bounding_box()
    assert above is not None and below is not None and above["y"] < below["y"]
    tile = page.get_by_role("link", name="Jabar 9, Jawa Barat")
    expect(tile.locator("text")).to_have_text(["Jabar", "9"])
    colours = {
        name: page.get_by_role("link", name=name).locator("rect").evaluate("e => getComputedStyle(e).fill")
        for name in ("Jabar 9, Jawa Barat", "Sumut 3, Sumatera Utara", "Aceh 0")
    }
    assert len(set(colours.values())) == 3  # coloured by count
    tile.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_contain_text("Jawa Barat")
    assert total(page) == 9
    expect(page.locator("a.tile.chosen")).to_have_count(1)
    expect(page.locator("#peta")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Jabar")).click()
    expect(page.locator(".chips")).to_have_count(0)
    page.get_by_role("link", name="Peta").click()
    expect(page.locator("#peta")).to_have_count(0)
