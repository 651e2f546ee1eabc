"""What an index of the cluster looks like, and the document that holds an entry."""

import hashlib
from typing import Any, Final

import msgspec

from index.analysis.analyser import ANALYSER_VERSION
from index.entry import FIELD_GAP, TEXT_FIELDS, Entry, Terms
from search.engines.base import label_words
from search.engines.bruteforce import QUOTE_FIELDS, runs
from search.engines.opensearch.folding import signature_text
from search.engines.opensearch.tokens import ANALYSIS, safe_term, values_of
from search.results import Stored

SCHEMA_VERSION: Final = 3
"""Raised with every change of the mapping or of what a document holds; an index of another version is refused."""

VALUE_FACETS: Final = ("region", "speaker", "publisher")

SEPARATOR: Final = "\x1f"
"""Between the words of a label, the value and the label itself in the fields `label.*`."""

KEYWORD: Final[dict[str, Any]] = {"type": "keyword"}
COUNTED: Final[dict[str, Any]] = {"type": "keyword", "index": False}
STATEMENTS: Final = "said"
"""The nested field that holds each statement's terms apart, for the view of statements."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Stored).decode


def index_body(number: int, shards: int, replicas: int | None) -> dict[str, Any]:
    """Return settings and mapping of the index of a generation; `replicas` None: one where there are two nodes.

    The similarity "frequency" gives how often a term or phrase stands in a field. BM25 is computed from it in the
    query, with the exact length: Lucene's own keeps lengths in one byte (exact below 40 terms only) and counts deleted
    documents.
    """
    index: dict[str, Any] = {
        "number_of_shards": shards,
        "refresh_interval": -1,
        "codec": "best_compression",
        "max_inner_result_window": 10_000,
        "max_regex_length": 100_000,
        "analysis": ANALYSIS,
        "similarity": {"frequency": {"type": "scripted", "script": {"source": "return query.boost * doc.freq;"}}},
    }
    if replicas is None:
        index["auto_expand_replicas"] = "0-1"
    else:
        index["number_of_replicas"] = replicas
    return {"settings": {"index": index}, "mappings": mappings(number)}


def mappings(number: int) -> dict[str, Any]:
    """Return the mapping of a generation."""
    text: dict[str, Any] = {
        "type": "text", "analyzer": "terms", "similarity": "frequency", "norms": False,
        "position_increment_gap": FIELD_GAP,
    }
    plain: dict[str, Any] = {
        "id": KEYWORD,
        "written": {"type": "integer"},
        "stored": {"type": "keyword", "index": False, "doc_values": False},
        "day": {"type": "date", "format": "strict_date"},
        "ordinal": {"type": "integer"},
        "statements": {"type": "integer"},
        "signature": COUNTED,
        STATEMENTS: {
            "type": "nested",
            "properties": {"number": {"type": "integer"}, "form": text, "key": text},
        },
    }
    fields = [(name, text) for name in TEXT_FIELDS]
    fields += [(f"length.{name}", {"type": "integer"}) for name in TEXT_FIELDS]
    fields += [(f"words.{name}", COUNTED) for name in TEXT_FIELDS]
    fields += [(f"facet.{name}", KEYWORD) for name in VALUE_FACETS]
    fields += [(f"label.{name}", COUNTED) for name in VALUE_FACETS]
    fields += [(f"hash.{name}", {"type": "long", "index": False}) for name in VALUE_FACETS]
    return {
        "dynamic": "strict",
        "_meta": {"schema": SCHEMA_VERSION, "analyser": ANALYSER_VERSION, "number": number},
        "_source": {"includes": ["stored"]},
        "properties": plain | _tree(fields),
    }


def _tree(fields: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """Return the properties of fields with dots in their names, as objects in objects."""
    properties: dict[str, Any] = {}
    for name, field in fields:
        *folders, last = name.split(".")
        here = properties
        for folder in folders:
            here = here.setdefault(folder, {"properties": {}})["properties"]
        here[last] = field
    return properties


def key_of(id: str) -> str:
    """Return the document's key in the cluster, which takes 512 bytes at most."""
    raw = id.encode()
    return id if 0 < len(raw) <= 500 else "sha256:" + hashlib.sha256(raw).hexdigest()


def document_of(entry: Entry, written: int) -> dict[str, Any]:
    """Return the document that holds the entry; `written` is the number of the generation that writes it."""
    terms = {name: t for name, t in entry.terms.items() if t.terms}
    document: dict[str, Any] = {
        "id": entry.article.id,
        "written": written,
        "stored": stored_text(Stored(entry.article, entry.facts, entry.day)),
        "statements": len(entry.facts.statements),
        "length": {name: len(t.terms) for name, t in terms.items()},
        "words": {name: list({safe_term(term) for term in t.terms}) for name, t in terms.items()},
        "facet": {name: [v.value for v in entry.facets.get(name, ())] for name in VALUE_FACETS},
        "label": {
            name: [label_entry(v.value, v.label) for v in entry.facets.get(name, ())] for name in VALUE_FACETS
        },
        "hash": {name: [hash_of(v.value) for v in entry.facets.get(name, ())] for name in VALUE_FACETS},
        STATEMENTS: statements_of(terms),
    }
    document |= {name: values_of(t) for name, t in terms.items()}
    if entry.signature:
        document["signature"] = signature_text(entry.signature)
    if entry.day is not None:
        document["day"] = entry.day.isoformat()
        document["ordinal"] = entry.day.toordinal()
    return document


def hash_of(value: str) -> int:
    """Return 64 bits that stand for a facet value where values are only told apart."""
    return int.from_bytes(hashlib.blake2b(value.encode(), digest_size=8).digest(), "big", signed=True)


def label_entry(value: str, label: str) -> str:
    """Return what `label.*` holds of a facet value."""
    return SEPARATOR.join((label_words(label), value, label))


def statements_of(terms: dict[str, Terms]) -> list[dict[str, Any]]:
    """Return a nested document for each statement: the k-th run of positions of the quote fields."""
    quotes = {name: terms[name] for name in QUOTE_FIELDS if name in terms}
    found = []
    for number, (first, last) in enumerate(runs(p for t in quotes.values() for p in t.positions)):
        said: dict[str, Any] = {"number": number}
        for name, t in quotes.items():
            inside = [(term, p) for term, p in zip(t.terms, t.positions, strict=True) if first <= p <= last]
            if inside:
                said[name.split(".")[1]] = values_of(Terms([term for term, _ in inside], [p for _, p in inside]))
        found.append(said)
    return found


def stored_text(stored: Stored) -> str:
    """Return the article and its facts as JSON."""
    return _encode(stored).decode()


def stored_of(text: str) -> Stored:
    """Return the article and its facts from `stored_text`."""
    return _decode(text)
