"""The position that stands beside a name: "Kepala Dinas X NAME", "NAME, Ketua Y", "NAME selaku Z"."""

from typing import Final

from index.extract.position_words import DOUBLE, KINDS, Kind
from index.extract.tables import CUES, DEGREES, FUNCTION_WORDS, HONORIFICS, OFFICES, RANKS, TITLES
from index.extract.tokens import Tokens
from index.knowledge.words import WORDS

_kinds: Final = KINDS
_LONGEST: Final = 40
"""Tokens of the longest position that is looked for on one side of a name."""
_ENGLISH_HEADS: Final = WORDS["english_head"]
_NOT_OF: Final = frozenset({"bagi", "dari", "kepada", "mengenai", "soal", "tentang", "terhadap", "terkait", "untuk"})
_OPENERS: Final = WORDS["position_leader"] | WORDS["subject_filler"] | WORDS["english_head"]
"""What may stand before a head in small letters that opens the noun phrase of a name."""
_DATELINE: Final = 60
"""Characters within which a dateline ends."""
_ENGLISH_WORDS: Final = 4
"""Words before the head of an English position ("Government Relation Specialist")."""
_VERBS: Final = WORDS["position_verb"]
_PLACE_WORDS: Final = WORDS["place_word"]
_ADDRESS: Final = 4
"""Tokens between a place word and the comma behind its name."""
_STOPS: Final = WORDS["phrase_stop"]
"""Adverbs with which what a person does begins ("NAME, rekan setim X, turut ...")."""
_TAILS: Final = WORDS["position_tail"]
_CLAUSE: Final = 4
"""Words of the longest relative clause between a position and its name."""
_CLERKS: Final = frozenset({"juru", "Juru"})
"""What follows them is part of the position, a cue word or not ("juru tulis")."""
_LEADERS: Final = WORDS["position_leader"]
_HEADS_APART: Final = 6
"""Tokens between two heads in small letters of one position."""
_BEFORE_NAMES: Final = HONORIFICS | RANKS
_OPEN_AFTER: Final = frozenset(["selaku", "sebagai", "yang"])
_DEGREE_LETTERS: Final = frozenset({"a", "m", "s", "sp"})
"""What the degrees in pieces begin with that no table needs to list: "S.Tr.Sos", "M.Ak", "Sp.BTKV"."""
_DEGREE_PIECES: Final = 9
_DEGREE_PIECE: Final = 8
"""Tokens of a degree in pieces with its dots, and letters of its longest piece."""


def title_start(tokens: Tokens, begin: int, floor: int) -> int:
    """Return where the titles and ranks that stand directly before token `begin` start."""
    words = tokens.words
    i = begin - 1
    while i >= floor:
        word = words[i]
        folded = word.casefold()
        kind = TITLES.get(folded)
        if kind is None:
            if word == "." and i > floor and words[i - 1].casefold() in TITLES:
                i -= 1
                continue
            if word == ")" and (bracket := _rank_in_brackets(words, i, floor)) >= 0:
                i = bracket - 1
                continue
            break
        if kind == "rank_word" and not _rank_word(words, i, floor):
            break
        if kind == "rank_tail" and i > floor and words[i - 1].casefold() in OFFICES and i < begin - 1:
            break  # "Panglima TNI Jenderal X"
        if kind == "degree":
            break
        i -= 1
    return i + 1


def _rank_in_brackets(words: list[str], closing: int, floor: int) -> int:
    """Return the index of the "(" of "(Purn)" or "(Kav.)" that closes at `closing`, or -1."""
    inner = closing - 2 if words[closing - 1] == "." else closing - 1
    if inner - 1 >= floor and words[inner - 1] == "(" and words[inner].casefold() in RANKS:
        return inner - 1
    return -1


def _rank_word(words: list[str], i: int, floor: int) -> bool:
    """Tell whether "Besar", "Kepala", "Komisaris" at i belongs to a rank and opens no position."""
    folded = words[i].casefold()
    if folded in ("komisaris", "inspektur", "brigadir", "jenderal", "kolonel"):
        return not (folded == "jenderal" and i > floor and words[i - 1].casefold() in ("direktur", "sekretaris",
                                                                                        "inspektur", "konsul"))
    before = TITLES.get(words[i - 1].casefold()) if i > floor else None
    return before is not None and before.startswith("rank")


