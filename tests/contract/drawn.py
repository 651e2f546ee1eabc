"""Hypothesis strategies: small corpora of entries, clauses of every shape, and queries."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from hypothesis import strategies as st

from index.article import Article, Facts, Span, SpeakerFact, Statement
from index.entry import FIELD_GAP, PLACES, TITLE_WEIGHT, Entry, FacetValue, Terms
from search.query import (
    MISSING,
    All,
    Any,
    Choice,
    Clause,
    Every,
    Fuzzy,
    Not,
    Nothing,
    Phrase,
    Prefix,
    Query,
    Range,
    Term,
    Value,
    Wildcard,
)

WORDS = ("a", "ab", "aba", "abab", "b", "ba", "bab", "c", "cab", "é", "éa", "文", "2025", "a-b", "banjir", "banjri")
IDS = ("1", "10", "2", "a", "B", "b/c", "é", "文", "x y", "z")
DAYS = tuple(
    map(date.fromisoformat, ("2023-12-31", "2024-01-01", "2024-01-31", "2024-02-29", "2025-10-29", "2025-11-01"))
)
REGIONS = ("64", "64.02", "64.72", "31", "31.71", "91")
SPEAKERS = {"joko-wi": "Joko Widodo", "ani": "Ani", "budi-s": "Budi Santoso Jo", "éa": "Éa"}
PUBLISHERS = {"kaltim post": "Kaltim Post", "b": "B"}
FIELDS = ("text.form", "text.key", "title.form", "title.key", "quote.form", "quote.key", "speaker.form", "absent.form")
FACET_VALUES = {
    "date": ("2023", "2024", "2024-01", "2024-02", "2025-10-29", "2025-10-30", "2024-1", "20", "", MISSING),
    "region": (*REGIONS, "99", MISSING),
    "speaker": (*SPEAKERS, "nobody", MISSING),
    "publisher": (*PUBLISHERS, "nobody", MISSING),
}


def key_of(word: str) -> str:
    """Return a key that joins some of the words."""
    return word[:2]


@dataclass
class Written:
    """Terms of one field, written one passage after another with a gap between."""

    terms: list[str]
    positions: list[int]
    next: int = 0

    def add(self, words: Sequence[str], keys: bool, doubled: bool) -> None:
        """Write a passage; `doubled` puts a second term on every other position."""
        for place, word in enumerate(words):
            self._put(key_of(word) if keys else word, self.next + place)
            if doubled and place % 2:
                self._put("twin", self.next + place)
        self.next += len(words) + FIELD_GAP

    def _put(self, term: str, position: int) -> None:
        self.terms.append(term)
        self.positions.append(position)


def terms_of(passages: Sequence[Sequence[str]], keys: bool, doubled: bool) -> Terms:
    """Return the terms of passages."""
    written = Written([], [])
    for passage in passages:
        written.add(passage, keys, doubled)
    return Terms(written.terms, written.positions)


def entry_of(
    id: str,
    title: Sequence[str] = (),
    body: Sequence[str] = (),
    quotes: Sequence[Sequence[str]] = (),
    speakers: Sequence[str] = (),
    regions: Sequence[str] = (),
    publisher: str | None = None,
    day: date | None = None,
    doubled: bool = False,
    signature: bytes = b"",
) -> Entry:
    """Return an entry made of words; the article's text is its words with blanks between."""
    passages: dict[str, list[Sequence[str]]] = {
        "text": [title] * TITLE_WEIGHT + [body],
        "title": [title],
        "quote": list(quotes),
        "speaker": [SPEAKERS[slug].casefold().split() for slug in speakers],
    }
    terms = {
        f"{stem}.{kind}": terms_of(words, kind == "key", doubled)
        for stem, words in passages.items()
        for kind in ("form", "key")
        if not (stem == "speaker" and kind == "key")
    }
    said = tuple(
        Statement(Span(10 * n, 10 * n + 5), n % 2 == 0, "ujar", None, "drawn", 0.5) for n, _ in enumerate(quotes)
    )
    facts = Facts(speakers=(SpeakerFact("Ani", None, Span(0, 3), None, said, "drawn", 1.0),) if said else ())
    codes = sorted({code for region in regions for code in (region, region[:2])})
    return Entry(
        article=Article(id, " ".join(body) or "-", " ".join(title) or None, publisher=publisher),
        facts=facts,
        terms={field: value for field, value in terms.items() if value.terms},
        day=day,
        facets={
            "region": tuple(FacetValue(code, f"Wilayah {code}") for code in codes),
            "speaker": tuple(FacetValue(slug, SPEAKERS[slug]) for slug in speakers),
            "publisher": () if publisher is None else (FacetValue(publisher, PUBLISHERS[publisher]),),
        },
        signature=signature,
    )


def signature_of(story: int, changed: int = 0, first: int = 0) -> bytes:
    """Return a signature of a story, so many places of it changed from `first` on."""
    places = [1 + 1_000 * story + n for n in range(PLACES)]
    for n in range(first, min(PLACES, first + changed)):
        places[n] = 40_000 + 100 * story + 7 * n + changed
    return struct.pack(f"<{PLACES}H", *places)


T = TypeVar("T")


