"""What the pages show, read as a browser without scripts would."""

from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from lxml import html

from index.article import Article
from index.knowledge.people import slug
from search.service import SearchService
from tests.web.conftest import service_over
from web.app import create_app

WIGUNA = "Raden Wiguna"


def page(client: FlaskClient, url: str, status: int = 200) -> html.HtmlElement:
    """Return a page as a tree."""
    answer = client.get(url)
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.text)


def text(tree: html.HtmlElement, selector: str) -> str:
    """Return the text of all that the selector finds, spaces made single."""
    return " ".join(" ".join(part for found in tree.cssselect(selector) for part in found.itertext()).split())


def href(tree: html.HtmlElement, selector: str, words: str) -> str:
    """Return where the first link leads whose text holds the words."""
    return next(a.get("href") for a in tree.cssselect(selector) if words in a.text_content())


def test_front_page_shows_the_newest_articles_and_real_facets(client: FlaskClient) -> None:
    tree = page(client, "/")
    assert text(tree, "#jumlah") == "18 artikel dalam arsip"
    assert len(tree.cssselect("article.hit")) == 10
    assert "Bandung Perbaiki Tanggul" in tree.cssselect(".hit h2")[0].text_content()
    assert "Kalimantan Timur" in text(tree, "[data-facet=region] .name")
    assert "Tanpa wilayah" in text(tree, "[data-facet=region] .name")
    assert "Lukman Hakimi" in text(tree, "[data-facet=speaker] .name")
    assert tree.cssselect("svg.histogram g")


def test_search_marks_the_words_that_were_found(client: FlaskClient) -> None:
    tree = page(client, "/?q=banjir")
    assert text(tree, "#jumlah").startswith("2 artikel untuk")
    assert {mark.text_content().lower() for mark in tree.cssselect("mark")} == {"banjir"}
    assert "Dibaca sebagai" in text(tree, ".reading")


def test_a_facet_link_narrows_and_its_chip_widens_again(client: FlaskClient) -> None:
    tree = page(client, "/?q=banjir")
    narrowed = page(client, href(tree, "[data-facet=region] .pick", "Jawa Barat"))
    assert text(narrowed, "#jumlah").startswith("1 artikel")
    assert "Jawa Barat" in text(narrowed, ".chips")
    assert "Kalimantan Timur" in text(narrowed, "[data-facet=region] .name")
    wide = page(client, href(narrowed, ".chips a", "Jawa Barat"))
    assert text(wide, "#jumlah").startswith("2 artikel")


def test_a_value_can_be_left_out(client: FlaskClient) -> None:
    tree = page(client, "/?q=banjir")
    without = page(client, href(tree, "[data-facet=region] .not", "Jawa Barat"))
    assert "Samarinda" in text(without, ".hit h2")
    assert "Bandung" not in text(without, ".hit h2")
    assert "bukan" in text(without, ".chips")


def test_a_chosen_value_without_hits_stays_and_the_empty_page_names_it(client: FlaskClient) -> None:
    tree = page(client, "/?q=panen&region=64")
    assert text(tree, "#jumlah").startswith("0 artikel")
    assert "Kalimantan Timur" in text(tree, "[data-facet=region] .chosen .name")


def test_an_empty_page_names_the_filter_that_emptied_it_and_what_is_found_without(client: FlaskClient) -> None:
    tree = page(client, "/?q=panen&region=64&not-publisher=kabar+mahakam")
    assert text(tree, ".empty .way") == "Tanpa saringan Wilayah “Kalimantan Timur”: 1 artikel"
    assert text(page(client, href(tree, ".empty .way a", "artikel")), "#jumlah").startswith("1 artikel")
    dated = page(client, "/?q=panen&region=32&since=2030-01-01")
    assert text(dated, ".empty .way") == "Tanpa saringan Tanggal: 1 artikel"
    both = page(client, "/?q=panen&region=64&since=2030-01-01&lang=en")
    assert text(both, ".empty .way").startswith("Without the filter Region “Kalimantan Timur”, Date: 1 article")
    none = page(client, "/?q=tidakadakatanya&region=64")
    assert "juga tanpa saringan" in text(none, ".empty") and not none.cssselect(".empty .way")


