"""Snippets and marks from the article's own text. Pure; the same for every engine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of plain text (never HTML): `marked` if a query word stands in it; `statement` is the number (in text
    order) of the statement it belongs to, or None."""

    text: str
    marked: bool = False
    statement: int | None = None