def position_before(
    tokens: Tokens, begin: int, name_ends: set[int], floor: int, titles: int
) -> tuple[int, int] | None:
    """Return the tokens of the position written before the name that begins at token `begin`, or None.

    `floor`: where its sentence begins; `titles`: where the titles before the name begin.
    """
    words = tokens.words
    i = titles - 1
    if i < floor:
        return None
    comma = words[i] == ","
    floor = max(floor, begin - _LONGEST)
    if comma:
        i = _before_clause(words, i - 1, floor)
    elif _kinds[words[i]] <= Kind.VERB or words[i] in _NOT_OF or (
        OFFICES.get(words[i].casefold()) == "relation" and words[i - 1].casefold() != "spesialis"
    ):
        return None
    end = i + 1
    head = _head_before(tokens, i, name_ends, floor)
    if head < 0 or (words[head].islower() and comma and _inside_clause(words, head, end, floor)) or (
        not comma and OFFICES.get(words[head].casefold()) == "relation"
    ):
        return None
    if words[head].casefold() == "salah" and words[head + 1] == "satunya":
        head += 2
        if head >= end or _kinds[words[head]] != Kind.HEAD:
            return None
    while head < end and words[head].casefold() in DOUBLE:
        head += 1
    if words[head].casefold() in _ENGLISH_HEADS:
        head = _english_start(words, head, name_ends, floor)
    return (head, end) if head < end else None


def _inside_clause(words: list[str], head: int, end: int, floor: int) -> bool:
    """Tell whether a head in small letters stands within a clause and is nobody's position: "menguras tenaga, X"."""
    before = words[head - 1] if head > floor else ","
    pointing = words[end] in ("itu", "tersebut") and head > floor and before not in CUES
    return pointing or before in _NOT_OF or (
        before.islower() and before not in CUES and before not in _OPENERS and before not in FUNCTION_WORDS
        and all(word.islower() for word in words[head:end])
    )


def _english_start(words: list[str], head: int, name_ends: set[int], floor: int) -> int:
    """Return where an English position begins whose head is at `head`: its other words stand before it."""
    first = max(floor + 1, head - _ENGLISH_WORDS)
    while head > first and head not in name_ends and _kinds[words[head - 1]] == Kind.CAPITAL:
        head -= 1
    return head


def _head_before(tokens: Tokens, i: int, name_ends: set[int], floor: int) -> int:
    """Return the first head of the position whose last token is i ("Kepala" of "Kepala Dinas X"), or -1."""
    words = tokens.words
    head, lowers, listed = -1, 0, False
    while i >= floor:
        kind = _kinds[words[i]]
        if kind == Kind.CLOSING:
            i = _opening(words, i, floor)
            if i < 0:
                break
        elif head >= 0 and i + 1 in name_ends:
            break
        elif kind == Kind.CAPITAL or (kind == Kind.CAPITAL_FUNCTION and _inner(words, i)):
            lowers = 0
        elif kind == Kind.HEAD:
            if head >= 0 and OFFICES.get(words[i]) == "relation":
                break
            if head == -1 or head - i <= _HEADS_APART or words[i][0].isupper():
                head, lowers = i, 0
        elif kind == Kind.JOINER:
            if i in name_ends:
                break
            if head == i + 1 and words[i] != "of" and words[i].islower():
                # "kata Direktur Utama dan Chief Executive Officer X NAME" has both, "Gubernur dan Bupati X" are two.
                office = _head_before(tokens, i - 1, name_ends, floor) if words[i] == "dan" else -1
                if office >= 0 and words[office][0].isupper() and (office == floor or words[office - 1] in CUES):
                    head = office
                break
            listed = listed or words[i] in ("dan", "atau")
            lowers = 0
        elif kind == Kind.DOUBLE or (kind == Kind.RELATIVE and _kinds[words[i + 1]] == Kind.DOUBLE):
            # What stands before "yang juga" must reach another head; else the second position stays alone.
            if kind == Kind.DOUBLE and head != i + 1:
                if head >= 0:
                    break
                lowers, i = 0, i - 1
                continue
            head, listed = i if kind == Kind.DOUBLE else head, False
        elif kind == Kind.COMMA:
            if head == i + 1 and words[head].islower() and i not in name_ends:
                # "Direktur PT X, agen tunggal Y, NAME": the office goes before what explains it.
                office = _head_before(tokens, i - 1, name_ends, floor)
                head = office if office >= 0 and words[office][0].isupper() else head
                break
            if head == i + 1 or not (listed or _in_address(words, i, floor)):
                break
        elif kind == Kind.LOWER or (kind == Kind.CUE and i > floor and words[i - 1] in _CLERKS):
            lowers += 1
            if lowers > (2 if head >= 0 else 4):
                break
        elif kind != Kind.MARK or (words[i] == "." and _ends_word(tokens, i)) or _is_dash(tokens, i):
            break
        i -= 1
    return head


