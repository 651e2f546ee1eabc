"""Tokens -> clauses: what it means that a typed word, phrase, prefix or near word stands in a field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.analysis.analyser import Token, tokenise
from index.entry import TEXT_FIELDS
from search.query import All, Any, Clause, Fuzzy, Phrase, Prefix, Term, Wildcard
from search.schema import FORM_WEIGHT, KEY_WEIGHT

SYNONYM_WEIGHT = 0.5
LONGEST_SYNONYM = 6
MOST_SYNONYMS = 16
"""Synonyms taken for one word: a reader's file may hold long groups, and each is a search of its own."""

LONG_FORM_WEIGHT = 0.5
"""Weight of the words of a long form beside its canonical term: together they are one thing that is asked for. Tried
.5, .75 and 1: MRR@10 of FacQA .834, .833, .832, of headlines .770, .769, .768."""

LONG_TEXT = 4
"""Words from which on a query is read as a sentence, in which neighbours count; shorter ones are spared the time."""

NEAR_WEIGHT = 0.2
FARTHEST = 2
MOST_PAIRS = 12
"""Weight of two neighbours, how far apart they may stand (a question's function words are left out between them) and
how many are looked for. Tried .1 to .5: MRR@10 of FacQA .831 to .832 (.830 without), highest at .2 and .3."""

LONGEST_TERM = 64
"""Characters of a prefix, pattern or near word that are looked at; edit distance costs their square."""

MOST_STARS = 4

Synonyms = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """The fields a word is looked for in: `stem` "text" means text.key and text.form."""

    stem: str

    @property
    def form(self) -> str:
        """Return the field of exact words."""
        return f"{self.stem}.form"

    @property
    def key(self) -> str | None:
        """Return the field of stems, or None where there is none (names)."""
        name = f"{self.stem}.key"
        return name if name in TEXT_FIELDS else None


def word_clauses(tokens: Sequence[Token], place: Place, synonyms: Synonyms) -> list[Clause]:
    """Return a clause for each word, or for each run of words that has an abbreviation or synonyms; all must match.

    In a long text neighbours that stand together in an article as well let it score higher.
    """
    return _clauses(tokens, place, synonyms, frozenset(), near=len(tokens) >= LONG_TEXT)


def _clauses(
    tokens: Sequence[Token],
    place: Place,
    synonyms: Synonyms,
    known: frozenset[tuple[int, int]],
    near: bool = False,
    weight: float = 1.0,
) -> list[Clause]:
    """Return the clauses; `known` holds the (position, length) of runs whose other writings are taken care of."""
    clauses: list[Clause] = []
    here = 0
    while here < len(tokens):
        length, others = _longest(tokens, here, place, synonyms, known, weight)
        run = tokens[here : here + length]
        if not others:
            following = tokens[here + 1 : here + 2] if near and here < MOST_PAIRS else ()
            clauses.append(with_neighbour(word(tokens[here], place, weight), tokens[here], following, place))
        else:
            own = weight * LONG_FORM_WEIGHT if _is_long_form(run, length, place) else weight
            inside = _clauses(run, place, synonyms, known | {(run[0].position, length)}, weight=own)
            clauses.append(_either(inside[0] if len(inside) == 1 else All(tuple(inside)), others))
        here += length
    return clauses


def _either(first: Clause, others: Sequence[Clause]) -> Clause:
    """Return the alternatives, without repeats, in one flat clause."""
    parts = first.parts if isinstance(first, Any) else (first,)
    return Any(tuple(dict.fromkeys((*parts, *others))))


def _longest(
    tokens: Sequence[Token],
    here: int,
    place: Place,
    synonyms: Synonyms,
    known: frozenset[tuple[int, int]],
    weight: float,
) -> tuple[int, list[Clause]]:
    """Return the longest run from `here` on that can be written otherwise, and the clauses for these writings."""
    first = tokens[here]
    lengths = {covered for _, covered in first.canonical if place.key is not None}
    if synonyms:
        lengths |= set(range(1, LONGEST_SYNONYM + 1))
    for length in sorted(lengths, reverse=True):
        run = tokens[here : here + length]
        unbroken = len(run) == length and run[-1].position == first.position + length - 1
        if unbroken and (first.position, length) not in known:
            others = _others(run, length, place, synonyms, weight)
            if others:
                return length, others
    return 1, []


def _is_long_form(run: Sequence[Token], length: int, place: Place) -> bool:
    """Return whether a run of words is, whole, the long form of an abbreviation."""
    return place.key is not None and length > 1 and any(covered == length for _, covered in run[0].canonical)


