"""Terms numbered in the order they first come."""

import threading
from array import array


class Vocabulary:
    """Terms numbered in the order they first come; `words` are those with their numbers as places."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}
        self._ascending: list[int] = []
        self._sorting = threading.Lock()

    def number(self, word: str) -> int:
        """Return the number of a term, a new one if it was never seen."""
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self.words)
            self.words.append(word)
        return number

    def ascending(self) -> "array[int]":
        """Return the numbers of all words in ascending order of the words.

        Those of the last call stand sorted already, and the sort takes little more than a look at them.
        """
        with self._sorting:
            self._ascending.extend(range(len(self._ascending), len(self.words)))
            self._ascending.sort(key=self.words.__getitem__)
            return array("q", self._ascending)
