"""Names of persons in a text: the stretch of each run of capitalised words that looks most like a name."""

from collections.abc import Set as AbstractSet
from itertools import pairwise

from index.extract.tokens import Tokens
from index.extract.word_flags import CAPITAL
from index.knowledge.cues import CUES, Cue
from index.knowledge.names import EPONYMS, LINKERS, UNKNOWN, score
from index.knowledge.offices import INSTITUTION_WORDS, OFFICES
from index.knowledge.titles import HONORIFICS, RANKS, TITLES
from index.knowledge.words import FUNCTION_WORDS, TIME_WORDS, WORDS

ENOUGH = 0.5
"""Least sum of log odds for a name; tuned on half of the dev articles between 0 and 2 (flat from 0.3 to 0.8)."""
SPOKEN = 3.0
"""Added to a word that the article elsewhere uses alone beside a cue word ("kata Ardiles")."""
TITLED = 0.5
"""Least score of a word behind a title ("dr Debie Kalalo"), unless it is hopeless."""
_HOPELESS = -3.0
_DOUBTFUL = -1.5
_STRONG = 1.6
"""Sum from which a word before a spoken one is believed to be the name's first, and no institution."""
_SURNAME = -2.5
"""Least score of a last word taken along at the end of a run of capitals."""
_RARE_SURNAME = -4.5
"""The same behind two words of a name already ("Andi Yuliani Paris")."""
_MOST_WORDS = 8
_SPEAKER_FOLLOWS = (Cue.AFTER, Cue.ACCORDING, Cue.PASSIVE)
_SUBJECT_WORDS = 4
_COMPANY = 1.5
"""Score up to which a word before an institution's is part of its name ("Ruach Entertainment")."""
_BARRIER = -50.0
_HARDLY_OFFICE = 1.5
"""Score from which an office's or an institution's word is a name all the same ("Hakim", "Muslim")."""
_DOTTED = 4
"""Longest word that may carry a dot inside a name ("Moh.", "H.", "St.")."""
SEPARATORS = frozenset([*CUES, *OFFICES, *INSTITUTION_WORDS, *TITLES, *FUNCTION_WORDS, *TIME_WORDS])
PERSONAL = HONORIFICS | frozenset(word for word, kind in TITLES.items() if kind == "rank")
LOWER_TITLES = WORDS["lower_title"]
OPENERS = WORDS["name_opener"]
_BALINESE = WORDS["balinese"]
_BALINESE_OR_OPENERS = _BALINESE | OPENERS
_NAMED_AFTER = WORDS["named_after"] | frozenset(word.capitalize() for word in WORDS["named_after"])
_PLACE_WORDS = WORDS["place_word"]
_REGION_WORDS = frozenset({"kota", "kabupaten", "kecamatan", "pt", "cv"})
_LEADERS = _NAMED_AFTER | _PLACE_WORDS | frozenset(OFFICES)
"""Words behind which a place or an institution may be named."""
_DAYS = WORDS["day"]
_NAME_TOO = WORDS["name_too"]
_MONTH_NAMES = WORDS["month_name"]
_BEFORE_NAMES = INSTITUTION_WORDS | frozenset(OFFICES)
_TIME_OR_FUNCTION = FUNCTION_WORDS | TIME_WORDS
_CACHE_SIZE = 1 << 17


class _Weights(dict[str, float]):
    """The log odds of words to be part of a name, found when first asked for; very low for one that separates names."""

    def __missing__(self, word: str) -> float:
        value = _find_weight(word)
        if len(self) < _CACHE_SIZE:
            self[word] = value
        return value


def _find_weight(word: str) -> float:
    if word == "." or word in LINKERS:
        return 0.0
    folded = word.casefold()
    value = score(word)
    if (
        (folded in SEPARATORS and value < _HARDLY_OFFICE) or folded in FUNCTION_WORDS or folded in TIME_WORDS
        or any(map(str.isdigit, word)) or ("-" in folded and not SEPARATORS.isdisjoint(folded.split("-")))
    ):
        return _BARRIER
    return value


_weights = _Weights()
weight = _weights.__getitem__
"""Return the log odds of a word to be part of a name."""