def test_a_page_beyond_the_last_leads_back(client: FlaskClient) -> None:
    tree = page(client, "/?q=banjir&page=99")
    assert "Halaman ini tidak ada" in text(tree, ".empty")
    assert "/?q=banjir" in [a.get("href") for a in tree.cssselect(".empty a")]


def test_without_a_region_can_be_chosen(client: FlaskClient) -> None:
    tree = page(client, "/?region=-")
    assert text(tree, "#jumlah") == "1 artikel"


def test_dates_narrow_and_can_be_taken_away(client: FlaskClient) -> None:
    tree = page(client, "/?since=2025-11-01&until=2025-11-30")
    assert text(tree, "#jumlah").startswith("1 artikel")
    assert "1 November 2025 – 30 November 2025" in text(tree, ".chips")
    assert len(tree.cssselect("svg.histogram g.out")) == len(tree.cssselect("svg.histogram g")) - 1
    assert tree.cssselect("#since")[0].get("value") == "2025-11-01"


def test_paging_reaches_every_article_once(client: FlaskClient) -> None:
    seen: list[str] = []
    url: str | None = "/?size=4"
    while url:
        tree = page(client, url)
        seen += [a.get("href") for a in tree.cssselect(".hit h2 a")]
        url = next((a.get("href") for a in tree.cssselect(".pager a[rel~=next]")), None)
    assert len(seen) == len(set(seen)) == 18


def test_labels_of_pages_hold_what_is_seen() -> None:
    many = service_over(Article(f"n{n}", f"Catatan nomor {n}.") for n in range(1001))
    tree = page(create_app(many).test_client(use_cookies=False), "/?size=1")
    last = tree.cssselect(".pager li a")[-1]
    assert (last.get("aria-label"), last.text_content()) == ("Halaman 1.001", "1.001")


def test_form_keeps_what_is_chosen(client: FlaskClient) -> None:
    tree = page(client, "/?q=banjir&region=32&size=25")
    hidden = {i.get("name"): i.get("value") for i in tree.cssselect("form.search input[type=hidden]")}
    assert hidden == {"region": "32", "size": "25"}


def test_facet_links_are_not_for_crawlers(client: FlaskClient) -> None:
    tree = page(client, "/?q=banjir")
    links = tree.cssselect(".facet a, .chips a, .tools .choice a, .takeaway a")
    assert len(links) > 10
    assert all("nofollow" in (a.get("rel") or "") for a in links)


def test_article_shows_its_facts_with_the_sentence_and_its_statements(client: FlaskClient) -> None:
    tree = page(client, "/artikel/banjir-1?q=surut")
    assert text(tree, "h1") == "Banjir Rendam Tiga Kelurahan di Samarinda"
    assert text(tree, "mark") == "surut"
    assert "14 Oktober 2025" in text(tree, ".facts")
    assert "14/10/2025" in text(tree, ".evidence b")
    assert "Samarinda" in text(tree, ".facts .fact")
    assert WIGUNA in text(tree, ".speaker")
    target = href(tree, ".jumps a", "dapur umum")
    assert "dapur umum" in tree.get_element_by_id(target.removeprefix("#")).text_content()
    assert len({e.get("id") for e in tree.cssselect("[id]")}) == len(tree.cssselect("[id]"))
    assert "APA" in text(tree, ".cite")
    assert href(tree, "a", "Baca di sumbernya") == "https://contoh.example/banjir-1"


def test_article_text_is_shown_whole(client: FlaskClient, service: SearchService) -> None:
    stored = service.engine.article("banjir-1")
    assert stored is not None
    tree = page(client, "/artikel/banjir-1")
    shown = [p.text_content().strip() for p in tree.cssselect(".body p")]
    assert shown == stored.article.text.split("\n")


