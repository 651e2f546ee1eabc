"""Xapian in the speed bench, through Debian's python3-xapian (the same minor version of Python, for it is compiled).

Facets are values in slots counted by its own ValueCountMatchSpy. A document has several regions and speakers: each has
a slot of its own (the first region, the second ...), whose counts are added up. Days are a sortable value for ranges.
"""

import importlib.util
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.rivals.base import FACETS, NotInstalled, highest
from bench.workload import KINDS, Asked, Counted, Document

PACKAGED = Path("/usr/lib/python3/dist-packages/xapian/__init__.py")
DAY, MONTH, REGION, SPEAKER = 0, 1, 2, 12
SLOTS = 10
"""How many values of regions or speakers a document may have; the corpora have up to 6 and 4."""
LONGEST = 240
"""Xapian takes terms of up to 245 bytes; longer ones are left out. No query asks for any."""


def packaged() -> ModuleType:
    """Return Debian's module, loaded by its path: nothing else of that folder is put before the venv's packages."""
    if "xapian" in sys.modules:
        return sys.modules["xapian"]
    if not PACKAGED.exists():
        raise NotInstalled("Xapian: bash bench/rivals.sh, or apt-get install python3-xapian")
    spec = importlib.util.spec_from_file_location("xapian", PACKAGED, submodule_search_locations=[str(PACKAGED.parent)])
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["xapian"] = module
    try:
        spec.loader.exec_module(module)
    except ImportError as error:
        del sys.modules["xapian"]
        raise NotInstalled(f"Xapian: Debian's package is for another version of Python ({error})") from error
    return module


class Xapian:
    """Xapian, one database of its default format."""

    name = "xapian"
    kinds = KINDS - {"suffix"}

    def __init__(self, directory: Path) -> None:
        self.xapian: Any = packaged()
        self.directory = directory

    def about(self) -> str:
        return f"Xapian {self.xapian.version_string()}"

    def build(self, documents: Iterable[Document]) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        base = self.xapian.WritableDatabase(str(self.directory), self.xapian.DB_CREATE_OR_OVERWRITE)
        for document in documents:
            base.add_document(self._record(document))
        base.commit()
        base.close()

    def _record(self, document: Document) -> Any:
        record, sortable = self.xapian.Document(), self.xapian.sortable_serialise
        for position, term in enumerate(document.terms):
            if len(term.encode()) <= LONGEST:
                record.add_posting(term, position)
        record.set_data(f"{document.id}\n{document.text}")
        record.add_value(DAY, sortable(document.day))
        record.add_value(MONTH, str(document.month))
        for first, letter, values in ((REGION, "R", document.regions), (SPEAKER, "S", document.speakers)):
            assert len(values) <= SLOTS
            for place, value in enumerate(values):
                record.add_value(first + place, str(value))
                record.add_boolean_term(f"X{letter}{value}")
        return record

    def load(self) -> None:
        self.base = self.xapian.Database(str(self.directory))
        self.count = self.base.get_doccount()
        held = [slot for slot in range(MONTH, SPEAKER + SLOTS) if self.base.get_value_freq(slot)]
        self.slots = {
            "date": [MONTH],
            "region": [slot for slot in held if REGION <= slot < SPEAKER],
            "speaker": [slot for slot in held if slot >= SPEAKER],
        }

    def _query(self, asked: Asked) -> Any:
        make = self.xapian.Query
        if asked.kind == "every":
            query = make("")
        elif asked.kind == "prefix":
            query = make(make.OP_WILDCARD, asked.terms[0], 0, make.WILDCARD_LIMIT_ERROR, make.OP_SYNONYM)
        elif asked.kind == "phrase":
            query = make(make.OP_PHRASE, list(asked.terms), len(asked.terms))
        else:
            query = make(make.OP_OR if asked.kind == "or" else make.OP_AND, list(asked.terms))
        for facet, value in asked.values:
            query = make(make.OP_FILTER, query, make(f"X{'R' if facet == 'region' else 'S'}{value}"))
        if asked.days is not None:
            ends = map(self.xapian.sortable_serialise, asked.days)
            query = make(make.OP_FILTER, query, make(make.OP_VALUE_RANGE, DAY, *ends))
        return query

    def prepare(self, asked: Asked, facets: bool) -> Callable[[], Any]:
        wanted = [slot for slots in self.slots.values() for slot in slots] if facets else []

        def run() -> Any:
            enquire = self.xapian.Enquire(self.base)
            enquire.set_query(self._query(asked))
            spies = {slot: self.xapian.ValueCountMatchSpy(slot) for slot in wanted}
            for spy in spies.values():
                enquire.add_matchspy(spy)
            found = enquire.get_mset(0, 10, self.count)
            shown = [match.document.get_data() for match in found]
            return found.get_matches_estimated(), shown, self._facets(spies) if facets else None

        return run

    def _facets(self, spies: dict[int, Any]) -> list[Counter[bytes]]:
        counts = []
        for facet in FACETS:
            own: Counter[bytes] = Counter()
            for slot in self.slots[facet]:
                own.update({item.term: item.termfreq for item in spies[slot].values()})
            counts.append(own)
        return counts

    def counted(self, answer: Any) -> Counted:
        total, shown, counts = answer
        if counts is None:
            return Counted(total, len(shown), ())
        return Counted(total, len(shown), tuple(
            highest(own, 1000 if facet == "date" else 10) for facet, own in zip(FACETS, counts, strict=True)
        ))
