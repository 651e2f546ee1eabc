"""Folding: the one spelling under which words are compared: lower case, plain apostrophes and hyphens, no accents."""

import unicodedata
from collections.abc import Sequence
from typing import Final

APOSTROPHES: Final = "’‘ʼʻ`´′‛＇"
HYPHENS: Final = "‐‑‒–−﹣－"
DROPPED: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters that stand inside words without being seen: soft hyphen, zero width space and joiners, byte order mark."""


def folded_character(character: str) -> str:
    """Return what one character becomes: any number of characters, none for marks and invisible ones."""
    if character in APOSTROPHES:
        return "'"
    if character in HYPHENS:
        return "-"
    if character in DROPPED:
        return ""
    spread = unicodedata.normalize("NFD", character.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in spread if unicodedata.category(c) != "Mn"))


class _Folded(dict[int, str]):
    """A table for str.translate that fills itself."""

    def __missing__(self, code: int) -> str:
        self[code] = value = folded_character(chr(code))
        return value


_FOLDED: Final = _Folded()


def fold(text: str) -> str:
    """Return the text with case, accents and invisible characters off, apostrophes as ' and short dashes as -."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return unicodedata.normalize("NFC", text).translate(_FOLDED)


def fold_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded text and, for each of its characters and for its end, the offset in the text as given."""
    if text.isascii():
        return text.lower().replace("`", "'"), range(len(text) + 1)
    folded: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for piece in _FOLDED[ord(character)]:
            folded.append(piece)
            offsets.append(offset)
    offsets.append(len(text))
    return "".join(folded), offsets
