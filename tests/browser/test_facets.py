"""Facets in the browser: choosing, leaving out, without, the tree of regions, type-ahead, order, chips, the drawer."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import total

pytestmark = pytest.mark.browser


def value(page: Page, facet: str, label: str) -> Locator:
    """Return the line of a facet's value."""
    exact = page.locator(".name", has_text=re.compile(f"^{label}$"))
    return page.locator(f"[data-facet={facet}] .value", has=exact).last


def top(link: Locator) -> float:
    """Return how far below the upper edge of the window something stands."""
    box = link.bounding_box()
    assert box is not None
    return box["y"]


def test_several_values_of_a_facet_are_alternatives(page: Page) -> None:
    page.goto("/?q=banjir")
    count = int(value(page, "speaker", "Dewi Anggraini").locator(".count").first.inner_text().split()[0])
    value(page, "speaker", "Dewi Anggraini").locator(".pick").click()
    expect(page.locator(".chips")).to_contain_text("Dewi Anggraini")
    assert total(page) == count
    value(page, "speaker", "Tono Prasetya").locator(".pick").click()
    expect(page.locator(".chips")).to_contain_text("Tono Prasetya")
    assert total(page) == 2 * count
    expect(page.locator("[data-facet=speaker] .active")).to_have_text("2 dipilih")


def test_a_value_is_left_out_and_taken_in_again(page: Page) -> None:
    page.goto("/?q=banjir")
    before = total(page)
    value(page, "publisher", "Kabar Nusa").get_by_role("link", name="Sembunyikan: Kabar Nusa").click()
    expect(page).to_have_url("/?q=banjir&not-publisher=kabar+nusa")
    expect(page.locator(".chips a.excluded")).to_contain_text("Penerbit bukan Kabar Nusa")
    expect(page.locator(".hit .publisher").first).not_to_have_text("Kabar Nusa")
    assert "Kabar Nusa" not in page.locator(".hit .publisher").all_inner_texts()
    assert 0 < total(page) < before
    again = value(page, "publisher", "Kabar Nusa").get_by_role("link", name="Sertakan lagi: Kabar Nusa")
    expect(again).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_have_count(0)
    assert total(page) == before


@pytest.mark.parametrize(("facet", "label"), [
    ("region", "Tanpa wilayah"), ("speaker", "Tanpa tokoh"), ("publisher", "Tanpa penerbit"),
])  # fmt: skip
def test_what_has_no_value_can_be_chosen(page: Page, facet: str, label: str) -> None:
    page.goto("/?q=banjir")
    value(page, facet, label).locator(".pick").click()
    expect(page).to_have_url(f"/?q=banjir&{facet}=-")
    expect(page.locator(".chips")).to_contain_text("tidak ada")
    expect(page.locator(".hit h2")).to_have_text(["Catatan Kebun"])


def test_what_has_no_date_can_be_chosen(page: Page) -> None:
    page.goto("/?q=banjir")
    page.get_by_text("Tahun dan bulan").click()
    value(page, "date", "Tanpa tanggal").locator(".pick").click()
    expect(page.locator(".hit h2")).to_have_text(["Catatan Kebun"])


def test_a_province_opens_to_its_regencies(page: Page) -> None:
    page.goto("/?q=banjir")
    tree = value(page, "region", "Jawa Barat").locator("details")
    summary = tree.locator("summary").first
    expect(summary).to_contain_text("3 kabupaten/kota")
    summary.focus()
    page.keyboard.press("Enter")
    expect(tree.locator(".name")).to_have_text(["Garut", "Subang", "Kota Bandung"])
    tree.locator(".pick", has_text="Subang").click()
    expect(page.locator(".chips")).to_contain_text("Subang")
    expect(page).to_have_url(re.compile(r"region=32\.13"))
    opened = page.locator("[data-facet=region] details[open]", has_text="Subang")
    expect(opened.locator(".chosen .name")).to_have_text(["Subang"])
    assert page.evaluate("document.activeElement.dataset.keep") == "region=32.13"


def test_typing_inside_a_facet_narrows_its_list_and_says_so(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("searchbox", name="Cari dalam Wilayah")
    box.fill("gar")
    names = page.locator("[data-facet=region] .values .name")
    expect(names).to_have_text(["Garut"])
    expect(page.get_by_role("status")).to_have_text("Yang cocok: 1")
    box.fill("tidakadaini")
    expect(page.locator("[data-facet=region] .values")).to_have_text("Tidak ada yang cocok.")
    box.fill("")
    expect(names.first).to_have_text("Jawa Barat")
    box.fill("bandung")  # an inner word: the label is "Kota Bandung"
    expect(names).to_have_text(["Kota Bandung"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/?region=32.73")
    expect(page.locator(".chips")).to_contain_text("Kota Bandung")


def test_all_values_are_listed_by_count_and_by_name(page: Page) -> None:
    page.goto("/?q=panen")
    page.locator("[data-facet=speaker]").get_by_role("link", name=re.compile(r"^Semua 6\s*: Tokoh$")).click()
    counts = [int(text.split()[0]) for text in page.locator("main .values .count").all_inner_texts()]
    assert counts == sorted(counts, reverse=True) and len(set(counts)) > 1
    page.get_by_role("navigation", name="Urutan").get_by_role("link", name="Menurut nama").click()
    names = page.locator("main .values .name").all_inner_texts()
    assert names == sorted(names) and len(names) == 6
    page.locator("main .pick", has_text=names[0]).click()
    expect(page).to_have_url(re.compile(r"/\?q=panen&speaker="))
    expect(page.locator(".chips")).to_contain_text(names[0])


def test_each_chip_takes_its_own_away_and_the_last_link_all(page: Page) -> None:
    page.goto("/?q=banjir&region=32&publisher=kabar+nusa&since=2024-01-01")
    expect(page.locator(".chips li")).to_have_count(4)
    page.locator(".chips a", has_text="Kabar Nusa").click()
    expect(page).to_have_url("/?q=banjir&region=32&since=2024-01-01")
    page.locator(".chips a", has_text="1 Januari 2024").click()
    expect(page).to_have_url("/?q=banjir&region=32")
    page.locator("[data-facet=speaker] .pick").first.click()
    expect(page.locator(".chips li")).to_have_count(3)
    page.get_by_role("link", name="Hapus semua").click()
    expect(page).to_have_url("/?q=banjir")
    expect(page.locator(".chips")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "isi"  # what was focused is gone: the results are


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


def test_drawer_stays_open_and_in_place_while_values_are_chosen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/?q=banjir")
    page.get_by_role("link", name="Saringan").click()
    pick = value(page, "publisher", "Kabar Nusa").locator(".pick")
    pick.scroll_into_view_if_needed()
    assert page.evaluate("document.querySelector('.facets').scrollTop") > 0
    place = top(pick)
    pick.click()
    expect(value(page, "publisher", "Kabar Nusa")).to_have_class(re.compile("chosen"))
    expect(page.locator(".facets")).to_be_visible()
    assert abs(top(pick) - place) <= 2
    assert page.evaluate("document.activeElement.dataset.keep") == "publisher=kabar nusa"
    page.get_by_role("link", name=re.compile(r"^Tampilkan \d+ hasil$")).click()
    expect(page.locator(".facets")).to_be_hidden()
    expect(page.locator(".chips")).to_contain_text("Kabar Nusa")
    expect(page.get_by_role("link", name="Saringan (1)")).to_be_focused()
