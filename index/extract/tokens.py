"""Words and marks of a text with their offsets and sentences: the one pass that every rule about persons reads."""

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

from index.knowledge.words import WORDS

_TOKEN = re.compile(r"(\w++(?:['’`´-]\w++)*+|\S)")
_BOUNDARY = re.compile(r"\n|[.?!](?:[\"”’»)]?[ \t\r\xa0]+|(?=[A-Z\"“”„«]))")
"""Where a sentence may end: a line's end, a mark with blanks behind it, a mark glued to a capital or a quotation."""
_OPENING = frozenset("\"“”„«'‘(")
_ABBREVIATIONS = WORDS["abbreviation"]


class Tokens:
    """Tokens of one text: words, their start and end offsets, and where sentences begin."""

    __slots__ = ("ends", "sentences", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        parts = _TOKEN.split(text)
        offsets = list(accumulate(map(len, parts)))
        self.text = text
        self.words: list[str] = parts[1::2]
        self.starts: list[int] = offsets[0:-1:2]
        self.ends: list[int] = offsets[1::2]
        self.sentences: list[int] = self._find_sentences()
        """The index of each token that begins a sentence, ascending, the first being 0."""

    def __len__(self) -> int:
        return len(self.words)

    def _find_sentences(self) -> list[int]:
        text, starts = self.text, self.starts
        total = len(text)
        begins = [0]
        at = 0
        for match in _BOUNDARY.finditer(text):
            begin, end = match.span()
            if text[begin] != "\n":
                if end >= total:
                    break
                following = text[end]
                if not (following.isupper() or following in _OPENING or following.isdigit()):
                    continue
                if text[begin] == "." and not _ends_sentence(text, begin, end == begin + 1):
                    continue
            at = bisect_left(starts, end, at)
            if at < len(starts) and begins[-1] != at:
                begins.append(at)
        return begins

    def sentence(self, i: int) -> tuple[int, int]:
        """Return the token range (start, end) of the sentence that holds token i."""
        sentences = self.sentences
        at = bisect_right(sentences, i)
        return sentences[at - 1], sentences[at] if at < len(sentences) else len(self.words)

    def broken(self, i: int) -> bool:
        """Tell whether a line break stands before token i."""
        return i > 0 and "\n" in self.text[self.ends[i - 1]:self.starts[i]]


def _ends_sentence(text: str, stop: int, glued: bool) -> bool:
    """Tell whether the full stop at `stop` ends a sentence: not behind an abbreviation or an initial."""
    begin = stop
    while begin > 0 and stop - begin < 9 and text[begin - 1].isalnum():
        begin -= 1
    word = text[begin:stop]
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isupper()):
        return False
    return not glued or not word or (word.islower() and len(word) > 2)
