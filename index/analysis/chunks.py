"""Pieces of a chunk: the words in a run of text without white space, each with its writings and keys."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from index.analysis.stem import core_of, doubled, is_known, standard, stem
from index.knowledge.abbreviations import abbreviations
from index.knowledge.folding import fold_with_offsets

DEGREES: Final = (
    "pd pdi si sos kom ikom hum ag ak kes kep ked keb farm psi psy hut pt tr th fil ip ik sc ap par ds sn stat mat gz"
    " tp kn med eng bus ec ed phil pol pi st kp km han mar arch ars tech epid sy ei or li ud acc div min kar"
)
"""What follows the letter of an academic degree ("S.Pd.", "M.Si.", "A.Md."), folded."""


CURRENCIES: Final = ("rp", "usd", "idr", "eur", "sgd", "myr")
"""What is written before an amount without a space ("Rp1,5", "USD7,3")."""


LONGEST_KEPT: Final = 64
"""Characters of the longest chunk that is remembered. Longer ones are addresses, or made up to fill our memory."""

LONGEST: Final = 500
"""Characters of a chunk read as one; a longer one (encoded data, a script without spaces) is cut into such slices, so
that no term is longer and the time stays proportional to the text."""


class Piece(NamedTuple):
    """One word of a chunk: offsets in the chunk as given, and the fields of Token. One piece takes one position."""

    start: int
    end: int
    forms: tuple[str, ...]
    keys: tuple[str, ...]
    canonical: tuple[tuple[str, int], ...] = ()


Word = tuple[int, int, tuple[str, ...], tuple[str, ...], tuple[tuple[str, int], ...]]
"""The fields of a Piece."""

_LETTER = r"[^\W\d_]"
_WORD = r"[^\W_]+(?:'[^\W_]+)*"
_DEGREE = "(?:" + "|".join(sorted(DEGREES.split(), key=len, reverse=True)) + f"|md|{_LETTER})(?![^\\W_])"
_KINDS: Final = {
    "address": r"""(?:https?://|www\.)[^\s<>"'()]*[^\W_]
               | [\w.+-]{1,64}@[^\W_][\w-]*(?:\.[\w-]+){0,5}[^\W_]
               | [^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){0,4}\.(?:com|net|org|id|tv|info)(?![^\W_]|\.[^\W_])""",
    "tag": r"(?<!\w)[@#][^\W_]\w*",
    "date": r"""(?<!\d)(?<!\d[/-])\d{1,2}(?P<sep>[/-])\d{1,2}(?P=sep)\d{4}(?![/-]?\d)
               | (?<!\d)(?<!\d[/-])\d{4}-\d{1,2}-\d{1,2}(?![/-]?\d)""",
    "number": r"""\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\.?\d) | \d{1,3}(?:,\d{3}){2,}(?:\.\d+)?(?!,?\d)
               | \d+,\d+(?!,?\d) | \d+(?:\.\d+)+""",
    "money": rf"(?<![^\W_])(?:{'|'.join(CURRENCIES)})(?=\d)",
    "initials": rf"""(?<![^\W_])(?:ph\.d(?![^\W_])
               | (?:{_LETTER}\.){{1,8}}{_DEGREE}(?:\.{_DEGREE})*|(?:{_LETTER}\.){{2,8}})""",
    "word": f"{_WORD}(?:-{_WORD})*",
}
"""The kinds of words; where several match at a place, the first counts."""


def _pattern(kinds: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of some kinds of words, each a group of its name."""
    return re.compile("|".join(f"(?P<{kind}>{_KINDS[kind]})" for kind in kinds), re.VERBOSE)


_TOKEN: Final = _pattern(_KINDS)
_SIMPLE: Final = _pattern(["date", "number", "money", "word"])
_WORDS: Final = _pattern(["word"])
_WHOLE: Final = re.compile(
    rf"""(?P<number>{_KINDS["number"]})
       | (?P<word>(?!(?:{"|".join(CURRENCIES)})\d)[a-z0-9]+(?:-[a-z0-9]+)? | [a-z]+(?:-[a-z]+)+)""",
    re.VERBOSE,
)
"""One match of the pattern that is all of a folded ASCII chunk, as far as it is soon known."""

