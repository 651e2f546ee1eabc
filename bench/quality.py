"""Quality in one run: words, retrieval and facts, each beside its rivals, held to the floors in floors.json.

Usage: python -m bench.quality [words] [retrieval] [facts] [project] [--shared ../shared]

The project's own gold needs nothing else; what measures with the shared articles says loudly when they are missing.
Exits with 1 if a figure is below its floor. Floors rise when we get better.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from bench import facts, gold, pfsa, retrieval, words

FLOORS = Path(__file__).with_name("floors.json")
Figures = dict[str, float]


def of_words(shared: Path) -> Figures:
    """Print the table of words beside PyStemmer, PySastrawi and no stemming; return our figures."""
    found = words.measured(shared)
    for system, figures in found.items():
        print(f"  {system:<14}" + "  ".join(f"{name} {value:.4g}" for name, value in figures.items()), flush=True)
    return found["telusur"]


def of_retrieval(shared: Path) -> Figures:
    """Print MRR of questions and of headlines for each system; return ours and the lead over PyStemmer."""
    asked = {"facqa": retrieval.facqa(shared), "headlines": retrieval.headlines(shared, 3000)}
    return {
        "facqa": asked["facqa"]["telusur, as typed"]["mrr"],
        "headlines": asked["headlines"]["telusur"]["mrr"],
        "headlines_otherwise": asked["headlines"]["telusur"]["otherwise"],
        "facqa_ahead": asked["facqa"]["telusur, as typed"]["mrr"] - asked["facqa"]["pystemmer"]["mrr"],
        "headlines_ahead": asked["headlines"]["telusur"]["mrr"] - asked["headlines"]["pystemmer"]["mrr"],
    }


def of_facts(shared: Path) -> Figures:
    """Print the table of facts with its goals and halves; return it with the figures of the annotated quotes."""
    figures, parts, rate = facts.measure(shared / "gold", 0, halves=True)
    print("\n".join(facts.table(figures, parts)))
    print(f"{rate:,.0f} articles of 2,000 characters a processor second (goal 1,500)")
    with (shared / "gold" / "pfsa-dev.jsonl").open(encoding="utf-8") as lines:
        quotes = pfsa.score(map(json.loads, lines))
    print("PFSA  " + "  ".join(f"{name} {value}" for name, value in quotes.items()))
    return {**figures, **{f"pfsa_{name}": value for name, value in quotes.items()}}


def of_project(shared: Path) -> Figures:
    """Print and return the figures on the project's own labelled articles."""
    figures = gold.score(*gold.rows())
    print("  ".join(f"{name} {value}" for name, value in figures.items()))
    return figures


PARTS: dict[str, tuple[str, Callable[[Path], Figures]]] = {
    "project": ("", of_project),
    "facts": ("gold", of_facts),
    "words": ("lemma", of_words),
    "retrieval": ("retrieval", of_retrieval),
}
"""Part -> the folder of the shared data that it needs, and what measures it."""


def main() -> None:
    """Measure the parts named on the command line, all if none is."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("part", nargs="*", choices=[*PARTS, []], help="all when none is named")
    options.add_argument("--shared", type=Path, default=Path("../shared"))
    chosen = options.parse_args()
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    worse, missing = [], []
    for part in chosen.part or PARTS:
        folder, measure = PARTS[part]
        if not (chosen.shared / folder).is_dir():
            missing.append(f"{part}: NOT MEASURED, {chosen.shared / folder} is not there")
            continue
        print(f"\n== {part}", flush=True)
        worse += [f"{part}: {line}" for line in gold.below(measure(chosen.shared), floors.get(part, {}))]
    print("\n" + "\n".join([*missing, *worse, "all floors hold" if not worse else "below the floor"]))
    sys.exit(1 if worse else 0)


if __name__ == "__main__":
    main()
