"""Quoted passages: which marks open and which close, whatever the paper's habit and the scraper's losses."""

import re
from typing import Final, NamedTuple

from index.extract.tokens import Tokens
from index.extract.word_flags import QUOTE

_HALVES: Final = "'`’‘"
"""What quotes only when it stands twice."""
_OPENERS: Final = frozenset("“„«") | {"``", "‘‘"}
_LEFT: Final = frozenset(" \t\n([{-–—/:")
_RIGHT: Final = frozenset(" \t\n)]},.;:!?-–—/")
_SENTENCE_END: Final = re.compile(r"[.?!…]['\"”’)]?\s+(?=[^\Wa-z_\d])")
_SAYS: Final = (
    "kata|ujar|tutur|ucap|ungkap|jelas|papar|imbuh|tambah|lanjut|sambung|tegas|terang|keluh|pungkas|tandas|urai"
)
_CUE_BEHIND: Final = re.compile(
    rf"\w{{0,2}}[,.?!] {{0,2}}\W{{1,2}}(?:{_SAYS})"
)
"""A mark torn from the words it closes: `... informasi ini, ”ucapnya`."""
_CUE_GLUED: Final = re.compile(rf"(?:{_SAYS})(?:nya)?\b")
"""The same without a mark before it, and the cue glued to it: `... lupa "kata Rini`."""
_SHIFTED: Final = re.compile(r"[.?!]\W [^\W\d_a-z][^\"“”\n]{10,900}[,.?!] [\"“”][a-z]")
"""A mark glued to the sentence before the words it opens, whose closing mark is torn off too."""
_LONGEST: Final = 3000
"""Characters of the longest passage believed to be one quotation; beyond it a closing mark was lost."""


class Quote(NamedTuple):
    """A quoted passage: start..end with its marks; `sure` when both marks were found."""

    start: int
    end: int
    sure: bool


def find_quotes(tokens: Tokens) -> list[Quote]:
    """Return the quoted passages of the text, ascending, not overlapping; a quote in a quote is part of it."""
    text, words, starts = tokens.text, tokens.words, tokens.starts
    quotes: list[Quote] = []
    start = -1
    depth = 0
    after = 0
    for i in tokens.flagged(QUOTE):
        at, mark = starts[i], words[i]
        if at < after:
            continue
        if mark in _HALVES:
            if text[at + 1:at + 2] != mark:
                continue
            mark += mark
        after = at + len(mark)
        if start >= 0 and at - start > _LONGEST:
            quotes.append(Quote(start, _lost_end(text, start, at), False))
            start, depth = -1, 0
        turn = _turn(text, at, after, mark, start >= 0)
        if turn > 0:
            if start < 0:
                start, depth = at, 0
            elif _begins_sentence(text, at):
                quotes.append(Quote(start, _lost_end(text, start, at), False))
                start, depth = at, 0
            else:
                depth += 1
        elif start < 0:
            begin = _lost_start(text, at, quotes[-1].end if quotes else 0)
            if begin >= 0:
                quotes.append(Quote(begin, after, False))
        elif depth and not _closes_all(text, after):
            depth -= 1
        else:
            quotes.append(Quote(start, after, True))
            start, depth = -1, 0
    if start >= 0:
        quotes.append(Quote(start, _lost_end(text, start, len(text)), False))
    return quotes


def _turn(text: str, at: int, after: int, mark: str, is_open: bool) -> int:
    """Return 1 when the mark opens, -1 when it closes."""
    left = at == 0 or text[at - 1] in _LEFT
    right = after >= len(text) or text[after] in _RIGHT
    if left and not right:
        torn = is_open and (_CUE_BEHIND.match(text, max(0, at - 3)) or _CUE_GLUED.match(text, after))
        return -1 if torn else 1
    if right and not left:
        if not is_open and (mark in _OPENERS or _SHIFTED.match(text, max(0, at - 1))):
            return 1
        return -1
    if left and text[at - 1:at] == ":":
        return 1
    if mark in _OPENERS and not is_open:
        return 1
    return -1 if is_open else 1


def _begins_sentence(text: str, at: int) -> bool:
    """Tell whether a passage that opens at `at` begins a sentence: then the one before was never closed."""
    before = text[max(0, at - 3):at].rstrip(" ")
    return not before or before[-1] in ".?!\n:" or before.endswith((".”", '."'))


def _closes_all(text: str, after: int) -> bool:
    """Tell whether a closing mark ends the whole passage: a comma or sentence end before it says so."""
    before = text[after - 2:after - 1]
    return before in ",.?!"


def _lost_end(text: str, start: int, limit: int) -> int:
    """Return where a passage without a closing mark ends: the line's or the first sentence's end."""
    line = text.find("\n", start, limit)
    stop = limit if line < 0 else line
    end = _SENTENCE_END.search(text, start + 1, stop)
    if line >= 0 and line - start < _LONGEST // 2:
        return max(line, start + 1)
    return max(end.end() if end else stop, start + 1)


def _lost_start(text: str, at: int, floor: int) -> int:
    """Return where a passage without an opening mark begins: at its line's start; -1 when it is too short or long."""
    line = max(text.rfind("\n", max(floor, at - _LONGEST), at) + 1, floor)
    return line if 20 <= at - line <= 700 else -1
