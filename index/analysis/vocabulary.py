"""Terms numbered in the order they first come."""


class Vocabulary:
    """Terms numbered in the order they first come; `words` are those with their numbers as places."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, word: str) -> int:
        """Return the number of a term, a new one if it was never seen."""
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self.words)
            self.words.append(word)
        return number