def _others(
    run: Sequence[Token], length: int, place: Place, synonyms: Synonyms, weight: float
) -> list[Clause]:
    """Return the clauses for the canonical terms and the synonyms of exactly this run."""
    others: list[Clause] = []
    if place.key is not None and length > 1:
        terms = [term for term, covered in run[0].canonical if covered == length]
        others += [Term(place.key, term, KEY_WEIGHT * weight) for term in terms]
    phrase = " ".join(token.forms[0] for token in run)
    for synonym in synonyms.get(phrase, ())[:MOST_SYNONYMS]:
        clause = synonym_clause(synonym, place)
        if clause is not None:
            others.append(clause)
    return others


def synonym_clause(synonym: str, place: Place) -> Clause | None:
    """Return the clause for a synonym: a word by stem and form, several words as a phrase of stems; at half weight."""
    tokens = tokenise(synonym)[: LONGEST_SYNONYM * 2]
    if not tokens:
        return None
    if len(tokens) == 1:
        return word(tokens[0], place, SYNONYM_WEIGHT)
    offsets = tuple(token.position - tokens[0].position for token in tokens)
    if place.key is None:
        return Phrase(place.form, tuple(token.forms[0] for token in tokens), offsets, SYNONYM_WEIGHT)
    return Phrase(place.key, tuple(token.keys[0] for token in tokens), offsets, SYNONYM_WEIGHT)


def word(token: Token, place: Place, weight: float = 1.0) -> Clause:
    """Return the clause for one word: any of its keys and forms.

    A short form is looked for by its canonical term at the weight of both: articles with the long form have the term,
    and not the form, and are not to stand behind the others for it.
    """
    short = dict.fromkeys(term for term, covered in token.canonical if covered == 1)
    if place.key is None:
        parts: list[Clause] = [Term(place.form, form, weight) for form in dict.fromkeys(token.forms)]
    elif short:
        both = (KEY_WEIGHT + FORM_WEIGHT) * weight
        keys = dict.fromkeys((*token.keys, *short))
        parts = [Term(place.key, key, both if key in short else KEY_WEIGHT * weight) for key in keys]
    else:
        parts = [Term(place.key, key, KEY_WEIGHT * weight) for key in dict.fromkeys(token.keys)]
        parts += [Term(place.form, form, FORM_WEIGHT * weight) for form in dict.fromkeys(token.forms)]
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


def with_neighbour(clause: Clause, token: Token, following: Sequence[Token], place: Place) -> Clause:
    """Return the clause of a word with, beside it, the phrase of its stem and the next word's.

    An article that holds the phrase holds the stem, so this changes the score alone, never what is found.
    """
    if not following or place.key is None:
        return clause
    offset = following[0].position - token.position
    if offset > FARTHEST:
        return clause
    parts = clause.parts if isinstance(clause, Any) else (clause,)
    return Any((*parts, Phrase(place.key, (token.keys[0], following[0].keys[0]), (0, offset), NEAR_WEIGHT)))


def exact_clause(tokens: Sequence[Token], place: Place) -> Clause | None:
    """Return the clause for quoted text: the forms as they stand, side by side; None without a word."""
    if not tokens:
        return None
    if len(tokens) == 1:
        return Term(place.form, tokens[0].forms[0])
    offsets = tuple(token.position - tokens[0].position for token in tokens)
    return Phrase(place.form, tuple(token.forms[0] for token in tokens), offsets)


def fuzzy_clause(token: Token, distance: int, place: Place) -> Clause:
    """Return the clause for words within an edit distance of this one."""
    return Fuzzy(place.form, token.forms[0][:LONGEST_TERM], distance)


def pattern_clause(text: str, place: Place) -> Clause | None:
    """Return the clause for `awal*` or `ke*an`; None if nothing but stars is left, or there are too many."""
    parts = [_folded(part) for part in text.split("*")]
    if not any(parts) or len(parts) - 1 > MOST_STARS or any(part is None for part in parts):
        return None
    pattern = "*".join(part or "" for part in parts)[:LONGEST_TERM]
    if "*" not in pattern:
        return Term(place.form, pattern)
    if pattern.count("*") == 1 and pattern.endswith("*"):
        return Prefix(place.form, pattern[:-1])
    return Wildcard(place.form, pattern)


def _folded(part: str) -> str | None:
    """Return a part of a pattern as terms have it, "" if it has no letter; None if it is more than one word."""
    tokens = tokenise(part)
    if len(tokens) > 1:
        return None
    return tokens[0].forms[0] if tokens else ""


