"""Which characters of a text a clause is about: stems, exact words, phrases, prefixes, patterns, near words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from index.analysis.analyser import Token
from index.analysis.chunks import Piece, pieces_of
from index.analysis.parts import plain_form, read_plain
from index.knowledge.abbreviations import abbreviations
from search.query import All, Any, Clause, Fuzzy, Phrase, Prefix, Term, Wildcard

Mark = tuple[int, int]
"""Characters start..end, end excluded."""

CACHED_CHUNKS = 1 << 15
"""Runs without white space kept with their words, some 20 MB; nine of ten runs of a news text are found there."""

CACHED_TERMS = 1 << 17
"""Runs kept with their terms alone, some 25 MB: what tells most runs of an article apart from what is looked for."""

LONGEST_CACHED = 64

_CHUNK = re.compile(r"\S+")
_remembered = lru_cache(CACHED_CHUNKS)(pieces_of)


def _pieces(chunk: str) -> tuple[Piece, ...]:
    """Return the words of a run without white space; of an ordinary one from memory."""
    return _remembered(chunk) if len(chunk) <= LONGEST_CACHED else pieces_of(chunk)


_known_terms: dict[str, tuple[str, ...]] = {}


def _terms(chunk: str) -> tuple[str, ...]:
    """Return all terms of a run without white space: forms, keys and canonical terms, each once; from memory."""
    terms = _known_terms.get(chunk)
    if terms is None:
        if len(_known_terms) >= CACHED_TERMS:
            _known_terms.clear()
        terms = _known_terms[chunk] = _read_terms(chunk)
    return terms


def _read_terms(chunk: str) -> tuple[str, ...]:
    plain = plain_form(chunk)
    if plain is not None:
        form, key, _ = read_plain(plain)
        return (form,) if form == key else (form, key)
    return tuple({
        term for piece in _pieces(chunk) for term in (*piece.forms, *piece.keys, *(term for term, _ in piece.canonical))
    })  # fmt: skip


def tokens_of(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens between two blanks of a text, as `tokenise` gives them, from remembered chunks."""
    placed = [
        (match.start(), piece)
        for match in _CHUNK.finditer(text, start, len(text) if end is None else end)
        for piece in _pieces(match.group())
    ]
    words = [piece.forms[0] for _, piece in placed]
    table = abbreviations()
    return [
        Token(
            offset + piece.start, offset + piece.end, position, piece.forms, piece.keys,
            (*piece.canonical, *table.starting_at(words, position)) if words[position] in table.long
            else piece.canonical,
        )
        for position, (offset, piece) in enumerate(placed)
    ]  # fmt: skip


class Wanted:
    """What a clause looks for in the two fields of one stem.

    Words are looked up by run without white space, and what a run holds is remembered for the next article. Phrases
    and long forms of abbreviations need their neighbours: only for them the text is cut into tokens.
    """

    def __init__(self, parts: Iterable[Term | Phrase | Prefix | Wildcard | Fuzzy]) -> None:
        self.forms: set[str] = set()
        self.keys: set[str] = set()
        self.phrases: list[Phrase] = []
        self.expansions: list[Prefix | Wildcard | Fuzzy] = []
        for part in parts:
            if isinstance(part, Term):
                (self.keys if part.field.endswith(".key") else self.forms).add(part.text)
            elif isinstance(part, Phrase):
                self.phrases.append(part)
            else:
                self.expansions.append(part)
        longs = long_forms()
        self.openings = {form.split()[0] for key in self.keys & longs.keys() for form in longs[key]}
        self.terms = self.forms | self.keys
        self.prefixes = tuple(part.text for part in self.expansions if isinstance(part, Prefix))
        self.patterns = len(self.expansions) > len(self.prefixes)
        self.known: dict[str, tuple[Mark, ...]] = {}

    def marks(self, text: str, start: int, end: int) -> list[Mark]:
        """Return where the text between two blanks holds what is looked for."""
        found: list[Mark] = []
        chunks = text[start:end].split()
        held = [self._held(chunk) for chunk in chunks]
        if any(held):
            place = start
            for chunk, marks in zip(chunks, held, strict=True):
                place = text.index(chunk, place)
                if marks:
                    found += [(place + first, place + last) for first, last in marks]
                place += len(chunk)
        if self.phrases or self._may_open(text[start:end]):
            found += self._among(tokens_of(text, start, end))
        return found

    def _held(self, chunk: str) -> tuple[Mark, ...]:
        """Return where a run without white space holds what is looked for."""
        marks = self.known.get(chunk)
        if marks is None:
            marks = self.known[chunk] = tuple(self._in_chunk(chunk)) if self._may_hold(chunk) else ()
        return marks

    def _may_hold(self, chunk: str) -> bool:
        """Tell whether a run without white space may hold what is looked for; most hold nothing, told by one look."""
        if self.patterns or len(chunk) > LONGEST_CACHED:
            return True
        terms = _terms(chunk)
        if not self.terms.isdisjoint(terms):
            return True
        return bool(self.prefixes) and any(term.startswith(self.prefixes) for term in terms)

    def _may_open(self, text: str) -> bool:
        """Tell whether a long form that is looked for may begin here."""
        lower = text.lower() if self.openings else ""
        return any(opening in lower for opening in self.openings)

    def _in_chunk(self, chunk: str) -> Iterator[Mark]:
        """Yield where a run without white space holds a word, or parts that make one ("covid-19")."""
        pieces = _pieces(chunk)
        for here, piece in enumerate(pieces):
            if self._wants(piece.forms, piece.keys):
                yield piece.start, piece.end
            for term, covered in piece.canonical:
                if term in self.keys:
                    yield piece.start, pieces[min(here + covered, len(pieces)) - 1].end

    def _wants(self, forms: Sequence[str], keys: Sequence[str]) -> bool:
        """Tell whether a word is looked for."""
        if not self.forms.isdisjoint(forms) or not self.keys.isdisjoint(keys):
            return True
        return any(
            stands_for(part, term)
            for part in self.expansions
            for term in (keys if part.field.endswith(".key") else forms)
        )

    def _among(self, tokens: Sequence[Token]) -> Iterator[Mark]:
        """Yield where phrases and long forms stand."""
        for here, token in enumerate(tokens):
            for term, covered in token.canonical:
                if term in self.keys and covered > 1:
                    yield token.start, tokens[min(here + covered, len(tokens)) - 1].end
        for phrase in self.phrases:
            yield from _phrase_marks(phrase, tokens)


