"""Names of persons in a text: the stretch of each run of capitalised words that looks most like a name."""

from collections.abc import Set as AbstractSet
from typing import Final

from index.extract.name_edges import (
    MOST_WORDS,
    OPENERS,
    RARE_SURNAME,
    SUBJECT_WORDS,
    add_name,
    is_korean,
    is_subject,
    opens,
    speaks,
)
from index.extract.name_weights import BARRIER, DOUBTFUL, ENOUGH, HOPELESS, WEIGHTS
from index.extract.tables import (
    EPONYMS,
    FULL_NAMES,
    FUNCTION_WORDS,
    HONORIFICS,
    INSTITUTION_WORDS,
    LINKERS,
    OFFICES,
    RANKS,
    TIME_WORDS,
    TITLES,
)
from index.extract.tokens import Tokens
from index.extract.word_flags import BREAK, CAPITAL, LINK, NAME
from index.knowledge.names import UNKNOWN
from index.knowledge.words import WORDS

SPOKEN: Final = 3.0
"""Added to a word that the article elsewhere uses alone beside a cue word ("kata Ardiles")."""
TITLED: Final = 0.5
"""Least score of a word behind a title ("dr Debie Kalalo"), unless it is hopeless."""
_COMPANY: Final = 1.5
"""Score up to which a word before an institution's is part of its name ("Ruach Entertainment")."""
_DOTTED: Final = 4
"""Longest word that may carry a dot inside a name ("Moh.", "H.", "St.")."""
PERSONAL: Final = HONORIFICS | frozenset(word for word, kind in TITLES.items() if kind == "rank")
_GENERAL: Final = frozenset({"direktur", "inspektur", "konsul", "sekretaris"})
"""Before "Jenderal" they make it part of an office and no rank."""
LOWER_TITLES: Final = WORDS["lower_title"]
_BALINESE: Final = WORDS["balinese"]
_BALINESE_OR_OPENERS: Final = _BALINESE | OPENERS
_NAMED_AFTER: Final = WORDS["named_after"] | frozenset(word.capitalize() for word in WORDS["named_after"])
_STREETS: Final = WORDS["street"]
"""Words for a street or an area: what follows is its name, though it is that of a person."""
_PLACE_WORDS: Final = WORDS["place_word"]
_REGION_WORDS: Final = frozenset({"kota", "kabupaten", "kecamatan", "pt", "cv"})
_CHILDREN: Final = frozenset({"Putra", "Putri"})
"""Words for a son or a daughter that are given names, where one who speaks is called so."""
_BEARERS: Final = WORDS["medium"] | frozenset({"pt", "cv"})
"""What all words behind it name: a company, or a paper or site ("harian Der Spiegel")."""
_SPECIALIST: Final = "sp"
"""Opens a physician's degree in pieces ("Sp B Onk")."""
_LEADERS: Final = _STREETS | _NAMED_AFTER | _PLACE_WORDS | _BEARERS | frozenset(OFFICES) | {_SPECIALIST}
"""Words behind which a place or an institution may be named."""
_DAYS: Final = WORDS["day"]
_NAME_TOO: Final = WORDS["name_too"]
_MONTH_NAMES: Final = WORDS["month_name"]
_BEFORE_NAMES: Final = INSTITUTION_WORDS | frozenset(OFFICES)
_TIME_OR_FUNCTION: Final = FUNCTION_WORDS | TIME_WORDS
_weights: Final = WEIGHTS


