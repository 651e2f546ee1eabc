"""axe-core finds no violation of WCAG 2.2 AA on any page, in both themes, narrow and wide; and pages stay light."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "home": "/", "results": "/?q=banjir&region=32&not-publisher=harian+pantai&since=2024-01-01",
    "map": "/?q=banjir&map=1", "statements": "/?q=banjir&view=statements", "empty": "/?q=tidakadakatanya&region=64",
    "article": "/artikel/berita-001?q=banjir", "speaker": "/tokoh/dewi-anggraini", "region": "/wilayah/32",
    "who": "/siapa?q=banjir", "facet": "/saringan/speaker", "help": "/bantuan", "api": "/api", "error": "/tidak-ada",
    "english": "/?q=banjir&lang=en", "unfolded": "/?q=gempa&copies=all", "copies": "/artikel/gempa-1",
}
MOST_BYTES = 60_000  # of a first results page, all told, as sent


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, each with the elements it is about."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("(tags) => axe.run({runOnly: tags})", RULES)
    return [f"{v['id']}: {[node['html'][:120] for node in v['nodes'][:3]]}" for v in found["violations"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_violates_wcag(browser: Browser, site: str, width: int, theme: Any) -> None:
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=True, locale="id-ID"
    )
    page = context.new_page()
    found = {}
    for name, url in PAGES.items():
        page.goto(url)
        found[name] = violations(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} is wider than the window"
    page.goto("/?q=gempa")
    page.locator("details.copies summary").click()
    found["folded"] = violations(page)
    page.locator(".theme").click()
    found["other theme"] = violations(page)
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("sama")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    found["combobox"] = violations(page)
    if width == 320:
        page.goto("/?q=banjir")
        page.get_by_role("link", name="Saringan").click()
        found["drawer"] = violations(page)
    context.close()
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_first_results_page_is_light(page: Page) -> None:
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto("/?q=banjir", wait_until="networkidle")
    assert len(sizes) >= 3
    assert sum(sizes) <= MOST_BYTES


def test_layout_does_not_shift(page: Page) -> None:
    page.add_init_script(
        "window.shift = 0;"
        "new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shift += e.value })"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto("/?q=banjir", wait_until="networkidle")
    page.locator("[data-facet=region] .pick").first.click()
    page.locator(".chips").wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") <= 0.05
