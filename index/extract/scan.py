"""The one pass over the characters of a text: its words and marks with their offsets and flags.

Compiled, `scan` goes from character to character; interpreted, the regular expression of `split` is quicker. Both find
the same.
"""

import re
from itertools import accumulate, compress, count
from typing import Final

from index.extract.word_flags import DIGIT, FLAGS, MARKS, SMALL

Scanned = tuple[list[str], list[int], list[int], list[int], list[int]]
"""Words and marks, where each starts, where it ends, its flags, and the tokens that have any."""

TOKEN: Final = re.compile(r"(\w++(?:['’`´-]\w++(?:['’`´-]\w++)*+|)|\S)")
"""A word or a mark; the choice of nothing behind a word's first part is quicker than a repetition of none."""

BLANK: Final = 0
WORD: Final = 1
MARK: Final = 2
JOINER: Final = 4
UPPER: Final = 8
NUMBER: Final = 16
BEYOND: Final = 0x3000
"""The first character that the table of kinds does not hold."""


def _kind(character: str) -> int:
    """Return what a character is: part of a word, a mark, a mark that may join two parts of a word, or a blank."""
    if character.isalnum() or character == "_":
        return WORD | (UPPER if character.isupper() else NUMBER if "0" <= character <= "9" else 0)
    if character.isspace():
        return BLANK
    return JOINER if character in "'’`´-" else MARK


_KINDS: Final = bytes(map(_kind, map(chr, range(BEYOND))))
_FLAGS: Final = FLAGS
_SMALL: Final = SMALL
_MARKS: Final = MARKS


def kind_of(character: str) -> int:
    """Return the kind of any character."""
    code = ord(character)
    return _KINDS[code] if code < BEYOND else _kind(character)


def split(text: str) -> Scanned:
    """Return the tokens of a text, found by a regular expression."""
    parts = TOKEN.split(text)
    offsets = list(accumulate(map(len, parts)))
    words = parts[1::2]
    flags = list(map(FLAGS.__getitem__, words))
    return words, offsets[0:-1:2], offsets[1::2], flags, list(compress(count(), flags))


def scan(text: str) -> Scanned:
    """Return the tokens of a text, found character by character."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    flags: list[int] = []
    flagged: list[int] = []
    total = len(text)
    i = 0
    while i < total:
        code = ord(text[i])
        kind = _KINDS[code] if code < BEYOND else _kind(text[i])
        if kind == BLANK:
            i += 1
            continue
        begin = i
        i += 1
        if kind & WORD:
            seen = kind
            while i < total:
                code = ord(text[i])
                kind = _KINDS[code] if code < BEYOND else _kind(text[i])
                if kind & WORD:
                    seen |= kind
                elif kind != JOINER or i + 1 >= total or not kind_of(text[i + 1]) & WORD:
                    break
                i += 1
            word = text[begin:i]
            flag = _FLAGS[word] if seen & UPPER else DIGIT if seen & NUMBER else _SMALL.get(word, 0)
        else:
            word = text[begin]
            flag = _MARKS.get(word, 0)
        if flag:
            flagged.append(len(words))
        words.append(word)
        starts.append(begin)
        ends.append(i)
        flags.append(flag)
    return words, starts, ends, flags, flagged


tokens_of: Final = split if __file__.endswith(".py") else scan
