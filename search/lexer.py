"""Typed text -> items: words, quoted text, parentheses, operators, field names. Anything whatever can be cut up."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from search.schema import FIELDS, Field

Kind = Literal["word", "pattern", "fuzzy", "quoted", "open", "close", "or", "and", "not", "field"]

OPERATORS: Mapping[str, Kind] = {
    "OR": "or", "ATAU": "or", "||": "or", "|": "or",
    "AND": "and", "DAN": "and", "&&": "and",
    "NOT": "not", "TIDAK": "not",
}  # fmt: skip
"""Operators count in capitals alone: "tidak" and "atau" are words of many headlines."""

FIELD_NAMES: Mapping[str, Field] = {name: field for field in FIELDS for name in (field.name, *field.aliases)}

OPENING = "\"“”„«»＂"
CLOSING = re.compile(r"[\"“”„«»＂]")
BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
RUN = re.compile(r"[^\s\x00-\x1f\x7f-\x9f()\"“”„«»＂]+")
FIELD = re.compile(r"([A-Za-z]{1,12}):(?!//)")
FUZZY = re.compile(r"(.*\w)~([12]?)[.,;:!?]*", re.DOTALL)
MINUS = "-−–"


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of the typed text: `text` is what it holds, start..end where it stands, its marks included."""

    kind: Kind
    text: str
    start: int
    end: int
    field: Field | None = None
    distance: int = 1


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a text, and whether a quotation mark has no partner."""

    items: tuple[Item, ...]
    unclosed: bool


def items_of(text: str) -> Items:
    """Return the items of the text."""
    found: list[Item] = []
    unclosed = False
    place = 0
    while place < len(text):
        blank = BLANK.match(text, place)
        if blank is not None:
            place = blank.end()
        elif text[place] in "()":
            kind: Kind = "open" if text[place] == "(" else "close"
            found.append(Item(kind, text[place], place, place + 1))
            place += 1
        elif text[place] in OPENING:
            closing = CLOSING.search(text, place + 1)
            if closing is None:
                unclosed = True
                place += 1
            else:
                found.append(Item("quoted", text[place + 1 : closing.start()], place, closing.end()))
                place = closing.end()
        else:
            item = _of_run(text, place)
            found.append(item)
            place = item.end
    return Items(tuple(found), unclosed)


def _of_run(text: str, place: int) -> Item:
    """Return the item that begins at `place`, where something other than a blank, quote or parenthesis stands."""
    run = RUN.match(text, place)
    assert run is not None
    word, end = run.group(), run.end()
    before = text[place - 1] if place else " "
    if word[0] in MINUS and (before.isspace() or before == "(") and not _is_blank(text, place + 1):
        return Item("not", word[0], place, place + 1)
    field = FIELD.match(text, place)
    if field is not None and field.group(1).casefold() in FIELD_NAMES:
        return Item("field", field.group(1), place, field.end(), FIELD_NAMES[field.group(1).casefold()])
    if word in OPERATORS:
        return Item(OPERATORS[word], word, place, end)
    if "*" in word:
        return Item("pattern", word, place, end)
    fuzzy = FUZZY.fullmatch(word)
    if fuzzy is not None:
        return Item("fuzzy", fuzzy.group(1), place, end, distance=int(fuzzy.group(2) or 1))
    return Item("word", word, place, end)


def _is_blank(text: str, place: int) -> bool:
    """Tell whether nothing that could be negated begins here."""
    return place >= len(text) or text[place].isspace() or text[place] in MINUS + ")"
