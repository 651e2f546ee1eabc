"""What chunks give, laid out in lists of numbers: chunk -> its reading -> words, forms and keys."""

from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np

from index.analysis.parts import read, read_plain
from index.analysis.rows import Rows
from index.analysis.table import Met, Table, new_table
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
    """Chunk -> number of what it gives. Writings of one plain word ("kata", "Kata,") share a number."""

    def __init__(self) -> None:
        self.table: Table = new_table()
        self.vocabulary = Vocabulary()
        self.words = Rows()
        self.form_terms = Rows()
        self.key_terms = Rows()
        self.long_forms = LongForms()

    def learn(self, met: list[Met]) -> None:
        """Lay out what chunks give that were never met, in the order of their numbers."""
        vocabulary = self.vocabulary
        words: list[int] = []
        forms: list[int] = []
        keys: list[int] = []
        longer_words: dict[int, Sequence[int]] = {}
        longer_forms: dict[int, Sequence[int]] = {}
        longer_keys: dict[int, Sequence[int]] = {}
        together: dict[int, bytes] = {}
        for place, own in enumerate(met):
            if isinstance(own, bytes):
                together[place] = own
                longer_words[place] = longer_forms[place] = longer_keys[place] = range(len(own) // 4)
                empty = [0] * (len(own) // 4)
                words.extend(empty)
                forms.extend(empty)
                keys.extend(empty)
                continue
            form, key, parts = read_plain(own) if isinstance(own, str) else read(own[0])
            if isinstance(parts, bool):
                word = vocabulary.number(form)
                words.append(word)
                forms.append(word)
                keys.append(word if key == form else vocabulary.number(key))
                continue
            words.extend([vocabulary.number(word) for word in parts.words])
            forms.extend([vocabulary.number(form) for form in parts.forms])
            keys.extend([vocabulary.number(key) for key in parts.keys])
            longer_words[place] = range(len(parts.words))
            longer_forms[place] = parts.form_places
            longer_keys[place] = parts.key_places
        lists = np.array(list(together), dtype=np.int64) + (len(self.words.starts) - 1)
        pieces = np.frombuffer(b"".join(together.values()), dtype=np.uint32)
        for rows, values, longer in (
            (self.words, words, longer_words), (self.form_terms, forms, longer_forms),
            (self.key_terms, keys, longer_keys),
        ):
            rows.extend(values, longer)
            rows.put_together(lists, pieces)
