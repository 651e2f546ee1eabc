"""A clause over one segment, an array at a time: first the set that matches, then the scores of those wanted.

The numbers of a set are documents, or statements in the view of statements: then parts on quote fields look at each
statement alone, and every other part is carried from documents to their statements.
"""

from collections.abc import Callable

import numpy as np

from search.deadline import check
from search.engines.whoosh import kernels
from search.engines.whoosh.arrays import Array, ranges
from search.engines.whoosh.fields import STATEMENT_FIELDS
from search.engines.whoosh.filters import Filters
from search.engines.whoosh.lexicon import encoded
from search.engines.whoosh.pairs import pair_of, pairs_in
from search.engines.whoosh.phrases import phrase_places
from search.engines.whoosh.plain import Listed, Scored, chosen, firsts
from search.engines.whoosh.segment import Segment, TextField
from search.engines.whoosh.sets import DENSE, Found, intersection, nothing, of_numbers, united
from search.engines.whoosh.statistics import Statistics
from search.engines.whoosh.vocabulary import places_of
from search.query import All, Any, Clause, Every, Fuzzy, Not, Nothing, Phrase, Prefix, Range, Term, Value, Wildcard

NO_PLACES: tuple[Array, Array] = (np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.int64))


class Evaluation:
    """One query's work on one segment; what a part of the clause holds is fetched once."""

    def __init__(self, segment: Segment, statistics: Statistics, filters: Filters) -> None:
        self.segment = segment
        self._statistics = statistics
        self._filters = filters
        # by the identity of parts of the clause, which lives as long as the query: hashing trees costs more
        self._found: dict[int, Found] = {}
        self._phrases: dict[int, tuple[Array, Array]] = {}
        self._holders: dict[int, Listed] = {}

    def _field(self, name: str) -> TextField | None:
        return self.segment.text.get(name)

    def _place(self, clause: Term) -> tuple[TextField | None, int]:
        field = self._field(clause.field)
        return field, -1 if field is None else field.terms.find(encoded(clause.text))

    def _listed(self, clause: Term, field: TextField, place: int) -> Listed:
        known = self._holders.get(id(clause))
        if known is None:
            known = self._holders[id(clause)] = field.listed(place)
        return known

    def _phrase(self, clause: Phrase) -> tuple[Array, Array]:
        """Return the documents that hold a phrase (ascending) and how often (int64)."""
        known = self._phrases.get(id(clause))
        if known is None:
            known = self._phrases[id(clause)] = self._pair(clause) or self._phrase_met(clause)
        return known

    def _pair(self, clause: Phrase) -> tuple[Array, Array] | None:
        """Return the same for two common words that follow one another, from the postings of their pair."""
        pair, common = pair_of(clause), self.segment.common.get(clause.field)
        if pair is None or not common or any(encoded(text) not in common for text in clause.texts):
            return None
        field = self.segment.paired[clause.field]
        place = field.terms.find(pair)
        if place < 0:
            return NO_PLACES
        return field.holders(place), field.frequencies.take(field.codes_of(place))

    def _holding_pairs(self, clause: Phrase, within: Found | None) -> Found | None:
        """Return those of the documents (None: of all) that hold a phrase's pairs of common words, if it is longer."""
        common = self.segment.common.get(clause.field)
        if not common or len(clause.texts) < 3:
            return within
        field = self.segment.paired[clause.field]
        places = [field.terms.find(pair) for pair in pairs_in(clause, common)]
        if not places:
            return within
        if min(places) < 0:
            return nothing(self.segment.size)
        holding = [Found(self.segment.size, ids=field.listed(place)) for place in places]
        return intersection(self.segment.size, holding if within is None else [*holding, within])

    def _phrase_met(self, clause: Phrase, within: Found | None = None) -> tuple[Array, Array]:
        documents, _ = phrase_places(self._field(clause.field), clause, self._holding_pairs(clause, within))
        first = firsts(documents)
        return documents[first], np.diff(np.append(first, len(documents)))

    def match_whole(self, clause: Clause, within: Callable[[], Found]) -> Found:
        """Return the documents that match the whole clause of the query, those `within` if it holds phrases.

        Phrases are looked for only there, and only where what stands beside them matches. What is kept of such a phrase
        says nothing of other documents, and need not: none of them can be an answer.
        """
        parts = clause.parts if isinstance(clause, All) else (clause,)
        phrases = [part for part in parts if isinstance(part, Phrase)]
        if not phrases:
            return self.match(clause)
        others = [self.match(part) for part in parts if not isinstance(part, Phrase)]
        found = intersection(self.segment.size, [*others, within()])
        for phrase in phrases:
            known = self._phrases.get(id(phrase)) or self._pair(phrase)
            self._phrases[id(phrase)] = standing = self._phrase_met(phrase, found) if known is None else known
            own = Found(self.segment.size, ids=standing[0])
            found = own if known is None else intersection(self.segment.size, [found, own])
        return found

    def match(self, clause: Clause) -> Found:
        """Return the documents that match the clause, deleted ones among them."""
        found = self._found.get(id(clause))
        if found is None:
            found = self._found[id(clause)] = self._match(clause)
        return found

    def _match(self, clause: Clause) -> Found:
        check()
        size = self.segment.size
        match clause:
            case Term():
                field, place = self._place(clause)
                if field is None or place < 0:
                    return nothing(size)
                return Found(size, ids=self._listed(clause, field, place))
            case Phrase():
                return Found(size, ids=self._phrase(clause)[0])
            case Prefix(name) | Wildcard(name) | Fuzzy(name):
                field = self._field(name)
                return nothing(size) if field is None else held_by(field, places_of(field.terms, clause), size)
            case Value(facet, value):
                return self._filters.value(facet, value)
            case Range(since, until):
                return self._filters.range(since, until)
            case Every():
                return Found(size)
            case Nothing():
                return nothing(size)
            case Not(part):
                return self.match(part).complement()
            case All(parts):
                return intersection(size, [self.match(part) for part in parts])
            case Any(parts):
                return united(size, [self.match(part) for part in parts])

    def scores(self, clause: Clause, documents: Array, sure: bool = True) -> Array | None:
        """Return the scores of ascending documents (float64; 0 where the clause does not match), None if all are 0.

        `sure`: each of the documents is known to match the clause.
        """
        check()
        match clause:
            case Term() | Phrase():
                return self._sum((clause,), documents, sure)
            case Prefix() | Wildcard() | Fuzzy():
                if sure:
                    return np.full(len(documents), clause.weight)
                return np.where(self.match(clause).holds(documents), clause.weight, 0.0)
            case All(parts):
                if sure:
                    return self._sum(parts, documents, True)
                inside = (self.match(clause).holds(documents)).nonzero()[0]
                scores = self._sum(parts, documents[inside], True)
                if scores is None:
                    return None
                spread = np.zeros(len(documents))
                spread[inside] = scores
                return spread
            case Any(parts):
                return self._sum(parts, documents, sure and len(parts) == 1)
            case _:
                return None

    def _sum(self, parts: tuple[Clause, ...], documents: Array, sure: bool) -> Array | None:
        """Return the scores of the parts added up in order; terms and phrases that follow one another go together."""
        total: Array | None = None
        together: list[Scored] = []
        for part in parts:
            if isinstance(part, Term | Phrase):
                own = self._scored_term(part) if isinstance(part, Term) else self._scored_phrase(part)
                if own is not None:
                    together.append(own)
                continue
            if together:
                total, together = kernels.score(documents, self.segment.size, total, together), []
            scores = self.scores(part, documents, sure)
            if scores is not None:
                total = scores if total is None else total + scores
        return kernels.score(documents, self.segment.size, total, together) if together else total

    def _scored_term(self, clause: Term) -> Scored | None:
        field, place = self._place(clause)
        if field is None or place < 0:
            return None
        factor = clause.weight * self._statistics.idf(clause.field, clause.text)
        table = self._statistics.parts(self.segment, field)
        return self._listed(clause, field, place), field.codes_of(place), table, factor

    def _scored_phrase(self, clause: Phrase) -> Scored | None:
        holders, frequencies = self._phrase(clause)
        if not len(holders):
            return None
        name = clause.field
        factor = clause.weight * sum(self._statistics.idf(name, text) for text in clause.texts)
        norms = self._statistics.norms(name, self.segment.text[name].lengths[holders].astype(np.int64))
        return holders, None, frequencies / (frequencies + norms), factor


