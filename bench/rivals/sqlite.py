"""SQLite FTS5 in the speed bench."""

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from bench.rivals.base import plain, ranked
from bench.workload import KINDS, Asked, Counted, Document


class Sqlite:
    """SQLite FTS5; facets counted from columns in memory by numpy, its own SQL being a hundred times slower."""

    name = "sqlite"
    kinds = KINDS - {"suffix"}

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

    def about(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

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
            if asked.days is not None:
                kept = (self.days[rows] >= asked.days[0]) & (self.days[rows] <= asked.days[1])
                rows, scores = rows[kept], scores[kept]
            for facet, value in asked.values:
                ends, values = self.values[facet]
                holding = np.searchsorted(ends, np.flatnonzero(values == int(value)), side="right") - 1
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