def find_names(tokens: Tokens, spoken: AbstractSet[str] = frozenset()) -> list[tuple[int, int]]:
    """Return the token ranges of the names in the text, ascending; `spoken` are words known to be names here."""
    words, flags = tokens.words, tokens.flags
    begins = tokens.begins
    capitals = tokens.flagged(CAPITAL)
    reader = _Reader(words, flags, spoken, capitals)
    passed = 0
    total = len(words)
    for k in capitals:
        if k < passed:
            continue
        i = k + 1
        if i < total and flags[i] & (CAPITAL | LINK):
            i = _run_end(tokens, k, begins)
        passed = i
        if i == k + 1:
            flag = flags[k]
            word = words[k]
            if not flag & NAME and words[k - 1] not in LOWER_TITLES and (
                word not in spoken or (flag & BREAK and word not in _CHILDREN)
            ):
                continue
        elif not _may_hold_name(tokens, k, i, spoken) and FULL_NAMES.keys().isdisjoint(words[k:i]):
            continue
        for start, end, known in _parts(words, k, i):
            if known:
                reader.names.append((start, end))
            else:
                reader.read(start, end, start in begins)
    return reader.names


def _parts(words: list[str], start: int, end: int) -> list[tuple[int, int, bool]]:
    """Return the parts of a run of capitals, and whether each is a name known as it stands, or a Korean one."""
    parts: list[tuple[int, int, bool]] = []
    begin = i = start
    while i < end - 1:
        for name in FULL_NAMES.get(words[i], ()):
            if i + len(name) <= end and tuple(words[i:i + len(name)]) == name:
                if begin < i:
                    parts.append((begin, i, False))
                begin = i + len(name)
                parts.append((i, begin, True))
                break
        if begin <= i and is_korean(words, i, end):
            if begin < i:
                parts.append((begin, i, False))
            begin = i + 3
            parts.append((i, begin, True))
        i = max(i + 1, begin)
    if begin < end:
        parts.append((begin, end, False))
    return parts


def _may_hold_name(tokens: Tokens, start: int, end: int, spoken: AbstractSet[str]) -> bool:
    """Tell whether any word of a run of capitals may be part of a name."""
    words, flags = tokens.words, tokens.flags
    return any(
        flags[i] & NAME or (not flags[i] & BREAK and _weights[words[i]] > HOPELESS) or words[i] in spoken
        for i in range(start, end)
    )


def _run_end(tokens: Tokens, start: int, begins: AbstractSet[int]) -> int:
    """Return the end of the run of capitalised words that begins at `start`."""
    words, starts, ends, flags = tokens.words, tokens.starts, tokens.ends, tokens.flags
    i = start + 1
    total = len(words)
    while i < total:
        flag = flags[i]
        gap = starts[i] - ends[i - 1]
        if flag & CAPITAL:
            if (gap != 1 and words[i - 1] != ".") or i in begins:
                break
        elif not flag & LINK or i + 1 >= total or not (flags[i + 1] & CAPITAL or (
            words[i] in LINKERS and words[i + 1] in LINKERS
        )):
            break
        elif words[i] == ".":
            before = words[i - 1]
            if gap or len(before) > _DOTTED or starts[i + 1] - ends[i] > 1 or not (
                len(before) == 1 or before.casefold() in TITLES or before in OPENERS
            ):
                break
        elif gap != 1:
            break
        i += 1
    return i


