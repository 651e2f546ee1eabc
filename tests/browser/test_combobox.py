"""The autocomplete is a combobox after the ARIA pattern: by keys, by mouse, told to screen readers."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


def typed(page: Page, text: str) -> Locator:
    """Type into the box of the front page and return it once something is offered."""
    page.goto("/")
    box = page.get_by_role("combobox")
    box.press_sequentially(text)
    expect(page.get_by_role("option").first).to_be_visible()
    return box


def active(page: Page) -> str | None:
    """Return the text of the option that the box names as active; None if it names none."""
    found: str | None = page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.firstChild.textContent"
    )
    return found


def test_the_box_and_its_list_say_what_they_are(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox", name="Cari dalam arsip")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_attribute("aria-autocomplete", "list")
    box.press_sequentially("sama")
    options = page.get_by_role("listbox", name="Saran").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")
    expect(page.get_by_role("status")).to_have_text(f"Saran: {options.count()}")


@pytest.mark.parametrize(("text", "name"), [
    ("ban", r"^banjir\s*kata\s*19"), ("dewi", r"^Dewi Anggraini\s*tokoh\s*8"),
    ("samarinda", r"^Samarinda\s*wilayah\s*7"), ("kepala", r"^kepala\s*jabatan\s*12"),
])  # fmt: skip
def test_words_speakers_regions_and_offices_are_offered_with_their_counts(page: Page, text: str, name: str) -> None:
    typed(page, text)
    expect(page.get_by_role("option", name=re.compile(name))).to_be_visible()


def test_arrows_walk_the_options_and_leave_the_text_alone(page: Page) -> None:
    box = typed(page, "ban")
    names = page.locator("[role=option] > :first-child").all_inner_texts()
    assert len(names) >= 3
    walked = []
    for _ in range(len(names) + 1):
        box.press("ArrowDown")
        walked.append(active(page))
    assert walked == [*names, None]  # past the last one the box itself is active again
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    box.press("ArrowUp")
    assert active(page) == names[-1]
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    assert box.input_value() == "ban"
    expect(box).to_be_focused()


def test_escape_closes_and_an_arrow_opens_again(page: Page) -> None:
    box = typed(page, "sama")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert box.input_value() == "sama"
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert active(page) is not None


def test_enter_takes_a_word_into_the_search(page: Page) -> None:
    box = typed(page, "banj")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url("/?q=banjir")
    expect(page.locator("#jumlah")).to_contain_text("banjir")


def test_enter_without_a_choice_searches_what_is_typed(page: Page) -> None:
    box = typed(page, "banj")
    box.press("Enter")
    expect(page).to_have_url("/?q=banj")


@pytest.mark.parametrize(("text", "kind", "url", "shown"), [
    ("dewi", "tokoh", "/tokoh/dewi-anggraini", "Dewi Anggraini"),
    ("samarinda", "wilayah", "/wilayah/64.72", "Samarinda"),
    ("kepala", "jabatan", "/?q=jabatan%3Akepala", "jabatan:kepala"),
])  # fmt: skip
def test_enter_leads_to_the_page_of_a_speaker_a_region_an_office(
    page: Page, text: str, kind: str, url: str, shown: str
) -> None:
    box = typed(page, text)
    kinds = page.locator("[role=option] .kind").all_inner_texts()
    for _ in range(kinds.index(kind) + 1):
        box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(url)
    expect(page.locator("h1")).to_contain_text(shown)


def test_tab_and_the_mouse_leave_the_list(page: Page) -> None:
    box = typed(page, "sama")
    box.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("button", name="Cari", exact=True)).to_be_focused()
    typed(page, "sama")
    page.locator(".motto").click()
    expect(page.get_by_role("listbox")).to_be_hidden()
    typed(page, "samarinda")
    page.get_by_role("option", name=re.compile("wilayah")).click()
    expect(page).to_have_url("/wilayah/64.72")


def test_in_english_the_kinds_are_english(page: Page) -> None:
    page.goto("/?lang=en")
    page.get_by_role("combobox").press_sequentially("samarinda")
    expect(page.get_by_role("listbox", name="Suggestions").get_by_role("option").first).to_contain_text("word")
    page.get_by_role("option", name=re.compile("region")).click()
    expect(page).to_have_url("/wilayah/64.72?lang=en")
