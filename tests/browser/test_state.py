"""The address is the whole state of a search; changes in place keep scroll and focus, and back undoes them."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import total

pytestmark = pytest.mark.browser


def test_choosing_a_facet_changes_results_address_and_chips_in_place(page: Page) -> None:
    page.goto("/?q=banjir")
    before = total(page)
    page.evaluate("window.same = true")
    page.locator("[data-facet=region] .pick", has_text="Jawa Barat").first.click()
    expect(page.locator(".chips")).to_contain_text("Jawa Barat")
    expect(page).to_have_url(re.compile(r"region=32"))
    assert 0 < total(page) < before
    expect(page.get_by_role("status")).to_have_text(page.locator("#jumlah").inner_text())
    expect(page).to_have_title(f"banjir · {total(page)} artikel · Telusur")
    assert page.evaluate("window.same") is True  # the document was not loaded anew
    assert page.evaluate("document.activeElement.dataset.keep") == "region=32"
    page.go_back()
    expect(page.locator(".chips")).to_have_count(0)
    assert total(page) == before
    page.go_forward()
    expect(page.locator(".chips")).to_contain_text("Jawa Barat")
    page.reload()
    expect(page.locator(".chips")).to_contain_text("Jawa Barat")


@pytest.mark.parametrize("facet", ["region", "speaker", "publisher"])
def test_what_is_chosen_stays_where_it_was_on_the_screen(page: Page, facet: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto("/?size=50")
    link = page.locator(f"[data-facet={facet}] .pick").nth(1)
    link.scroll_into_view_if_needed()
    page.mouse.wheel(0, 120)
    page.wait_for_function("scrollY > 0")
    keep, box = link.get_attribute("data-keep"), link.bounding_box()
    assert box is not None and keep is not None
    page.evaluate("(keep) => document.querySelector(`[data-keep='${keep}']`).click()", keep)
    expect(page.locator(".chips")).to_be_visible()
    again = page.locator(f"[data-keep='{keep}']").bounding_box()
    assert again is not None and abs(again["y"] - box["y"]) <= 2
    assert page.evaluate("document.activeElement.dataset.keep") == keep


def test_the_address_opened_elsewhere_gives_the_same_page(page: Page, browser: Browser, site: str) -> None:
    page.goto("/")
    page.locator("#q").fill("warga")
    page.locator("#q").press("Enter")
    page.locator("[data-facet=region] .pick", has_text="Jawa Barat").first.click()
    expect(page.locator(".chips li")).to_have_count(2)
    page.locator("[data-facet=publisher] .not").first.click()
    expect(page.locator(".chips li")).to_have_count(3)
    page.get_by_role("link", name="Terlama").click()
    expect(page.get_by_role("link", name="Terlama")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Peta").click()
    expect(page.locator("#peta")).to_be_visible()
    context = browser.new_context(locale="id-ID", viewport={"width": 1280, "height": 900})
    other = context.new_page()
    other.goto(page.url)
    for part in ("#jumlah", ".chips", ".hits", ".tools", ".facets", "#peta"):
        assert other.locator(part).inner_text() == page.locator(part).inner_text(), part
    context.close()


def test_order_size_and_pages_are_in_the_address_and_undone_by_back(page: Page) -> None:
    page.goto("/")
    expect(page.locator("article.hit")).to_have_count(10)
    page.get_by_role("link", name="Terlama").click()
    expect(page).to_have_url("/?sort=oldest")
    days = [t.get_attribute("datetime") or "" for t in page.locator(".hit .meta time").all()]
    assert days == sorted(days) and len(set(days)) > 1
    page.locator(".sizes a", has_text="25").click()
    expect(page.locator("article.hit")).to_have_count(25)
    page.get_by_role("link", name="Halaman 2", exact=True).click()
    expect(page).to_have_url("/?sort=oldest&size=25&page=2")
    expect(page.get_by_role("link", name="Halaman 2", exact=True)).to_have_attribute("aria-current", "page")
    assert page.evaluate("scrollY") == 0
    expect(page).to_have_title(re.compile("Telusur"))
    page.go_back()
    expect(page.get_by_role("link", name="Halaman 1", exact=True)).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page.locator("article.hit")).to_have_count(10)
    page.go_back()
    expect(page).to_have_url("/")
    expect(page.get_by_role("link", name="Terbaru")).to_have_attribute("aria-current", "true")


def test_back_from_an_article_leads_to_the_results_as_they_were(page: Page) -> None:
    page.goto("/?size=25")
    page.locator("[data-facet=publisher] .pick").first.click()
    expect(page.locator(".chips")).to_be_visible()
    link = page.locator(".hit h2 a").nth(9)
    link.scroll_into_view_if_needed()
    title, place = link.inner_text(), page.evaluate("scrollY")
    assert place > 0
    link.click()
    expect(page.locator("h1")).to_have_text(title)
    page.go_back()
    expect(page.locator(".chips")).to_be_visible()
    expect(page.locator(".hit h2 a").nth(9)).to_have_text(title)
    page.wait_for_function("(place) => Math.abs(scrollY - place) <= 2", arg=place)


def test_the_last_of_quick_choices_counts(page: Page) -> None:
    page.goto("/?q=banjir")
    page.evaluate(
        "for (const name of ['region=32', 'publisher=kabar nusa', 'speaker=dewi-anggraini'])"
        " document.querySelector(`[data-keep='${name}']`).click()"
    )
    expect(page).to_have_url("/?q=banjir&speaker=dewi-anggraini")
    expect(page.locator(".chips li")).to_have_count(2)
    expect(page.locator("body")).not_to_have_class(re.compile("busy"))


def test_search_from_the_box_keeps_the_filters_chosen_in_place(page: Page) -> None:
    page.goto("/")
    page.locator("[data-facet=region] .pick", has_text="Jawa Barat").first.click()
    expect(page.locator(".chips")).to_contain_text("Jawa Barat")
    page.locator("#q").fill("panen")
    page.locator("#q").press("Enter")
    expect(page).to_have_url(re.compile(r"q=panen.*region=32"))


def test_how_the_query_was_read_is_said_in_words(page: Page) -> None:
    page.goto('/?q=banjir+ATAU+"pasar+murah"+-wilayah:jabar')
    reading = page.locator(".reading")
    expect(reading).to_contain_text("Dibaca sebagai:")
    expect(reading).to_contain_text("banjir atau")
    expect(reading).to_contain_text("Jawa Barat")
    page.get_by_role("link", name="English").click()
    expect(page.locator(".reading")).to_contain_text("Read as:")
    expect(page.locator(".reading")).to_contain_text(" or ")


def test_a_result_says_title_publisher_day_region_speakers_and_passage(page: Page) -> None:
    page.goto("/?q=berita-001+ATAU+banjir&region=64")
    hit = page.locator("article.hit", has_text="2 Januari 2025")
    expect(hit.locator("h2")).to_have_text("Warga Samarinda Bahas Banjir")
    expect(hit.locator(".publisher")).to_have_text("Harian Pantai")
    expect(hit.locator("time")).to_have_attribute("datetime", "2025-01-02")
    expect(hit.locator(".place")).to_have_text("Samarinda")
    expect(hit.locator(".voices")).to_contain_text("Arman Wijaya, Wali Kota Samarinda")
    expect(hit.locator(".snippet mark").first).to_have_text(re.compile("banjir", re.IGNORECASE))


def test_where_the_server_is_away_a_choice_loads_the_page_and_its_error(page: Page) -> None:
    page.goto("/?q=banjir")
    page.route("**/*region=32*", lambda route: route.fulfill(status=503, body="sibuk", content_type="text/html"))
    page.locator("[data-facet=region] .pick").first.click()
    expect(page).to_have_url(re.compile("region=32"))
    expect(page.locator("body")).to_contain_text("sibuk")
