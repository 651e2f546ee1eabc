"""Speed of reading facts, in alternation with the analyser and with re.findall over the same articles.

Usage: python -m bench.extraction [--shared ../shared] [--articles 2000] [--hostile] [--json]

The processor time of one core. The articles are real ones of many publishers, spread over the whole corpus, one after
another as an indexing run meets them; as many others are read before, for the tables and the words that every run
has met soon. The articles alternate in groups of 20 between the three, so that what else the machine does falls on
all alike: the ratio to re.findall says more than articles a second. Sentences drawn at random stand in where the
articles are missing, and this is said. `--hostile` reads texts of one piece over and over, in two sizes: a ratio of
their times near that of their sizes is linear.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bench.compiled import way
from bench.corpus import synthetic_texts
from index.analysis.analyser import analyse
from index.article import Article
from index.extract import extract
from index.pipeline import collector_at_rest

UNIT = 2000
"""Characters of an article, as rates are given."""
GROUP = 20
GOAL = 1500
HOSTILE = ('"', "(", "Budi ", "Kata ", "1", "1/", "kata Budi, ", "Desa ", ". ", "'’", "Kabupaten Bogor, ", "\n\n", "-")
SIZES = (1 << 20, 5 << 20)


def articles_of(shared: Path, count: int) -> tuple[list[Article], str]:
    """Return articles spread over the whole corpus, and where they are from."""
    paths = sorted((shared / "news").glob("*.jsonl.gz"))
    if not paths:
        return [Article(str(i), text) for i, text in enumerate(synthetic_texts(count))], "synthetic sentences"
    each = -(-count // len(paths))
    found = [article for path in paths for article in islice(read(path), each)]
    return found[:count], f"{shared}/news"


def read(path: Path) -> Iterator[Article]:
    """Yield every fourth article of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, 4):
            record = json.loads(line)
            yield Article(record["id"], record["text"], record.get("title"))


def seconds(work: Callable[[Any], object], values: list[Any]) -> float:
    """Return the processor time of the work over all values, Python's collector at rest as in an indexing run."""
    with collector_at_rest():
        start = time.process_time()
        for value in values:
            work(value)
        return time.process_time() - start


def measure(articles: list[Article]) -> dict[str, float]:
    """Return articles a second, microseconds an article of each work, and the ratios between them."""
    first, second = articles[::2], articles[1::2]
    findall = re.compile(r"\w+").findall
    for article in first:
        extract(article)
        analyse(article.text)
    taken = {"facts": 0.0, "analysis": 0.0, "findall": 0.0}
    for begin in range(0, len(second), GROUP):
        group = second[begin:begin + GROUP]
        texts = [article.text for article in group]
        taken["findall"] += seconds(findall, texts) / 2
        taken["facts"] += seconds(extract, group)
        taken["findall"] += seconds(findall, texts) / 2
        taken["analysis"] += seconds(analyse, texts)
    units = sum(len(article.text) for article in second) / UNIT
    return {
        "articles_a_second": units / taken["facts"],
        **{f"{name}_us": spent / units * 1e6 for name, spent in taken.items()},
        "ratio_to_findall": taken["facts"] / taken["findall"],
        "ratio_to_analysis": taken["facts"] / taken["analysis"],
    }


def hostile() -> dict[str, float]:
    """Return for each hostile piece how much longer the larger text takes, by the ratio of the sizes: 1 is linear."""
    small, large = SIZES
    found = {}
    for piece in HOSTILE:
        times = [
            min(seconds(extract, [Article("h", piece * (size // len(piece)))]) for _ in range(2)) for size in SIZES
        ]
        found[piece] = times[1] / max(times[0], 1e-9) / (large / small)
    return found


def main() -> None:
    """Print the figures, or one JSON object."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shared", type=Path, default=Path("../shared"))
    options.add_argument("--articles", type=int, default=2000, help="measured, and as many read before")
    options.add_argument("--hostile", action="store_true", help="hostile texts instead of articles")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    if chosen.hostile:
        figures = hostile()
        lines = [f"{piece!r:22} {growth:.2f}" for piece, growth in figures.items()]
        print(json.dumps(figures) if chosen.json else "\n".join(lines))
        return
    articles, source = articles_of(chosen.shared, 2 * chosen.articles)
    if source.startswith("synthetic"):
        print(f"{chosen.shared}/news is not there: {source} hold no facts, and are read faster", file=sys.stderr)
    figures = measure(articles)
    if chosen.json:
        print(json.dumps({"way": way(), "source": source, **figures}))
        return
    print(f"facts, {way()}: {figures['articles_a_second']:,.0f} articles of {UNIT:,} characters a processor second "
          f"(goal {GOAL:,}); {source}")
    print(f"an article: facts {figures['facts_us']:.0f} us, analysis {figures['analysis_us']:.0f} us, "
          f"re.findall {figures['findall_us']:.0f} us; facts are {figures['ratio_to_findall']:.1f} times findall, "
          f"{figures['ratio_to_analysis']:.1f} times the analysis")


if __name__ == "__main__":
    main()
