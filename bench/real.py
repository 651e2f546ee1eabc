"""The real articles from raw JSON lines, facts and words included: indexing them, and tantivy fed by the same pipeline.

    python -m bench.real [--shared ../shared] [--build build/bench]

Ours is `telusur index` with two processes. tantivy gets from two processes that read facts and words what our engine
gets: every text field (terms joined by spaces), the day, regions and speakers as numbers, and the text to give back.
"""

import argparse
import gzip
import importlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.building import bytes_of, peak_of  # noqa: E402
from index.analysis.columns import Column  # noqa: E402
from index.analysis.vocabulary import Vocabulary  # noqa: E402
from index.article import Article  # noqa: E402
from index.entry import TEXT_FIELDS  # noqa: E402
from index.pipeline import batches_of, entries_for  # noqa: E402

WORKERS = 2
CONNECTIONS = 16


def indexed(sources: Sequence[Path], directory: Path) -> dict[str, float]:
    """Index with the command and return articles a second, bytes and the highest sum of private memory."""
    shutil.rmtree(directory, ignore_errors=True)
    command = [sys.executable, "-m", "telusur", "index", *map(str, sources), "--index", str(directory),
               "--workers", str(WORKERS)]
    begun = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        peak = peak_of(process)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return {"seconds": round(time.perf_counter() - begun, 2), "bytes": bytes_of(directory), "peak": peak}


def articles_of(sources: Sequence[Path]) -> Iterator[Article]:
    """Yield the articles of files of JSON lines."""
    for path in sources:
        with gzip.open(path, "rb") as lines:
            for line in lines:
                record = json.loads(line)
                yield Article(record["id"], record["text"], record.get("title"))


Fed = tuple[str, str, dict[str, str], int, tuple[str, ...], tuple[str, ...]]


def understood(batch: Sequence[Article]) -> list[Fed]:
    """Return what tantivy is fed of a batch: id, text, terms by field, day, regions, speakers."""
    entries = entries_for(batch)
    fields = {name: texts_of(entries.vocabulary, column) for name, column in entries.columns.items()}
    return [
        (entry.article.id, entry.article.text, {name: own[number] for name, own in fields.items()},
         0 if entry.day is None else entry.day.toordinal(),
         tuple(value.value for value in entry.facets.get("region", ())),
         tuple(value.value for value in entry.facets.get("speaker", ())))
        for number, entry in enumerate(entries)
    ]


def texts_of(vocabulary: Vocabulary, column: Column) -> list[str]:
    """Return the terms of each text of a column, joined by spaces."""
    words = list(map(vocabulary.words.__getitem__, column.numbers.tolist()))
    bounds = column.starts.tolist()
    return [" ".join(words[start:end]) for start, end in pairwise(bounds)]


def tantivy_fed(sources: Sequence[Path], directory: Path) -> dict[str, float]:
    """Index the articles with tantivy and return how many, the seconds and the bytes."""
    tantivy: Any = importlib.import_module("tantivy")
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("article", stored=True, indexed=False)
    for name in TEXT_FIELDS:
        builder.add_text_field(name, stored=False, tokenizer_name="terms", index_option="position")
    for name in ("day", "region", "speaker"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    index = tantivy.Index(builder.build(), path=str(directory))
    index.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    begun = time.perf_counter()
    writer = index.writer(heap_size=1_000_000_000, num_threads=1)
    numbers: dict[str, int] = {}
    with multiprocessing.Pool(WORKERS) as pool:
        for batch in pool.imap(understood, batches_of(articles_of(sources))):
            for fed in batch:
                writer.add_document(_record(tantivy, fed, numbers))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    seconds = time.perf_counter() - begun
    return {"articles": index.searcher().num_docs, "seconds": round(seconds, 2), "bytes": bytes_of(directory)}


def _record(tantivy: Any, fed: Fed, numbers: dict[str, int]) -> Any:
    id, text, fields, day, regions, speakers = fed
    record = tantivy.Document(id=id, **fields)
    record.add_bytes("article", text.encode())
    record.add_unsigned("day", day)
    for name, values in (("region", regions), ("speaker", speakers)):
        for value in values:
            record.add_unsigned(name, numbers.setdefault(value, len(numbers)))
    return record


def served(directory: Path) -> Iterator[dict[str, Any]]:
    """Yield what `bench.load` finds with 16 connections over the index, or nothing where wrk is missing."""
    if shutil.which("wrk") is None:
        print("  NOT DONE: requests a second; wrk is missing: bash bench/rivals.sh, or apt-get install wrk", flush=True)
        return
    command = [sys.executable, "-m", "bench.load", "--index", str(directory), "--workers", str(WORKERS),
               "--connections", str(CONNECTIONS)]
    told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    yield from json.loads(told.strip().splitlines()[-1])["rows"]


def real_figures(shared: Path, build: Path) -> dict[str, Any] | None:
    """Return the figures, or None where the real articles are missing."""
    sources = sorted((shared / "news").glob("*.jsonl.gz"))
    if not sources:
        print(f"NOT DONE: the real articles; {shared}/news holds none", flush=True)
        return None
    load = os.getloadavg()[0]
    ours = indexed(sources, build / "real")
    rival = tantivy_fed(sources, build / "real.tantivy")
    articles = int(rival["articles"])
    for own in (ours, rival):
        own["rate"] = round(articles / own["seconds"], 1)
    print(f"\n{articles} real articles, facts and words included, {WORKERS} processes, load {load:.1f}: "
          f"telusur {ours['rate']:.0f} docs/s, {ours['bytes'] / 1e6:.0f} MB; "
          f"tantivy fed by the same pipeline {rival['rate']:.0f} docs/s, {rival['bytes'] / 1e6:.0f} MB", flush=True)
    requests = list(served(build / "real"))
    return {"articles": articles, "load": round(load, 1), "telusur": ours, "tantivy": rival, "requests": requests}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "bench")
    options = parser.parse_args()
    print(json.dumps(real_figures(options.shared, options.build)))


if __name__ == "__main__":
    main()
