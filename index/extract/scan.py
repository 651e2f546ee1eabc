"""The one pass over the characters of a text: its words and marks with their offsets and flags.

The kernel in C (`c/`), where it was compiled, goes from character to character; else a regular expression cuts the
text. Both find the same.
"""

import re
import secrets
from itertools import accumulate, compress, count
from types import ModuleType
from typing import Any, Final

from index.extract.word_flags import FLAGS, LISTED, find_flags

native: ModuleType | None
try:
    from index.extract import native  # type: ignore[attr-defined,no-redef]
except ImportError:
    native = None

Scanned = tuple[list[str], list[int], list[int], list[int], list[list[int]]]
"""Words and marks, where each starts, where it ends, its flags, and for each listed flag the tokens that have it."""

TOKEN: Final = re.compile(r"(\w++(?:['’`´-]\w++(?:['’`´-]\w++)*+|)|\S)")
"""A word or a mark; the choice of nothing behind a word's first part is quicker than a repetition of none."""


def split(text: str) -> Scanned:
    """Return the tokens of a text, found by a regular expression."""
    parts = TOKEN.split(text)
    offsets = list(accumulate(map(len, parts)))
    words = parts[1::2]
    flags = list(map(FLAGS.__getitem__, words))
    lists: list[list[int]] = [[] for _ in range(LISTED)]
    for i in compress(count(), flags):
        flag = flags[i]
        for bit in range(LISTED):
            if flag >> bit & 1:
                lists[bit].append(i)
    return words, offsets[0:-1:2], offsets[1::2], flags, lists


_scanner: Final[Any] = (
    None if native is None else native.Scanner(secrets.randbits(64), secrets.randbits(64), find_flags)
)


def scan(text: str) -> Scanned:
    """Return the tokens of a text."""
    if _scanner is None:
        return split(text)
    found: Scanned = _scanner.scan(text, LISTED)
    return found
