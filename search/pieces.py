"""Pieces: text cut where a query word or a statement begins or ends, as pages, JSON and the terminal show it."""

from msgspec import Struct


class Piece(Struct, frozen=True, gc=False):
    """A run of plain text (never HTML): `marked` if a query word stands in it; `statement` is the number (in text
    order) of the statement it belongs to, or None."""

    text: str
    marked: bool = False
    statement: int | None = None
