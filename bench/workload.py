"""The bench's documents and queries: neutral values that each engine turns into its own."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from bench.corpus import DAYS, FIRST_DAY
from index.analysis.analyser import analyse
from index.analysis.numbering import number_all
from index.pipeline import BATCH


@dataclass(frozen=True)
class Document:
    """A document of the bench; its terms are made when they are asked for."""

    id: str
    text: str
    day: int
    month: int
    regions: list[int]
    speakers: list[int]

    @cached_property
    def terms(self) -> list[str]:
        """Return the terms, as both engines index them: positions 0, 1, 2 ..."""
        return analyse(self.text).key.terms


def analysed(documents: Iterable[Document], size: int = BATCH) -> Iterator[Document]:
    """Yield the documents with their terms, made a batch at a time, as our own engine takes them: the fastest way."""
    documents = iter(documents)
    while batch := list(islice(documents, size)):
        numbered = number_all([document.text for document in batch])
        words = list(map(numbered.vocabulary.words.__getitem__, numbered.key.numbers.tolist()))
        starts = numbered.key.starts.tolist()
        for document, start, end in zip(batch, starts, starts[1:], strict=False):
            vars(document)["terms"] = words[start:end]
            yield document


def documents_of(records: Iterable[dict[str, Any]]) -> Iterator[Document]:
    """Yield the records of a corpus as documents."""
    for record in records:
        day = date.fromisoformat(record["day"])
        yield Document(record["id"], record["text"], day.toordinal(), day.year * 12 + day.month - 1,
                       record["regions"], record["speakers"])


KINDS = frozenset({"or", "and", "phrase", "prefix", "suffix", "every"})


@dataclass(frozen=True)
class Asked:
    """A query of one of the KINDS, narrowed to values of facets and to days (both ends included)."""

    kind: str
    terms: tuple[str, ...]
    values: tuple[tuple[str, str], ...] = ()
    days: tuple[int, int] | None = None
    name: str = ""


@dataclass(frozen=True)
class Counted:
    """The total, how many hits were shown, and the highest counts of each facet."""

    total: int
    shown: int
    facets: tuple[tuple[int, ...], ...]


def queries_of(sample: Sequence[Document], count: int = 200) -> list[Asked]:
    """Return queries with rare, middling and frequent terms of the sample, half of them narrowed by a facet."""
    draw = random.Random(4)
    frequency = Counter(term for document in sample for term in set(document.terms) if term.isalnum())
    size = len(sample)
    bands = [
        sorted(t for t, f in frequency.items() if low * size < f <= high * size)
        for low, high in ((0.0005, 0.003), (0.003, 0.03), (0.03, 0.9))
    ]
    asked = []
    for number in range(count):
        kind = ("or", "and", "and", "phrase", "prefix")[number % 5]
        if kind == "phrase":
            document = draw.choice(sample)
            start = draw.randrange(max(1, len(document.terms) - 3))
            terms = tuple(document.terms[start : start + draw.choice((2, 2, 3))])
            if len(terms) < 2 or not all(term.isalnum() for term in terms):
                kind = "and"
        if kind == "prefix":
            terms = (draw.choice(draw.choice(bands[:2]))[: draw.choice((3, 4, 5))],)
        elif kind != "phrase":
            terms = tuple(draw.choice(draw.choice(bands)) for _ in range(draw.choice((1, 2, 2, 3))))
        asked.append(_narrowed(Asked(kind, terms), draw) if number % 2 else Asked(kind, terms))
    return asked


def _narrowed(asked: Asked, draw: random.Random) -> Asked:
    facet = draw.choice(("date", "region", "speaker"))
    first = FIRST_DAY.toordinal()
    if facet == "date":
        start = first + draw.randrange(3000)
        return replace(asked, days=(start, start + draw.choice((30, 365, 365))))
    value = draw.randrange(38) if facet == "region" else int(draw.paretovariate(1) - 1) % 2000
    return replace(asked, values=((facet, str(value)),))


def twice_narrowed(queries: Sequence[Asked]) -> list[Asked]:
    """Return the queries that are not narrowed with two choices each: two of a region, a speaker and three years."""
    draw = random.Random(6)
    first = FIRST_DAY.toordinal()
    made = []
    for number, asked in enumerate(asked for asked in queries if not asked.values and asked.days is None):
        region = ("region", str(draw.randrange(12)))
        speaker = ("speaker", str(draw.randrange(20)))
        start = first + draw.randrange(DAYS - 3 * 365)
        made.append((
            replace(asked, values=(region,), days=(start, start + 3 * 365)),
            replace(asked, values=(region, speaker)),
            replace(asked, values=(speaker,), days=(start, start + 3 * 365)),
        )[number % 3])
    return made


def slow_queries(sample: Sequence[Document]) -> list[Asked]:
    """Return the shapes that cost most: stop words in every way, short prefixes, everything."""
    frequency = Counter(term for document in sample for term in set(document.terms) if term.isalpha())
    top = [term for term, _ in frequency.most_common(8)]
    pairs = Counter(
        pair for document in sample for pair in zip(document.terms, document.terms[1:], strict=False)
        if pair[0] in top and pair[1] in top
    )
    phrase = pairs.most_common(1)[0][0]
    letter = Counter(term[0] for document in sample for term in document.terms if term[:1].isalpha()).most_common(1)
    return [
        Asked("phrase", phrase, name=f'phrase of stop words "{" ".join(phrase)}"'),
        Asked("and", tuple(top[:4]), name="AND of four frequent words"),
        Asked("or", tuple(top[:4]), name="OR of four frequent words"),
        Asked("or", tuple(top[4:5]), name="one frequent word"),
        Asked("prefix", (letter[0][0],), name="prefix of one letter"),
        Asked("suffix", ("an",), name="*an"),
        Asked("every", (), name="every document"),
    ]
