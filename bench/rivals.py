"""The other engines of the speed bench, each fed the same terms and facets in the encoding it is best at."""

import importlib
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bench.workload import Asked, Counted, Document


class Rival(Protocol):
    """An engine under measurement."""

    name: str
    directory: Path

    def build(self, documents: Iterable[Document]) -> None:
        """Index the documents."""

    def load(self) -> None:
        """Open the index that was built."""

    def prepare(self, asked: Asked, facets: bool) -> Callable[[], Any]:
        """Return the search as something to be timed: top 10 with their articles, exact total, facets if asked."""

    def counted(self, answer: Any) -> Counted:
        """Return what an answer says, comparable between engines."""


def size_of(directory: Path) -> int:
    """Return the bytes of all files below."""
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


class Tantivy:
    """tantivy-py, one segment; facets as numbers in fast fields, counted by terms aggregations."""

    name = "tantivy"

    def __init__(self, directory: Path) -> None:
        self.tantivy = importlib.import_module("tantivy")
        self.directory = directory
        builder = self.tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text", stored=False, tokenizer_name="terms", index_option="position")
        builder.add_bytes_field("article", stored=True, indexed=False)
        for field in ("day", "month", "region", "speaker"):
            builder.add_unsigned_field(field, indexed=True, fast=True)
        self.schema = builder.build()

    def _open(self) -> Any:
        index = self.tantivy.Index(self.schema, path=str(self.directory))
        terms = self.tantivy.TextAnalyzerBuilder(self.tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("terms", terms)
        return index

    def build(self, documents: Iterable[Document]) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        writer = self._open().writer(heap_size=1_000_000_000, num_threads=1)
        for document in documents:
            record = self.tantivy.Document(id=document.id, text=" ".join(document.terms))
            record.add_bytes("article", document.text.encode())
            record.add_unsigned("day", document.day)
            record.add_unsigned("month", document.month)
            for region in document.regions:
                record.add_unsigned("region", region)
            for speaker in document.speakers:
                record.add_unsigned("speaker", speaker)
            writer.add_document(record)
        writer.commit()
        writer.wait_merging_threads()

    def load(self) -> None:
        self.index = self._open()
        self.index.reload()
        self.searcher = self.index.searcher()

    def _query(self, asked: Asked) -> Any:
        api, schema = self.tantivy, self.schema
        if asked.kind == "phrase":
            query = api.Query.phrase_query(schema, "text", list(asked.terms))
        elif asked.kind == "prefix":
            query = api.Query.regex_query(schema, "text", f"{asked.terms[0]}.*")
        elif asked.kind == "every":
            query = api.Query.all_query()
        else:
            occur = api.Occur.Should if asked.kind == "or" else api.Occur.Must
            query = api.Query.boolean_query([(occur, api.Query.term_query(schema, "text", t)) for t in asked.terms])
        if asked.facet is None:
            return query
        if asked.facet == "date":
            narrow = api.Query.range_query(schema, "day", api.FieldType.Unsigned, *asked.days)
        else:
            narrow = api.Query.term_query(schema, asked.facet, int(asked.value))
        narrow = api.Query.const_score_query(narrow, 0.0)
        return api.Query.boolean_query([(api.Occur.Must, query), (api.Occur.Must, narrow)])

    def prepare(self, asked: Asked, facets: bool) -> Callable[[], Any]:
        searcher = self.searcher
        wanted = {
            "date": {"terms": {"field": "month", "size": 1000}},
            "region": {"terms": {"field": "region", "size": 10}},
            "speaker": {"terms": {"field": "speaker", "size": 10}},
        }

        def run() -> Any:
            query = self._query(asked)
            found = searcher.search(query, 10)
            shown = [searcher.doc(address) for _, address in found.hits]
            return found.count, shown, searcher.aggregate(query, wanted) if facets else None

        return run

    def counted(self, answer: Any) -> Counted:
        total, shown, facets = answer
        if facets is None:
            return Counted(total, len(shown), ())
        tops = [
            tuple(sorted((int(b["doc_count"]) for b in facets[name]["buckets"]), reverse=True))
            for name in ("date", "region", "speaker")
        ]
        return Counted(total, len(shown), tuple(tops))


class Sqlite:
    """SQLite FTS5; facets counted from columns in memory by numpy, its own SQL being a hundred times slower."""

    name = "sqlite"

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.path = directory / "index.db"

    def build(self, documents: Iterable[Document]) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        base = sqlite3.connect(self.path)
        base.execute("PRAGMA synchronous = OFF")
        base.execute("CREATE VIRTUAL TABLE terms USING fts5(text, content='', tokenize='unicode61')")
        base.execute("CREATE TABLE article(key INTEGER PRIMARY KEY, id, text, day, month, regions, speakers)")
        for number, d in enumerate(documents):
            base.execute("INSERT INTO terms(rowid, text) VALUES (?, ?)", (number, " ".join(map(plain, d.terms))))
            held = " ".join(map(str, d.regions)), " ".join(map(str, d.speakers))
            base.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?)", (number, d.id, d.text, d.day, d.month,
                                                                              *held))
        base.commit()
        base.close()

    def load(self) -> None:
        self.base = sqlite3.connect(self.path)
        rows = self.base.execute("SELECT day, month, regions, speakers FROM article ORDER BY key").fetchall()
        self.days = np.array([row[0] for row in rows])
        self.months = np.array([row[1] for row in rows])
        self.values = {}
        for name, column in (("region", 2), ("speaker", 3)):
            lists = [list(map(int, row[column].split())) for row in rows]
            counts = np.array([len(values) for values in lists])
            self.values[name] = (
                np.append(0, np.cumsum(counts)), np.array([v for values in lists for v in values], dtype=np.int64)
            )

    def prepare(self, asked: Asked, facets: bool) -> Callable[[], Any]:
        words = [f'"{plain(term)}"' for term in asked.terms]
        match = {"or": " OR ", "and": " AND "}.get(asked.kind, " ").join(words)
        if asked.kind == "phrase":
            match = '"' + " ".join(map(plain, asked.terms)) + '"'
        if asked.kind == "prefix":
            match = f'"{plain(asked.terms[0])}" *'

        def run() -> Any:
            if asked.kind == "every":
                rows, scores = np.arange(len(self.days)), np.zeros(len(self.days))
            else:
                found = self.base.execute("SELECT rowid, rank FROM terms WHERE terms MATCH ?", (match,)).fetchall()
                table = np.array(found, dtype=np.float64).reshape(-1, 2)
                rows, scores = table[:, 0].astype(np.int64), table[:, 1]
            if asked.facet == "date":
                kept = (self.days[rows] >= asked.days[0]) & (self.days[rows] <= asked.days[1])
                rows, scores = rows[kept], scores[kept]
            elif asked.facet is not None:
                ends, values = self.values[asked.facet]
                holding = np.searchsorted(ends, np.flatnonzero(values == int(asked.value)), side="right") - 1
                kept = np.isin(rows, holding)
                rows, scores = rows[kept], scores[kept]
            top = rows[np.argsort(scores, kind="stable")[:10]]
            shown = [self.base.execute("SELECT id, text FROM article WHERE key = ?", (int(r),)).fetchone() for r in top]
            return len(rows), shown, self._facets(rows) if facets else None

        return run

    def _facets(self, rows: Any) -> list[tuple[int, ...]]:
        tops = [ranked(np.bincount(self.months[rows]) if len(rows) else np.zeros(1), 1000)]
        for ends, values in self.values.values():
            sizes = ends[rows + 1] - ends[rows]
            places = np.repeat(ends[rows] - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
            tops.append(ranked(np.bincount(values[places]), 10))
        return tops

    def counted(self, answer: Any) -> Counted:
        total, shown, facets = answer
        return Counted(total, len(shown), () if facets is None else tuple(facets))


def plain(term: str) -> str:
    """Return the term as small ASCII letters and digits alone, which every tokeniser leaves as they are."""
    return "".join(c if c.isascii() and c.isalnum() and not c.isupper() else f"x{ord(c):x}x" for c in term)


def ranked(counts: Any, wanted: int) -> tuple[int, ...]:
    """Return the highest counts above 0."""
    return tuple(sorted((int(c) for c in counts[counts > 0]), reverse=True)[:wanted])
