"""Where a name begins and ends in its run of capitalised words, beside what the words' own weights say."""

import re
from typing import Final

from index.analysis.stem import stem
from index.extract.name_weights import BARRIER, DOUBTFUL, HOPELESS, WEIGHTS
from index.extract.tables import CUES, FUNCTION_WORDS, LINKERS, OFFICES, TIME_WORDS, TITLES
from index.knowledge.cues import Cue
from index.knowledge.places import gazetteer
from index.knowledge.words import WORDS

MOST_WORDS: Final = 8
SUBJECT_WORDS: Final = 4
RARE_SURNAME: Final = -4.5
"""Least score of a last word behind two words of a name already ("Andi Yuliani Paris")."""
_SURNAME: Final = -2.5
"""The same at the end of any run of capitals."""
_UNLIKELY: Final = -4.0
"""Least score of a first word behind a comma."""
OPENERS: Final = WORDS["name_opener"]
_SPEAKER_FOLLOWS: Final = frozenset(
    word for word, kind in CUES.items() if kind in (Cue.AFTER, Cue.ACCORDING, Cue.PASSIVE)
)
_SMALL: Final = frozenset(CUES) | FUNCTION_WORDS | TIME_WORDS
_WHERE: Final = frozenset({"dari", "di", "ke"})
_BEHIND_SURNAME: Final = frozenset([",", "(", *(word for word, kind in CUES.items() if kind == Cue.BEFORE)])
_DASHES: Final = frozenset("-–—")
"""What closes a dateline."""
_KOREAN: Final = WORDS["korean_surname"]
_SYLLABLE: Final = re.compile(
    "[BCDGHJKMNPRSTWY]?[hjy]?(?:a|ae|e|eo|eu|i|o|oo|u|ui|w[ae]|ya|ye|yeo|yo|yu)(?:ng|[bklmnp])?", re.IGNORECASE
)
"""A syllable as Korean given names are written in Latin letters."""
_PLACES: Final = frozenset(gazetteer())
_weights: Final = WEIGHTS


def add_name(
    words: list[str], found: tuple[int, int], bounds: tuple[int, int, int], fresh: bool, names: list[tuple[int, int]],
    sure: bool = False,
) -> None:
    """Add a name, with the openers and initials before it and the last words of its run.

    `bounds`: where the run, and where the stretch between barriers begins and ends; `sure` tells that its first
    word is used alone elsewhere, so that what follows it is its surname.
    """
    begin, end = found
    run, floor, ceiling = bounds
    while end < ceiling and ceiling - end <= 2 and len(words[end]) > 2 and not words[end].isupper() and \
            not words[end].endswith("nya"):
        least = RARE_SURNAME if end - begin >= 2 and ceiling - end == 1 else _SURNAME
        if not sure and _weights[words[end]] <= least:
            break
        end += 1
    while end > begin and (words[end - 1] == "." or words[end - 1] in LINKERS):
        end -= 1
    if end + 1 == ceiling < len(words) and _is_short_surname(words[end]) and words[ceiling] in _BEHIND_SURNAME:
        end += 1
    if end - begin > 1 and words[end - 1] == words[end - 2]:
        end -= 1
    if run == floor and ceiling - run > end - begin and is_subject(words, run, ceiling):
        begin, end = run, ceiling
    if floor == begin - 1 == end - 2 and opens(words, floor, run) and _is_first(words, floor):
        begin = floor
    if begin - 1 > run and words[begin - 1] == "Hari" and any(
        word.casefold() in OFFICES for word in words[max(run, begin - 2 * MOST_WORDS):begin - 1]
    ):
        begin -= 1
    crossed = False
    while begin > run and end - begin < MOST_WORDS:
        left = words[begin - 1]
        if _initial(words, begin - 1) or (
            len(left) == 2 and left.isupper() and TITLES.get(left.casefold()) == "degree" and begin - 1 == floor - 1
        ):
            crossed = True
        elif left in OPENERS:
            if begin - 1 == run and fresh and left.casefold() in FUNCTION_WORDS:
                break
        elif crossed and begin > floor and _weights[left] > DOUBTFUL:
            crossed = False
        else:
            break
        begin -= 1
    while begin < end and (words[begin] == "." or words[begin] in LINKERS):
        begin += 1
    if any(len(words[i]) > 1 for i in range(begin, end)):
        names.append((begin, end))