_OTHER: Final = re.compile(
    r"[@#]|://|www\.|\.(?:com|net|org|id|tv|info)(?![^\W_])|(?<![^\W_])[^\W\d_]\.|ph\.d"
)
"""Part of whatever is an address, a tag or initials: a chunk without it needs only the simple kinds."""

_DIGIT: Final = re.compile(r"\d")

_GLUED: Final = re.compile(r"\W*([a-z]{4,})(?=[A-Z])")
_TABLE: Final = abbreviations()
_PART: Final = re.compile(r"[^\W_]+")


def pieces_of(chunk: str) -> tuple[Piece, ...]:
    """Return the words of a chunk in order; none for pure punctuation."""
    return _remembered(chunk) if len(chunk) <= LONGEST_KEPT else tuple(read_pieces(chunk))


@lru_cache(maxsize=1 << 15)
def _remembered(chunk: str) -> tuple[Piece, ...]:
    return tuple(read_pieces(chunk))


def read_pieces(chunk: str) -> list[Piece]:
    """Return the same, not remembered: for a caller that remembers what it makes of them."""
    return [Piece(*word) for word in read_words(chunk)]


def read_words(chunk: str) -> list[Word]:
    """Return the fields of the same pieces: no objects of a class are made, which takes as long as all the rest."""
    parts = _cut(chunk) if len(chunk) > LONGEST else _glued(chunk)
    if parts:
        return [
            (piece.start + start, piece.end + start, piece.forms, piece.keys, piece.canonical)
            for start, end in parts
            for piece in pieces_of(chunk[start:end])
        ]
    folded, offsets = fold_with_offsets(chunk)
    found: list[Word] = []
    whole = _WHOLE.fullmatch(folded) if isinstance(offsets, range) else None
    if whole is not None:
        _find(found, whole, chunk, offsets)
        return found
    for match in _pattern_for(folded).finditer(folded):
        _find(found, match, chunk, offsets)
    return found


def _find(found: list[Word], match: re.Match[str], chunk: str, offsets: Sequence[int]) -> None:
    """Add the words of one match of the pattern."""
    text: str = match.group()
    at: int = match.start()
    kind: str = match.lastgroup or ""
    unmoved = isinstance(offsets, range)
    if kind == "word" and "-" not in text:
        end = at + len(text)
        first, last = (at, end) if unmoved else (offsets[at], _end(offsets, end))
        word = text.replace("'", "")
        found.append((first, last, (word,), (standard(stem(word)),), _short(chunk[first:last], word)))
        return
    for start, end, forms, keys, covered in _read(kind, text, at):
        first, last = (start, end) if unmoved else (offsets[start], _end(offsets, end))
        canonical = _short(chunk[first:last], forms[0])
        keys = (standard(keys[0]),) if len(keys) == 1 else tuple([standard(key) for key in keys])
        if covered > 1:
            canonical = tuple(dict.fromkeys((*((key, covered) for key in keys[1:]), *canonical)))
        found.append((first, last, forms, keys, canonical))


def _pattern_for(folded: str) -> re.Pattern[str]:
    """Return the pattern of the kinds of words that may stand in a chunk: the fewer, the quicker it is read."""
    if ("." in folded or "@" in folded or "#" in folded or "://" in folded) and _OTHER.search(folded) is not None:
        return _TOKEN
    return _SIMPLE if _DIGIT.search(folded) is not None else _WORDS


def _cut(chunk: str) -> tuple[tuple[int, int], ...]:
    """Return slices of a chunk that is too long."""
    return tuple((start, min(start + LONGEST, len(chunk))) for start in range(0, len(chunk), LONGEST))


def _glued(chunk: str) -> tuple[tuple[int, int], ...]:
    """Return the two parts of a chunk in which a space was lost between a word and a capital ("kepadaIsrael").

    The first must be a known word in small letters, so that names ("iPhone", "LaLiga") stay whole.
    """
    match = None if chunk.islower() else _GLUED.match(chunk)
    if match is None or not is_known(match.group(1)):
        return ()
    return (0, match.end(1)), (match.end(1), len(chunk))