class _Reader:
    """Reads the names out of the runs of one text."""

    __slots__ = ("_capitals", "_flags", "_several", "_spoken", "_words", "names")

    def __init__(self, words: list[str], flags: list[int], spoken: AbstractSet[str], capitals: list[int]) -> None:
        self._words = words
        self._flags = flags
        self._spoken = spoken
        self._capitals = capitals
        self._several: set[str] | None = None
        self.names: list[tuple[int, int]] = []

    def read(self, start: int, end: int, fresh: bool) -> None:
        """Add, for each stretch between barriers of words[start:end], the part with the greatest sum.

        `fresh` tells that the run begins a sentence.
        """
        words, flags, spoken = self._words, self._flags, self._spoken
        best = total = 0.0
        best_range = (0, 0)
        begin = floor = start
        titled = start > 0 and words[start - 1] in LOWER_TITLES
        skip_to = start
        if start and words[start - 1].casefold() in _LEADERS:
            skip_to = self._beyond(start - 1, end, titled)
        for i in range(start, end):
            word = words[i]
            value = BARRIER if flags[i] & BREAK else _weights[word]
            if word in _CHILDREN and word in spoken:
                value = 0.0
            if i < skip_to or (value <= BARRIER and not (
                (total > 1.0 or titled) and _inside_name(words, i, end, total > 0.0)
            ) and not (word == "H" and total > 1.0)):
                if best >= ENOUGH and not (i >= skip_to and i - floor == 1 and self._is_company(i, best)):
                    add_name(words, best_range, (start, floor, i), fresh, self.names)
                best = total = 0.0
                begin = floor = i + 1
                folded = word.casefold()
                personal = folded in PERSONAL and not (folded == "jenderal" and words[i - 1].casefold() in _GENERAL)
                titled = personal or (titled and folded in RANKS)
                skip_to = self._beyond(i, end, titled) if i >= skip_to else skip_to
                continue
            if word in spoken and value > HOPELESS:
                if begin == i - 1 and floor > start and not titled and self._is_foreign(begin, total):
                    total = 0.0
                value = max(value, 0.0) + SPOKEN
            elif value <= BARRIER or (titled and (value > HOPELESS or (i == floor and value > RARE_SURNAME))):
                value = max(value, TITLED)
            elif word in _BALINESE and not _BALINESE_OR_OPENERS.isdisjoint(
                words[max(start, i - 1):i] + words[i + 1:i + 2]
            ):
                value, titled = max(value, 1.0), True
            if total <= 0.0:
                total, begin = 0.0, i
            total += value
            if total > best:
                best, best_range = total, (begin, i + 1)
        self._end_run(start, floor, end, fresh, best, best_range)

    def _end_run(
        self, start: int, floor: int, end: int, fresh: bool, best: float, best_range: tuple[int, int]
    ) -> None:
        """Add the best part of a run's last stretch, unless what stands around it speaks against a name."""
        words = self._words
        if best < ENOUGH:
            if floor > start and (tail := _tail(words, floor, end)) is not None:
                self.names.append(tail)
            elif floor == start and end - start > 1 and words[start] in OPENERS and is_subject(words, start, end):
                self.names.append((start, end))
            elif 1 < end - floor <= SUBJECT_WORDS - 1 and opens(words, floor, start) and speaks(words, floor, end):
                self.names.append((floor, end))
            return
        if end < len(words) and words[end][0].isdigit() and end - best_range[1] <= 2:
            return
        if end - floor == 1 < end - start and best <= UNKNOWN and words[floor - 1].casefold() in INSTITUTION_WORDS \
                and not any(word.casefold() in OFFICES for word in words[start:floor]):
            return
        add_name(words, best_range, (start, floor, end), fresh, self.names, words[best_range[0]] in self._spoken)

    def _beyond(self, i: int, end: int, titled: bool) -> int:
        """Return where names may begin behind the word at i: behind the place or institution that it names."""
        folded = self._words[i].casefold()
        if folded not in _LEADERS:
            return i + 1
        if folded in _STREETS and not (i and self._words[i - 1][0].isupper()):
            return end
        if folded in _NAMED_AFTER:
            behind = behind_eponym(self._words, i + 1, end)
            return end if behind == i + 1 and _name_follows(self._words, i, end) else behind
        if folded == _SPECIALIST:
            return next((k for k in range(i + 1, end) if len(self._words[k]) > 3), end)
        if folded in _BEARERS and not _in_position(self._words, i) and self._spoken.isdisjoint(self._words[i:end]):
            return end
        if folded in _PLACE_WORDS:
            return _behind_place(self._words, i, end)
        if folded in OFFICES and not titled and self._institution_first(i + 1, end):
            return i + 2
        return i + 1

    def _is_company(self, i: int, best: float) -> bool:
        """Tell whether the one word before the barrier at i is an institution's ("Ruach Entertainment")."""
        return best <= _COMPANY and self._words[i].casefold() in INSTITUTION_WORDS

    def _is_foreign(self, i: int, total: float) -> bool:
        """Tell whether the word at i, behind an office and before a word spoken alone, is no part of the name."""
        return total <= UNKNOWN and self._words[i] not in self._spoken and self._stands_elsewhere(i)

    def _institution_first(self, i: int, end: int) -> bool:
        """Tell whether the word at i, behind an office, is an institution: "Direktur Lappan NAME"."""
        words = self._words
        return (
            i + 1 < end and words[i] not in self._spoken and BARRIER < _weights[words[i]] <= UNKNOWN
            and _weights[words[i + 1]] > 0.0 and self._stands_elsewhere(i)
        )

    def _stands_elsewhere(self, i: int) -> bool:
        """Tell whether the word at i stands before another word too: then it is an institution's name.

        The words that stand before several are gathered once, when first asked for.
        """
        if self._several is None:
            self._several = _before_several(self._words, self._capitals)
        return self._words[i] in self._several


