"""Words and marks of a text with their offsets and sentences: the one pass that every rule about persons reads."""

import re
from bisect import bisect_right
from itertools import accumulate

from index.knowledge.words import WORDS

_TOKEN = re.compile(r"([^\W\d_]+(?:['’`´-][^\W_]+)*|\d+(?:[.,/:]\d+)*[^\W\d_]*|[^\w\s]|_)")
_ENDS = frozenset(".?!")
_OPENING = frozenset("\"“”„«'‘")
_ABBREVIATIONS = WORDS["abbreviation"]


class Tokens:
    """Tokens of one text: words, their start and end offsets, and where sentences begin."""

    __slots__ = ("_sentences", "ends", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        parts = _TOKEN.split(text)
        offsets = list(accumulate(map(len, parts)))
        self.text = text
        self.words: list[str] = parts[1::2]
        self.starts: list[int] = offsets[0:-1:2]
        self.ends: list[int] = offsets[1::2]
        self._sentences = self._find_sentences()

    def __len__(self) -> int:
        return len(self.words)

    def _find_sentences(self) -> list[int]:
        """Return the index of each token that begins a sentence, ascending, the first being 0."""
        words, starts, ends, text = self.words, self.starts, self.ends, self.text
        begins = [0]
        for i, word in enumerate(words):
            if word in _ENDS:
                if i + 1 < len(words) and self._is_end(i):
                    begins.append(i + 1)
            elif i and starts[i] - ends[i - 1] > 0 and "\n" in text[ends[i - 1]:starts[i]] and begins[-1] != i:
                begins.append(i)
        return begins

    def _is_end(self, i: int) -> bool:
        """Tell whether the mark at i ends a sentence."""
        words, starts, ends = self.words, self.starts, self.ends
        following = words[i + 1]
        if not (following[0].isupper() or following in _OPENING or following[0].isdigit()):
            return False
        glued = starts[i + 1] == ends[i]
        if following in _OPENING and glued:
            # '. "' closes the sentence after the mark: let the next sentence begin behind the quote mark.
            return i + 2 < len(words) and starts[i + 2] == ends[i + 1]
        if words[i] != ".":
            return True
        before = words[i - 1] if i else ""
        if before in _ABBREVIATIONS or (len(before) == 1 and before.isupper()):
            return False
        return not glued or (before.islower() and following[0].isupper() and len(before) > 2)

    def sentence(self, i: int) -> tuple[int, int]:
        """Return the token range (start, end) of the sentence that holds token i."""
        at = bisect_right(self._sentences, i) - 1
        end = self._sentences[at + 1] if at + 1 < len(self._sentences) else len(self.words)
        return self._sentences[at], end

    @property
    def sentences(self) -> list[int]:
        """The index of each token that begins a sentence, ascending."""
        return self._sentences

    def broken(self, i: int) -> bool:
        """Tell whether a line break stands before token i."""
        return i > 0 and "\n" in self.text[self.ends[i - 1]:self.starts[i]]
