"""Stock Whoosh 2.7.4 in the speed bench: its own index, its own search; seconds a query, so on small corpora only."""

import shutil
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import whoosh
from whoosh import fields, index, query, sorting
from whoosh.analysis import KeywordAnalyzer

from bench.rivals.base import FACETS, highest
from bench.workload import KINDS, Asked, Counted, Document

WHOLE = {"month": "date", "region": "region", "speaker": "speaker"}


class Stock:
    """Whoosh with the facets it offers: FieldFacet, with overlaps where a document has several values."""

    name = "whoosh"
    kinds = KINDS - {"suffix"}

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.schema = fields.Schema(
            id=fields.ID(stored=True), article=fields.STORED(), text=fields.TEXT(analyzer=KeywordAnalyzer()),
            day=fields.NUMERIC(int, bits=32), month=fields.NUMERIC(int, bits=32, sortable=True),
            region=fields.KEYWORD(), speaker=fields.KEYWORD(),
        )

    def about(self) -> str:
        return f"Whoosh {whoosh.versionstring()}"

    def build(self, documents: Iterable[Document]) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        writer = index.create_in(str(self.directory), self.schema).writer(limitmb=512)
        for d in documents:
            writer.add_document(
                id=d.id, article=d.text, text=" ".join(d.terms), day=d.day, month=d.month,
                region=" ".join(map(str, d.regions)), speaker=" ".join(map(str, d.speakers)),
            )
        writer.commit(optimize=True)

    def load(self) -> None:
        warnings.simplefilter("ignore")
        self.searcher = index.open_dir(str(self.directory)).searcher()

    def _query(self, asked: Asked) -> Any:
        terms = [query.Term("text", term) for term in asked.terms]
        if asked.kind == "every":
            whole: Any = query.Every()
        elif asked.kind == "prefix":
            whole = query.Prefix("text", asked.terms[0])
        elif asked.kind == "phrase":
            whole = query.Phrase("text", list(asked.terms))
        else:
            whole = (query.Or if asked.kind == "or" else query.And)(terms)
        return whole

    def _filter(self, asked: Asked) -> Any:
        narrow: list[Any] = [query.Term(facet, value) for facet, value in asked.values]
        if asked.days is not None:
            narrow.append(query.NumericRange("day", *asked.days))
        return query.And(narrow) if narrow else None

    def prepare(self, asked: Asked, facets: bool) -> Callable[[], Any]:
        def run() -> Any:
            grouped = {
                name: sorting.FieldFacet(name, allow_overlap=name != "month", maptype=sorting.Count) for name in WHOLE
            } if facets else None
            found = self.searcher.search(self._query(asked), limit=10, filter=self._filter(asked), groupedby=grouped)
            shown = [hit.fields() for hit in found[:10]]
            return len(found), shown, [found.groups(name) for name in WHOLE] if facets else None

        return run

    def counted(self, answer: Any) -> Counted:
        total, shown, groups = answer
        if groups is None:
            return Counted(total, len(shown), ())
        return Counted(total, len(shown), tuple(
            highest({value: count for value, count in own.items() if value not in (None, "")},
                    1000 if facet == "date" else 10)
            for facet, own in zip(FACETS, groups, strict=True)
        ))
