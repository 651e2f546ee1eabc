"""An update of an index that is there: 1,000 articles, half of them new, into a copy whose files are hard links."""

import os
import shutil
import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

from bench.building import spent
from bench.ours import Ours, batches, understand
from bench.workload import Document
from search.engines.whoosh.engine import WhooshEngine

COUNT = 1000
LINKED = 1_000_000
"""Files from this size on are linked: segments, which are never written to again. Others are copied."""


def update_figures(directory: Path, documents: Iterable[Document]) -> dict[str, float]:
    """Return the seconds that an update, a deletion and opening them take; the index itself stays as it is."""
    beside = directory.with_name(f"{directory.name}.updated")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(directory, beside, copy_function=_linked)
    try:
        return _update(WhooshEngine(beside), list(islice(documents, COUNT)))
    finally:
        shutil.rmtree(beside)


def _update(engine: WhooshEngine, documents: list[Document]) -> dict[str, float]:
    half = len(documents) // 2
    changed = documents[:half] + [replace(d, id=f"new{d.id}") for d in documents[half:]]
    count = engine.stats().documents
    wall, processor = time.perf_counter(), spent()
    engine.absorb(batches(changed), understand, workers=Ours.workers)
    figures = {"seconds": time.perf_counter() - wall, "processor": spent() - processor}
    wall = time.perf_counter()
    now = engine.snapshot().documents()
    figures["open_again"] = time.perf_counter() - wall
    assert now == count + len(documents) - half, f"{now} articles after the update of {count}"
    wall = time.perf_counter()
    engine.delete([changed[0].id])
    figures["delete_one"] = time.perf_counter() - wall
    return {name: round(value, 4) for name, value in figures.items()}


def _linked(source: str, target: str) -> None:
    if os.path.getsize(source) < LINKED:
        shutil.copy2(source, target)
    else:
        os.link(source, target)
