"""Groonga in the speed bench: its library in this process, given commands as its server would be.

Facets are columns that refer to tables of values, counted by its drilldowns; terms come joined by spaces.
"""

import ctypes
import ctypes.util
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bench.rivals.base import FACETS, NotInstalled, plain
from bench.workload import KINDS, Asked, Counted, Document

TABLES = """
table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer TokenDelimit
table_create Days TABLE_PAT_KEY UInt32
table_create Months TABLE_HASH_KEY UInt32
table_create Regions TABLE_HASH_KEY UInt32
table_create Speakers TABLE_HASH_KEY UInt32
table_create Articles TABLE_NO_KEY
column_create Articles id COLUMN_SCALAR ShortText
column_create Articles article COLUMN_SCALAR|COMPRESS_ZSTD LongText
column_create Articles terms COLUMN_SCALAR|COMPRESS_ZSTD LongText
column_create Articles day COLUMN_SCALAR UInt32
column_create Articles date COLUMN_SCALAR Months
column_create Articles region COLUMN_VECTOR Regions
column_create Articles speaker COLUMN_VECTOR Speakers
column_create Terms articles COLUMN_INDEX|WITH_POSITION Articles terms
column_create Days articles COLUMN_INDEX Articles day
column_create Regions articles COLUMN_INDEX Articles region
column_create Speakers articles COLUMN_INDEX Articles speaker
"""
BATCH = 500


class Library:
    """The library with one database opened."""

    def __init__(self, path: Path, create: bool) -> None:
        found = ctypes.util.find_library("groonga")
        if found is None:
            raise NotInstalled("Groonga: bash bench/rivals.sh, or apt-get install libgroonga0")
        self._calls = ctypes.CDLL(found)
        self._calls.grn_init()
        self._calls.grn_get_version.restype = ctypes.c_char_p
        self._calls.grn_ctx_open.restype = ctypes.c_void_p
        for name in ("grn_db_create", "grn_db_open"):
            getattr(self._calls, name).restype = ctypes.c_void_p
        self.version = self._calls.grn_get_version().decode()
        self._context = ctypes.c_void_p(self._calls.grn_ctx_open(0))
        if create:
            opened = self._calls.grn_db_create(self._context, str(path).encode(), None)
        else:
            opened = self._calls.grn_db_open(self._context, str(path).encode())
        if not opened:
            raise RuntimeError(f"Groonga cannot open {path}")
        self._opened = ctypes.c_void_p(opened)

    def close(self) -> None:
        """Close the database, all of it on disk."""
        self._calls.grn_obj_close(self._context, self._opened)
        self._calls.grn_ctx_close(self._context)

    def send(self, command: str) -> bytes:
        """Return the answer to one command: nothing, if it fails."""
        data = command.encode()
        self._calls.grn_ctx_send(self._context, data, ctypes.c_uint(len(data)), 0)
        answer, size, flags = ctypes.c_void_p(), ctypes.c_uint(), ctypes.c_int()
        self._calls.grn_ctx_recv(self._context, ctypes.byref(answer), ctypes.byref(size), ctypes.byref(flags))
        return ctypes.string_at(answer, size.value) if answer.value else b""


def quoted(text: str) -> str:
    """Return the text as an argument of a command."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def batches(documents: Iterable[Document]) -> Iterator[str]:
    """Yield the documents as values of Groonga's load."""
    rows = ({
        "id": d.id, "article": d.text, "terms": " ".join(map(plain, d.terms)), "day": d.day, "date": d.month,
        "region": d.regions, "speaker": d.speakers,
    } for d in documents)
    while batch := list(islice(rows, BATCH)):
        yield json.dumps(batch, ensure_ascii=False)


class Groonga:
    """Groonga, one database."""

    name = "groonga"
    kinds = KINDS - {"suffix"}

    def __init__(self, directory: Path) -> None:
        if ctypes.util.find_library("groonga") is None:
            raise NotInstalled("Groonga: bash bench/rivals.sh, or apt-get install libgroonga0")
        self.directory = directory

    def about(self) -> str:
        return f"Groonga {self.library.version}"

    def build(self, documents: Iterable[Document]) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        library = Library(self.directory / "base", True)
        for command in TABLES.strip().splitlines():
            if library.send(command) != b"true":
                raise RuntimeError(f"Groonga refuses {command}")
        for values in batches(documents):
            library.send("load --table Articles")
            library.send(values)
        library.close()

    def load(self) -> None:
        self.library = Library(self.directory / "base", False)

    def _command(self, asked: Asked, facets: bool) -> str:
        words = [plain(term) for term in asked.terms]
        query = {
            "or": " OR ".join(words), "prefix": f"{words[0]}*" if words else "",
            "phrase": '"' + " ".join(words) + '"', "every": "",
        }.get(asked.kind, " ".join(words))
        filters = [f"{facet} @ {value}" for facet, value in asked.values]
        if asked.days is not None:
            filters.append(f'between(day, {asked.days[0]}, "include", {asked.days[1]}, "include")')
        parts = ["select Articles --output_columns id,article --limit 10 --cache no"]
        if query:
            parts.append(f"--match_columns terms --query {quoted(query)} --sort_keys -_score")
        if filters:
            parts.append(f"--filter {quoted(' && '.join(filters))}")
        for facet in FACETS if facets else ():
            label = f"--drilldowns[{facet}]"
            limit = 1000 if facet == "date" else 10
            parts.append(f"{label}.keys {facet} {label}.sort_keys -_nsubrecs {label}.limit {limit}")
        return " ".join(parts)

    def prepare(self, asked: Asked, facets: bool) -> Callable[[], Any]:
        command = self._command(asked, facets)
        return lambda: json.loads(self.library.send(command))

    def counted(self, answer: Any) -> Counted:
        (total,), _, *rows = answer[0]
        if len(answer) == 1:
            return Counted(total, len(rows), ())
        return Counted(total, len(rows), tuple(
            tuple(sorted((count for _, count in answer[1][facet][2:]), reverse=True)) for facet in FACETS
        ))
