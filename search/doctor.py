"""The doctor: the engine's own examination, then whole searches recounted by brute force over every stored article."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import pairwise

from index.entry import FACETS, Entry
from search.engines.base import Drift, Engine, EngineError
from search.engines.bruteforce import Document, Statistics, document_of, holds, score_of
from search.query import All, Any, Choice, Clause, Every, Not, Phrase, Query, Term
from search.results import FacetCounts, Results, Stored

REMEDY = "telusur index PATH... --index DIR"
"""Every file is as it was written: what is wrong was written so, in the generations before perhaps too."""

WANTED = 1_000
"""Facet values compared one by one; beyond them their number is."""

COMMON = 0.05
"""Share of the articles up to which words are drawn, so that counts of all searches fit in memory together."""

TRIES = 3
"""How often it is begun anew because another generation became the current one."""

Recall = Callable[[Stored], Entry]
"""Makes of a stored article its terms and facet values anew."""


@dataclass(slots=True)
class Asked:
    """A search, and what was counted of it so far; every match holds one of `needed` (empty: anything may match)."""

    clause: Clause
    query: Query
    needed: tuple[Term, ...]
    total: int = 0
    values: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in FACETS})
    missing: Counter[str] = field(default_factory=Counter)

    def count(self, document: Document, statistics: Statistics) -> None:
        """Count a document, if it matches."""
        if score_of(self.clause, document, statistics) is None:
            return
        self.total += holds(document.entry, self.query)
        for facet in FACETS:
            if holds(document.entry, self.query, facet):
                values = values_of(document.entry, facet)
                self.values[facet].update(values)
                self.missing[facet] += not values

    def __str__(self) -> str:
        """Return the search in words."""
        narrowed = [f"{c.facet}{'!' if c.excluded else ''}={c.value}" for c in self.query.chosen]
        narrowed += [f"since {self.query.since} until {self.query.until}"] if self.query.since else []
        return " ".join([str(self.clause), *narrowed])


def examined(engine: Engine, recall: Recall, sample: int) -> list[Drift]:
    """Return what is wrong with an index: what the engine finds itself, and if that is nothing, what searches tell."""
    return engine.doctor(sample) or (recounted(engine, recall, sample) if sample else [])


def recounted(engine: Engine, recall: Recall, sample: int) -> list[Drift]:
    """Return every total and facet count of `sample` searches that is not what the stored articles give."""
    for _ in range(TRIES):
        generation = engine.generation()
        searches = list(drawn(engine, recall, sample))
        answers = [engine.search(one.clause, one.query, dict.fromkeys(FACETS, WANTED)) for one in searches]
        recount(engine, recall, searches)
        if {generation, engine.generation(), *(answer.generation for answer in answers)} == {generation}:
            return [
                Drift(f"generation {generation}, search {one}", problem, REMEDY)
                for one, answer in zip(searches, answers, strict=True) for problem in compared(one, answer)
            ]
    raise EngineError("the index was written to again and again while it was examined; ask once more")


def drawn(engine: Engine, recall: Recall, sample: int) -> Iterator[Asked]:
    """Yield searches of every shape, made of articles spread evenly over the index."""
    documents = engine.stats().documents
    if not documents:
        return
    yield Asked(Every(), Query(), ())
    every, made = max(1, documents // sample), 1
    for place, stored in enumerate(engine.export(Every(), Query())):
        if place % every == 0 and made < sample:
            entry = recall(stored)
            held = entry.terms.get("text.form")
            if held is None:
                continue
            names = sorted(set(held.terms))
            counts = dict(zip(names, engine.frequencies("text.form", names), strict=True))
            words = sorted((t for t in names if counts[t] <= max(3, COMMON * documents)), key=lambda t: -counts[t])
            if words:
                yield SHAPES[made % len(SHAPES)](entry, words)
                made += 1


def _word(entry: Entry, words: Sequence[str], **narrowed: object) -> Asked:
    term = Term("text.form", words[len(words) // 4])
    return Asked(term, Query(**narrowed), (term,))  # type: ignore[arg-type]


def _both(entry: Entry, words: Sequence[str]) -> Asked:
    one, other = Term("text.form", words[0]), Term("text.form", words[len(words) // 2])
    return Asked(All((one, other)), Query(), (other,))


def _either(entry: Entry, words: Sequence[str]) -> Asked:
    terms = tuple(Term("text.form", words[len(words) * n // 3]) for n in range(3))
    return Asked(Any(terms), Query(), terms)


def _without(entry: Entry, words: Sequence[str]) -> Asked:
    one, other = Term("text.form", words[0]), Term("text.form", words[-1])
    return Asked(All((one, Not(other))), Query(), (one,))


def _phrase(entry: Entry, words: Sequence[str]) -> Asked:
    held = entry.terms["text.form"]
    standing = list(zip(held.terms, held.positions, strict=True))
    rare = frozenset(words)
    pairs = [(a, b) for (a, p), (b, q) in pairwise(standing) if q == p + 1 and rare & {a, b}]
    if not pairs:
        return _word(entry, words)
    one, other = pairs[len(pairs) // 2]
    needed = Term("text.form", one if one in rare else other)
    return Asked(Phrase("text.form", (one, other), (0, 1)), Query(), (needed,))


def _title(entry: Entry, words: Sequence[str]) -> Asked:
    title = entry.terms.get("title.key")
    if title is None:
        return _word(entry, words)
    term = Term("title.key", title.terms[-1])
    return Asked(term, Query(), (term,))


def _chosen(facet: str, excluded: bool, entry: Entry, words: Sequence[str]) -> Asked:
    values = sorted(values_of(entry, facet))
    chosen = tuple(Choice(facet, value, excluded) for value in values[:1])
    return _word(entry, words, chosen=chosen)


def _dated(entry: Entry, words: Sequence[str]) -> Asked:
    if entry.day is None:
        return _word(entry, words)
    return _word(entry, words, since=entry.day - timedelta(days=30), until=entry.day)


def _narrowed(entry: Entry, words: Sequence[str]) -> Asked:
    """Return a search for no word, but for a day and against a region."""
    chosen = [Choice("region", value, True) for value in sorted(values_of(entry, "region"))[:1]]
    chosen += [Choice("date", entry.day.isoformat()[:7])] if entry.day is not None else []
    return Asked(Every(), Query(chosen=tuple(sorted(chosen))), ())


SHAPES: tuple[Callable[[Entry, Sequence[str]], Asked], ...] = (
    _word, _both, _either, _without, _phrase, _title, _dated,
    partial(_chosen, "region", False), partial(_chosen, "speaker", False), partial(_chosen, "publisher", False),
    partial(_chosen, "region", True), partial(_chosen, "speaker", True),
    partial(_chosen, "date", False), _phrase, _both, _title, _either, _dated, _word, _narrowed,
)


def values_of(entry: Entry, facet: str) -> frozenset[str]:
    """Return an entry's values of a facet; its month for "date"."""
    if facet == "date":
        return frozenset() if entry.day is None else frozenset([entry.day.isoformat()[:7]])
    return frozenset(value.value for value in entry.facets.get(facet, ()))


