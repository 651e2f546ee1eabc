"""A table that numbers the chunks of whole texts: the one in C where it was compiled (`c/`), else the one here."""

import secrets
from array import array
from collections.abc import Callable
from types import ModuleType
from typing import Protocol

from index.analysis.chunks import LONGEST
from index.analysis.parts import EDGES, plain_form

native: ModuleType | None
try:
    from index.analysis import native  # type: ignore[attr-defined,no-redef]
except ImportError:
    native = None


class Table(Protocol):
    """Chunk -> number."""

    def __len__(self) -> int:
        """Return how many chunks are known."""

    def number(self, texts: list[str], missing: Callable[[str], int]) -> tuple[bytes, bytes]:
        """Return the numbers of the chunks of all texts (uint32), and where each text's end (int64, 0 before).

        `missing` gives twice the number of a chunk that was never met, and 1 more if it has a `plain_form`: it is then
        not asked for chunks of the same form, which share the number.
        """


class PlainTable(dict[str, int]):
    """The table as a dict."""

    def __init__(self) -> None:
        super().__init__()
        self._plain: dict[str, int] = {}

    def number(self, texts: list[str], missing: Callable[[str], int]) -> tuple[bytes, bytes]:
        """Return the numbers of the chunks of all texts, and where each text's end; see Table."""
        numbers, ends = array("I"), array("q", [0])
        self._missing = missing
        for text in texts:
            numbers.extend(map(self.__getitem__, text.split()))
            ends.append(len(numbers))
        return numbers.tobytes(), ends.tobytes()

    def __missing__(self, chunk: str) -> int:
        form = plain_form(chunk)
        number = None if form is None else self._plain.get(form)
        if number is None:
            number, shared = divmod(self._missing(chunk), 2)
            if shared and form is not None:
                self._plain[form] = number
        self[chunk] = number
        return number


def new_table() -> Table:
    """Return an empty table."""
    if native is None:
        return PlainTable()
    made: Table = native.Table(secrets.randbits(64), secrets.randbits(64), EDGES, LONGEST)
    return made
