"""The keyboard alone reaches every function of every page, sees where it is, and is trapped nowhere."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAGES = {
    "results": "/?q=banjir&map=1&region=32", "statements": "/?q=panen&view=statements", "folded": "/?q=gempa",
    "empty": "/?q=tidakadakatanya&region=64", "article": "/artikel/berita-001?q=banjir",
    "speaker": "/tokoh/dewi-anggraini", "who": "/siapa?q=banjir", "region": "/wilayah/32",
    "facet": "/saringan/speaker?q=banjir", "help": "/bantuan", "api": "/api", "error": "/tidak-ada",
}

FOCUSABLE = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), summary, [tabindex="0"]')]
  .filter((e) => e.checkVisibility() && !e.closest('details:not([open]) > :not(summary)'))
  .map((e, i) => (e.dataset.n = String(i)))"""

OUTLINED = """() => { const e = document.activeElement, s = getComputedStyle(e), r = e.querySelector('rect');
  return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)
    || (r !== null && parseFloat(getComputedStyle(r).strokeWidth) >= 2); }"""

SEEN = """() => { const b = document.activeElement.getBoundingClientRect();
  return b.bottom > 0 && b.top < innerHeight && b.right > 0 && b.left < innerWidth; }"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_everything_is_reached_with_visible_focus_and_left_again(page: Page, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(PAGES[name])
    wanted = list(page.evaluate(FOCUSABLE))
    seen: list[str] = []
    for _ in range(3 * len(wanted)):  # a date field has four stops
        page.keyboard.press("Tab")
        number = page.evaluate("document.activeElement.dataset.n ?? ''")
        if number == "" and seen:
            break  # past the last one
        if number and number not in seen:
            seen.append(number)
            where = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            assert page.evaluate(OUTLINED), f"no focus to be seen on {where}"
            assert page.evaluate(SEEN), f"outside of the window: {where}"
    assert seen == wanted  # all of them, in the order of the page
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.dataset.n") == wanted[-1]


def reach(page: Page, found: str, most: int = 200) -> None:
    """Press Tab until an element is focused for which the expression over `e` holds."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const e = document.activeElement; return Boolean({found}); }})()"):
            return
    raise AssertionError(f"never reached: {found}")


def named(text: str) -> str:
    """Return the expression of an element whose text begins so."""
    return f"e !== document.body && e.textContent.trim().startsWith({text!r})"


def test_a_search_from_the_first_key_to_the_statement(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_in_viewport()
    reach(page, "e.id === 'q'")
    page.keyboard.type("banjir")
    page.keyboard.press("Enter")
    expect(page.locator("#jumlah")).to_contain_text("banjir")
    reach(page, "e.dataset.keep === 'region=32'")
    page.keyboard.press("Enter")
    expect(page.locator(".chips li")).to_have_count(2)
    reach(page, "e.dataset.keep === 'not-publisher=kabar nusa'")  # on from what was chosen
    page.keyboard.press("Enter")
    expect(page.locator(".chips li")).to_have_count(3)
    page.go_back()
    expect(page.locator(".chips li")).to_have_count(2)
    page.reload()
    reach(page, named("Pernyataan"))
    page.keyboard.press("Enter")
    expect(page.locator("#jumlah")).to_contain_text("pernyataan")
    reach(page, "e.closest('.hit h2')")
    page.keyboard.press("Enter")
    expect(page.locator(".quote:target")).to_be_in_viewport()


@pytest.mark.parametrize(("found", "held"), [
    (named("Peta"), lambda page: expect(page.locator("a.tile")).to_have_count(38)),
    (named("Terlama"), lambda page: expect(page).to_have_url(re.compile("sort=oldest"))),
    (named("25"), lambda page: expect(page).to_have_url(re.compile("size=25"))),
    (named("Berikutnya"), lambda page: expect(page).to_have_url(re.compile("page=2"))),
    (named("Siapa bicara?"), lambda page: expect(page.locator(".ranking tr").first).to_be_visible()),
    (named("Semua 6"), lambda page: expect(page).to_have_url(re.compile("/saringan/"))),
    (named("English"), lambda page: expect(page.locator("html")).to_have_attribute("lang", "en")),
    ("e.matches('button.theme')", lambda page: expect(page.locator("html")).to_have_attribute("data-theme", "dark")),
    (named("Bantuan"), lambda page: expect(page.locator("h1")).to_have_text("Cara mencari")),
])  # fmt: skip
def test_a_function_of_the_results_is_used_by_enter(page: Page, found: str, held: Callable[[Page], None]) -> None:
    page.goto("/?q=banjir")
    reach(page, found)
    page.keyboard.press("Enter")
    held(page)


def test_type_ahead_days_and_the_tree_are_used_by_keys(page: Page) -> None:
    page.goto("/?q=banjir")
    reach(page, "e.id === 'within-region'")
    page.keyboard.type("subang")
    expect(page.locator("[data-facet=region] .values .name")).to_have_text(["Subang"])
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # scrolls, as on any link
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_contain_text("Subang")
    page.goto("/?q=banjir")
    reach(page, "e.id === 'since'")
    page.keyboard.type("01012025")
    expect(page.locator("#since")).to_have_value("2025-01-01")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/?q=banjir&since=2025-01-01")
    page.goto("/?q=banjir")
    reach(page, "e.matches('summary') && e.textContent.includes('Jawa Barat')")
    page.keyboard.press("Space")
    reach(page, "e.dataset.keep === 'region=32.05'", 2)
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_contain_text("Garut")


def test_facts_and_citations_of_an_article_are_opened_by_keys(page: Page) -> None:
    page.goto("/artikel/berita-001")
    reach(page, "e.matches('summary') && e.textContent.includes('Kalimantan Timur')")
    page.keyboard.press("Enter")
    expect(page.locator("details.from[open] .evidence b")).to_have_text("Kalimantan Timur")
    reach(page, "e.closest('.jumps')")
    page.keyboard.press("Enter")
    expect(page.locator(".quote:target")).to_be_in_viewport()
    page.goto("/artikel/berita-001")
    reach(page, named("Kutip artikel ini"))
    page.keyboard.press("Space")
    expect(page.locator(".cite pre").first).to_be_visible()