def opens(words: list[str], i: int, run: int) -> bool:
    """Tell whether a run of capitals begins at token i, but for a cue or small word with the capital of a sentence.

    What stands behind an institution's letters ("Menteri BUMN Kartika ...") opens one too.
    """
    return i == run or (i == run + 1 and words[run].casefold() in _SMALL) or (
        len(words[i - 1]) > 2 and words[i - 1].isupper()
    )


def speaks(words: list[str], begin: int, end: int) -> bool:
    """Tell whether a cue stands beside words of which none is likely a name, but none is far from it: "Bill Gates"."""
    follows = begin > 0 and words[begin - 1].casefold() in _SPEAKER_FOLLOWS
    return (follows or (end < len(words) and CUES.get(words[end]) == Cue.BEFORE)) and all(
        _weights[word] > DOUBTFUL and len(word) > 2 and not word.isupper() for word in words[begin:end]
    )


def _is_first(words: list[str], i: int) -> bool:
    """Tell whether the word at token i, before a name's one word, is its first: "Mark Zuckerberg", "Indah Amperawati".

    It opens a run of capitals. Behind a comma such a run seldom begins with another's name, so that an unlikely word
    will do; behind "di" and the like it names a place, behind "Sarana dan" an office's task, and a derived word
    ("Kemunculan Nia") is no name.
    """
    word = words[i]
    before = words[i - 1] if i else ""
    if len(word) < 3 or not word.isalpha() or word.isupper() or before in _WHERE or (
        before == "dan" and (i < 2 or _weights[words[i - 2]] <= 0.0)
    ):
        return False
    folded = word.casefold()
    return _weights[word] > (_UNLIKELY if before == "," else DOUBTFUL) and folded not in _PLACES and \
        stem(folded) == folded


def is_korean(words: list[str], i: int, end: int) -> bool:
    """Tell whether a Korean name stands at token i: a surname and two syllables ("Jang Dong Gun")."""
    return i + 3 <= end and words[i] in _KOREAN and all(map(_SYLLABLE.fullmatch, words[i + 1:i + 3]))


def _is_short_surname(word: str) -> bool:
    """Tell whether a last word of a capital or two is a surname cut short ("Iwan KZ"), no degree or institution."""
    return len(word) <= 2 and word.isupper() and _weights[word] > BARRIER and word.casefold() not in TITLES


def is_subject(words: list[str], run: int, end: int) -> bool:
    """Tell whether a whole run of capitals is the subject of a cue beside it, so that all of it is the name."""
    if not run or end - run > SUBJECT_WORDS:
        return False
    said = end < len(words) and CUES.get(words[end]) == Cue.BEFORE
    closed = said or (end < len(words) and words[end] in (",", "("))
    if words[run - 1] not in _SPEAKER_FOLLOWS and not (words[run - 1] == "," and closed) and not (
        words[run - 1] in _DASHES and said
    ):
        return False
    if end - run == 2 and words[run] == words[run + 1]:
        return False
    least = RARE_SURNAME if words[run] in OPENERS or _weights[words[run]] > 0.0 else HOPELESS
    return all(_weights[word] > least and not (len(word) > 2 and word.isupper()) for word in words[run:end])


def _initial(words: list[str], i: int) -> bool:
    """Tell whether token i is an initial, or the dot behind one."""
    word = words[i]
    if word == ".":
        return i > 0 and (len(words[i - 1]) <= 2 or words[i - 1] in OPENERS) and words[i - 1].casefold() not in TITLES
    return len(word) == 1 and word.isupper() and word not in ("H", "h")
