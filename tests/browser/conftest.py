"""A served application and a headless Chromium; without Chromium these tests are skipped and say so."""

import os
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from index.article import Article
from index.pipeline import index_articles
from search.engines.memory import MemoryEngine
from search.service import SearchService
from web.app import create_app

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic",
]

PLACES = (
    ("SAMARINDA", "Samarinda, Kalimantan Timur", "Wali Kota Samarinda Arman Wijaya"),
    ("BANDUNG", "Kota Bandung, Jawa Barat", "Wali Kota Bandung Dewi Anggraini"),
    ("SUBANG", "Kabupaten Subang, Jawa Barat", "Bupati Subang Tono Prasetya"),
    ("GARUT", "Kabupaten Garut, Jawa Barat", "Bupati Garut Neni Kurniasih"),
    ("MEDAN", "Kota Medan, Sumatera Utara", "Kepala Dinas Kesehatan Medan Ucok Siregar"),
    ("AMBON", "Kota Ambon, Maluku", "Wali Kota Ambon Yosef Latumahina"),
)
SUBJECTS = ("banjir", "panen raya", "pasar murah", "jalan rusak", "sekolah baru")


def articles() -> Iterator[Article]:
    """Yield an archive of invented articles: thirty pieces over two years."""
    number = 0
    for month in (1, 4, 8):
        for dateline, place, person in PLACES:
            for subject in SUBJECTS[: 1 + (month + len(place)) % 5]:
                number += 1
                day = date(2024 + number % 2, month, 1 + number % 28)
                yield Article(
                    f"berita-{number:03}",
                    f"{dateline} - Warga {place} membahas {subject}, {day.day}/{day.month}/{day.year}.\n"
                    f'"Soal {subject} sudah kami bicarakan dengan warga," kata {person}.\n'
                    f"Menurut dia, {subject} akan dibahas lagi bulan depan.",
                    f"Warga {dateline.title()} Bahas {subject.title()}",
                    f"https://contoh.example/{number}", ("Kabar Nusa", "Harian Pantai")[number % 2], day,
                )


def copies() -> Iterator[Article]:
    """Yield one story as three outlets print it, long enough to be known as one."""
    text = (
        "PALU - Gempa mengguncang Kota Palu, Sulawesi Tengah, 9/8/2025. Warga berlarian keluar rumah dan berkumpul di "
        "lapangan terbuka sampai pagi, sementara petugas memeriksa jembatan, rumah sakit, dan jaringan listrik di "
        "seluruh kota.\n"
        '"Tidak ada korban jiwa dan semua jembatan dapat dilalui," kata Kepala BPBD Palu Rahmat Lamadjido.'
    )
    for number, outlet in enumerate(("Kabar Nusa", "Harian Pantai", "Suara Timur")):
        yield Article(f"gempa-{number}", text, f"Gempa di Palu, Warga Keluar Rumah ({outlet})", None, outlet,
                      date(2025, 8, 9))


def bare() -> Article:
    """Return an article that tells no day, place or speaker and has no publisher."""
    return Article("catatan", "Catatan tentang kebun, hujan, dan banjir kecil di halaman belakang.", "Catatan Kebun")


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the application, served on a free port of the loopback."""
    engine = MemoryEngine()
    index_articles([*articles(), *copies(), bare()], engine)
    server = make_server("127.0.0.1", 0, create_app(SearchService(engine)), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt-get install chromium, or set CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A fresh profile in Indonesian, 1280 pixels wide, that fails on errors of the page and on foreign requests."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}, locale="id-ID")
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    context.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    context.on("request", lambda asked: None if asked.url.startswith(site) else faults.append(f"foreign: {asked.url}"))
    yield context
    context.close()
    assert faults == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of that profile."""
    return context.new_page()


def total(page: Page) -> int:
    """Return the total the page announces."""
    return int((page.locator("#jumlah").inner_text().split()[0]).replace(".", ""))


@pytest.fixture
def plain(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a profile without JavaScript."""
    context = browser.new_context(base_url=site, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()
