"""A small invented corpus behind the real service, and a client of the application over it."""

from collections.abc import Iterable
from datetime import date

import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI

from index.article import Article
from index.pipeline import index_articles
from search.engines.memory import MemoryEngine
from search.service import SearchService
from web.app import create_app

BASE = "https://arsip.example"

ARTICLES = (
    Article(
        "banjir-1",
        "SAMARINDA - Banjir merendam tiga kelurahan di Kota Samarinda, Kalimantan Timur, Selasa (14/10/2025).\n"
        '"Kami menyiapkan dapur umum untuk warga," kata Kepala BPBD Samarinda Raden Wiguna.\n'
        "Menurut Wiguna, banjir mulai surut pada sore hari.",
        "Banjir Rendam Tiga Kelurahan di Samarinda", "https://contoh.example/banjir-1", "Kabar Mahakam",
        date(2025, 10, 14), "Sari Lestari",
    ),
    Article(
        "banjir-2",
        "BANDUNG - Pemerintah Kota Bandung, Jawa Barat, memperbaiki tanggul setelah banjir, Senin (3/11/2025).\n"
        '"Tanggul selesai bulan depan," ujar Wali Kota Bandung Dewi Anggraini.',
        "Bandung Perbaiki Tanggul", "https://contoh.example/banjir-2", "Harian Priangan", date(2025, 11, 3),
    ),
    Article(
        "panen-1",
        "SUBANG - Petani di Kabupaten Subang, Jawa Barat, memulai panen raya, Rabu (5/3/2025).\n"
        '"Hasil panen naik dibanding tahun lalu," kata Bupati Subang Tono Prasetya.\n'
        '"Harga gabah juga membaik," kata Tono.',
        "Panen Raya Dimulai di Subang", "https://contoh.example/panen-1", "Harian Priangan", date(2025, 3, 5),
    ),
    Article("catatan", "Catatan tentang kebun dan hujan tanpa tanggal dan tanpa tempat.", None, None, None),
    *(
        Article(
            f"pasar-{n:02}",
            f"SAMARINDA - Pasar pagi nomor {n} dibuka di Samarinda, Kalimantan Timur, Jumat ({n}/8/2025).\n"
            f'"Pedagang pasar sudah siap," kata Kepala Dinas Perdagangan Samarinda Lukman Hakimi.',
            f"Pasar Pagi Nomor {n} Dibuka", None, "Kabar Mahakam", date(2025, 8, n),
        )
        for n in range(1, 15)
    ),
)


def service_over(articles: Iterable[Article]) -> SearchService:
    """Return the service over a memory engine that holds the articles."""
    engine = MemoryEngine()
    index_articles(articles, engine)
    return SearchService(engine)


@pytest.fixture(scope="session")
def service() -> SearchService:
    """The service over the corpus."""
    return service_over(ARTICLES)


@pytest.fixture(scope="session")
def app(service: SearchService) -> OpenAPI:
    """The application over the corpus."""
    return create_app(service, base_url=BASE)


@pytest.fixture
def client(app: OpenAPI) -> FlaskClient:
    """A client without cookies."""
    return app.test_client(use_cookies=False)
