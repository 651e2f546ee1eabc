"""Copies of a story in the browser, the choice of light and dark, and the digest's page."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from index.pipeline import index_articles
from search.digest import digest
from search.engines.memory import MemoryEngine
from search.service import SearchService
from tests.browser.conftest import articles, copies
from tests.browser.test_accessibility import violations
from web.digest import rendered

pytestmark = pytest.mark.browser


def test_copies_open_by_keyboard_and_unfold_in_place(page: Page) -> None:
    page.goto("/?q=gempa")
    expect(page.locator(".folding")).to_contain_text("2 salinan dilipat")
    page.locator("details.copies summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.copies li a")).to_have_count(2)
    page.get_by_role("link", name="tampilkan semua").click()
    expect(page.locator("#jumlah")).to_contain_text("3 artikel")
    expect(page).to_have_url("/?q=gempa&copies=all")
    expect(page.get_by_role("link", name="lipat")).to_be_focused()
    page.go_back()
    expect(page.locator("#jumlah")).to_contain_text("1 artikel")
    page.locator(".facets .pick", has_text="Sulawesi Tengah").click()
    expect(page.locator(".chips")).to_contain_text("Sulawesi Tengah")
    expect(page.locator(".folding")).to_contain_text("2 salinan dilipat")


def test_the_choice_of_light_or_dark_is_kept(page: Page) -> None:
    def paper() -> str:
        return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    page.goto("/")
    light = paper()
    page.get_by_role("button", name="Ganti terang dan gelap").click()
    dark = paper()
    assert dark != light
    page.goto("/bantuan")
    assert paper() == dark
    page.emulate_media(color_scheme="dark")
    assert paper() == dark
    page.locator(".theme").click()
    assert paper() == light


@pytest.mark.parametrize("width", [360, 1280])
def test_the_digest_is_one_page_that_fits_and_violates_nothing(browser: Browser, tmp_path: Path, width: int) -> None:
    engine = MemoryEngine()
    index_articles([*articles(), *copies()], engine)
    service = SearchService(engine)
    path = tmp_path / "pagi.html"
    path.write_text(rendered(service, digest(service, None, date(2025, 1, 1), date(2025, 12, 31)), "html"))
    for theme in ("light", "dark"):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(path.as_uri())
        expect(page.locator("h1")).to_contain_text("Seluruh Indonesia")
        expect(page.locator(".sums")).to_contain_text("2 salinan dilipat")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert asked == [path.as_uri()]
        context.close()
