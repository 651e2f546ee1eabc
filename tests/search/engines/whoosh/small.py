"""Small articles, batches and entries for the tests of this folder."""

import struct
from collections.abc import Sequence
from datetime import date, timedelta

from index.article import Article, Facts
from index.entry import PLACES, Entry, FacetValue, Terms
from search.query import Every, Query

FIELDS = ("text.form", "text.key")
EVERYTHING = Query(size=1000)
EVERY = Every()


def article(number: int, words: str = "") -> Article:
    """Return an article of a few words that follow from its number."""
    text = words or " ".join(f"kata{(number * 31 + place * place) % 97}" for place in range(5 + number % 40))
    return Article(f"a{number:05}", text, published=date(2024, 1, 1) + timedelta(days=number % 500))


def entry_of(article: Article) -> Entry:
    """Return the entry of an article, its words as they stand."""
    words = article.text.split()
    terms = Terms(words, list(range(len(words))))
    place = sum(map(ord, article.id)) % 7
    return Entry(
        article, Facts(), dict.fromkeys(FIELDS, terms), article.published,
        {"region": (FacetValue(f"6{place}", f"Provinsi {place}"),), "speaker": tuple(
            FacetValue(f"tokoh-{n}", f"Tokoh {n}") for n in range(place))},
        signature_of(int(article.id[1:])),
    )


def signature_of(number: int) -> bytes:
    """Return a signature like that of every 50th article, but for one in five, which has none."""
    first = 1 + number % 50 * 40
    return b"" if number % 5 == 0 else struct.pack(f"<{PLACES}H", *range(first, first + PLACES))


def understand(batch: Sequence[Article]) -> list[Entry]:
    """Return the entries of a batch."""
    return [entry_of(article) for article in batch]


def batches(count: int, size: int = 20, first: int = 0) -> list[list[Article]]:
    """Return articles in batches."""
    articles = [article(number) for number in range(first, first + count)]
    return [articles[start : start + size] for start in range(0, count, size)]
