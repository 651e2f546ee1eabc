"""The reader's language: Indonesian by default, English by choice; numbers and dates as that language writes them."""

from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel  # type: ignore[import-untyped]
from markupsafe import Markup

from web.params import Language

LANGUAGES: tuple[Language, ...] = ("id", "en")
CATALOGUES = Path(__file__).parent / "translations"


class Texts:
    """The messages of one language as templates call them: `_` and `ngettext`.

    Flask-Babel's own look the language and its catalogue up at every call, some fifty times a page: 2 ms of 17.
    """

    def __init__(self, lang: Language) -> None:
        self._catalogue = Translations.load(CATALOGUES, [lang])
        self._plain: dict[str, Markup] = {}

    def gettext(self, message: str, **values: object) -> Markup:
        """Return the message in this language; values are escaped."""
        if values:
            return Markup(self._catalogue.gettext(message)) % values  # noqa: S704 - the catalogues are our own
        found = self._plain.get(message)
        if found is None:
            found = self._plain[message] = Markup(self._catalogue.gettext(message)) % {}  # noqa: S704 - as above
        return found

    def ngettext(self, singular: str, plural: str, number: int, **values: object) -> Markup:
        """Return the message for a number of things, which it may name as `num`."""
        return Markup(self._catalogue.ngettext(singular, plural, number)) % {"num": number, **values}  # noqa: S704


@cache
def texts(lang: Language) -> Texts:
    """Return the messages of a language."""
    return Texts(lang)


def language() -> Language:
    """Return the language the request asks for."""
    asked = request.args.get("lang", "id") if has_request_context() else "id"
    return "en" if asked == "en" else "id"


def add_languages(app: Flask) -> None:
    """Let the application's texts follow the reader's language."""
    Babel().init_app(app, default_locale="id", locale_selector=language)


def other(lang: Language) -> Language:
    """Return the language a reader can change to."""
    return "en" if lang == "id" else "id"


@lru_cache(4096)
def number(value: int, lang: Language) -> str:
    """Return a number with the language's separators: 12.345 or 12,345."""
    return format_decimal(value, locale=lang)


@lru_cache(8192)
def day(value: date, lang: Language) -> str:
    """Return a day in words: 29 Oktober 2025."""
    return format_date(value, "d MMMM y", locale=lang)


@lru_cache(1024)
def short_month(year: int, month: int, lang: Language) -> str:
    """Return a month in short: Okt 2025."""
    return format_date(date(year, month, 1), "MMM y", locale=lang)


@lru_cache(4096)
def date_label(value: str, lang: Language) -> str:
    """Return a value of the date facet in words: 2025, Oktober 2025, 29 Oktober 2025; itself if no such day."""
    try:
        if len(value) == 7:
            return format_date(date.fromisoformat(value + "-01"), "LLLL y", locale=lang)
        return day(date.fromisoformat(value), lang) if len(value) == 10 else value
    except ValueError:
        return value