def held_by(field: TextField, places: tuple[int, int] | Array, size: int) -> Found:
    """Return the documents (below `size`) that hold one or more of the terms at a span of places, or at some."""
    if isinstance(places, tuple):
        return of_numbers(size, field.listed_of_span(*places))
    starts = field.offsets.take(places).astype(np.int64)
    ends = field.offsets.take(places + 1).astype(np.int64)
    counts = ends - starts
    check()
    if int(counts.sum()) * DENSE < size:
        return of_numbers(size, field.documents.take(ranges(starts, counts)))
    mask = np.zeros(size, dtype=bool)
    kernels.mark_each(mask, field.documents.packed(0, len(field.documents)), starts, ends)
    return Found(size, mask=mask)


class StatementEvaluation:
    """One query's work on the statements of one segment."""

    def __init__(self, articles: Evaluation, owners: Array, starts: Array) -> None:
        """`owners`: statement -> document (intp); `starts`: document << 32 | first position (int64), ascending."""
        self._articles = articles
        self._segment = articles.segment
        self._owners = owners
        self._starts = starts
        self._size = len(owners)

    def carried(self, found: Found) -> Found:
        """Return the statements of the documents."""
        if found.full:
            return Found(self._size)
        return Found(self._size, mask=found.as_mask().take(self._owners))

    def _standing(self, documents: Array, positions: Array) -> Array:
        """Return the statement that each position of a document is in (intp)."""
        return self._starts.searchsorted((documents.astype(np.int64) << 32) | positions, side="right") - 1

    def match(self, clause: Clause) -> Found:
        """Return the statements in which the clause matches."""
        check()
        size = self._size
        match clause:
            case Term(name, text) if name in STATEMENT_FIELDS:
                field = self._segment.text[name]
                place = field.terms.find(encoded(text))
                return nothing(size) if place < 0 else self._tokens(field, [place])
            case Phrase(name) if name in STATEMENT_FIELDS:
                documents, starts = phrase_places(self._segment.text[name], clause)
                statements = self._standing(documents, starts + clause.offsets[0]) if len(documents) else documents
                whole = np.ones(len(statements), dtype=bool)
                for offset in clause.offsets[1:]:
                    whole &= self._standing(documents, starts + offset) == statements
                return of_numbers(size, chosen(whole, statements))
            case Prefix(name) | Wildcard(name) | Fuzzy(name) if name in STATEMENT_FIELDS:
                field = self._segment.text[name]
                places = places_of(field.terms, clause)
                return self._tokens(field, list(range(*places)) if isinstance(places, tuple) else places.tolist())
            case Not(part):
                return self.match(part).complement()
            case All(parts):
                return intersection(size, [self.match(part) for part in parts])
            case Any(parts):
                return united(size, [self.match(part) for part in parts])
            case _:
                return self.carried(self._articles.match(clause))

    def _tokens(self, field: TextField, places: list[int]) -> Found:
        pieces = []
        for place in places:
            check()
            pieces.append(self._standing(*field.places_of(place)))
        return of_numbers(self._size, np.concatenate(pieces)) if pieces else nothing(self._size)