def _phrase_marks(phrase: Phrase, tokens: Sequence[Token]) -> list[Mark]:
    """Return where the phrase stands as a whole."""
    is_key = phrase.field.endswith(".key")
    found = []
    for here in range(len(tokens)):
        places = [here + offset - phrase.offsets[0] for offset in phrase.offsets]
        if all(
            0 <= place < len(tokens) and text in (tokens[place].keys if is_key else tokens[place].forms)
            for text, place in zip(phrase.texts, places, strict=True)
        ):
            found.append((tokens[min(places)].start, tokens[max(places)].end))
    return found


def stands_for(clause: Prefix | Wildcard | Fuzzy, term: str) -> bool:
    """Tell whether the term is one of those the clause stands for."""
    match clause:
        case Prefix(_, text):
            return term.startswith(text)
        case Wildcard(_, pattern):
            return _pattern(pattern).fullmatch(term) is not None
        case Fuzzy(_, text, distance):
            return term[:1] == text[:1] != "" and is_within(term, text, distance)


@lru_cache(256)
def _pattern(pattern: str) -> re.Pattern[str]:
    """Return the expression for a wildcard.

    What stands between two stars is taken at its first place and kept (an atomic group), so that no pattern needs
    more than quadratic time in the length of a term.
    """
    pieces = [re.escape(piece) for piece in pattern.split("*")]
    if len(pieces) == 1:
        return re.compile(pieces[0])
    middle = "".join(f"(?>.*?{piece})" for piece in pieces[1:-1] if piece)
    return re.compile(f"{pieces[0]}{middle}.*{pieces[-1]}", re.DOTALL)


def is_within(a: str, b: str, distance: int) -> bool:
    """Tell whether the optimal string alignment distance is at most `distance`."""
    if abs(len(a) - len(b)) > distance:
        return False
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > distance:
            return False
    return row[-1] <= distance


def wanted_by(clause: Clause) -> dict[str, Wanted]:
    """Return what the clause looks for by stem ("text", "title", "quote" ...); what it excludes is left out."""
    found: dict[str, list[Term | Phrase | Prefix | Wildcard | Fuzzy]] = {}
    for leaf in leaves(clause):
        found.setdefault(leaf.field.partition(".")[0], []).append(leaf)
    return {stem: Wanted(parts) for stem, parts in found.items()}


def leaves(clause: Clause) -> Iterable[Term | Phrase | Prefix | Wildcard | Fuzzy]:
    """Yield the parts of the clause that stand in a text."""
    if isinstance(clause, All | Any):
        for part in clause.parts:
            yield from leaves(part)
    elif isinstance(clause, Term | Phrase | Prefix | Wildcard | Fuzzy):
        yield clause


def union(marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks in order, overlapping ones made one."""
    found: list[Mark] = []
    for start, end in sorted(marks):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


@cache
def long_forms() -> dict[str, tuple[str, ...]]:
    """Return the long forms of each canonical term: "kukar" -> ("kutai kartanegara",)."""
    found: dict[str, list[str]] = {}
    for first, seconds in abbreviations().long.items():
        for second, rests in seconds.items():
            for rest, canonical in rests:
                found.setdefault(canonical, []).append(" ".join((first, second, *rest)))
    return {canonical: tuple(forms) for canonical, forms in found.items()}
