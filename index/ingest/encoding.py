"""Bytes -> text: byte order marks, then UTF-8, then what charset-normalizer finds in old newsroom files."""

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from index.article import ArticleError

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

LEGACY = ["cp1252", "mac_roman"]
"""The one-byte encodings Indonesian files come in (Windows; old Macintosh newsrooms). With all of charset-normalizer's
99 to choose from, short Indonesian texts come out as cp1250 or mac_iceland: the quotes right, the accents wrong."""

SAMPLE = 64 * 1024

_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def mark_of(head: bytes) -> str | None:
    """Return the encoding that a byte order mark at the start says, or None."""
    return next((name for mark, name in MARKS if head.startswith(mark)), None)


def wide(head: bytes) -> str | None:
    """Return "utf-16-le" or "utf-16-be" if the bytes look like it without a mark: every other byte is 0."""
    sample = head[: SAMPLE - SAMPLE % 2]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    enough = 0.7 * len(sample) / 2
    if odd >= enough and even < odd / 10:
        return "utf-16-le"
    if even >= enough and odd < even / 10:
        return "utf-16-be"
    return None


def decode(data: bytes, place: str) -> str:
    """Return the text of the bytes; ArticleError if they are no text in any encoding known here."""
    name = mark_of(data) or wide(data) or "utf-8"
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        if name != "utf-8":
            raise ArticleError(place, f"is not valid {name}: {error.reason} at byte {error.start}") from error
    return decode_legacy(data, place)


def decode_legacy(data: bytes, place: str) -> str:
    """Return the text of bytes that are not UTF-8; ArticleError if no one-byte encoding makes words of them.

    Bytes of which more are UTF-8 than are not are damaged UTF-8: another encoding would turn “ into â€œ.
    """
    lenient = data[:SAMPLE].decode("utf-8", "replace")
    damaged = lenient.count("\ufffd")
    if damaged < sum(not character.isascii() for character in lenient) - damaged:
        raise ArticleError(place, f"is UTF-8 with {damaged} damaged characters; save it anew")
    best = None if b"\x00" in data else from_bytes(data[:SAMPLE], cp_isolation=LEGACY).best()
    if best is None:
        raise ArticleError(place, "is not text in UTF-8, UTF-16, UTF-32, Windows-1252 or Mac Roman; convert it")
    return data.decode(best.encoding, "replace")


def clean(text: str) -> str:
    """Return the text in NFC, with \\n line ends, without control characters and lone surrogates."""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    # What is odd cannot be printed: the look at that is five times as fast, and most texts have nothing of the kind.
    if not text.replace("\n", "").isprintable() and _ODD.search(text) is not None:
        text = _ODD.sub("", _LINE_END.sub("\n", text))
    return text.strip()
