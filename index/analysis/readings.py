"""What chunks give, laid out in lists of numbers: chunk -> its reading -> words, forms and keys."""

from array import array
from typing import Final

from index.analysis.parts import Parts, plain_form, read, read_plain
from index.analysis.rows import Rows
from index.analysis.table import Table, new_table
from index.analysis.vocabulary import Vocabulary
from index.knowledge.abbreviations import abbreviations

_table: Final = abbreviations()
_FIRSTS: Final = {first: number for number, first in enumerate(_table.long, 1)}
_SECONDS: Final = {
    second: number for number, second in enumerate(dict.fromkeys(s for rests in _table.long.values() for s in rests), 1)
}
WIDTH: Final = len(_SECONDS) + 1


def _beginnings() -> bytes:
    """Return for each first and second word (0: any other) whether a long form begins so, WIDTH for a first word."""
    rows = bytearray((len(_FIRSTS) + 1) * WIDTH)
    for first, rests in _table.long.items():
        for second in rests:
            rows[_FIRSTS[first] * WIDTH + _SECONDS[second]] = 1
    return bytes(rows)


BEGINNINGS: Final = _beginnings()

Continuations = tuple[tuple[list[int], int], ...]
"""For each long form that begins with two words: the words after them and the canonical token, as numbers."""


class LongForms:
    """Which words of a growing vocabulary begin a long form or are its second word, and what follows a pair.

    `first` and `second` hold for each word its row and its place in the rows of BEGINNINGS, 0 for most.
    """

    def __init__(self) -> None:
        self.first = array("H")
        self.second = array("H")
        self._pairs: dict[int, Continuations] = {}

    def learn(self, words: list[str]) -> None:
        """Take in the words that have come to the vocabulary."""
        for word in words[len(self.first) :]:
            self.first.append(_FIRSTS.get(word, 0))
            self.second.append(_SECONDS.get(word, 0))

    def found(
        self, places: list[int], pairs: list[int], ends: list[int], words: "memoryview[int]", vocabulary: Vocabulary
    ) -> tuple[list[int], list[int]]:
        """Return at which of the places long forms begin, each as often as one does, and their canonical tokens.

        `pairs` are the two words that stand at each place, as first << 32 | second; `ends` is where their texts end.
        """
        begins: list[int] = []
        canonicals: list[int] = []
        for number in range(len(places)):
            known = self._pairs.get(pairs[number])
            if known is None:
                known = self._after(pairs[number], vocabulary)
            for rest, canonical in known:
                start = places[number] + 2
                end = start + len(rest)
                if not rest or (end <= ends[number] and words[start] == rest[0] and words[start:end].tolist() == rest):
                    begins.append(places[number])
                    canonicals.append(canonical)
        return begins, canonicals

    def _after(self, pair: int, vocabulary: Vocabulary) -> Continuations:
        """Return what may follow two words that never stood together."""
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
        self._count = 0

    def read(self, chunk: str) -> int:
        """Return twice the number of what a chunk gives that was never met, and 1 more if it is a plain word."""
        number = self._count
        self._count += 1
        plain = plain_form(chunk)
        if plain is not None:
            form, key, _ = read_plain(plain)
            self._add_word(form, key)
            return 2 * number + 1
        form, key, parts = read(chunk)
        if isinstance(parts, bool):
            self._add_word(form, key)
        else:
            self._add_parts(parts)
        return 2 * number

    def _add_word(self, form: str, key: str) -> None:
        """Lay out one word with one form and one key."""
        word = self.vocabulary.number(form)
        self.words.add_one(word)
        self.form_terms.add_one(word)
        self.key_terms.add_one(word if key == form else self.vocabulary.number(key))
        self.form_places.append(0)
        self.key_places.append(0)

    def _add_parts(self, parts: Parts) -> None:
        """Lay out what is made of several words, forms or keys."""
        vocabulary = self.vocabulary
        self.words.add([vocabulary.number(word) for word in parts.words])
        self.form_terms.add([vocabulary.number(form) for form in parts.forms])
        self.key_terms.add([vocabulary.number(key) for key in parts.keys])
        self.form_places.extend(parts.form_places)
        self.key_places.extend(parts.key_places)