def _before_several(words: list[str], capitals: list[int]) -> set[str]:
    """Return the capitalised words that are not followed by the same word wherever they stand."""
    following: dict[str, str] = {}
    found: set[str] = set()
    for i in capitals:
        if i + 1 < len(words):
            word, after = words[i], words[i + 1]
            if following.setdefault(word, after) != after:
                found.add(word)
    return found


def _tail(words: list[str], floor: int, end: int) -> tuple[int, int] | None:
    """Return the last words of a run that holds an office, where they may be a name though none looks like one."""
    begin = end
    while begin > floor and _weights[words[begin - 1]] > DOUBTFUL:
        begin -= 1
    return (begin, end) if 2 <= end - begin <= 4 and words[floor - 1].casefold() in _BEFORE_NAMES else None


def _name_follows(words: list[str], i: int, end: int) -> bool:
    """Tell whether the run that ends at `end` names an institution alone: "Direktur RSUD A B, NAME"."""
    return (
        i > 0 and words[i - 1].casefold() in OFFICES and end + 1 < len(words) and words[end] == ","
        and (_weights[words[end + 1]] > 0.0 or words[end + 1].casefold() in PERSONAL)
    )


def _in_position(words: list[str], i: int) -> bool:
    """Tell whether the company at token i stands in a position ("Direktur Utama PT"), behind which a name may follow.
    """
    return any(word.casefold() in OFFICES for word in words[max(0, i - 2 * MOST_WORDS):i])


def _behind_place(words: list[str], i: int, end: int) -> int:
    """Return the end of the place that the word at i ("Desa") names; a "Kepala Desa" may be followed by his name."""
    single = end - i == 2 and end < len(words) and words[end] == "," and i + 1 < end
    if i > 0 and OFFICES.get(words[i - 1].casefold()) == "office" and not single:
        return i + 1
    return end if end - i <= 3 and words[i].casefold() not in _REGION_WORDS else i + 2


def behind_eponym(words: list[str], i: int, end: int) -> int:
    """Return the end of the name that an institution bears at token i ("Universitas Gadjah Mada")."""
    while (i < end and words[i].casefold() in TITLES) or (i < end and words[i] == "."):
        i += 1
    for length in (3, 2, 1):
        if i + length <= end and " ".join(words[i:i + length]) in EPONYMS:
            return i + length
    return i


def _inside_name(words: list[str], i: int, end: int, begun: bool) -> bool:
    """Tell whether a function word or a month at token i is part of a name ("Agung Hari Setiyono")."""
    folded = words[i].casefold()
    if begun and folded in _NAME_TOO:
        return True
    if folded in _DAYS or folded not in _TIME_OR_FUNCTION or folded in TITLES:
        return False
    if i + 1 < end:
        return words[i + 1] != "." and _weights[words[i + 1]] > 0.0
    return folded in _MONTH_NAMES and begun
