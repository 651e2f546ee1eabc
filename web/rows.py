"""What stands on a page by the hundred, as HTML: lines of a facet, bars of a histogram, marked text.

In Python and not in a template, which looks every name up at run time and takes ten times as long for these: a third of
the time of a results page was spent on them. Texts and links are escaped one by one, to plain strings: a Markup of each
takes twice as long.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from markupsafe import Markup

from search.pieces import Piece
from web.histogram import Bar
from web.languages import number, texts
from web.params import Language
from web.present import ItemView

REGENCIES = 6
"""Regencies listed beneath a province before one is chosen; of a year no months."""

WHOLE = 1_000
"""On a facet's own page both are listed whole."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What a line says beside its value."""

    chosen: Markup
    excluded: Markup
    articles: Markup
    hide: Markup
    show: Markup
    months: Markup
    beneath: Markup
    rest: Markup


@cache
def _words(lang: Language) -> _Words:
    """Return what lines say in a language."""
    said = texts(lang)
    return _Words(
        chosen=said.gettext("dipilih; klik untuk melepas"),
        excluded=said.gettext("tidak disertakan"),
        articles=said.gettext("artikel"),
        hide=said.gettext("Sembunyikan"),
        show=said.gettext("Sertakan lagi"),
        months=said.gettext("menurut bulan"),
        beneath=said.gettext("kabupaten/kota"),
        rest=said.gettext("selebihnya"),
    )


def value_rows(items: Iterable[ItemView], facet: str, rest: str, lang: Language, whole: bool = False) -> Markup:
    """Return the lines of a facet's items; `rest` is the link to all of its values."""
    words = _words(lang)
    return Markup("".join([_row(item, facet, rest, lang, words, whole) for item in items]))  # noqa: S704 - escaped below


def _row(item: ItemView, facet: str, rest: str, lang: Language, words: _Words, whole: bool) -> str:
    """Return one line with the two links of its value, and what lies beneath it."""
    state = tick = told = ""
    if item.chosen:
        state, tick, told = " chosen", "✓", words.chosen
    if item.excluded:
        state, tick, told = f"{state} excluded", tick or "–", told or words.excluded
    if told:
        told = f'<span class="visually-hidden"> ({told})</span>'
    label, keep = escape(item.label), f"{facet}={escape(item.value)}"
    act, sign = (words.show, "+") if item.excluded else (words.hide, "−")
    return (
        f'<li class="value{state}"><a class="pick" href="{escape(item.url)}" rel="nofollow" data-keep="{keep}">'
        f'<span class="tick" aria-hidden="true">{tick}</span> <span class="name">{label}</span>{told} '
        f'<span class="count">{number(item.count, lang)}<span class="visually-hidden"> {words.articles}</span></span>'
        f'</a>\n<a class="not" href="{escape(item.exclude_url)}" rel="nofollow" data-keep="not-{keep}" title="{act}">'
        f'<span aria-hidden="true">{sign}</span><span class="visually-hidden">{act}: {label}</span></a>\n'
        f"{_beneath(item, facet, rest, lang, words, whole) if item.children else ''}</li>\n"
    )


def _beneath(item: ItemView, facet: str, rest: str, lang: Language, words: _Words, whole: bool) -> str:
    """Return what lies beneath a province or a year, open where something of it is chosen."""
    held = item.chosen or any(child.chosen or child.excluded for child in item.children)
    most = WHOLE if whole else REGENCIES if facet == "region" else 0
    shown: Sequence[ItemView] = item.children if held else item.children[:most]
    if not shown:
        return ""
    label = escape(item.label)
    title = words.months if facet == "date" else f"{len(item.children)} {words.beneath}"
    rows = [
        _row(child, facet, rest, lang, words, whole) for child in shown if child.count or child.chosen or child.excluded
    ]
    if len(shown) < len(item.children):
        rows.append(
            f'<li class="rest"><a href="{escape(rest)}" rel="nofollow">{words.rest}'
            f'<span class="visually-hidden">: {label}</span></a></li>'
        )
    return (
        f'<details class="inner"{" open" if held else ""}><summary><span class="visually-hidden">{label}: </span>'
        f'{title}</summary>\n<ul class="values">{"".join(rows)}</ul></details>\n'
    )


def bar_shapes(bars: Iterable[Bar]) -> Markup:
    """Return the bars of a histogram as SVG, each in a group with its days and a place to hit it."""
    return Markup("".join([  # noqa: S704 - numbers and days, and the label is escaped
        f'<g data-since="{bar.since}" data-until="{bar.until}"{"" if bar.chosen else OUTSIDE}>'
        f'<title>{escape(bar.label)}</title><rect class="hit" x="{bar.place}" y="0" width="1" height="100"/>'
        f"{_filled(bar) if bar.count else ''}</g>\n"
        for bar in bars
    ]))  # fmt: skip


OUTSIDE = ' class="out"'


def _filled(bar: Bar) -> str:
    top = round(100 - bar.height, 1)
    return f'<rect x="{bar.place + 0.08}" y="{top}" width=".84" height="{bar.height}"/>'


def marked_text(pieces: Iterable[Piece]) -> Markup:
    """Return pieces as one text, what is marked in <mark>."""
    return Markup("".join([  # noqa: S704 - escaped
        f"<mark>{escape(piece.text)}</mark>" if piece.marked else escape(piece.text) for piece in pieces
    ]))  # fmt: skip
