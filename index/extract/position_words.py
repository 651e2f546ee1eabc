"""What each word is to one who looks for a position: its head, part of it, or where it cannot go on."""

from typing import Final

from index.extract.tables import CUES, FUNCTION_WORDS, OFFICES, TIME_WORDS
from index.knowledge.words import WORDS

_JOINERS: Final = WORDS["position_joiner"]
_NOT_AGENTS: Final = WORDS["not_an_agent"]
DOUBLE: Final = frozenset(["juga", "sekaligus", "merangkap"])
_VERB_STARTS: Final = ("me", "di", "ber", "ter")
_PLAIN: Final = WORDS["not_a_verb"]


class Kind:
    """What a word is to one who looks for a position; up to VERB it can be no part of one."""

    STOP: Final = 1
    CUE: Final = 2
    VERB: Final = 3
    RELATIVE: Final = 4
    JOINER: Final = 5
    DOUBLE: Final = 6
    COMMA: Final = 7
    CLOSING: Final = 8
    MARK: Final = 9
    LOWER: Final = 10
    CAPITAL_FUNCTION: Final = 11
    CAPITAL: Final = 12
    HEAD: Final = 13


_MARKS: Final = {",": Kind.COMMA, ")": Kind.CLOSING, **dict.fromkeys("/-–&'’.", Kind.MARK)}
_KINDS: Final = ((Kind.HEAD, OFFICES), (Kind.JOINER, _JOINERS), (Kind.DOUBLE, DOUBLE), (Kind.RELATIVE, {"yang"}))
_KINDS_SIZE: Final = 1 << 17


class _Kinds(dict[str, int]):
    """The kinds of words, found when first asked for."""

    def __missing__(self, word: str) -> int:
        kind = _find_kind(word, word.casefold())
        if len(self) < _KINDS_SIZE:
            self[word] = kind
        return kind


KINDS: Final = _Kinds()
"""What each word is to one who looks for a position."""


def _find_kind(word: str, folded: str) -> int:
    if word in _MARKS:
        return _MARKS[word]
    if word in CUES and word[0].islower():
        return Kind.CUE
    if word == "sementara":
        return Kind.JOINER
    for kind, words in _KINDS:
        if folded in words:
            return kind
    if word[0].isupper():
        if folded in TIME_WORDS:
            return Kind.STOP
        return Kind.CAPITAL_FUNCTION if folded in FUNCTION_WORDS else Kind.CAPITAL
    if word[0].isdigit():
        return Kind.MARK
    if not word.islower() or folded in FUNCTION_WORDS:
        return Kind.STOP
    if _agent(folded):
        return Kind.HEAD
    return Kind.VERB if word.startswith(_VERB_STARTS) and len(word) > 5 and folded not in _PLAIN else Kind.LOWER


def _agent(word: str) -> bool:
    """Tell whether a word is formed as one who does something for a living ("perencana", "penggiat")."""
    return (word.startswith("pe") and len(word) > 6 and not word.endswith(("an", "nya", "kan"))
            and word not in _NOT_AGENTS)
