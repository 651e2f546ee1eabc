"""What a browser finds on the pages of an index: faults of accessibility, layout shift, bytes, requests elsewhere.

    python -m bench.browser --index build/index [--query banjir]

The browser tests ask the same of a small invented archive; real articles have longer names, higher numbers and odder
words. Each page is looked at light and dark, 320 and 1280 pixels wide, by axe-core (WCAG 2.2 AA and best practices),
and must not be wider than the window. Exit status 1 if anything is found; the last line is JSON.
"""

import argparse
import json
import os
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from playwright.sync_api import Browser, Page, sync_playwright

from bench.load import served
from bench.pictures import FLAGS

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
AXE = Path(__file__).parent.parent / "tests" / "browser" / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_BYTES, MOST_SHIFT = 60_000, 0.05

WATCH = """window.shift = 0;
new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shift += e.value })
  .observe({type: 'layout-shift', buffered: true})"""


def addresses(page: Page, query: str) -> list[str]:
    """Return a page of each kind, those of articles, speakers and regions as the index has them."""
    asked = quote_plus(query)
    fixed = ["/", f"/?q={asked}", f"/?q={asked}&map=1&size=50", f"/?q={asked}&view=statements",
             f"/?q={asked}&not-region=31&since=2000-01-01", f"/siapa?q={asked}", "/saringan/region",
             f"/saringan/speaker?q={asked}", "/?q=tidakadakatanya&region=64", "/bantuan", "/api",
             "/tidak-ada", "/?page=0"]
    page.goto(f"/?q={asked}")
    found = [link.get_attribute("href") for kind in (".hit h2 a", ".voice a", ".meta .place")
             for link in page.locator(kind).all()[:3]]
    return [*fixed, *dict.fromkeys(href for href in found if href)]


def opened(page: Page, url: str) -> Iterator[str]:
    """Open a page, and what can be opened on it; yield the name of each state."""
    page.goto(url, wait_until="networkidle")
    yield url
    drawer = page.locator(".open-facets")
    if drawer.count() and drawer.is_visible():
        drawer.click()
        yield f"{url} (drawer)"
    elif url.startswith("/?"):
        page.locator("#q").fill("ban")
        page.locator("[role=option]").first.wait_for()
        page.keyboard.press("ArrowDown")
        yield f"{url} (combobox)"
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    yield f"{url} (all opened)"


def faults(page: Page, width: int) -> list[str]:
    """Return what axe-core finds, and whether the page is wider than the window."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("(tags) => axe.run({runOnly: tags})", RULES)
    said = [f"{v['id']}: {[node['html'][:160] for node in v['nodes'][:2]]}" for v in found["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return said + ([f"{wide} pixels wider than {width}"] if wide > 0 else [])


def looked_at(browser: Browser, base: str, query: str) -> tuple[int, list[str], float]:
    """Return how many states were looked at, what was found, and the highest layout shift on load."""
    states, found, most = 0, list[str](), 0.0
    for width, theme in product((320, 1280), ("light", "dark")):
        context = browser.new_context(
            base_url=base, viewport={"width": width, "height": 800}, bypass_csp=True,
            color_scheme="light" if theme == "light" else "dark",
        )
        page = context.new_page()
        page.add_init_script(WATCH)
        for url in addresses(page, query):
            for state in opened(page, url):
                most = max(most, page.evaluate("window.shift")) if state == url else most
                states += 1
                found += [f"{width} {theme} {state}: {fault}" for fault in faults(page, width)]
        context.close()
    return states, found, most


def shift_of_a_choice(browser: Browser, base: str, query: str) -> float:
    """Return the layout shift of a results page with a value chosen, shifts right after the click counted too."""
    context = browser.new_context(base_url=base, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(f"/?q={quote_plus(query)}", wait_until="networkidle")
    page.locator("[data-facet=region] > .values > li > .pick").nth(1).click()
    page.locator(".chips").wait_for()
    page.wait_for_timeout(400)
    shift = float(page.evaluate("window.shift"))
    context.close()
    return shift


def weight(browser: Browser, base: str, url: str) -> tuple[int, Sequence[str]]:
    """Return the bytes of a first visit, heads and bodies as sent, and the requests to other hosts."""
    context = browser.new_context(base_url=base)
    page = context.new_page()
    sizes, elsewhere = list[int](), list[str]()
    page.on("request", lambda request: None if request.url.startswith(base) else elsewhere.append(request.url))
    page.on("requestfinished", lambda request: sizes.append(
        request.sizes()["responseBodySize"] + request.sizes()["responseHeadersSize"]
    ))  # fmt: skip
    page.goto(url, wait_until="networkidle")
    context.close()
    return sum(sizes), elsewhere


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("build/index"))
    parser.add_argument("--query", default="banjir")
    options = parser.parse_args()
    with served(options.index, 1) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        asked = quote_plus(options.query)
        weights = {url: weight(browser, server.url, url) for url in ("/", f"/?q={asked}", f"/?q={asked}&map=1&size=50")}
        chosen = shift_of_a_choice(browser, server.url, options.query)
        states, found, loaded = looked_at(browser, server.url, options.query)
        browser.close()
    print(*found, sep="\n")
    heaviest = max(size for size, _ in weights.values())
    elsewhere = [other for _, others in weights.values() for other in others]
    figures = {
        "states": states, "faults": len(found), "shift_load": round(loaded, 4), "shift_choice": round(chosen, 4),
        "bytes": {url: size for url, (size, _) in weights.items()},
        "elsewhere": elsewhere,
    }
    print(json.dumps(figures))
    if found or elsewhere or max(loaded, chosen) > MOST_SHIFT or heaviest > MOST_BYTES:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
