"""Terms numbered in the order they first come."""


class Vocabulary:
    """Terms numbered in the order they first come; `words` are those with their numbers as places."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, word: str) -> int:
        """Return the number of a term, a new one if it was never seen."""
        count = len(self.words)
        number = self._numbers.setdefault(word, count)
        if number == count:
            self.words.append(word)
        return number
