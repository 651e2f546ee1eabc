"""A table that numbers the chunks of whole texts: the one in C where it was compiled (`c/`), else the one here."""

import secrets
from array import array
from collections.abc import Callable
from types import ModuleType
from typing import Protocol

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

        `missing` gives the number of a chunk that was never met.
        """


class PlainTable(dict[str, int]):
    """The table as a dict."""

    def number(self, texts: list[str], missing: Callable[[str], int]) -> tuple[bytes, bytes]:
        """Return the numbers of the chunks of all texts, and where each text's end; see Table."""
        numbers, ends = array("I"), array("q", [0])
        self._missing = missing
        for text in texts:
            numbers.extend(map(self.__getitem__, text.split()))
            ends.append(len(numbers))
        return numbers.tobytes(), ends.tobytes()

    def __missing__(self, chunk: str) -> int:
        number = self[chunk] = self._missing(chunk)
        return number


def new_table() -> Table:
    """Return an empty table."""
    if native is None:
        return PlainTable()
    made: Table = native.Table(secrets.randbits(64), secrets.randbits(64))
    return made
