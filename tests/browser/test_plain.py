"""Everything works with JavaScript off, on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_search_filter_page_and_read(plain: Page) -> None:
    plain.goto("/")
    plain.locator("#q").fill("banjir")
    plain.get_by_role("button", name="Cari", exact=True).click()
    expect(plain.locator("#jumlah")).to_contain_text("banjir")
    plain.get_by_role("link", name="Saringan").click()
    expect(plain.locator(".facets")).to_be_visible()
    plain.locator("[data-facet=region] .pick", has_text="Jawa Barat").first.click()
    expect(plain.locator(".chips")).to_contain_text("Jawa Barat")
    plain.locator(".hit h2 a").first.click()
    expect(plain.locator(".body")).to_contain_text("Jawa Barat")
    plain.locator(".jumps a").first.click()
    expect(plain).to_have_url(re.compile("#kutipan-"))


def test_dates_are_chosen_by_their_fields(plain: Page) -> None:
    plain.goto("/#saringan")
    plain.locator("#since").fill("2025-01-01")
    plain.locator("#until").fill("2025-12-31")
    plain.get_by_role("button", name="Terapkan").click()
    expect(plain.locator(".chips")).to_contain_text("1 Januari 2025 – 31 Desember 2025")
    expect(plain.get_by_role("link", name="Saringan (1)")).to_be_visible()


def test_values_of_a_long_facet_are_searched_on_their_page(plain: Page) -> None:
    plain.goto("/#saringan")
    plain.locator("#within-region").fill("sub")
    plain.locator("#within-region").press("Enter")
    expect(plain).to_have_url(re.compile("/saringan/region"))
    plain.locator(".values .pick", has_text="Subang").click()
    expect(plain.locator(".chips")).to_contain_text("Subang")


def test_map_exclusion_statements_and_persons(plain: Page) -> None:
    plain.goto("/?q=banjir")
    plain.get_by_role("link", name="Peta").click()
    plain.locator("a.tile", has_text="Jabar").click()
    expect(plain.locator(".chips")).to_contain_text("Jawa Barat")
    plain.get_by_role("link", name="Siapa bicara?").click()
    expect(plain.locator(".ranking tbody tr").first).to_be_visible()
    plain.locator(".ranking th a").first.click()
    expect(plain.locator(".statements li").first).to_be_visible()


def test_a_value_is_left_out_and_what_has_none_is_chosen(plain: Page) -> None:
    plain.goto("/?q=banjir#saringan")
    plain.locator("[data-facet=publisher] .not").first.click()
    expect(plain.locator(".chips a.excluded")).to_contain_text("Penerbit bukan")
    plain.goto("/?q=banjir#saringan")
    plain.locator("[data-facet=region] .pick", has_text="Tanpa wilayah").click()
    expect(plain.locator(".hit h2")).to_have_text(["Catatan Kebun"])


def test_chips_are_taken_away_one_by_one_and_all(plain: Page) -> None:
    plain.goto("/?q=banjir&region=32&publisher=kabar+nusa&speaker=dewi-anggraini")
    plain.locator(".chips a", has_text="Kabar Nusa").click()
    expect(plain).to_have_url("/?q=banjir&region=32&speaker=dewi-anggraini")
    plain.get_by_role("link", name="Hapus semua").click()
    expect(plain).to_have_url("/?q=banjir")


def test_the_drawer_is_opened_and_closed_and_its_tree_unfolds(plain: Page) -> None:
    plain.goto("/?q=banjir")
    plain.get_by_role("link", name="Saringan").click()
    plain.locator("[data-facet=region] summary", has_text="Jawa Barat").click()
    plain.locator("[data-facet=region] .inner .pick", has_text="Garut").click()
    expect(plain.locator(".chips")).to_contain_text("Garut")
    plain.get_by_role("link", name="Saringan (1)").click()
    plain.get_by_role("link", name=re.compile(r"^Tampilkan \d+ hasil$")).click()
    expect(plain.locator(".facets")).to_be_hidden()


def test_order_size_and_pages(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_role("link", name="Terlama").click()
    plain.locator(".sizes a", has_text="25").click()
    plain.get_by_role("link", name="Berikutnya").click()
    expect(plain).to_have_url("/?sort=oldest&size=25&page=2")
    expect(plain.locator("article.hit")).to_have_count(25)
    plain.go_back()
    expect(plain).to_have_url("/?sort=oldest&size=25")


def test_values_are_sorted_by_name_on_their_page(plain: Page) -> None:
    plain.goto("/?q=panen#saringan")
    plain.locator("[data-facet=speaker] .all a", has_text="Menurut nama").click()
    names = plain.locator("main .values .name").all_inner_texts()
    assert names == sorted(names) and len(names) == 6


def test_a_year_and_its_months_are_chosen(plain: Page) -> None:
    plain.goto("/?q=banjir#saringan")
    plain.get_by_text("Tahun dan bulan").click()
    plain.locator("[data-facet=date] .pick", has_text="2025").click()
    expect(plain.locator(".chips")).to_contain_text("2025")
    plain.get_by_role("link", name="Saringan (1)").click()
    plain.locator("[data-facet=date] .inner .pick").first.click()
    expect(plain.locator(".chips")).to_contain_text("Agustus 2025")


def test_statements_speaker_region_and_the_search_inside(plain: Page) -> None:
    plain.goto("/?q=banjir")
    plain.get_by_role("link", name="Pernyataan", exact=True).click()
    expect(plain.locator("#jumlah")).to_contain_text("pernyataan")
    plain.locator(".hit .voices a").first.click()
    expect(plain).to_have_url(re.compile("/tokoh/"))
    plain.locator("#cari-pernyataan").fill("banjir")
    plain.locator(".within-page button").click()
    expect(plain.locator(".statements .said").first).to_contain_text("banjir")
    plain.goto("/tokoh/tono-prasetya")
    plain.locator(".facts a", has_text="Subang").click()
    expect(plain.locator("h1")).to_have_text("Kabupaten Subang")
    plain.get_by_role("link", name="Cari di wilayah ini").click()
    expect(plain).to_have_url("/?region=32.13")


def test_facts_and_citations_of_an_article_unfold(plain: Page) -> None:
    plain.goto("/artikel/berita-001")
    plain.locator("summary", has_text="kalimatnya: Kalimantan Timur").click()
    expect(plain.locator("details.from[open] .evidence b")).to_have_text("Kalimantan Timur")
    plain.get_by_text("Kutip artikel ini").click()
    expect(plain.locator(".cite pre").first).to_be_visible()


def test_what_is_misspelt_or_emptied_leads_on(plain: Page) -> None:
    plain.goto("/?q=gempa&region=32")
    plain.locator(".empty .way a").click()
    expect(plain.locator("#jumlah")).to_contain_text("1 artikel")
    plain.goto("/tidak-ada")
    plain.locator("#q").fill("gempa")
    plain.locator("#q").press("Enter")
    expect(plain.locator("#jumlah")).to_contain_text("1 artikel")


def test_hits_are_taken_away_as_a_file(plain: Page) -> None:
    plain.goto("/?q=warga&region=32")
    with plain.expect_download() as waited:
        plain.get_by_role("link", name="CSV", exact=True).click()
    assert waited.value.suggested_filename == "telusur.csv"


def test_language_is_changed_by_a_link(plain: Page) -> None:
    plain.goto("/?q=banjir")
    plain.get_by_role("link", name="English").click()
    expect(plain.locator("html")).to_have_attribute("lang", "en")
    expect(plain.locator("#jumlah")).to_contain_text("articles for")


def test_copies_are_opened_and_unfolded_without_a_script(plain: Page) -> None:
    plain.goto("/?q=gempa")
    expect(plain.locator("#jumlah")).to_contain_text("1 artikel")
    plain.locator("details.copies summary", has_text="+2 media lain").click()
    expect(plain.locator("details.copies li a").first).to_be_visible()
    plain.get_by_role("link", name="tampilkan semua").click()
    expect(plain.locator("#jumlah")).to_contain_text("3 artikel")
    plain.locator(".hit h2 a").first.click()
    expect(plain.locator("section[aria-labelledby=salinan] li")).to_have_count(2)
    expect(plain.locator(".theme")).to_be_hidden()
