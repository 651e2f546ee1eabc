"""Speakers: every named person to whom the article attributes a statement, with position and statements."""

from typing import Final

from index.article import Article, Span, SpeakerFact
from index.extract.coreference import Person
from index.extract.mentions import find_mentions
from index.extract.quotes import find_quotes
from index.extract.statements import Attributor
from index.extract.tokens import Tokens
from index.extract.word_flags import COLON, CUE

_WIDEST: Final = 24
"""Tokens of the longest position that is believed; a longer one has swallowed its sentence."""


def find_speakers(article: Article, tokens: Tokens | None = None) -> tuple[SpeakerFact, ...]:
    """Return the persons to whom the article attributes a statement, in the order of their first statement.

    `tokens`: those of its text, if they are known already.
    """
    tokens = Tokens(article.text) if tokens is None else tokens
    cues = find_cues(tokens)
    if not cues and not tokens.flagged(COLON):
        return ()
    mentions, registry = find_mentions(tokens, cues)
    if not mentions:
        return ()
    quotes = find_quotes(tokens)
    found = Attributor(tokens, cues, quotes, mentions, registry).run()
    facts = []
    for person, statements in found.by_person.values():
        if _is_named(person) and id(person) not in found.weak_only:
            facts.append(_fact(tokens, person, tuple(sorted(statements, key=lambda s: s.span.start))))
    return tuple(facts)


def find_cues(tokens: Tokens) -> list[int]:
    """Return the tokens that may mark a statement; one with a capital only where a sentence or quotation ends before.

    A capital elsewhere is a headline's ("Baca juga: Bahlil Ungkap Alasannya").
    """
    words = tokens.words
    begins = tokens.begins
    return [i for i in tokens.flagged(CUE) if words[i][0].islower() or i in begins or not words[i - 1][0].isalnum()]


def _is_named(person: Person) -> bool:
    """Tell whether the name is one; initials of a suspect ("SA") are not."""
    return any(len(word) > 2 for word in person.full) or len(person.full) > 1


def _fact(tokens: Tokens, person: Person, statements: tuple) -> SpeakerFact:  # type: ignore[type-arg]
    """Return the fact of one person."""
    span = Span(tokens.starts[person.begin], tokens.ends[person.end - 1])
    position = _best_position(person)
    position_span = Span(tokens.starts[position[0]], tokens.ends[position[1] - 1]) if position else None
    name = " ".join(tokens.text[span.start:span.end].split())
    return SpeakerFact(
        name=name,
        position=" ".join(tokens.text[position_span.start:position_span.end].split()) if position_span else None,
        span=span,
        position_span=position_span,
        statements=statements,
        rule=max(statements, key=lambda s: s.confidence).rule,
        confidence=max(s.confidence for s in statements),
    )


def _best_position(person: Person) -> tuple[int, int] | None:
    """Return the fullest position beside the person's name, first of all beside its fullest form."""
    best: tuple[int, int] | None = None
    fullest, widest = False, 0
    for words, start, end in person.positions:
        width = end - start
        full = words == len(person.full) and width > 1
        if width <= _WIDEST and (best is None or (full, width) > (fullest, widest)):
            best, fullest, widest = (start, end), full, width
    return best
