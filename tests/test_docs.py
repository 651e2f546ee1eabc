"""What can be listed from the code stands in the docs: commands, settings, fields, formats; links lead to files."""

import re
from pathlib import Path

import click
import pytest

from index.ingest.record import FIELDS as RECORD_FIELDS
from index.ingest.source import FORMATS
from search.schema import FACETS
from search.schema import FIELDS as QUERY_FIELDS
from telusur import main

ROOT = Path(__file__).parent.parent
OPTIONS = [
    (name, parameter) for name, command in [("telusur", main), *sorted(main.commands.items())]
    for parameter in command.params if isinstance(parameter, click.Option) and parameter.name != "version"
]
SECRETS = {"TELUSUR_PASSWORD", "TELUSUR_API_KEY"}
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "seeds" / "SOURCES.md"])


def doc(name: str) -> str:
    """Return a page of the docs."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_stands_in_settings(name: str) -> None:
    assert f"`telusur {name}" in doc("settings.md")


def test_every_command_in_settings_is_one() -> None:
    assert set(re.findall(r"^\| `telusur (\w+)", doc("settings.md"), re.MULTILINE)) == set(main.commands)


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=[f"{n}{o.opts[0]}" for n, o in OPTIONS])
def test_every_option_and_variable_stands_in_settings(name: str, option: click.Option) -> None:
    page = doc("settings.md")
    assert f"`{option.opts[0]}`" in page
    if option.envvar is not None:
        row = next(line for line in page.splitlines() if f"`{option.envvar}`" in line)
        assert f"`{option.opts[0]}`" in row
        if option.show_default is True:
            default = option.default[0] if option.multiple else str(option.default).removesuffix(".0")
            default = default.lower() if option.is_flag else default
            assert f"`{default}" in row


def test_every_variable_in_settings_is_read() -> None:
    read = {option.envvar for _, option in OPTIONS} | SECRETS
    assert set(re.findall(r"TELUSUR_[A-Z_]+", doc("settings.md"))) == read - {None}


@pytest.mark.parametrize("field", QUERY_FIELDS, ids=lambda field: field.name)
def test_every_query_field_and_alias_stands_in_the_query_language(field: object) -> None:
    page = doc("query-language.md")
    for name in (field.name, *field.aliases):  # type: ignore[attr-defined]
        assert f"{name}:" in page


def test_formats_and_fields_of_records_stand_in_data() -> None:
    page = doc("data.md")
    assert [ending for ending in FORMATS if f"`{ending}`" not in page] == []
    assert [name for name in RECORD_FIELDS if f"`{name}`" not in page] == []


def test_facets_stand_in_settings() -> None:
    assert [facet.name for facet in FACETS if f"`{facet.name}`" not in doc("settings.md")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []
