"""Articles with their facts -> entries, a batch at a time: the terms of all of them in a few array steps.

`index.pipeline.entry_of` says what the entry of an article is; a batch holds the same entries.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from msgspec.structs import replace

from index.analysis.columns import Array, Batch, BatchTerms, Column, ranges
from index.analysis.numbering import Numbered, number_all
from index.analysis.vocabulary import Vocabulary
from index.article import Article, Facts, Span, Statement
from index.entry import FIELD_GAP, TEXT_FIELDS, TITLE_WEIGHT, Entry, FacetValue
from index.facets import day_of, facets_of, filed
from index.knowledge.filing import NO_ALIASES, Aliases
from index.signature import WordHashes

FIELDS = tuple(dict.fromkeys(name.partition(".")[0] for name in TEXT_FIELDS))


class _Texts:
    """The texts of a batch, and which of them make up each field of each article."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.bodies: list[int] = []
        self.parts: dict[str, list[int]] = {field: [] for field in FIELDS}
        self.counts: dict[str, list[int]] = {field: [] for field in FIELDS}
        self._names: dict[str, int] = {}

    def add(self, article: Article, facts: Facts, statements: Sequence[Statement], names: Iterable[str]) -> None:
        """Add the texts of the next article; `names` are those its speakers are found by."""
        title = [] if article.title is None else [self._text(article.title)]
        body = self._text(article.text)
        self.bodies.append(body)
        self._put("text", [*title * TITLE_WEIGHT, body])
        self._put("title", title)
        self._put("quote", [self._text(words_at(article, s.span)) for s in statements])
        self._put("speaker", list(map(self._name, dict.fromkeys(names))))
        self._put("position", [self._name(s.position) for s in facts.speakers if s.position is not None])
        self._put("publisher", [] if article.publisher is None else [self._name(article.publisher)])

    def _put(self, field: str, texts: list[int]) -> None:
        self.parts[field] += texts
        self.counts[field].append(len(texts))

    def _text(self, text: str) -> int:
        self.texts.append(text)
        return len(self.texts) - 1

    def _name(self, text: str) -> int:
        """Return the number of a text that may stand there already: names come again and again."""
        number = self._names.get(text)
        if number is None:
            number = self._names[text] = self._text(text)
        return number


def batch_of(articles: Sequence[Article], facts: Sequence[Facts], aliases: Aliases = NO_ALIASES) -> Batch:
    """Return the entries of articles whose facts are known, but for statements without a word."""
    texts = _Texts()
    known: list[tuple[Facts, tuple[FacetValue, ...]]] = []
    said: list[tuple[int, Statement]] = []
    for number, (article, own) in enumerate(zip(articles, facts, strict=True)):
        own, persons = filed(own, aliases)
        known.append((own, persons))
        statements = own.statements
        said += [(number, statement) for statement in statements]
        texts.add(article, own, statements, names_of(own, persons))
    numbered = number_all(texts.texts)
    for number, wordless in _wordless(texts, said, numbered.positions).items():
        own, persons = known[number]
        known[number] = without(own, wordless), persons
    columns = _columns(numbered, texts)
    hashes = _hashes_of(numbered.vocabulary)
    hashes.learn(numbered.vocabulary.words)
    bodies = _taken(numbered.form, np.array(texts.bodies, dtype=np.int64))
    signed = hashes.signatures(bodies.numbers, bodies.starts)
    batch = Batch(numbered.vocabulary, columns)
    for number, (article, (own, persons)) in enumerate(zip(articles, known, strict=True)):
        batch.append(Entry(
            article=article,
            facts=own,
            terms=BatchTerms(numbered.vocabulary, columns, number),
            day=day_of(article, own),
            facets=facets_of(article, own, persons),
            signature=signed[number],
        ))
    return batch


def names_of(facts: Facts, persons: Iterable[FacetValue]) -> list[str]:
    """Return the names a speaker is found by: as written, and those under which the persons are filed."""
    return [*(s.name for s in facts.speakers), *(p.label for p in persons if "(" not in p.label)]


def words_at(article: Article, span: Span) -> str:
    """Return the words of the article that the span covers."""
    return ((article.title or "") if span.part == "title" else article.text)[span.start : span.end]


def without(facts: Facts, wordless: set[Statement]) -> Facts:
    """Return the facts without some of their statements."""
    return replace(facts, speakers=tuple(
        replace(speaker, statements=tuple(s for s in speaker.statements if s not in wordless))
        for speaker in facts.speakers
    ))


@lru_cache(maxsize=1)
def _hashes_of(vocabulary: Vocabulary) -> WordHashes:
    """Return the hashes of a vocabulary's words, as far as they were learnt."""
    return WordHashes()


def _wordless(texts: _Texts, said: Sequence[tuple[int, Statement]], positions: Array) -> Mapping[int, set[Statement]]:
    """Drop the quotations without a word from the texts; return their statements by the number of the article."""
    quotes = texts.parts["quote"]
    found: dict[int, set[Statement]] = {}
    if not quotes or positions.take(quotes).all():
        return found
    for quote, (number, statement) in zip(quotes, said, strict=True):
        if not positions[quote]:
            found.setdefault(number, set()).add(statement)
            texts.counts["quote"][number] -= 1
    texts.parts["quote"] = [quote for quote in quotes if positions[quote]]
    return found


def _columns(numbered: Numbered, texts: _Texts) -> dict[str, Column]:
    """Return the fields of the articles, the parts of each one after another, FIELD_GAP positions free between."""
    columns = {}
    for field in FIELDS:
        parts = np.array(texts.parts[field], dtype=np.int64)
        counts = np.array(texts.counts[field], dtype=np.int64)
        rows = np.append(0, np.cumsum(counts))
        ends = np.append(0, np.cumsum(numbered.positions.take(parts) + FIELD_GAP))
        first = ends[:-1] - np.repeat(ends[rows[:-1]], counts)
        for kind, column in (("form", numbered.form), ("key", numbered.key)):
            if f"{field}.{kind}" in TEXT_FIELDS:
                own = _taken(column, parts)
                positions = own.positions + np.repeat(first, np.diff(own.starts))
                columns[f"{field}.{kind}"] = Column(own.numbers, positions, own.starts[rows])
    return columns


def _taken(column: Column, texts: Array) -> Column:
    """Return the column of some of its texts, in their order."""
    starts = column.starts.take(texts)
    counts = column.starts.take(texts + 1) - starts
    at = ranges(starts, counts)
    return Column(column.numbers.take(at), column.positions.take(at), np.append(0, np.cumsum(counts)))
