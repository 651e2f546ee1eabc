"""The terms of many texts or entries as numbers of one vocabulary: columns, which an engine can take all at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis.vocabulary import Vocabulary
from index.entry import Entry, Terms

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """Terms of texts or entries, one after another, as numbers of a vocabulary.

    Text n has `numbers[starts[n]:starts[n + 1]]` (uint32) at `positions` likewise (int64); `starts` has one more than
    there are texts (int64).
    """

    numbers: Array
    positions: Array
    starts: Array


class Batch(list[Entry]):
    """Entries whose terms stand in columns too: field name -> terms, the same as the `terms` of the entries."""

    def __init__(self, vocabulary: Vocabulary, columns: Mapping[str, Column]) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.columns = columns

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self),)


class BatchTerms(Mapping[str, Terms]):
    """The terms of one entry of a batch, made of its columns when they are asked for."""

    def __init__(self, vocabulary: Vocabulary, columns: Mapping[str, Column], place: int) -> None:
        self._source = vocabulary.words, columns, place
        self._made: dict[str, Terms] | None = None

    def _terms(self) -> dict[str, Terms]:
        if self._made is None:
            words, columns, place = self._source
            self._made = {}
            for name, column in columns.items():
                own = slice(*column.starts[place : place + 2].tolist())
                if own.stop > own.start:
                    terms = [words[number] for number in column.numbers[own].tolist()]
                    self._made[name] = Terms(terms, column.positions[own].tolist())
        return self._made

    def __getitem__(self, name: str) -> Terms:
        return self._terms()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms())

    def __len__(self) -> int:
        return len(self._terms())

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (self._terms(),)


def ranges(starts: Array, counts: Array) -> Array:
    """Return start, start + 1 ... for each start, as many as counted (int64)."""
    before = counts.cumsum() - counts
    return np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