def find_names(tokens: Tokens, spoken: AbstractSet[str] = frozenset()) -> list[tuple[int, int]]:
    """Return the token ranges of the names in the text, ascending; `spoken` are words known to be names here."""
    words, starts, ends = tokens.words, tokens.starts, tokens.ends
    begins = tokens.begins
    reader = _Reader(words, spoken)
    passed = 0
    total = len(words)
    for k in tokens.flagged(CAPITAL):
        if k < passed:
            continue
        i = k + 1
        if i < total and ("A" <= words[i] < "[" or words[i] == "." or words[i] in LINKERS):
            i = _run_end(words, starts, ends, k, begins)
        passed = i
        if i == k + 1:
            word = words[k]
            value = weight(word)
            if value < ENOUGH and (value <= _BARRIER or word not in spoken) and words[k - 1] not in LOWER_TITLES:
                continue
        elif max(map(weight, words[k:i])) <= _HOPELESS and spoken.isdisjoint(words[k:i]):
            continue
        reader.read(k, i, k in begins)
    return reader.names


def _run_end(words: list[str], starts: list[int], ends: list[int], start: int, begins: frozenset[int]) -> int:
    """Return the end of the run of capitalised words that begins at `start`."""
    i = start + 1
    total = len(words)
    while i < total:
        word = words[i]
        gap = starts[i] - ends[i - 1]
        if word[0].isupper():
            if (gap != 1 and words[i - 1] != ".") or i in begins:
                break
            i += 1
        elif word == "." and not gap and i + 1 < total and len(words[i - 1]) <= _DOTTED:
            before = words[i - 1]
            if not words[i + 1][0].isupper() or starts[i + 1] - ends[i] > 1 or not (
                len(before) == 1 or before.casefold() in TITLES or before in OPENERS
            ):
                break
            i += 1
        elif word in LINKERS and gap == 1 and i + 1 < total and words[i + 1][0].isupper():
            i += 1
        else:
            break
    return i


class _Reader:
    """Reads the names out of the runs of one text."""

    __slots__ = ("_following", "_spoken", "_words", "names")

    def __init__(self, words: list[str], spoken: AbstractSet[str]) -> None:
        self._words = words
        self._spoken = spoken
        self._following: dict[str, set[str]] | None = None
        self.names: list[tuple[int, int]] = []

    def read(self, start: int, end: int, fresh: bool) -> None:
        """Add, for each stretch between barriers of words[start:end], the part with the greatest sum.

        `fresh` tells that the run begins a sentence.
        """
        words, spoken = self._words, self._spoken
        best = total = 0.0
        best_range = (0, 0)
        begin = floor = start
        titled = start > 0 and words[start - 1] in LOWER_TITLES
        skip_to = start
        if start and words[start - 1].casefold() in _LEADERS:
            skip_to = self._beyond(start - 1, end, titled)
        for i in range(start, end):
            word = words[i]
            value = weight(word)
            if i < skip_to or (value <= _BARRIER and not (
                (total > 1.0 or titled) and _inside_name(words, i, end, total > 0.0)
            )):
                if best >= ENOUGH and not (i >= skip_to and i - floor == 1 and self._is_company(i, best)):
                    _add(words, best_range, (start, floor, i), fresh, self.names)
                best = total = 0.0
                begin = floor = i + 1
                folded = word.casefold()
                titled = folded in PERSONAL or (titled and folded in RANKS)
                skip_to = self._beyond(i, end, titled) if i >= skip_to else skip_to
                continue
            if word in spoken and value > _HOPELESS:
                if begin == i - 1 and floor > start and not titled and self._is_foreign(begin, total):
                    total = 0.0
                value = max(value, 0.0) + SPOKEN
            elif value <= _BARRIER or (titled and (value > _HOPELESS or (i == floor and value > _RARE_SURNAME))):
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
            return
        if end < len(words) and words[end][0].isdigit() and end - best_range[1] <= 2:
            return
        if end - floor == 1 < end - start and best <= UNKNOWN and words[floor - 1].casefold() in INSTITUTION_WORDS \
                and not any(word.casefold() in OFFICES for word in words[start:floor]):
            return
        _add(words, best_range, (start, floor, end), fresh, self.names, words[best_range[0]] in self._spoken)

    def _beyond(self, i: int, end: int, titled: bool) -> int:
        """Return where names may begin behind the word at i: behind the place or institution that it names."""
        folded = self._words[i].casefold()
        if folded not in _LEADERS:
            return i + 1
        if folded in _NAMED_AFTER:
            return behind_eponym(self._words, i + 1, end)
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
            i + 1 < end and words[i] not in self._spoken and _BARRIER < weight(words[i]) <= UNKNOWN
            and weight(words[i + 1]) > 0.0 and self._stands_elsewhere(i)
        )

    def _stands_elsewhere(self, i: int) -> bool:
        """Tell whether the word at i stands before another word too: then it is an institution's name.

        What follows each capitalised word is gathered once, when first asked for.
        """
        if self._following is None:
            self._following = {}
            for word, following in pairwise(self._words):
                if "A" <= word < "[":
                    self._following.setdefault(word, set()).add(following)
        return len(self._following.get(self._words[i], ())) > 1


