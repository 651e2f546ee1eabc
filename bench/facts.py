"""Measures date, regions and speakers on the hand-labelled articles, beside the goals; `--halves` scores two halves.

Usage: python -m bench.facts [--gold ../shared/gold] [--show N] [--halves] [--json]
"""

import argparse
import importlib.util
import json
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from index.article import Article, Facts
from index.extract import extract

GOALS = {
    "date": 0.98, "date_false": 0.10, "primary": 0.90, "regions": 0.87, "named": 0.95, "speakers": 0.90,
    "speakers_soft": 0.93, "position": 0.85,
}
"""Goals by figure; date_false is to stay below its goal, the others above."""


WARM = "Warga Desa Sukamaju, Kecamatan Bener, Kabupaten Purworejo, berharap hujan turun, kata Lurah Budi Contoh."
"""Loads every table before anything is timed."""


def scorer(folder: Path) -> ModuleType:
    """Return the gold's own scoring script as a module."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def prediction(article: Article, facts: Facts) -> dict[str, Any]:
    """Return the facts in the form the gold is written in."""
    return {
        "id": article.id,
        "date": None if facts.date is None else facts.date.day.isoformat(),
        "regions": [
            {"code": r.code, "primary": r.role == "primary"} for r in facts.regions if r.role != "mentioned"
        ],
        "mentioned": [r.code for r in facts.regions if r.role == "mentioned"],
        "speakers": [{"name": s.name, "position": s.position} for s in facts.speakers],
    }


def measure(folder: Path, show: int, halves: bool) -> tuple[dict[str, Any], list[dict[str, Any]], float]:
    """Return the figures, those of the two halves if asked, and the articles of 2,000 characters a processor second."""
    gold = [json.loads(line) for line in (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    articles = [Article(row["id"], row["text"], row["title"]) for row in gold]
    extract(Article("warm", WARM))
    start = time.process_time()
    facts = [extract(article) for article in articles]
    seconds = time.process_time() - start
    rate = sum(len(article.text) for article in articles) / 2000 / seconds
    predicted = {a.id: prediction(a, f) for a, f in zip(articles, facts, strict=True)}
    score = scorer(folder).score
    parts = [score(gold[half::2], predicted) for half in (0, 1)] if halves else []
    return score(gold, predicted, show), parts, rate


def table(figures: dict[str, Any], parts: list[dict[str, Any]]) -> list[str]:
    """Return the lines of the table: figure, value, goal, whether it is reached, values of the halves."""
    lines = [f"{'figure':<15}{'value':>8}{'goal':>9}"]
    for name, goal in GOALS.items():
        below = name == "date_false"
        reached = figures[name] <= goal if below else figures[name] >= goal
        halves = "".join(f"{part[name]:>9.3f}" for part in parts)
        sign, verdict = "<=" if below else ">=", "" if reached else "MISSED"
        lines.append(f"{name:<15}{figures[name]:>8.3f}{sign:>4} {goal:.2f}  {verdict:<6}{halves}")
    return lines


def main() -> None:
    """Print the table, or one JSON object."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    options.add_argument("--show", type=int, default=0, help="print the first N misses on standard error")
    options.add_argument("--halves", action="store_true", help="score even and odd articles apart as well")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    if not (chosen.gold / "dev.jsonl").exists():
        sys.exit(f"{chosen.gold}/dev.jsonl is not there: pass --gold DIR")
    figures, parts, rate = measure(chosen.gold, chosen.show, chosen.halves)
    if chosen.json:
        print(json.dumps({**figures, "articles_per_second": round(rate)}))
        return
    print("\n".join(table(figures, parts)))
    print(f"{figures['articles']} articles; {rate:,.0f} articles of 2,000 characters a processor second (goal 1,500)")


if __name__ == "__main__":
    main()
