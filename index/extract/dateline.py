"""Reads the dateline: the place that opens a newspaper's text ("MEDIAKATA.COM, KUKAR –")."""

import re
from typing import Final

from index.article import Span

WORD: Final = r"(?:[A-Z0-9]|i[A-Z]|[a-z]{3,20}(?=\.(?:com|co|id|net)\b))"
"""What a word of a dateline begins with: a capital, or a newspaper's name in small letters ("iNews.id")."""

DATELINE: Final = re.compile(
    r"\s*(?:(?:Laporan|LAPORAN)\s[^\n]{0,80}\n)?"
    rf"((?:{WORD}[\w.'&]*[ ,/|]{{1,3}}|\((?:[A-Z][\w.]*\s?){{1,4}}\)\s?){{0,8}}?{WORD}[\w.'&)]*)"
    r"(?:\s?\((?:[A-Za-z.]+\s?){1,4}\))?(?:,?\s(?:\w+\s?){0,2}\(\d[\d/ ]*\))?(?:\s{0,2}(?:--|–|—|:)|\s-|-(?=\s))\s?"
)
"""Capitalised words up to the dash that ends a dateline; tried on the first LONGEST characters alone."""

DASH: Final = re.compile(r"--|[–—:]|\s-|-\s")
"""What ends every dateline: a quick test."""

OUTLET: Final = re.compile(
    r"\.(?:com|co|id|net|co\.id|news|go)\b|^(?:kompas|antara|cnn|tempo|republika|detik|tribun|suara|radar|liputan|merdeka|"
    r"sindo|okezone|viva|harian|jpnn|inews|rri|wartawan|media|pos|news|online|indonesia|berita)", re.IGNORECASE
)
"""A piece of a dateline that is the newspaper's name."""

LONGEST: Final = 120


def find_dateline(text: str) -> tuple[str, Span] | None:
    """Return the place named by the dateline and where it stands, or None."""
    head = text[:LONGEST]
    if ":" not in head and "–" not in head and "—" not in head and ("-" not in head or DASH.search(head) is None):
        return None
    match = DATELINE.match(head)
    if match is None:
        return None
    start = match.start(1)
    for piece in re.finditer(r"[^,/|()]+", match.group(1)):
        words = piece.group().strip()
        if words and OUTLET.search(words) is None and len(words.split()) <= 4:
            left = start + piece.start() + piece.group().index(words)
            return words, Span(left, left + len(words))
    return None