def _in_address(words: list[str], comma: int, floor: int) -> bool:
    """Tell whether the comma stands in an address ("Kabupaten Belu, Nusa Tenggara Timur")."""
    return any(words[i].casefold() in _PLACE_WORDS for i in range(max(floor, comma - _ADDRESS), comma))


def _ends_word(tokens: Tokens, i: int) -> bool:
    """Tell whether the dot at token i ends a word, and belongs to no abbreviation or address ("laporcovid19.org")."""
    return len(tokens.words[i - 1]) > 4 and tokens.starts[i + 1] > tokens.ends[i]


def _is_dash(tokens: Tokens, i: int) -> bool:
    """Tell whether a dash between blanks near the beginning stands at token i: it closes a dateline."""
    start, end = tokens.starts[i], tokens.ends[i]
    return start < _DATELINE and tokens.words[i] in "-–" and start > tokens.ends[i - 1] and tokens.starts[i + 1] > end


def _before_clause(words: list[str], i: int, floor: int) -> int:
    """Return the last token before a short relative clause or "lain" that ends at token i ("warga yang lewat, X")."""
    while i > floor and words[i] in _TAILS:
        i -= 1
    for k in range(i, max(floor, i - _CLAUSE), -1):
        if words[k] == "yang":
            return k - 1
        if not words[k].islower():
            break
    return i


def _inner(words: list[str], i: int) -> bool:
    """Tell whether a capitalised function word is part of an institution's name ("Dalam Negeri", "Satu Pintu")."""
    return i > 0 and words[i - 1][0].isupper()


def _opening(words: list[str], closing: int, floor: int) -> int:
    """Return the index of the "(" that belongs to the ")" at `closing`, when what they hold is short; else -1."""
    for i in range(closing - 1, max(floor, closing - 12) - 1, -1):
        if words[i] == "(":
            return -1 if words[i + 1][0].isdigit() and closing - i == 2 else i
    return -1


def name_edge(tokens: Tokens, end: int) -> int:
    """Return the end of what belongs to the name that ends at token `end`: degrees, age, nickname in brackets."""
    words = tokens.words
    total = len(words)
    i = end
    while i < total:
        word = words[i]
        if word == "(":
            closing = next((k for k in range(i + 1, min(i + 9, total)) if words[k] == ")"), -1)
            if closing < 0 or "/" in words[i + 1] or (closing > i + 2 and "/" in words[i + 2]):
                break
            i = closing + 1
            continue
        begin = i + 1 if word == "," or word == "." else i
        behind = _degree_end(tokens, begin) if begin < total and words[begin][0].isupper() else begin
        if behind == begin:
            break
        i = behind
    return i


def _degree_end(tokens: Tokens, begin: int) -> int:
    """Return the end of a degree at token `begin`, written whole ("MSi") or in pieces ("S.I.K.", "S.Sos"), or begin."""
    words = tokens.words
    total = len(words)
    folded = ""
    end = begin
    listed = words[begin - 1] in ",." and words[begin].casefold() in _DEGREE_LETTERS
    for i in range(begin, min(begin + _DEGREE_PIECES, total), 2):
        if len(words[i]) > _DEGREE_PIECE or not words[i][0].isalpha():
            break
        folded += words[i].casefold()
        dotted = i + 1 < total and words[i + 1] == "." and tokens.starts[i + 1] == tokens.ends[i]
        goes_on = dotted and i + 2 < total and tokens.starts[i + 2] == tokens.ends[i + 1]
        if folded in DEGREES or (listed and i > begin and words[i][0].isupper()):
            end = i + 2 if dotted and (goes_on or not _capital(words, i + 2)) else i + 1
        if not dotted:
            break
    return end


