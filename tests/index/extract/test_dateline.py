"""The place that opens a newspaper's text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.extract.dateline import find_dateline


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("MEDIAKATA.COM, KUKAR – Pemerintah daerah", "KUKAR"),
        ("JAKARTA, KOMPAS — Pemerintah", "JAKARTA"),
        ("Jakarta, CNN Indonesia - - Pemerintah", "Jakarta"),
        ("Bandarlampung (ANTARA) - Praktisi hukum", "Bandarlampung"),
        ("REPUBLIKA.CO.ID, SIDOARJO -- Presiden", "SIDOARJO"),
        ("TANGERANG SELATAN, KOMPAS — Aparat", "TANGERANG SELATAN"),
        ("Pesisir Barat -Pengunjung pantai", "Pesisir Barat"),
        ("Dumai - Menjelang hari jadi", "Dumai"),
        ("SURABAYA, iNews.id – Warga panen", "SURABAYA"),
        ("Kukar, kabarkota.co - Warga panen", "Kukar"),
        ("Baru-baru ini harga cabai naik", None),
        ("Merdeka.com - Puluhan bayi", None),
        ("Hujan deras mengguyur kota sejak pagi.", None),
        ("", None),
    ],
)
def test_opening_gives_its_place(text: str, place: str | None) -> None:
    found = find_dateline(text)
    assert (None if found is None else found[0]) == place


@settings(deadline=None)
@given(st.text(alphabet="AB.com, -–()|:\nkota", max_size=140))
def test_span_of_any_dateline_holds_its_place(text: str) -> None:
    found = find_dateline(text)
    if found is not None:
        place, span = found
        assert text[span.start : span.end] == place
