"""axe-core finds no violation of WCAG 2.2 AA on any page, in both themes, narrow and wide, closed and opened."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "home": "/", "results": "/?q=banjir&region=32&not-publisher=harian+pantai&since=2024-01-01",
    "map": "/?q=banjir&map=1", "statements": "/?q=banjir&view=statements", "empty": "/?q=tidakadakatanya&region=64",
    "article": "/artikel/berita-001?q=banjir", "speaker": "/tokoh/dewi-anggraini", "region": "/wilayah/32",
    "who": "/siapa?q=banjir", "facet": "/saringan/speaker", "help": "/bantuan", "api": "/api", "error": "/tidak-ada",
    "english": "/?q=banjir&lang=en", "unfolded": "/?q=gempa&copies=all", "copies": "/artikel/gempa-1",
    "invalid": "/?page=0",
}


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, each with the elements it is about."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("(tags) => axe.run({runOnly: tags})", RULES)
    return [f"{v['id']}: {[node['html'][:120] for node in v['nodes'][:3]]}" for v in found["violations"]]


def facet_opened(page: Page) -> None:
    """Open the tree beneath a province, the years, and narrow the list of another facet."""
    page.goto("/?q=banjir&date=2025")
    if page.viewport_size and page.viewport_size["width"] < 960:
        page.locator(".open-facets").click()
    page.locator("[data-facet=region] summary", has_text="Jawa Barat").click()
    expect(page.locator("[data-facet=region] details[open] .pick").first).to_be_visible()
    expect(page.locator("[data-facet=date] details.years[open] .pick").first).to_be_visible()


def facet_narrowed(page: Page) -> None:
    """Type inside a long facet, so that what was found stands in it."""
    page.goto("/?q=banjir")
    if page.viewport_size and page.viewport_size["width"] < 960:
        page.locator(".open-facets").click()
    page.locator("#within-region").fill("gar")
    expect(page.locator("[data-facet=region] .values .name")).to_have_text(["Garut"])


def nothing_in_facet(page: Page) -> None:
    """Type inside a long facet what it does not hold."""
    facet_narrowed(page)
    page.locator("#within-region").fill("tidakadaini")
    expect(page.locator("[data-facet=region] .values .none")).to_be_visible()


def combobox_open(page: Page) -> None:
    """Let the box offer words and walk to the second."""
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("ban")
    page.get_by_role("option").nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")


def copies_open(page: Page) -> None:
    """Open the copies of a story."""
    page.goto("/?q=gempa")
    page.locator("details.copies summary").click()


def other_theme(page: Page) -> None:
    """Change light to dark, or dark to light, by the button."""
    page.goto("/?q=banjir&map=1")
    page.locator(".theme").click()


def article_opened(page: Page) -> None:
    """Open every sentence and the citations of an article, and jump to a statement."""
    page.goto("/artikel/berita-001?q=banjir")
    for summary in page.locator("aside summary").all():
        summary.click()
    page.locator(".jumps a").first.click()
    expect(page.locator(".quote:target")).to_be_in_viewport()


def changed_in_place(page: Page) -> None:
    """Choose and leave out, without a new document."""
    page.goto("/?q=banjir")
    page.locator("[data-facet=region] .pick").first.evaluate("e => e.click()")
    expect(page.locator(".chips li")).to_have_count(2)
    page.locator("[data-facet=publisher] .not").first.evaluate("e => e.click()")
    expect(page.locator(".chips li")).to_have_count(3)
    expect(page.locator("body")).not_to_have_class(re.compile("busy"))


STATES: dict[str, Callable[[Page], object]] = {
    **{name: lambda page, url=url: page.goto(url) for name, url in PAGES.items()},
    "facet open": facet_opened, "facet narrowed": facet_narrowed, "nothing in facet": nothing_in_facet,
    "combobox open": combobox_open, "copies open": copies_open, "other theme": other_theme,
    "article opened": article_opened, "changed in place": changed_in_place,
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_violates_wcag(browser: Browser, site: str, width: int, theme: Any) -> None:
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=True, locale="id-ID"
    )
    page = context.new_page()
    found = {}
    for name, reach in STATES.items():
        reach(page)
        found[name] = violations(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} is wider than the window"
    context.close()
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_fault_would_be_found(page: Page) -> None:
    page.goto("/?q=banjir")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('.snippet').style.color = '#ccc'")
    assert {fault.split(":")[0] for fault in violations(page)} == {"color-contrast", "html-has-lang"}
