"""Measures speakers and statements on the PFSA-ID articles: persons recalled and direct quotes found.

usage: python -m bench.pfsa [../shared/gold/pfsa-dev.jsonl] [--show N]

The annotators left out people who are no public figures, so persons are measured by recall alone. A gold person is
found when a speaker of the article has the same full name after titles; a gold quotation is found when a predicted
direct statement covers it with a character F1 of at least .8.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from index.article import Article, SpeakerFact
from index.extract.speakers import find_speakers
from index.knowledge.people import fold_name

DEFAULT = Path("../shared/gold/pfsa-dev.jsonl")
QUOTE_MARKS = "\"“”„'‘’"
ENOUGH = 0.8


def span_f1(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Return the F1 of the characters that two spans share."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0.0, 2 * shared / (a[1] - a[0] + b[1] - b[0]))


def gold_persons(record: dict[str, Any]) -> set[tuple[str, ...]]:
    """Return the folded names of the annotated persons, the longer of two forms of one person."""
    names = {fold_name(span["text"]) for span in record["spans"] if span["label"] == "PERSON"}
    return {a for a in names if a and not any(a != b and set(a) < set(b) for b in names)}


def score(records: Iterable[dict[str, Any]], show: int = 0) -> dict[str, float]:
    """Return the figures over the annotated articles."""
    persons = persons_found = quotes = quotes_found = predicted = 0
    for record in records:
        speakers: tuple[SpeakerFact, ...] = find_speakers(Article(id=record["id"], text=record["text"]))
        names = {fold_name(speaker.name) for speaker in speakers}
        spans = [(s.span.start, s.span.end) for p in speakers for s in p.statements if s.direct]
        predicted += len(spans)
        for person in gold_persons(record):
            persons += 1
            persons_found += person in names
            if person not in names and show > 0:
                show -= 1
                print(record["id"], "person", " ".join(person), "|", sorted(map(" ".join, names)), file=sys.stderr)
        for span in record["spans"]:
            if span["label"] != "STATEMENT" or span["text"][:1] not in QUOTE_MARKS:
                continue
            quotes += 1
            hit = any(span_f1((span["start"], span["end"]), other) >= ENOUGH for other in spans)
            quotes_found += hit
            if not hit and show > 0:
                show -= 1
                print(record["id"], "quote", span["text"][:200], file=sys.stderr)
    return {
        "persons": persons, "person_recall": round(persons_found / max(1, persons), 4),
        "quotes": quotes, "quote_recall": round(quotes_found / max(1, quotes), 4), "quotes_predicted": predicted,
    }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--show", type=int, default=0, help="print the first N misses on standard error")
    options = parser.parse_args()
    with options.gold.open(encoding="utf-8") as lines:
        print(json.dumps(score(map(json.loads, lines), options.show)))


if __name__ == "__main__":
    main()