def recount(engine: Engine, recall: Recall, searches: Sequence[Asked]) -> None:
    """Count every stored article in every search that it matches."""
    always = [one for one in searches if not one.needed]
    by_term: dict[tuple[str, str], list[int]] = {}
    for number, one in enumerate(searches):
        for term in one.needed:
            by_term.setdefault((term.field, term.text), []).append(number)
    fields = sorted({name for name, _ in by_term})
    for stored in engine.export(Every(), Query()):
        document = document_of(recall(stored))
        statistics = Statistics([document])
        held = ((name, term) for name in fields for term in document.fields.get(name, ()))
        numbers = {number for key in held for number in by_term.get(key, ())}
        for one in [*always, *(searches[number] for number in sorted(numbers))]:
            one.count(document, statistics)


def compared(asked: Asked, answer: Results) -> Iterator[str]:
    """Yield where an answer differs from what was counted."""
    if answer.total != asked.total:
        yield f"answers {answer.total} articles, {asked.total} match"
    for facet in FACETS:
        yield from _differing(facet, answer.facets[facet], asked.values[facet], asked.missing[facet])


def _differing(facet: str, told: FacetCounts, values: Counter[str], missing: int) -> Iterator[str]:
    for item in told.counts:
        if item.count != values[item.value]:
            yield f"counts {item.count} articles for {facet} {item.value!r}, {values[item.value]} hold it"
    shown = sum(1 for item in told.counts if item.count)
    if told.distinct != len(values) or shown < min(WANTED, len(values)):
        yield f"tells {told.distinct} values of {facet} and shows {shown} of them; there are {len(values)}"
    if told.missing != missing:
        yield f"counts {told.missing} articles without {facet}; there are {missing}"
