"""Both catalogues are complete, compiled, and say what the code asks for."""

import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import web.languages as languages_module
from web.languages import LANGUAGES, date_label, day, number, texts

WEB = Path(languages_module.__file__).parent


def catalogue(lang: str) -> Catalog:
    """Return a catalogue as written."""
    with (WEB / "translations" / lang / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=lang)


def asked_for() -> set[str]:
    """Return the messages that templates and code ask for."""
    with (WEB / "translations" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    found = extract_from_dir(str(WEB), methods, options)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def texts_of(message: Message, held: Catalog) -> list[str]:
    """Return a message's translations, one for each plural the language has."""
    return [message.string] if isinstance(message.string, str) else list(message.string)[: held.num_plurals]


def first(message: str | tuple[str, ...] | list[str]) -> str:
    """Return a message, or its singular."""
    return message if isinstance(message, str) else message[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogue_holds_every_message_and_no_other(lang: str) -> None:
    held = {first(message.id) for message in catalogue(lang) if message.id}
    assert held == asked_for()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_translated_with_its_placeholders(lang: str) -> None:
    held = catalogue(lang)
    for message in held:
        wanted = sorted(re.findall(r"%\(\w+\)s", first(message.id)))
        for text in texts_of(message, held) if message.id else ():
            assert text and not message.fuzzy
            assert sorted(re.findall(r"%\(\w+\)s", text)) == wanted, message.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_compiled_catalogue_is_the_written_one(lang: str) -> None:
    with (WEB / "translations" / lang / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    written = catalogue(lang)
    assert {first(m.id): texts_of(m, written) for m in compiled if m.id} == {
        first(m.id): texts_of(m, written) for m in written if m.id
    }


def test_english_is_not_indonesian() -> None:
    same = {first(m.id) for m in catalogue("en") if m.id and m.string == m.id}
    assert same == set()


def test_numbers_and_dates_are_written_as_the_language_has_them() -> None:
    assert (number(12345, "id"), number(12345, "en")) == ("12.345", "12,345")
    assert day(date(2025, 8, 9), "id") == "9 Agustus 2025"
    assert [date_label(v, "id") for v in ("2025", "2025-05", "2025-05-01")] == ["2025", "Mei 2025", "1 Mei 2025"]
    assert date_label("2025-05", "en") == "May 2025"
    assert date_label("2025-02-31", "id") == "2025-02-31"


def test_messages_of_templates_are_the_catalogue_s_with_values_escaped() -> None:
    assert texts("en").gettext("Halaman %(page)s", page="<3>") == "Page &lt;3&gt;"
    assert [texts(lang).gettext("Cari") for lang in LANGUAGES] == ["Cari", "Search"]
    assert [texts("en").ngettext("%(num)s dipilih", "%(num)s dipilih", n) for n in (1, 2)] == ["1 chosen", "2 chosen"]
    assert texts("en").gettext("what no catalogue holds") == "what no catalogue holds"