def test_speaker_page_shows_positions_and_every_statement(client: FlaskClient) -> None:
    tree = page(client, f"/tokoh/{slug('Tono Prasetya')}")
    assert "Tono Prasetya" in text(tree, "h1")
    assert "Hasil panen naik" in text(tree, ".statements")
    assert "Bupati Subang" in text(tree, "aside")
    link = tree.cssselect(".statements .voices a")[0].get("href")
    assert "/artikel/panen-1#kutipan-" in link


def test_statements_of_one_article_stand_under_its_title_each_with_its_own_link(client: FlaskClient) -> None:
    tree = page(client, f"/tokoh/{slug('Tono Prasetya')}")
    assert [h.text_content() for h in tree.cssselect(".statements h3")] == ["Panen Raya Dimulai di Subang"]
    links = [a.get("href") for a in tree.cssselect(".statements .voices a")]
    assert len(links) == len(set(links)) == len(tree.cssselect(".statements blockquote")) == 2


def test_all_values_are_one_link_away_by_count_and_by_name(client: FlaskClient) -> None:
    tree = page(client, "/")
    named = page(client, href(tree, "[data-facet=speaker] .all a", "Menurut nama"))
    names = [name.text_content() for name in named.cssselect(".values .name")]
    assert names == sorted(names) and len(names) == 4


def test_who_speaks_shows_the_reading_and_the_dates_as_a_chip(client: FlaskClient) -> None:
    tree = page(client, "/siapa?q=pasar&since=2025-08-03&region=64")
    assert "Dibaca sebagai: pasar" in text(tree, ".reading")
    assert "3 Agustus 2025 – …" in text(tree, ".chips")
    wider = page(client, href(tree, ".chips a", "3 Agustus 2025"))
    assert "Kalimantan Timur" in text(wider, ".chips") and "Agustus" not in text(wider, ".chips")
    assert not page(client, href(tree, ".chips a", "Hapus semua")).cssselect(".chips")


def test_search_inside_a_speakers_statements(client: FlaskClient) -> None:
    tree = page(client, f"/tokoh/{slug('Tono Prasetya')}?q=gabah")
    assert "gabah" in text(tree, ".statements")
    assert "Hasil panen" not in text(tree, ".statements")


def test_who_speaks_counts_statements_of_each_person(client: FlaskClient) -> None:
    tree = page(client, "/siapa?q=pedagang")
    row = text(tree, ".ranking tbody tr:first-child")
    assert "Lukman Hakimi" in row
    assert "14 14 1 Agustus 2025 14 Agustus 2025" in row


def test_region_page_shows_what_lies_beneath_with_zeros(client: FlaskClient) -> None:
    tree = page(client, "/wilayah/32")
    assert text(tree, "h1") == "Jawa Barat"
    assert "2 artikel" in text(tree, ".lede")
    rows = {" ".join(li.text_content().split()) for li in tree.cssselect(".beneath li")}
    assert "Kabupaten Subang 1" in rows
    assert "Kabupaten Garut 0" in rows


def test_map_has_all_provinces_as_links_with_name_and_number(client: FlaskClient) -> None:
    tree = page(client, "/?map=1&q=banjir")
    tiles = tree.cssselect("svg a.tile")
    assert len(tiles) == 38
    labels = {a.get("aria-label") for a in tiles}
    assert {"Kaltim 1, Kalimantan Timur", "Jabar 1, Jawa Barat", "Aceh 0"} <= labels
    assert all("map=1" in a.get("href") and "region=" in a.get("href") for a in tiles)


def test_all_values_of_a_facet_can_be_searched_and_sorted(client: FlaskClient) -> None:
    tree = page(client, "/saringan/speaker?order=name")
    names = [n.text_content() for n in tree.cssselect(".values .name")]
    assert names == sorted(names)
    found = page(client, "/saringan/speaker?containing=angg")
    assert text(found, ".values .name") == "Dewi Anggraini"
    assert "speaker=dewi-anggraini" in href(found, ".pick", "Dewi")


