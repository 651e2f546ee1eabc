"""Parts of a parsed query, each a clause with the words that say it, and how they are joined."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis.analyser import Token
from index.analysis.question import QUESTION_WORDS, is_question
from search.query import All, Any, Clause
from search.reading import Reading, Said, joined, led
from search.schema import Field


@dataclass(frozen=True, slots=True)
class Word:
    """A plain word of the query: where it stands in the text as typed, and how it is looked up."""

    start: int
    end: int
    form: str
    key: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood: the clause, how it was read, the text that was read and its plain words (for spelling)."""

    clause: Clause
    reading: Reading
    text: str = ""
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A clause with the words that say it."""

    clause: Clause
    said: Said


def named_part(named: Field, said: Said) -> Said:
    """Say a part with its field's label before it."""
    return led(f"{named.label.lower()}:", f"{named.label_en.lower()}:", said)


def all_of(parts: Sequence[Part]) -> Part | None:
    """Return the parts joined by AND, nested ones of words laid flat; None without parts."""
    if len(parts) <= 1:
        return parts[0] if parts else None
    flat: list[Clause] = []
    for part in parts:
        flat += part.clause.parts if isinstance(part.clause, All) else (part.clause,)
    return Part(All(tuple(flat)), joined([part.said for part in parts], "dan", "and"))


def any_of(parts: Sequence[Part]) -> Part | None:
    """Return the parts joined by OR; None without parts."""
    if len(parts) <= 1:
        return parts[0] if parts else None
    return Part(Any(tuple(part.clause for part in parts)), joined([part.said for part in parts], "atau", "or"))


def is_asked(tokens: Sequence[Token], text: str) -> bool:
    """Tell whether the text is a question: also one that asks inside ("partai apakah yang ...") or at its end."""
    words = [token.forms[0] for token in tokens]
    inside = any(word.endswith("kah") and word in QUESTION_WORDS for word in words)
    return inside or (len(words) > 1 and words[-1] in QUESTION_WORDS) or is_question(words, text)
