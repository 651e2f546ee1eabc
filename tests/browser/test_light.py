"""Pages weigh little, ask no other host, and hold still while they load and change."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

MOST_BYTES = 60_000
"""Of a first results page, all told, as sent (gzip)."""

MOST_SHIFT = 0.05
"""Cumulative layout shift."""

PAGES = ("/", "/?q=banjir", "/?q=banjir&map=1", "/artikel/berita-001?q=banjir", "/tokoh/dewi-anggraini", "/wilayah/32",
         "/siapa?q=banjir", "/saringan/region", "/tidak-ada")

WATCH = """window.shift = 0;
new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shift += e.value })
  .observe({type: 'layout-shift', buffered: true})"""


@pytest.mark.parametrize("url", ["/", "/?q=banjir", "/?q=banjir&map=1&size=50"])
def test_first_results_page_is_light_and_asks_no_other_host(page: Page, site: str, url: str) -> None:
    sizes: list[int] = []
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfinished", lambda request: sizes.append(sum(
        request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize")
    )))  # fmt: skip
    answer = page.goto(url, wait_until="networkidle")
    assert answer is not None and answer.headers["content-encoding"] == "gzip"
    assert len(sizes) == len(asked) >= 4  # the page, its style and its scripts
    assert all(one.startswith(site) for one in asked)
    assert sum(sizes) <= MOST_BYTES


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_shifts_while_it_loads(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.add_init_script(WATCH)
    for url in PAGES:
        page.goto(url, wait_until="networkidle")
        assert page.evaluate("window.shift") <= MOST_SHIFT, url
    context.close()


def test_nothing_shifts_when_values_are_chosen(page: Page) -> None:
    page.add_init_script(WATCH)
    page.goto("/?q=banjir", wait_until="networkidle")
    page.locator("[data-facet=region] > .values > li:nth-child(2) > .pick").click()
    expect(page.locator(".chips li")).to_have_count(2)
    page.locator("[data-facet=publisher] .not").first.click()
    expect(page.locator(".chips li")).to_have_count(3)
    page.get_by_role("link", name="Terbaru").click()
    expect(page).to_have_url(re.compile("sort=newest"))
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") <= MOST_SHIFT  # shifts right after a click counted too, which CLS leaves out


def test_nothing_shifts_when_values_are_chosen_in_the_drawer(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.add_init_script(WATCH)
    page.goto("/?q=banjir", wait_until="networkidle")
    page.get_by_role("link", name="Saringan").click()
    before = page.evaluate("window.shift")
    page.locator("[data-facet=region] .pick").first.click()
    expect(page.locator(".facets .chosen").first).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") - before <= MOST_SHIFT


def test_a_shift_would_be_seen(page: Page) -> None:
    page.add_init_script(WATCH)
    page.goto("/?q=banjir", wait_until="networkidle")
    page.evaluate("document.querySelector('.masthead').insertAdjacentHTML('afterend', '<p>x</p>'.repeat(20))")
    page.wait_for_function("window.shift > 0.05")
