"""tantivy in the speed bench, through tantivy-py."""

import importlib
import shutil
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from bench.rivals.base import NotInstalled
from bench.workload import KINDS, Asked, Counted, Document


class Tantivy:
    """tantivy-py, one segment; facets as numbers in fast fields, counted by terms aggregations."""

    name = "tantivy"
    kinds = KINDS

    def __init__(self, directory: Path) -> None:
        try:
            self.tantivy = importlib.import_module("tantivy")
        except ImportError as error:
            raise NotInstalled("tantivy: pip install -r requirements/bench.txt") from error
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
        writer = self._open().writer(heap_size=4_000_000_000, num_threads=1)
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

    def about(self) -> str:
        return f"tantivy-py {metadata.version('tantivy')}, segments: {self.searcher.num_segments}"

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
        elif asked.kind == "suffix":
            query = api.Query.regex_query(schema, "text", f".*{asked.terms[0]}")
        elif asked.kind == "every":
            query = api.Query.all_query()
        else:
            occur = api.Occur.Should if asked.kind == "or" else api.Occur.Must
            query = api.Query.boolean_query([(occur, api.Query.term_query(schema, "text", t)) for t in asked.terms])
        narrow = [api.Query.term_query(schema, facet, int(value)) for facet, value in asked.values]
        if asked.days is not None:
            narrow.append(api.Query.range_query(schema, "day", api.FieldType.Unsigned, *asked.days))
        if not narrow:
            return query
        unscored = [(api.Occur.Must, api.Query.const_score_query(own, 0.0)) for own in narrow]
        return api.Query.boolean_query([(api.Occur.Must, query), *unscored])

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
