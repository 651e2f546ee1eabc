"""Speakers: every named person to whom the article attributes a statement, with position and statements."""

from typing import Final

from index.article import Article, Span, SpeakerFact, Statement
from index.extract.coreference import Person
from index.extract.headline import full_name
from index.extract.mentions import find_mentions
from index.extract.quotes import find_quotes
from index.extract.statements import Attributor
from index.extract.tokens import Tokens
from index.extract.word_flags import COLON, CUE

_WIDEST: Final = 24
"""Tokens of the longest position that is believed; a longer one has swallowed its sentence."""


def find_speakers(
    article: Article, tokens: Tokens | None = None, title: Tokens | None = None
) -> tuple[SpeakerFact, ...]:
    """Return the persons to whom the article attributes a statement, in the order of their first statement.

    A person whom the text calls by one word has the name that the title gives in full; two of these who have one name
    there are one. `tokens`, `title`: those of text and title, if they are known already.
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
    title = Tokens(article.title or "") if title is None else title
    facts: list[SpeakerFact] = []
    by_span: dict[tuple[int, int], int] = {}
    for person, statements in found.by_person.values():
        if not _is_named(person) or id(person) in found.weak_only:
            continue
        named = full_name(title, tokens.words[person.begin]) if len(person.full) == 1 else None
        if named is not None and named in by_span:
            place = by_span[named]
            facts[place] = _together(facts[place], _fact(tokens, person, statements, title, named))
            continue
        if named is not None:
            by_span[named] = len(facts)
        facts.append(_fact(tokens, person, statements, title, named))
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


def _fact(
    tokens: Tokens, person: Person, statements: list[Statement], title: Tokens, named: tuple[int, int] | None
) -> SpeakerFact:
    """Return the fact of one person, whose full name the tokens `named` of the title are."""
    if named is None:
        source = tokens
        span = Span(tokens.starts[person.begin], tokens.ends[person.end - 1])
    else:
        source = title
        span = Span(title.starts[named[0]], title.ends[named[1] - 1], "title")
    position = _best_position(person)
    position_span = Span(tokens.starts[position[0]], tokens.ends[position[1] - 1]) if position else None
    return SpeakerFact(
        name=" ".join(source.text[span.start:span.end].split()),
        position=" ".join(tokens.text[position_span.start:position_span.end].split()) if position_span else None,
        span=span,
        position_span=position_span,
        statements=tuple(sorted(statements, key=lambda s: s.span.start)),
        rule=max(statements, key=lambda s: s.confidence).rule,
        confidence=max(s.confidence for s in statements),
    )


def _together(one: SpeakerFact, other: SpeakerFact) -> SpeakerFact:
    """Return two facts of one person as one, with the first position that there is."""
    surer = max(one, other, key=lambda fact: fact.confidence)
    return SpeakerFact(
        name=one.name,
        position=one.position or other.position,
        span=one.span,
        position_span=one.position_span or other.position_span,
        statements=tuple(sorted((*one.statements, *other.statements), key=lambda s: s.span.start)),
        rule=surer.rule,
        confidence=surer.confidence,
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
