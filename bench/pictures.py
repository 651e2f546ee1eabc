"""The pictures of docs/pictures, taken anew: the pages over the sample articles, in Debian's Chromium.

    python -m bench.pictures [--to docs/pictures] [picture ...]

Indexes seeds/ into a directory of its own, serves it on the loopback, and takes each picture as a reader would see the
page. Nothing but the sample articles is ever shown.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from bench.load import served

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
SEEDS = Path(__file__).parent.parent / "seeds"
LARGEST = 150_000
WITHOUT_GUTTER = "html { scrollbar-gutter: auto !important; }"  # a headless Chromium draws no bar in it


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: the page, how large the window is, light or dark, and what is done before."""

    url: str
    width: int = 1160
    height: int = 740
    theme: Literal["light", "dark"] = "light"
    before: Callable[[Page], object] | None = None


def first_article(page: Page) -> None:
    """Follow the first result."""
    page.locator(".hit h2 a").first.click()
    page.locator(".body").wait_for()


def typed(page: Page) -> None:
    """Type into the box until something is offered, and walk to the second."""
    page.get_by_role("combobox").press_sequentially("sam")
    page.get_by_role("option").nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")


PICTURES = {
    "search": Picture("/?q=pasar"),
    "facets-dark": Picture("/?region=64&region=32&not-publisher=wartanusa", theme="dark"),
    "autocomplete": Picture("/", height=560, before=typed),
    "map-dark": Picture("/?q=warga&map=1", theme="dark"),
    "article": Picture("/?q=banjir", height=640, before=first_article),
    "copies": Picture("/?q=Pemprov+Sumut+Perbaiki", height=620,
                      before=lambda page: page.locator("details.copies summary").click()),
    "speaker": Picture("/tokoh/fadli-rahmansyah-noor"),
    "who": Picture("/siapa?q=kota", height=620),
    "region": Picture("/wilayah/64"),
    "statements": Picture("/?q=warga&view=statements"),
    "empty": Picture("/?q=pasar&region=12&since=2025-10-01", height=560),
    "phone": Picture("/?q=banjir", 360, 720),
    "phone-facets-dark": Picture("/?q=warga", 360, 720, "dark", lambda page: page.locator(".open-facets").click()),
    "phone-article": Picture("/?q=banjir", 360, 720, before=first_article),
}  # fmt: skip


def taken(browser: Browser, picture: Picture, base: str, path: Path) -> None:
    """Take one picture."""
    context = browser.new_context(
        base_url=base, viewport={"width": picture.width, "height": picture.height}, color_scheme=picture.theme,
        locale="id-ID", bypass_csp=True,
    )
    page = context.new_page()
    page.goto(picture.url, wait_until="networkidle")
    if picture.before is not None:
        picture.before(page)
    page.add_style_tag(content=WITHOUT_GUTTER)
    page.screenshot(path=path, animations="disabled")
    context.close()


def digested(index: Path, path: Path) -> None:
    """Write the digest of two months as the page it is."""
    command = [sys.executable, "-m", "telusur", "digest", "--index", str(index), "--since", "2025-09-01",
               "--until", "2025-10-31", "--out", str(path)]  # fmt: skip
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Take them all, or those that are named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pictures", nargs="*", default=[*PICTURES, "digest"])
    parser.add_argument("--to", type=Path, default=Path("docs/pictures"))
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as held:
        index, page = Path(held, "index"), Path(held, "digest.html")
        command = [sys.executable, "-m", "telusur", "index", str(SEEDS), "--index", str(index)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        digested(index, page)
        with served(index, 1) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for name in options.pictures:
                picture = PICTURES[name] if name in PICTURES else Picture(page.as_uri())
                path = options.to / f"{name}.png"
                taken(browser, picture, server.url, path)
                size = path.stat().st_size
                print(f"{path} {size:,} bytes{'' if size <= LARGEST else f', over {LARGEST:,}'}")
            browser.close()


if __name__ == "__main__":
    main()
