"""Everything works with JavaScript off, on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_search_filter_page_and_read(plain: Page) -> None:
    plain.goto("/")
    plain.locator("#q").fill("banjir")
    plain.get_by_role("button", name="Cari", exact=True).click()
    expect(plain.locator("#jumlah")).to_contain_text("banjir")
    plain.get_by_role("link", name="Saringan").click()
    expect(plain.locator(".facets")).to_be_visible()
    plain.locator("[data-facet=region] .pick", has_text="Jawa Barat").first.click()
    expect(plain.locator(".chips")).to_contain_text("Jawa Barat")
    plain.locator(".hit h2 a").first.click()
    expect(plain.locator(".body")).to_contain_text("Jawa Barat")
    plain.locator(".jumps a").first.click()
    expect(plain).to_have_url(re.compile("#kutipan-"))


def test_dates_are_chosen_by_their_fields(plain: Page) -> None:
    plain.goto("/#saringan")
    plain.locator("#since").fill("2025-01-01")
    plain.locator("#until").fill("2025-12-31")
    plain.get_by_role("button", name="Terapkan").click()
    expect(plain.locator(".chips")).to_contain_text("1 Januari 2025 – 31 Desember 2025")


def test_values_of_a_long_facet_are_searched_on_their_page(plain: Page) -> None:
    plain.goto("/#saringan")
    plain.locator("#within-region").fill("sub")
    plain.locator("#within-region").press("Enter")
    expect(plain).to_have_url(re.compile("/saringan/region"))
    plain.locator(".values .pick", has_text="Subang").click()
    expect(plain.locator(".chips")).to_contain_text("Subang")


def test_map_exclusion_statements_and_persons(plain: Page) -> None:
    plain.goto("/?q=banjir")
    plain.get_by_role("link", name="Peta").click()
    plain.locator("a.tile", has_text="Jabar").click()
    expect(plain.locator(".chips")).to_contain_text("Jawa Barat")
    plain.get_by_role("link", name="Siapa bicara?").click()
    expect(plain.locator(".ranking tbody tr").first).to_be_visible()
    plain.locator(".ranking th a").first.click()
    expect(plain.locator(".statements li").first).to_be_visible()


def test_language_is_changed_by_a_link(plain: Page) -> None:
    plain.goto("/?q=banjir")
    plain.get_by_role("link", name="English").click()
    expect(plain.locator("html")).to_have_attribute("lang", "en")
    expect(plain.locator("#jumlah")).to_contain_text("articles for")


def test_copies_are_opened_and_unfolded_without_a_script(plain: Page) -> None:
    plain.goto("/?q=gempa")
    expect(plain.locator("#jumlah")).to_contain_text("1 artikel")
    plain.locator("details.copies summary", has_text="+2 media lain").click()
    expect(plain.locator("details.copies li a").first).to_be_visible()
    plain.get_by_role("link", name="tampilkan semua").click()
    expect(plain.locator("#jumlah")).to_contain_text("3 artikel")
    plain.locator(".hit h2 a").first.click()
    expect(plain.locator("section[aria-labelledby=salinan] li")).to_have_count(2)
    expect(plain.locator(".theme")).to_be_hidden()
