"""The question rule: what a question asks with is not what it asks about."""

from collections.abc import Sequence
from typing import Final

from index.analysis.analyser import Token

_ASKING: Final = (
    "apa apakah siapa siapakah kapan kapankah berapa berapakah bagaimana bagaimanakah mengapa mengapakah kenapa"
    " mana manakah dimana dimanakah kemana darimana"
)
_JOINING: Final = "yang di ke dari pada dalam dengan untuk oleh dan atau itu ini adalah ialah saja sajakah kah"
QUESTION_WORDS: Final = frozenset(_ASKING.split())
FUNCTION_WORDS: Final = frozenset(_JOINING.split())
"""Words that carry nothing in a question (there is no stop list in the index: it made searches worse)."""

_BEFORE_MANA: Final = frozenset({"di", "ke", "dari"})


def without_question(tokens: Sequence[Token], text: str) -> list[Token]:
    """Return the tokens of a query without question and function words, if it is a question.

    A question ends in "?" or begins with a question word ("di mana" counts). A query of such words alone is
    returned whole: it is never made empty.
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
    """Return whether a query of these folded words, typed as `text`, is a question."""
    if text.rstrip().endswith("?"):
        return True
    if not words:
        return False
    return words[0] in QUESTION_WORDS or (words[0] in _BEFORE_MANA and words[1:2] in (["mana"], ["manakah"]))
