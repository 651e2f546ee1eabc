"""The question rule: what a question asks with is not what it asks about."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from index.analysis.analyser import Token

_ASKING: Final = (
    "apa apakah siapa siapakah kapan kapankah berapa berapakah bagaimana bagaimanakah mengapa mengapakah kenapa"
    " mana manakah dimana dimanakah kemana kemanakah darimana darimanakah keberapa keberapakah"
)
_JOINING: Final = "yang di ke dari pada dalam dengan untuk oleh dan atau itu ini adalah ialah saja sajakah kah"
QUESTION_WORDS: Final = frozenset(_ASKING.split())
FUNCTION_WORDS: Final = frozenset(_JOINING.split())
"""Words that carry nothing in a question (there is no stop list in the index: it made searches worse)."""

_BEFORE_MANA: Final = frozenset({"di", "ke", "dari"})
_ASKED_EARLY: Final = frozenset({"berapa", "siapa", "kapan"})
EARLY: Final = 4
"""Words at the beginning among which "tahun berapa", "oleh siapa" make a question."""


def without_question(tokens: Sequence[Token], text: str) -> list[Token]:
    """Return the tokens of a query without question and function words, if it is a question.

    A query of such words alone is returned whole: it is never made empty.
    """
    words = [token.forms[0] for token in tokens]
    if not is_question(words, text):
        return list(tokens)
    kept = [
        token
        for token, word in zip(tokens, words, strict=True)
        if word not in QUESTION_WORDS and word not in FUNCTION_WORDS
    ]
    return kept or list(tokens)


def is_question(words: Sequence[str], text: str) -> bool:
    """Return whether a query of these folded words, typed as `text`, is a question.

    It ends in "?"; begins or ends with a question word ("di mana" counts); has one with -kah anywhere ("di pulau
    manakah", "partai apakah") or one before "yang" ("departemen apa yang ..."); or asks how many, who or when near
    its beginning ("pada tahun berapa", "oleh siapa").
    """
    if text.rstrip().endswith("?"):
        return True
    if not words:
        return False
    if words[0] in QUESTION_WORDS or words[-1] in QUESTION_WORDS:
        return True
    if words[0] in _BEFORE_MANA and words[1:2] in (["mana"], ["manakah"]):
        return True
    asking = ((word, after) for word, after in pairwise((*words, "")) if word in QUESTION_WORDS)
    if any(word.endswith("kah") or after == "yang" for word, after in asking):
        return True
    return not _ASKED_EARLY.isdisjoint(words[:EARLY])