def _capital(words: list[str], i: int) -> bool:
    """Tell whether a capitalised word stands at token i."""
    return i < len(words) and words[i][0].isupper()


def position_after(tokens: Tokens, end: int, stop: int) -> tuple[int, int] | None:
    """Return the tokens of the position written after the name whose degrees and brackets end at token `end`, or None.

    `stop`: where the name's sentence ends.
    """
    words = tokens.words
    stop = min(stop, end + _LONGEST)
    i = end
    if i >= stop:
        return None
    opened = words[i] == "," or words[i] in _OPEN_AFTER
    if opened:
        i += 1
        relative = words[i - 1] == "yang"
        while i < stop and (words[i] in _OPEN_AFTER or words[i] in _LEADERS or (relative and words[i] in _VERBS)):
            relative = relative or words[i] == "yang"
            i += 1
    elif words[i] == "seorang" or (words[i] == "salah" and words[i + 1:i + 2] in (["satu"], ["seorang"])):
        opened, i = True, i + (1 if words[i] == "seorang" else 2)
    if i >= stop or words[i] in CUES:
        return None
    if words[i].casefold() not in OFFICES and not (opened and _english(words, i, stop)):
        return None
    if not opened and not _stands_bare(words, i, stop):
        return None
    last = _phrase_end(tokens, i, stop)
    following = words[last] if last < len(words) else ""
    if words[end] == "," and following and following[0].isupper() and tokens.starts[last] - tokens.ends[last - 1] == 1:
        return None
    if words[end] == "," and following in _BEFORE_NAMES:
        return None  # the position of the next person in a list ("A, Ketua B C, dan ...")
    return i, last


def _stands_bare(words: list[str], i: int, stop: int) -> bool:
    """Tell whether the position at token i needs no comma before it: "NAME Ketua X", "NAME warga Desa Y"."""
    kind = OFFICES[words[i].casefold()]
    if words[i][0].isupper():
        return kind == "office"
    return kind == "role" and i + 1 < stop and words[i + 1][0].isupper()


def _english(words: list[str], i: int, stop: int) -> bool:
    """Tell whether an English position stands at token i: its head comes last ("Health Officer")."""
    for k in range(i, min(i + 4, stop)):
        if not words[k][0].isupper():
            return False
        if words[k].casefold() in _ENGLISH_HEADS:
            return True
    return False


def _phrase_end(tokens: Tokens, start: int, stop: int) -> int:
    """Return the end of the position that begins at token `start`."""
    words = tokens.words
    i = start + 1
    lowers = 0
    formal = words[start][0].isupper()
    while i < stop:
        kind = _kinds[words[i]]
        if words[i] == "(":
            closing = next((k for k in range(i + 1, min(i + 9, stop)) if words[k] == ")"), -1)
            if closing < 0 or words[i + 1][0].isdigit():
                break
            i = closing
        elif kind == Kind.CAPITAL or (kind == Kind.HEAD and words[i][0].isupper()) or (
            kind == Kind.CAPITAL_FUNCTION and _inner(words, i)
        ):
            lowers = 0
        elif kind == Kind.JOINER:
            if i + 1 >= stop or not (words[i + 1][0].isupper() or (not formal and words[i + 1].islower())):
                break
        elif kind == Kind.COMMA:
            if not _list_goes_on(words, i, stop):
                break
        elif words[i] in _STOPS:
            break
        elif kind in (Kind.LOWER, Kind.HEAD) or words[i - 1] in _CLERKS:
            lowers += 1
            if lowers > (2 if formal else 5):
                break
        elif kind != Kind.MARK or words[i] == "." or i + 1 >= stop:
            break
        i += 1
    while i > start + 1 and _kinds[words[i - 1]] in (Kind.JOINER, Kind.MARK) and not words[i - 1][0].isdigit():
        i -= 1
    return i


def _list_goes_on(words: list[str], comma: int, stop: int) -> bool:
    """Tell whether a comma stands in a list that ends in ", dan X" ("Politik, Hukum, dan Keamanan")."""
    for i in range(comma + 1, min(comma + 6, stop - 1)):
        if words[i] == "," and words[i + 1] == "dan" and i + 2 < stop and words[i + 2][0].isupper():
            return True
        if words[i] == "dan" and i == comma + 1 and words[i + 1][0].isupper():
            return True
        if not words[i][0].isupper() and words[i] != ",":
            return False
    return False
