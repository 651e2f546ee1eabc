"""Names of persons in a text: the stretch of each run of capitalised words that looks most like a name."""

from collections.abc import Collection

from index.extract.tokens import Tokens
from index.knowledge.names import LINKERS, SCORES, score
from index.knowledge.offices import INSTITUTION_WORDS, OFFICES
from index.knowledge.titles import HONORIFICS, TITLES
from index.knowledge.words import FUNCTION_WORDS, TIME_WORDS, WORDS

ENOUGH = 0.5
"""Least sum of log odds for a name; tuned on half of the dev articles between 0 and 2 (flat from 0.3 to 0.8)."""
SPOKEN = 3.0
"""Added to a word that the article elsewhere uses alone beside a cue word ("kata Ardiles")."""
TITLED = 0.5
"""Least score of a word behind a title ("dr Debie Kalalo"), unless it is hopeless."""
_HOPELESS = -3.0
_MOST_WORDS = 8
_BARRIER = -50.0
_DOTTED = 4
"""Longest word that may carry a dot inside a name ("Moh.", "H.", "St.")."""
SEPARATORS = (frozenset(OFFICES) | INSTITUTION_WORDS | frozenset(TITLES) | FUNCTION_WORDS | TIME_WORDS)
PERSONAL = HONORIFICS | frozenset(word for word, kind in TITLES.items() if kind == "rank")
LOWER_TITLES = frozenset("dr drg drh drs ir prof pak bu mas mbak bung gus haji kiai ustaz ustad kak bang".split())
OPENERS = WORDS["name_opener"]
_CACHE_SIZE = 1 << 17
_weights: dict[str, float] = {}


def find_names(tokens: Tokens, spoken: Collection[str] = ()) -> list[tuple[int, int]]:
    """Return the token ranges of the names in the text, ascending; `spoken` are words known to be names here."""
    words = tokens.words
    names: list[tuple[int, int]] = []
    i = 0
    capitals = [k for k, word in enumerate(words) if word[0].isupper()]
    for k in capitals:
        if k < i:
            continue
        i = _run_end(tokens, k)
        _names_in_run(words, k, i, spoken, names)
    return names


def _run_end(tokens: Tokens, start: int) -> int:
    """Return the end of the run of capitalised words that begins at `start`."""
    words, starts, ends = tokens.words, tokens.starts, tokens.ends
    i = start + 1
    total = len(words)
    while i < total:
        word = words[i]
        gap = starts[i] - ends[i - 1]
        if word[0].isupper():
            if gap != 1 and words[i - 1] != ".":
                break
            if gap and tokens.broken(i):
                break
            i += 1
        elif word == "." and not gap and i + 1 < total and len(words[i - 1]) <= _DOTTED:
            before = words[i - 1]
            if not words[i + 1][0].isupper() or not (len(before) == 1 or before.casefold() in TITLES or before in
                                                     ("Moh", "Muh", "Muhd", "Abd", "St", "Md", "Fr")):
                break
            i += 1
        elif word in LINKERS and gap == 1 and i + 1 < total and words[i + 1][0].isupper():
            i += 1
        else:
            break
    return i


def weight(word: str) -> float:
    """Return the log odds of a word to be part of a name; a word that separates names has a very low one."""
    known = _weights.get(word)
    if known is None:
        if word == "." or word in LINKERS:
            known = 0.0
        else:
            folded = word.casefold()
            known = score(word)
            if (folded in SEPARATORS and known < 1.5) or (folded in FUNCTION_WORDS) or folded in TIME_WORDS:
                known = _BARRIER
        if len(_weights) < _CACHE_SIZE:
            _weights[word] = known
    return known


def _names_in_run(
    words: list[str], start: int, end: int, spoken: Collection[str], names: list[tuple[int, int]]
) -> None:
    """Add, for each stretch between barriers of words[start:end], the part with the greatest sum."""
    best = total = 0.0
    best_range = (0, 0)
    begin = floor = start
    titled = start > 0 and words[start - 1] in LOWER_TITLES
    for i in range(start, end):
        word = words[i]
        value = weight(word)
        if value <= _BARRIER:
            if best >= ENOUGH:
                _add(words, best_range, floor, i, names)
            best = total = 0.0
            begin = floor = i + 1
            titled = word.casefold() in PERSONAL
            continue
        if word in spoken:
            value = max(value, 0.0) + SPOKEN
        elif titled and value > _HOPELESS:
            value = max(value, TITLED)
        if total <= 0.0:
            total, begin = 0.0, i
        total += value
        if total > best:
            best, best_range = total, (begin, i + 1)
    if best >= ENOUGH:
        _add(words, best_range, floor, end, names)


def _add(words: list[str], found: tuple[int, int], floor: int, ceiling: int, names: list[tuple[int, int]]) -> None:
    """Add a name, with the openers and initials before it and the last word of its run."""
    begin, end = found
    if end == ceiling - 1 and len(words[end]) > 2 and not words[end].isupper() and weight(words[end]) > _BARRIER:
        end += 1
    while end > begin and (words[end - 1] == "." or words[end - 1] in LINKERS):
        end -= 1
    while begin > floor and (_initial(words, begin - 1) or words[begin - 1] in OPENERS) and end - begin < _MOST_WORDS:
        begin -= 1
    while begin < end and (words[begin] == "." or words[begin] in LINKERS):
        begin += 1
    if begin < end and any(len(words[i]) > 1 for i in range(begin, end)):
        names.append((begin, end))


def _initial(words: list[str], i: int) -> bool:
    """Tell whether token i is an initial, or the dot behind one."""
    word = words[i]
    if word == ".":
        return len(words[i - 1]) == 1 if i else False
    return len(word) == 1 and word.isupper()


def known_name_word(word: str) -> bool:
    """Tell whether a word is counted as part of names more often than not."""
    return SCORES.get(word, 0.0) > 0.0