def often(*shares: tuple[int, st.SearchStrategy[T]]) -> st.SearchStrategy[T]:
    """Return a choice of strategies in these shares (`one_of` would flatten them and draw each as often)."""
    return st.sampled_from([strategy for share, strategy in shares for _ in range(share)]).flatmap(lambda s: s)


USUAL_WORDS = (*WORDS, *("a", "b", "ba") * 6)
"""Words to draw from: some stand in most entries, so that queries of several words have answers."""


def words(least: int, most: int) -> st.SearchStrategy[list[str]]:
    """A passage of some words."""
    return st.lists(st.sampled_from(USUAL_WORDS), min_size=least, max_size=most)


entries = st.builds(
    entry_of,
    id=st.sampled_from(IDS),
    title=words(0, 3),
    body=often((4, words(4, 12)), (1, words(0, 3))),
    quotes=st.lists(words(1, 4), max_size=3),
    speakers=st.lists(st.sampled_from(sorted(SPEAKERS)), unique=True, max_size=2),
    regions=st.lists(st.sampled_from(REGIONS), unique=True, max_size=2),
    publisher=st.none() | st.sampled_from(sorted(PUBLISHERS)),
    day=st.none() | st.sampled_from(DAYS),
    doubled=st.booleans(),
    signature=often(
        (1, st.just(b"")),
        (2, st.builds(signature_of, st.integers(0, 2), st.integers(0, 13), st.sampled_from((0, 5, 19)))),
    ),
)

Step = tuple[str, list[Entry] | list[str]]
steps: st.SearchStrategy[list[Step]] = st.builds(
    lambda first, rest: [("write", first), *rest],
    often((4, st.lists(entries, min_size=6, max_size=10)), (1, st.lists(entries, max_size=3))),
    st.lists(
        st.tuples(st.just("write"), st.lists(entries, min_size=1, max_size=4))
        | st.tuples(st.just("delete"), st.lists(st.sampled_from(IDS), max_size=3)),
        max_size=2,
    ),
)
"""What is done to an empty engine: a first write, then writes and deletes."""

_fields = st.sampled_from((*FIELDS, *("text.form", "text.key") * 6))
_weights = st.sampled_from((1.0, 0.5, 0.25, 3.0))
_texts = st.sampled_from((*USUAL_WORDS, "ca", "twin", "nope", "20"))
_values = st.sampled_from([(facet, value) for facet, values in FACET_VALUES.items() for value in values])

_phrases = st.lists(st.tuples(_texts, st.integers(0, 2)), min_size=1, max_size=3).map(
    lambda pairs: (tuple(text for text, _ in pairs), tuple(n + skip for n, (_, skip) in enumerate(pairs)))
)

_words = st.builds(Term, _fields, _texts, _weights)
_others: st.SearchStrategy[Clause] = st.one_of(
    st.builds(lambda field, pair, weight: Phrase(field, pair[0], pair[1], weight), _fields, _phrases, _weights),
    st.builds(Prefix, _fields, st.sampled_from(("", "a", "ab", "b", "ban", "é", "x")), _weights),
    st.builds(Wildcard, _fields, st.sampled_from(("*", "a*", "*b", "*a*", "b*r", "a**b", "a", ".*", "")), _weights),
    st.builds(Fuzzy, _fields, _texts, st.sampled_from((0, 1, 2)), _weights),
    _values.map(lambda pair: Value(*pair)),
    st.builds(Range, st.none() | st.sampled_from(DAYS), st.none() | st.sampled_from(DAYS)),
    st.just(Every()),
    st.just(Nothing()),
)
leaves: st.SearchStrategy[Clause] = often((3, _words), (2, _others))


def _joined(parts: st.SearchStrategy[Clause]) -> st.SearchStrategy[Clause]:
    several = st.lists(parts, max_size=3).map(tuple)
    two = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return often(
        (3, st.builds(Any, two)), (3, st.builds(All, two)), (1, st.builds(All, several)), (1, st.builds(Any, several)),
        (1, st.builds(Not, parts)),
    )


clauses: st.SearchStrategy[Clause] = often(
    (2, leaves),
    (2, st.builds(Any, st.lists(_words, min_size=2, max_size=4).map(tuple))),
    (4, st.recursive(leaves, _joined, max_leaves=6)),
)

_sorts = st.sampled_from(("relevance", "relevance", "newest", "oldest"))
_views = st.sampled_from(("articles", "articles", "articles", "statements"))
_plain = st.builds(
    Query, sort=_sorts, page=st.integers(1, 3), size=st.integers(1, 4), view=_views, folded=st.booleans()
)
_choices = st.builds(lambda pair, out: Choice(pair[0], pair[1], out), _values, st.booleans())


def _narrowed(query: Query, chosen: list[Choice], since: date | None, until: date | None) -> Query:
    """Return the query with choices, of each value one, and dates."""
    once = {(choice.facet, choice.value): choice for choice in chosen}
    return replace(query, chosen=tuple(sorted(once.values())), since=since, until=until)


_open = st.none() | st.sampled_from(DAYS)
queries: st.SearchStrategy[Query] = often(
    (3, _plain),
    (2, st.builds(_narrowed, _plain, st.lists(_choices, min_size=1, max_size=3), st.none(), st.none())),
    (1, st.builds(_narrowed, _plain, st.lists(_choices, max_size=2), _open, _open)),
)

wanted_facets = st.fixed_dictionaries({name: st.integers(0, 4) for name in FACET_VALUES})
