"""What templates can call: numbers, dates, links, static files, regions' names."""

from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, request, url_for
from markupsafe import Markup
from msgspec import json
from msgspec.structs import replace

from index.article import Span
from index.knowledge.regions import label, region
from search.results import Stored
from web.copies import copies_under
from web.languages import day, language, number, other, texts
from web.linked import linked_data
from web.links import Links
from web.params import Language
from web.present import grouped, safe_link, statements_of
from web.rows import bar_shapes, marked_text, value_rows
from web.site import site

STATIC = Path(__file__).parent / "static"
SENTENCE_ENDS = (". ", "? ", "! ", ".” ", ".\" ")
LONGEST_SENTENCE = 280


def add_filters(app: Flask) -> None:
    """Give the templates their functions."""
    app.jinja_env.filters.update(
        number=lambda value: number(value, language()),
        day=lambda value: day(value, language()),
        region=label,
        province=province_of,
        safe_link=safe_link,
        linked_data=linked_data,
        grouped=grouped,
        sentence=sentence_at,
        statements=statements_of,
        copies=copies_under,
        marked=marked_text,
        bar_shapes=bar_shapes,
        relabelled=lambda item, label: replace(item, label=label),
    )
    app.jinja_env.globals["value_rows"] = value_rows
    app.context_processor(shared)


def load_templates(app: Flask) -> None:
    """Compile all templates: else the first readers wait for it, each of them at work on the same ones."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def shared() -> dict[str, Any]:
    """Return what every template knows."""
    lang = language()
    messages = texts(lang)
    return {
        "_": messages.gettext, "ngettext": messages.ngettext,
        "lang": lang, "links": Links("/", lang), "static": static_url, "switch_url": switch_url(), "site": site(),
        "original": Markup(' lang="id"') if lang != "id" else "",  # what was published is Indonesian on every page
        "home_url": Links("/", lang).path + ("" if lang == "id" else "?lang=en"),
        "script_texts": script_texts(lang),
    }


@cache
def script_texts(lang: Language) -> str:
    """Return what the script says, as JSON: it is in the catalogues like everything else."""
    said = texts(lang)
    held = {
        "word": said.gettext("kata"), "office": said.gettext("jabatan"), "speaker": said.gettext("tokoh"),
        "region": said.gettext("wilayah"), "suggestions": said.gettext("Saran"),
        "fitting": said.gettext("Yang cocok"), "none": said.gettext("Tidak ada yang cocok."),
    }
    return json.encode({name: str(text) for name, text in held.items()}).decode()


def switch_url() -> str:
    """Return this page in the other language."""
    lang = other(language())
    args = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    with_lang = [*args, ("lang", lang)] if lang != "id" else args
    return _path() + (f"?{urlencode(with_lang)}" if with_lang else "")


def _path() -> str:
    # A path that begins with two slashes would be read as another host.
    return "/" + quote(request.path.lstrip("/"), safe="/")


@lru_cache
def static_url(name: str) -> str:
    """Return the address of a static file, which changes when the file does."""
    digest = blake2b((STATIC / name).read_bytes(), digest_size=6).hexdigest()
    return url_for("static", filename=name, v=digest)


def province_of(code: str) -> str | None:
    """Return the name of a regency's province; None for a province itself."""
    found = region(code)
    return None if found is None or found.parent is None else label(found.parent)


def sentence_at(stored: Stored, span: Span) -> tuple[str, str, str]:
    """Return what stands before a span in its sentence, the span, and what stands after it."""
    text = (stored.article.title or "") if span.part == "title" else stored.article.text
    start = text.rfind("\n", 0, span.start) + 1
    for mark in SENTENCE_ENDS:
        place = text.rfind(mark, start, span.start)
        start = place + len(mark) if place >= 0 else start
    ends = [text.find("\n", span.end), *(text.find(mark, span.end) + 1 for mark in SENTENCE_ENDS)]
    end = min((place for place in ends if place > 0), default=len(text))
    half = LONGEST_SENTENCE // 2
    before, after = text[start : span.start], text[span.end : end]
    before = "…" + before[-half:].split(" ", 1)[-1] if len(before) > half else before
    after = after[:half].rsplit(" ", 1)[0] + "…" if len(after) > half else after
    return before, text[span.start : span.end], after
