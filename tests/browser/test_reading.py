"""The pages behind the results: article, speaker, who speaks, region, statements, and what can be taken away."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_an_article_shows_where_each_fact_was_read(page: Page) -> None:
    page.goto("/artikel/berita-001?q=banjir")
    facts = page.get_by_role("complementary", name="Yang terbaca dari artikel ini")
    expect(facts).to_contain_text("Ditulis dari: SAMARINDA")
    expect(facts.locator(".evidence:visible b").first).to_have_text("2/1/2025")
    expect(facts.locator(".evidence", has_text="Warga Samarinda Bahas Banjir").locator("b")).to_have_text("Samarinda")
    facts.locator("summary", has_text="kalimatnya: Kalimantan Timur").click()
    expect(facts.locator("details[open] .evidence b")).to_have_text("Kalimantan Timur")
    facts.locator("summary", has_text="kalimatnya: Arman Wijaya").click()
    expect(facts.locator(".speaker .evidence b")).to_have_text("Wali Kota Samarinda")
    expect(page.locator(".body mark").first).to_have_text("banjir")


def test_statements_are_marked_and_jumped_to_by_speaker(page: Page) -> None:
    page.goto("/artikel/berita-001")
    jumps = page.locator(".speaker", has_text="Arman Wijaya").locator(".jumps a")
    expect(jumps).to_have_count(2)
    for number in (0, 1):
        jumps.nth(number).click()
        expect(page.locator(".quote:target")).to_be_in_viewport()
        said = " ".join(page.locator(".quote:target").inner_text().split())
        assert jumps.nth(number).inner_text().rstrip("…").strip() in said


def test_a_statement_among_results_leads_to_its_place(page: Page) -> None:
    page.goto("/?q=panen&view=statements")
    expect(page.locator("#jumlah")).to_contain_text("pernyataan")
    expect(page.locator(".said mark").first).to_be_visible()
    page.locator("article.hit h2 a").first.click()
    expect(page).to_have_url(re.compile(r"/artikel/.*#kutipan-\d"))
    expect(page.locator(".quote:target")).to_be_in_viewport()


def test_kutipan_searches_inside_statements_alone(page: Page) -> None:
    for asked, found in (("korban", "1 artikel"), ("kutipan:korban", "1 artikel"), ("lapangan", "1 artikel"),
                         ("kutipan:lapangan", "0 artikel")):  # fmt: skip
        page.goto(f"/?q={asked}")
        expect(page.locator("#jumlah")).to_contain_text(found)


def test_an_article_is_cited_taken_away_and_followed_to_its_source(page: Page) -> None:
    page.goto("/artikel/berita-001")
    page.get_by_text("Kutip artikel ini").click()
    for form in ("APA", "MLA", "Chicago", "BibTeX", "RIS"):
        expect(page.locator(".cite h4", has_text=form)).to_be_visible()
    source = page.get_by_role("link", name=re.compile("Baca di sumbernya"))
    expect(source).to_have_attribute("href", "https://contoh.example/1")
    similar = page.locator("section[aria-labelledby=mirip] a")
    assert similar.count() >= 6  # title and place
    assert all((link.bounding_box() or {"height": 0})["height"] >= 24 for link in similar.all())  # WCAG 2.5.8
    page.get_by_role("link", name="JSON", exact=True).click()
    assert json.loads(page.locator("body").inner_text())["id"] == "berita-001"


def test_an_article_prints_as_text_and_facts_alone(page: Page) -> None:
    page.goto("/artikel/berita-001")
    page.emulate_media(media="print")
    for gone in (".searchbar", ".service", ".similar", ".takeaway"):
        expect(page.locator(gone).first).to_be_hidden()
    for kept in (".brand", "h1", ".body", ".facts"):
        expect(page.locator(kept).first).to_be_visible()
    assert page.locator(".source").evaluate("e => getComputedStyle(e, '::after').content").endswith('/1)"')
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_a_speaker_has_positions_times_regions_topics_and_every_statement(page: Page) -> None:
    page.goto("/tokoh/dewi-anggraini")
    expect(page.locator("h1")).to_have_text("Dewi Anggraini")
    about = page.get_by_role("complementary", name="Tentang tokoh ini dalam arsip")
    expect(about.locator(".positions")).to_contain_text("Wali Kota Bandung 1 April 2024 – 14 Agustus 2025 · 8 artikel")
    expect(about.get_by_role("img", name=re.compile("Artikel per waktu"))).to_be_visible()
    expect(about).to_contain_text("Kota Bandung")
    days = [t.get_attribute("datetime") or "" for t in page.locator(".statements time").all()]
    assert days == sorted(days, reverse=True) and len(days) == 8
    expect(page.locator(".statements .said")).to_have_count(16)
    page.get_by_role("searchbox", name="Cari dalam pernyataan Dewi Anggraini").fill("banjir")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/tokoh/dewi-anggraini?q=banjir")
    expect(page.locator("p[role=status]", has_text="6 pernyataan")).to_be_visible()
    assert all("banjir" in said for said in page.locator(".statements .said").all_inner_texts())
    page.get_by_role("link", name=re.compile("Baca di tempatnya")).first.click()
    expect(page.locator(".quote:target")).to_be_in_viewport()
    page.goto("/tokoh/dewi-anggraini")
    page.locator(".topics a").first.click()
    expect(page).to_have_url(re.compile(r"/tokoh/dewi-anggraini\?q="))
    assert page.locator(".statements .said").count() > 0


def test_who_speaks_about_something_with_counts_and_first_and_last_day(page: Page) -> None:
    page.goto("/?q=banjir&region=32")
    page.get_by_role("link", name="Siapa bicara?").click()
    expect(page.locator("h1")).to_contain_text("Siapa bicara soal")
    expect(page.locator(".ranking tbody tr")).to_have_count(3)
    row = page.locator(".ranking tbody tr", has_text="Tono Prasetya")
    expect(row).to_contain_text("Bupati Subang")
    expect(row.locator("td.num")).to_have_text(["6", "3"])
    expect(row.locator("td.when")).to_have_count(2)
    row.get_by_role("link").click()
    expect(page).to_have_url("/tokoh/tono-prasetya?q=banjir")


def test_a_region_shows_latest_speakers_times_and_what_lies_beneath(page: Page) -> None:
    page.goto("/wilayah/32")
    expect(page.locator("h1")).to_have_text("Jawa Barat")
    days = [t.get_attribute("datetime") or "" for t in page.locator("article.hit time").all()]
    assert days == sorted(days, reverse=True) and len(days) == 10
    about = page.get_by_role("complementary", name="Tentang wilayah ini dalam arsip")
    expect(about).to_contain_text("Tono Prasetya")
    expect(about.get_by_role("img", name=re.compile("Artikel per waktu"))).to_be_visible()
    expect(about.locator(".beneath li", has_text="Kabupaten Subang")).to_contain_text("10")
    expect(about.locator(".beneath li.zero", has_text="Kabupaten Bekasi")).to_contain_text("0")
    about.get_by_role("link", name="Kabupaten Subang").click()
    expect(page).to_have_url("/wilayah/32.13")
    page.get_by_role("link", name="Jawa Barat").first.click()
    expect(page).to_have_url("/wilayah/32")


@pytest.mark.parametrize(("name", "file", "begins"), [
    ("CSV", "telusur.csv", b"\xef\xbb\xbfid,title,day"), ("JSON Lines", "telusur.jsonl", b'{"id":'),
])  # fmt: skip
def test_all_hits_are_taken_away_as_a_file(page: Page, name: str, file: str, begins: bytes) -> None:
    page.goto("/?q=warga&region=32&size=10")
    with page.expect_download() as waited:
        page.get_by_role("link", name=name, exact=True).click()
    data = waited.value.path().read_bytes()
    assert waited.value.suggested_filename == file and data.startswith(begins)
    if file.endswith("jsonl"):
        assert len(data.splitlines()) == 25  # all, not a page of ten


def test_feed_and_address_bar_are_announced_in_the_head(page: Page) -> None:
    page.goto("/?q=banjir&region=32")
    feed = page.locator("head link[type='application/atom+xml']").get_attribute("href")
    assert feed == "/umpan.atom?q=banjir&region=32"
    assert "<opensearch:totalResults>9<" in page.request.get(feed).text()
    described = page.locator("head link[rel=search]").get_attribute("href")
    assert described is not None
    assert "application/x-suggestions+json" in page.request.get(described).text()


def test_the_api_is_described_here_and_asks_no_other_host(page: Page) -> None:
    page.goto("/api")  # the fixture fails on any foreign request
    expect(page.get_by_role("heading", name="GET /api/v1/search")).to_be_visible()
    page.get_by_role("link", name=re.compile("OpenAPI 3")).click()
    assert json.loads(page.locator("body").inner_text())["openapi"].startswith("3.")


def test_nothing_found_helps_on(page: Page) -> None:
    page.goto("/?q=banjri&region=32")
    expect(page.locator(".empty")).to_contain_text("Tidak ada yang cocok")
    page.locator(".empty a", has_text=re.compile("^9|19 artikel|banjir")).first.click()
    expect(page.locator("article.hit").first).to_be_visible()
    page.goto("/?q=gempa&region=32&publisher=kabar+nusa")
    expect(page.locator(".empty .way")).to_contain_text("Tanpa saringan Wilayah “Jawa Barat”")
    page.locator(".empty .way a").click()
    expect(page.locator("#jumlah")).to_contain_text("1 artikel")
    page.goto("/?q=banjir+panen+murah")
    expect(page.locator(".empty a", has_text="banjir ATAU panen ATAU murah")).to_be_visible()


@pytest.mark.parametrize(("url", "title"), [
    ("/tidak-ada", "Halaman tidak ditemukan"), ("/?page=0", "Permintaan tidak dapat dibaca"),
    ("/tokoh/tidak-ada", "Halaman tidak ditemukan"), ("/?q=" + "a" * 8200, "Alamat terlalu panjang"),
])  # fmt: skip
def test_errors_keep_the_design_and_lead_on(page: Page, url: str, title: str) -> None:
    page.goto(url)
    expect(page.locator("h1")).to_have_text(title)
    label = page.locator(".error .meta")
    expect(label).to_contain_text("Galat")
    first, edge = label.locator("span").bounding_box(), page.locator("h1").bounding_box()
    assert first is not None and edge is not None
    assert abs(first["x"] - edge["x"]) <= 1  # nothing of the label lies left of the edge, where it would be cut off
    page.locator("#q").fill("banjir")
    page.keyboard.press("Enter")
    expect(page.locator("#jumlah")).to_contain_text("banjir")