def _end(offsets: Sequence[int], end: int) -> int:
    """Return the offset after the character that gave folded character `end - 1`, with what was dropped after it."""
    if isinstance(offsets, range):
        return offsets[end]
    last = offsets[end - 1]
    return next(offset for offset in offsets[end:] if offset > last)


def _short(written: str, form: str) -> tuple[tuple[str, int], ...]:
    """Return the canonical token of a short form, as Token has it."""
    canonical = _TABLE.short.get(form)
    if canonical is None and form in _TABLE.capital and written.isupper():
        canonical = _TABLE.capital[form]
    return () if canonical is None else ((canonical, 1),)


_Read = tuple[int, int, tuple[str, ...], tuple[str, ...], int]
"""start, end (of the folded chunk), forms, keys, pieces covered by what forms[1:] write together."""


def _read(kind: str, text: str, at: int) -> list[_Read]:
    """Return the pieces of one match of the pattern."""
    if kind == "word":
        return _hyphenated(text, at)
    if kind == "number":
        number = _number(text)
        return [(at, at + len(text), (number,), (number,), 1)]
    if kind == "initials":
        word = text.replace(".", "")
        return [(at, at + len(text.rstrip(".")), (word,), (word,), 1)]
    if kind == "date":
        return _parts(text, at, _iso(text))
    if kind == "tag":
        word = text[1:]
        return [(at, at + len(text), (text, word), (stem(word), text), 1)]
    if kind == "address":
        return _parts(text, at, text)
    return [(at, at + len(text), (text,), (text,), 1)]


def _parts(text: str, at: int, whole: str | None) -> list[_Read]:
    """Return the alphanumeric parts of a text, the first with the whole as a second writing."""
    parts = list(_PART.finditer(text))
    made: list[_Read] = []
    for part in parts:
        word = part.group()
        forms: tuple[str, ...] = (word,)
        keys: tuple[str, ...] = (stem(word),)
        if part is parts[0] and whole is not None and whole != word:
            forms, keys = (*forms, whole), (*keys, whole)
        made.append((at + part.start(), at + part.end(), forms, keys, len(parts) if len(forms) > 1 else 1))
    return made


def _hyphenated(text: str, at: int) -> list[_Read]:
    """Return the pieces of a hyphenated word: one position if it is one word, else one for each part."""
    parts = text.replace("'", "").split("-")
    core = core_of(parts)
    whole = "-".join(parts)
    if len(core) == 1:
        return [(at, at + len(text), (whole, core[0]), (stem(core[0]),), 1)]
    key = doubled(core)
    if key is not None:
        return [(at, at + len(text), (whole,), (key,), 1)]
    whole_core = "".join(core)
    joined = None if whole_core.isdigit() else whole_core
    place = at
    skipped = 0
    while parts[skipped : skipped + len(core)] != core:
        skipped += 1
    made: list[_Read] = []
    for number, raw in enumerate(text.split("-")):
        if skipped <= number < skipped + len(core):
            word = parts[number]
            forms: tuple[str, ...] = (word,)
            keys: tuple[str, ...] = (stem(word),)
            if number == skipped and joined is not None:
                forms, keys = (word, joined), (keys[0], stem(joined))
            made.append((place, place + len(raw), forms, keys, len(core) if len(forms) > 1 else 1))
        place += len(raw) + 1
    return made


_COMMAS: Final = re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?")
_DOTS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")


def _number(text: str) -> str:
    """Return a number with a decimal point and without grouping: dots group thousands, a comma is decimal."""
    if _COMMAS.fullmatch(text):
        whole, _, fraction = text.replace(",", "").partition(".")
    elif _DOTS.fullmatch(text):
        whole, _, fraction = text.replace(".", "").partition(",")
    elif "," in text:
        whole, _, fraction = text.partition(",")
    else:
        return text
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _iso(text: str) -> str | None:
    """Return 29/10/2025, 29-10-2025 or 2025-10-29 as 2025-10-29; None when the calendar has no such day."""
    numbers = [int(part) for part in re.split("[/-]", text)]
    day, month, year = numbers if numbers[2] > 31 else reversed(numbers)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
