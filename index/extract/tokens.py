"""Words and marks of a text with their offsets and sentences: the one pass that every rule about persons reads."""

from bisect import bisect_left, bisect_right
from typing import Final

from index.analysis.stem import is_known
from index.extract.name_weights import DOUBTFUL, WEIGHTS
from index.extract.scan import scan
from index.extract.tables import FUNCTION_WORDS, OFFICES
from index.extract.word_flags import END
from index.knowledge.words import WORDS

_LINE_ENDS: Final = frozenset(".?!:;\"”“)*")
_MIDDLE: Final = frozenset(",.;:)")
_HEADING: Final = 12
"""Words of the longest line without a mark at its end that is believed to be a heading."""
_HEADLINE: Final = 30
"""Tokens of the longest headline of another article."""
_HEADLINES: Final = 5
"""Headlines that may follow one "Baca juga"."""
_GLUED: Final = 4
"""Letters of the longest short form that is believed before a full stop and a glued word ("Insp.Jenderal")."""
_TEASER: Final = frozenset({"Baca", "Simak", "Lihat", "Tonton", "BACA", "SIMAK", "LIHAT"})
_QUOTES: Final = frozenset("\"“”„«»")
_CLOSING: Final = frozenset("\"”“)")
_OPENING: Final = frozenset("\"“”„«'‘(")
_ABBREVIATIONS: Final = WORDS["abbreviation"]


def opens_teaser(words: list[str], i: int) -> bool:
    """Tell whether the headlines of other articles follow at token i: "Baca juga: ..."."""
    return words[i] in _TEASER and i + 1 < len(words) and words[i + 1].casefold() in ("juga", ":", "video")


class Tokens:
    """Tokens of one text: words, their start and end offsets, and where sentences begin."""

    __slots__ = ("_flagged", "_teasers", "begins", "ends", "flags", "sentences", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self._teasers: dict[int, int] | None = None
        self.words, self.starts, self.ends, self.flags, self._flagged = scan(text)
        self.begins: set[int] = self._find_begins()
        """The tokens that begin a sentence."""
        self.sentences = sorted(self.begins)
        """The same, ascending, the first being 0."""

    def __len__(self) -> int:
        return len(self.words)

    def flagged(self, flag: int) -> list[int]:
        """Return the tokens that have this flag, one of those that are listed, ascending; not to be changed."""
        return self._flagged[flag.bit_length() - 1]

    def _find_begins(self) -> set[int]:
        last = len(self.words) - 1
        known = {0}
        for i in self.flagged(END):
            begin = self._behind_end(i) if i < last else 0
            if begin:
                known.add(begin)
        if "\n" in self.text:
            known.update(self._line_begins(known))
        return known

    def _line_begins(self, known: set[int]) -> list[int]:
        """Return the tokens that begin a sentence because they begin a line.

        Scraped links stand on lines of their own within a sentence: a line goes on with a small letter or a mark, or
        behind a long line that has no mark at its end. `known`: where sentences begin otherwise.
        """
        text, words, starts = self.text, self.words, self.starts
        total = len(words)
        found: list[int] = []
        line, at, first, heads, teaser = text.find("\n"), 0, 0, True, False
        while line >= 0:
            at = bisect_left(starts, line, at)
            if at >= total:
                break
            word, before = words[at], words[at - 1] if at else "."
            closed = before in _LINE_ENDS
            ends = closed or (heads and at - first <= _HEADING) or text.find("\n", line + 1, starts[at]) >= 0
            heads = ends and not (
                word[0].islower() or word in _MIDDLE or before in FUNCTION_WORDS or before.casefold() in OFFICES
            )
            teaser = opens_teaser(words, first) or (teaser and not closed and at - first <= _HEADLINE)
            heads = heads or teaser
            if heads:
                found.append(at)
            elif at in known:
                heads = True
            first = at
            line = text.find("\n", starts[at])
        return found

    def _behind_end(self, i: int) -> int:
        """Return where the next sentence begins if the mark at token i, not the last, ends one; else 0."""
        words, starts, ends = self.words, self.starts, self.ends
        following = words[i + 1]
        glued = starts[i + 1] == ends[i]
        if following == ",":
            return self._behind_comma(i) if words[i] == "." and i + 2 < len(words) else 0
        if not ("A" <= following < "[" or following in _OPENING or following[0].isdigit() or following[0].isupper()):
            return 0
        if following in _QUOTES and glued and i + 2 >= len(words):
            return 0
        if following in _QUOTES and glued and starts[i + 2] > ends[i + 1]:
            # `... itu." Xyz`: the quotation closes here, and the next sentence begins behind its mark.
            beyond = words[i + 2]
            return i + 2 if beyond[0].isupper() or beyond[0].isdigit() or beyond in _OPENING else 0
        if words[i] != ".":
            return i + 1
        before = words[i - 1] if i else ""
        if before in _ABBREVIATIONS or (len(before) == 1 and before.isupper()):
            return 0
        if not glued or following in _QUOTES:
            return i + 1
        return i + 1 if len(before) > 2 and (
            before.islower() or following.lower() in FUNCTION_WORDS
            or (len(before) > _GLUED and WEIGHTS[following] < DOUBTFUL and is_known(following.lower()))
        ) else 0

    def _behind_comma(self, i: int) -> int:
        """Return where the next sentence begins if the full stop at token i ends one though a comma follows, else 0.

        A link taken out of a scraped text leaves the comma behind: `... di Riau., "Semua ..."`. A word with a capital
        before it may be a short form or a degree ("M.Kes., Sp.A"), so that more must speak for a sentence behind.
        """
        words = self.words
        before, following = words[i - 1] if i else "", words[i + 2]
        if (len(before) < 3 and before not in _CLOSING) or before in _ABBREVIATIONS:
            return 0
        opens = following in _QUOTES or following.lower() in FUNCTION_WORDS
        if before[0].isupper() and (not opens or (i > 1 and words[i - 2] == ".")):
            return 0
        return i + 2 if following[0].isupper() or following in _QUOTES else 0

    def sentence(self, i: int) -> tuple[int, int]:
        """Return the token range (start, end) of the sentence that holds token i."""
        sentences = self.sentences
        at = bisect_right(sentences, i)
        return sentences[at - 1], sentences[at] if at < len(sentences) else len(self.words)

    def teasers(self) -> dict[int, int]:
        """Return where the headlines of other articles begin and end, on the line of "Baca juga" or on the next ones.
        """
        if self._teasers is None:
            self._teasers = self._find_teasers()
        return self._teasers

    def _find_teasers(self) -> dict[int, int]:
        words, sentences = self.words, self.sentences
        found: dict[int, int] = {}
        if not words:
            return found
        for n, begin in enumerate(sentences):
            if not opens_teaser(words, begin):
                continue
            for m in range(n, min(n + 1 + _HEADLINES, len(sentences))):
                start = sentences[m]
                end = sentences[m + 1] if m + 1 < len(sentences) else len(words)
                if m > n + 1 and (words[end - 1] in _LINE_ENDS or end - start > _HEADLINE):
                    break
                found[start] = end
                if m == n and words[end - 1] not in (":", "juga", "Juga", "JUGA"):
                    break
        return found

    def broken(self, i: int) -> bool:
        """Tell whether a line break stands before token i."""
        return i > 0 and "\n" in self.text[self.ends[i - 1]:self.starts[i]]
