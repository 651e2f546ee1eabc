"""Searching in a real browser: choices in place, back, autocomplete, drawer, histogram, keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def total(page: Page) -> int:
    """Return the total the page announces."""
    return int((page.locator("#jumlah").inner_text().split()[0]).replace(".", ""))


def test_choosing_a_facet_changes_results_address_and_chips_in_place(page: Page) -> None:
    page.goto("/?q=banjir")
    before = total(page)
    page.evaluate("window.same = true")
    page.locator("[data-facet=region] .pick", has_text="Jawa Barat").first.click()
    expect(page.locator(".chips")).to_contain_text("Jawa Barat")
    expect(page).to_have_url(re.compile(r"region=32"))
    assert 0 < total(page) < before
    assert page.evaluate("window.same") is True  # the document was not loaded anew
    assert page.evaluate("document.activeElement.dataset.keep") == "region=32"
    page.go_back()
    expect(page.locator(".chips")).to_have_count(0)
    assert total(page) == before
    page.go_forward()
    expect(page.locator(".chips")).to_contain_text("Jawa Barat")
    page.reload()
    expect(page.locator(".chips")).to_contain_text("Jawa Barat")


def test_scroll_stays_when_a_choice_is_made(page: Page) -> None:
    page.goto("/")
    link = page.locator("[data-facet=publisher] .pick").first
    link.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 0
    link.click()
    expect(page.locator(".chips")).to_be_visible()
    assert abs(page.evaluate("scrollY") - place) <= 400  # the page may have become shorter


def test_search_from_the_box_keeps_the_filters_chosen_in_place(page: Page) -> None:
    page.goto("/")
    page.locator("[data-facet=region] .pick", has_text="Jawa Barat").first.click()
    expect(page.locator(".chips")).to_contain_text("Jawa Barat")
    page.locator("#q").fill("panen")
    page.locator("#q").press("Enter")
    expect(page).to_have_url(re.compile(r"q=panen.*region=32"))


def test_autocomplete_is_a_combobox_worked_by_keys(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("sama")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.input_value() == "sama"


def test_a_completed_region_leads_to_its_page(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("samarinda")
    page.get_by_role("option", name=re.compile("wilayah")).first.click()
    expect(page).to_have_url(re.compile(r"/wilayah/64\.72"))
    expect(page.locator("h1")).to_contain_text("Samarinda")


def test_drawer_on_a_phone_opens_holds_focus_and_closes_by_escape(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/?q=banjir")
    expect(page.locator(".facets")).to_be_hidden()
    page.get_by_role("link", name="Saringan").click()
    expect(page.locator(".facets")).to_be_visible()
    page.locator("[data-facet=region] .pick").first.click()
    expect(page.locator(".facets .chosen").first).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('main, .masthead, .searchbar, .foot')")
    page.keyboard.press("Escape")
    expect(page.locator(".facets")).to_be_hidden()
    assert page.evaluate("document.activeElement.className") == "open-facets"


def test_dragging_over_the_histogram_chooses_a_range(page: Page) -> None:
    page.goto("/")
    before = total(page)
    chart = page.locator("#waktu")
    area = chart.bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + area["width"] * 0.6, area["y"] + 20)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] - 2, area["y"] + 20, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"since=20\d\d-\d\d-01&until=20\d\d-\d\d-\d\d"))
    expect(page.locator(".chips")).to_contain_text("Tanggal")
    assert 0 < total(page) < before


def test_typing_inside_a_facet_narrows_its_list(page: Page) -> None:
    page.goto("/")
    page.locator("#within-region").fill("gar")
    expect(page.locator("[data-facet=region] .values .name")).to_have_text(["Garut"])
    page.locator("#within-region").fill("")
    expect(page.locator("[data-facet=region] .values .name").first).not_to_have_text("Garut")


def test_statement_can_be_jumped_to_from_the_facts(page: Page) -> None:
    page.goto("/?q=panen&view=statements")
    page.locator(".hit h2 a").first.click()
    expect(page).to_have_url(re.compile(r"/artikel/.*#kutipan-\d"))
    expect(page.locator(".quote:target")).to_be_in_viewport()
    page.goto("/artikel/berita-001")
    page.locator(".jumps a").first.click()
    expect(page.locator(".quote:target")).to_be_in_viewport()


def test_everything_is_reached_by_keyboard_with_visible_focus(page: Page) -> None:
    page.goto("/?q=banjir&map=1")
    wanted = set(page.evaluate(FOCUSABLE))
    seen: list[str] = []
    for _ in range(len(wanted) + 30):
        page.keyboard.press("Tab")
        name = page.evaluate("(document.activeElement.dataset.n ?? '')")
        if name:
            seen.append(name)
            assert page.evaluate(OUTLINED), page.evaluate("document.activeElement.outerHTML")
    assert wanted <= set(seen)


FOCUSABLE = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary')]
  .filter((e) => e.checkVisibility() && !e.closest('details:not([open]) > :not(summary)'))
  .map((e, i) => (e.dataset.n = String(i)))"""
OUTLINED = """() => { const e = document.activeElement, s = getComputedStyle(e), r = e.querySelector('rect');
  return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)
    || (r !== null && parseFloat(getComputedStyle(r).strokeWidth) >= 2); }"""
