"""A table that numbers the chunks of whole texts: the one in C where it was compiled (`c/`), else the one here."""

import secrets
from array import array
from types import ModuleType
from typing import Final, Protocol

from index.analysis.chunks import CURRENCIES, LONGEST
from index.analysis.parts import EDGES, SHORT_FORMS, bare_core, plain_form, plain_pieces

native: ModuleType | None
try:
    from index.analysis import native  # type: ignore[attr-defined,no-redef]
except ImportError:
    native = None

Met = str | bytes | tuple[str]
"""What got a new number: a plain word; the numbers (uint32), two or more, of the plain words that stand together in a
chunk; or, as a tuple of one, a chunk that has to be taken apart, without its edges if it has a `bare_core`."""


class Table(Protocol):
    """Chunk -> number: the same for all chunks that give the same plain word, or have one `bare_core`."""

    def __len__(self) -> int:
        """Return how many chunks are known."""

    def number(self, texts: list[str]) -> tuple[bytes, bytes, list[Met]]:
        """Return the numbers of the chunks of all texts (uint32), where each text's end (int64, 0 before), and what
        was never met, the numbers of which follow one another from those given before on, from 0 on at first.

        After an error numbers may be given that nobody was told of: the table is of no use any more.
        """


class PlainTable(dict[str, int]):
    """The table as a dict."""

    def __init__(self) -> None:
        super().__init__()
        self._plain: dict[str, int] = {}
        self._count = 0
        self._met: list[Met] = []

    def number(self, texts: list[str]) -> tuple[bytes, bytes, list[Met]]:
        """Return the numbers of the chunks of all texts, where each text's end, and what was new; see Table."""
        numbers, ends = array("I"), array("q", [0])
        self._met = []
        for text in texts:
            numbers.extend(map(self.__getitem__, text.split()))
            ends.append(len(numbers))
        return numbers.tobytes(), ends.tobytes(), self._met

    def __missing__(self, chunk: str) -> int:
        core = bare_core(chunk)
        if core is None:
            number = self._next((chunk,))
        elif core != chunk:
            number = self[core]
        else:
            form = plain_form(core)
            number = self._of_pieces(core) if form is None else self._of_form(form)
        self[chunk] = number
        return number

    def _next(self, met: Met) -> int:
        self._met.append(met)
        self._count += 1
        return self._count - 1

    def _of_form(self, form: str) -> int:
        number = self._plain.get(form)
        if number is None:
            number = self._plain[form] = self._next(form)
        return number

    def _of_pieces(self, core: str) -> int:
        """Return the number of a core that is no plain word."""
        pieces = plain_pieces(core)
        numbers = array("I")
        for piece in pieces:
            if plain_form(piece) is None:
                return self._next((core,))
            numbers.append(self._of_form(piece))
        if len(numbers) > 1:
            return self._next(numbers.tobytes())
        return numbers[0] if numbers else self._next((core,))


def new_table() -> Table:
    """Return an empty table."""
    if native is None:
        return PlainTable()
    keys: Final = secrets.randbits(64), secrets.randbits(64)
    made: Table = native.Table(*keys, EDGES, LONGEST, CURRENCIES, SHORT_FORMS)
    return made