def _tail(words: list[str], floor: int, end: int) -> tuple[int, int] | None:
    """Return the last words of a run that holds an office, where they may be a name though none looks like one."""
    begin = end
    while begin > floor and weight(words[begin - 1]) > _DOUBTFUL:
        begin -= 1
    return (begin, end) if 2 <= end - begin <= 4 and words[floor - 1].casefold() in _BEFORE_NAMES else None


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
        return words[i + 1] != "." and weight(words[i + 1]) > 0.0
    return folded in _MONTH_NAMES and begun


def _add(
    words: list[str], found: tuple[int, int], bounds: tuple[int, int, int], fresh: bool, names: list[tuple[int, int]],
    sure: bool = False,
) -> None:
    """Add a name, with the openers and initials before it and the last words of its run.

    `bounds`: where the run, and where the stretch between barriers begins and ends; `sure` tells that its first
    word is used alone elsewhere, so that what follows it is its surname.
    """
    begin, end = found
    run, floor, ceiling = bounds
    while end < ceiling and ceiling - end <= 2 and len(words[end]) > 2 and not words[end].isupper():
        least = _RARE_SURNAME if end - begin >= 2 and ceiling - end == 1 else _SURNAME
        if not sure and weight(words[end]) <= least:
            break
        end += 1
    while end > begin and (words[end - 1] == "." or words[end - 1] in LINKERS):
        end -= 1
    if end - begin > 1 and words[end - 1] == words[end - 2]:
        end -= 1
    if run == floor < begin and end == ceiling and _is_subject(words, run, end):
        begin = run
    crossed = False
    while begin > run and end - begin < _MOST_WORDS:
        left = words[begin - 1]
        if _initial(words, begin - 1):
            crossed = True
        elif left in OPENERS:
            if begin - 1 == run and fresh and left.casefold() in FUNCTION_WORDS:
                break
        elif crossed and begin > floor and weight(left) > _DOUBTFUL:
            crossed = False
        else:
            break
        begin -= 1
    while begin < end and (words[begin] == "." or words[begin] in LINKERS):
        begin += 1
    if begin < end and max(map(len, words[begin:end])) > 1:
        names.append((begin, end))


def _is_subject(words: list[str], run: int, end: int) -> bool:
    """Tell whether a whole run of capitals is the subject of a cue beside it, so that all of it is the name."""
    if not run or end - run > _SUBJECT_WORDS:
        return False
    closed = end < len(words) and (words[end] in (",", "(") or CUES.get(words[end]) == Cue.BEFORE)
    if CUES.get(words[run - 1]) not in _SPEAKER_FOLLOWS and not (words[run - 1] == "," and closed):
        return False
    return all(weight(word) > _HOPELESS and not (len(word) > 2 and word.isupper()) for word in words[run:end])


def _initial(words: list[str], i: int) -> bool:
    """Tell whether token i is an initial, or the dot behind one."""
    word = words[i]
    if word == ".":
        return i > 0 and (len(words[i - 1]) <= 2 or words[i - 1] in OPENERS) and words[i - 1].casefold() not in TITLES
    return len(word) == 1 and word.isupper() and word not in ("H", "h")
