"""What chunks give, laid out in lists of numbers: chunk -> its reading -> words, forms and keys."""

from array import array
from typing import Final

from index.analysis.parts import Found, plain_form, read, read_plain
from index.analysis.table import Table, new_table
from index.analysis.vocabulary import Vocabulary
from index.knowledge.abbreviations import abbreviations

_table: Final = abbreviations()
_seconds: Final = frozenset(second for rests in _table.long.values() for second in rests)


class Rows:
    """Lists of small numbers, one after another in one array; list n begins at `starts[n]`."""

    def __init__(self) -> None:
        self.starts = array("I", [0])
        self.values = array("I")

    def add(self, values: list[int]) -> None:
        """Add the next list."""
        self.values.extend(values)
        self.starts.append(len(self.values))


Continuations = tuple[tuple[list[int], int], ...]
"""For each long form that begins with two words: the words after them and the canonical token, as numbers."""


class LongForms:
    """Which words of a growing vocabulary may begin a long form or be its second word, and what follows a pair."""

    def __init__(self) -> None:
        self.begin = bytearray()
        self.second = bytearray()
        self._pairs: dict[int, Continuations] = {}

    def learn(self, words: list[str]) -> None:
        """Take in the words that have come to the vocabulary."""
        for word in words[len(self.begin) :]:
            self.begin.append(word in _table.long)
            self.second.append(word in _seconds)

    def after(self, pair: int, vocabulary: Vocabulary) -> Continuations:
        """Return what may follow two words, given by their numbers as first << 32 | second."""
        known = self._pairs.get(pair)
        if known is None:
            number = vocabulary.number
            first, second = vocabulary.words[pair >> 32], vocabulary.words[pair & 0xFFFFFFFF]
            known = self._pairs[pair] = tuple(
                ([*map(number, rest)], number(canonical)) for rest, canonical in _table.long[first].get(second, ())
            )
        return known


class Readings:
    """Chunk -> number of what it gives; fills itself. Writings of one plain word ("kata", "Kata,") share a number."""

    def __init__(self) -> None:
        self.table: Table = new_table()
        self.vocabulary = Vocabulary()
        self.words = Rows()
        self.form_terms = Rows()
        self.key_terms = Rows()
        self.form_places = array("I")
        self.key_places = array("I")
        self.long_forms = LongForms()
        self._plain: dict[str, int] = {}
        self._count = 0

    def read(self, chunk: str) -> int:
        """Return the number of what a chunk gives that was never met."""
        form = plain_form(chunk)
        number = self._plain.get(form) if form is not None else None
        if number is None:
            number = self._add(read(chunk) if form is None else read_plain(form))
            if form is not None:
                self._plain[form] = number
        return number

    def _add(self, found: Found) -> int:
        """Lay out what a chunk gives; return its number."""
        form, key, parts = found
        number = self.vocabulary.number
        if isinstance(parts, bool):
            self.words.add([number(form)])
            self.form_terms.add([number(form)])
            self.key_terms.add([number(key)])
            self.form_places.append(0)
            self.key_places.append(0)
        else:
            self.words.add([*map(number, parts.words)])
            self.form_terms.add([*map(number, parts.forms)])
            self.key_terms.add([*map(number, parts.keys)])
            self.form_places.extend(parts.form_places)
            self.key_places.extend(parts.key_places)
        self._count += 1
        return self._count - 1
