"""Scores the facts read from the seeds against the project's own labels (tests/golden/facts.jsonl).

Usage: python -m bench.gold [--show] [--json]
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from index.extract.facts import extract
from index.ingest.reader import read
from index.labels import Labels, labels_of

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "golden" / "facts.jsonl"
SEEDS = ROOT / "seeds"
FLOORS = ROOT / "bench" / "floors.json"

HIGHER = ("date", "dateline", "primary", "regions", "mentioned", "speakers", "position")
LOWER = {"date_false", "persons_changed", "places_changed", "ui", "oi"}
"""Figures that are to be high, and those that are to be low."""


def f1(hits: int, found: int, wanted: int) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * hits / (found + wanted) if found + wanted else 1.0


def share(pairs: Iterable[tuple[Any, Any]]) -> float:
    """Return how many of the pairs are equal, as a share."""
    equal = [a == b for a, b in pairs]
    return sum(equal) / len(equal) if equal else 1.0


def words(text: str | None) -> list[str]:
    """Return the words of a name or a position, folded."""
    return re.findall(r"[^\W_]+", (text or "").casefold())


def alike(a: str | None, b: str | None) -> bool:
    """Return whether two positions share most of their words (F1 of at least .6)."""
    one, two = words(a), words(b)
    common = sum(min(one.count(w), two.count(w)) for w in set(one))
    return f1(common, len(one), len(two)) >= 0.6


def primary(row: Any) -> str | None:
    """Return the code of the primary region."""
    return next((r["code"] for r in row["regions"] if r["primary"]), None)


def micro(pairs: list[tuple[Any, Any]], values: Callable[[Any], set[Any]]) -> float:
    """Return F1 over all values of all rows."""
    sets = [(values(gold), values(found)) for gold, found in pairs]
    return f1(sum(len(g & f) for g, f in sets), sum(len(f) for _, f in sets), sum(len(g) for g, _ in sets))


def people(row: Any) -> dict[tuple[str, ...], str | None]:
    """Return the positions by folded name."""
    return {tuple(words(s["name"])): s["position"] for s in row["speakers"]}


def score(gold: list[Any], found: dict[str, Labels]) -> dict[str, float]:
    """Return the figures: shares of rows right (date, dateline, primary), F1 (regions, mentioned, speakers), and of
    the speakers found the share whose position is alike; `date_false` is the share of undated rows given a date."""
    pairs = [(row, found[row["id"]]) for row in gold]
    posts = [(people(g)[name], people(f)[name]) for g, f in pairs for name in people(g).keys() & people(f).keys()]
    figures = {
        "date": share((g["date"], f["date"]) for g, f in pairs if g["date"]),
        "date_false": share((f["date"] is None, False) for g, f in pairs if not g["date"]),
        "dateline": share((words(g["dateline"])[:1], words(f["dateline"])[:1]) for g, f in pairs),
        "primary": share((primary(g), primary(f)) for g, f in pairs),
        "regions": micro(pairs, lambda row: {(row["id"], r["code"]) for r in row["regions"]}),
        "mentioned": micro(pairs, lambda row: {(row["id"], code) for code in row["mentioned"]}),
        "speakers": micro(pairs, lambda row: {(row["id"], name) for name in people(row)}),
        "position": share((alike(g, f), True) for g, f in posts if g),
    }
    return {name: round(value, 4) for name, value in figures.items()}


def rows() -> tuple[list[Any], dict[str, Labels]]:
    """Return the labels written by hand, and those read from the seeds by article id.

    The labels were judged from text and title alone, so the published day is kept from the extractor too.
    """
    gold = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    articles = read([str(SEEDS)], lambda problem: None)
    return gold, {article.id: labels_of(article.id, extract(replace(article, published=None))) for article in articles}


def misses(gold: list[Any], found: dict[str, Labels]) -> list[str]:
    """Return a line for each difference: id, figure, wanted, found."""
    looks: dict[str, Callable[[Any], Any]] = {
        "date": lambda row: row["date"],
        "dateline": lambda row: words(row["dateline"])[:1],
        "primary": primary,
        "regions": lambda row: sorted(r["code"] for r in row["regions"]),
        "mentioned": lambda row: sorted(row["mentioned"]),
        "speakers": lambda row: sorted((s["name"], s["position"]) for s in row["speakers"]),
    }
    pairs = [(row, found[row["id"]]) for row in gold]
    return [f"{g['id']}\t{name}\t{look(g)}\t{look(f)}" for g, f in pairs for name, look in looks.items()
            if look(g) != look(f)]


def below(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Return a line for each figure that is worse than its floor, or is not there."""
    lines = []
    for name, floor in floors.items():
        value = figures.get(name)
        if value is None or (value > floor if name in LOWER else value < floor):
            lines.append(f"{name} is {value}, the floor is {floor}")
    return lines


def main() -> None:
    """Print the figures; exit with 1 if one is below its floor."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--show", action="store_true", help="print every difference on standard error")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    gold, found = rows()
    figures = score(gold, found)
    if chosen.show:
        print("\n".join(misses(gold, found)), file=sys.stderr)
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))["project"]
    table = "\n".join(f"{name:<12}{value:>8}  floor {floors[name]}" for name, value in figures.items())
    print(json.dumps(figures) if chosen.json else table)
    problems = below(figures, floors)
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