def test_months_are_listed_under_a_chosen_year(client: FlaskClient) -> None:
    tree = page(client, "/?date=2025&q=banjir")
    assert text(tree, "[data-facet=date] .inner .name") == "November 2025 Oktober 2025"
    month = page(client, href(tree, "[data-facet=date] .inner .pick", "Oktober"))
    assert "Oktober 2025" in text(month, ".chips")


def test_a_chosen_province_lists_its_regencies_open(client: FlaskClient) -> None:
    tree = page(client, "/?region=32")
    assert tree.cssselect("[data-facet=region] .chosen details[open]")
    assert {"Subang", "Kota Bandung"} <= {n.text_content() for n in tree.cssselect(".chosen .inner .name")}


def test_page_of_all_regions_lists_every_regency(client: FlaskClient) -> None:
    names = {n.text_content() for n in page(client, "/saringan/region").cssselect(".values .name")}
    assert {"Jawa Barat", "Subang", "Kota Bandung", "Kalimantan Timur", "Samarinda"} <= names


def test_view_of_statements_shows_who_said_it(client: FlaskClient) -> None:
    tree = page(client, "/?q=gabah&view=statements")
    assert text(tree, "#jumlah").startswith("1 pernyataan")
    assert "Harga gabah juga membaik" in text(tree, ".said")
    assert "Tono" in text(tree, ".hit .voices")


def test_english_by_choice_on_every_link(client: FlaskClient) -> None:
    tree = page(client, "/?q=banjir&lang=en")
    assert tree.get("lang") == "en"
    assert text(tree, "#jumlah").startswith("2 articles")
    inside = [a.get("href") for a in tree.cssselect("main a, aside a") if a.get("href").startswith("/")]
    assert inside and all("lang=en" in url for url in inside)
    assert "lang" not in href(tree, ".service a", "Bahasa Indonesia")


def test_canonical_address_comes_from_the_settings(client: FlaskClient) -> None:
    tree = page(client, "/?until=2025-12-31&q=banjir&since=")
    assert tree.cssselect("link[rel=canonical]")[0].get("href") == (
        "https://arsip.example/?q=banjir&until=2025-12-31"
    )


@pytest.mark.parametrize("url", ["/artikel/tidak-ada", "/tokoh/tidak-ada", "/wilayah/00", "/saringan/x", "/lain"])
def test_what_is_not_there_is_said_in_the_design(client: FlaskClient, url: str) -> None:
    tree = page(client, url, 404)
    assert "Halaman tidak ditemukan" in text(tree, "h1")
    assert tree.cssselect("form.search")


def test_parameters_that_cannot_be_are_said_in_the_design(client: FlaskClient) -> None:
    tree = page(client, "/?page=0", 400)
    assert "page" in text(tree, ".detail")


@pytest.mark.parametrize(
    "asked", ['"', "((((", "tanggal:x", "a" * 2000, "\x00", "-", "ATAU", "*", "~", "%%%", "\u202e"]
)
def test_any_text_gives_an_answer(client: FlaskClient, asked: str) -> None:
    assert client.get("/", query_string={"q": asked}).status_code == 200


@pytest.mark.parametrize("value", ["2025-02-31", "0000", "0000-01", "9999-12-31"])
def test_days_that_never_were_match_nothing(client: FlaskClient, value: str) -> None:
    assert text(page(client, f"/?date={value}"), "#jumlah") == "0 artikel"


def test_help_covers_every_field(client: FlaskClient) -> None:
    shown = text(page(client, "/bantuan"), "code")
    for name in ("judul:", "tokoh:", "jabatan:", "wilayah:", "tanggal:", "penerbit:", "kutipan:", "speaker:"):
        assert name in shown


def test_examples_of_the_help_page_are_answered(client: FlaskClient) -> None:
    for a in page(client, "/bantuan").cssselect("td a"):
        assert client.get(a.get("href")).status_code == 200, unquote(a.get("href"))

