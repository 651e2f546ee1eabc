"""Where statements begin and end: how many are cut wrongly in a way that needs no label to be seen.

    python -m bench.statements [--shared ../shared] [--articles 6000]

Over real articles spread over all files, of all statements: reported speech that runs on behind the end of a sentence;
statements that stand within another of the same person, and so count twice; and reported speech of one word.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from bench.extraction import articles_of
from index.article import Article, Span, Statement
from index.extract import extract

BEYOND = re.compile(r'[.!?](?:,?\s+["“”]|,\s*["“”A-Z]|\s*\n)|[a-z)]{3}[.!?]["”]?[A-Z][a-z]')
"""The end of a sentence with more behind it: before a quotation or a line, a comma between, or the blank lost."""


def within(one: Span, other: Span) -> bool:
    """Return whether one of two spans stands within the other."""
    outer, inner = (one, other) if one.end - one.start >= other.end - other.start else (other, one)
    return one.part == other.part and outer.start <= inner.start and inner.end <= outer.end


def counted(articles: Sequence[Article]) -> Counter[str]:
    """Return how many statements the articles have, and how many of each kind of fault."""
    found: Counter[str] = Counter()
    for article in articles:
        for speaker in extract(article).speakers:
            said: tuple[Statement, ...] = speaker.statements
            found["statements"] += len(said)
            found["within another"] += sum(within(one.span, other.span) for one, other in combinations(said, 2))
            for statement in said:
                whole = (article.title or "") if statement.span.part == "title" else article.text
                words = whole[statement.span.start : statement.span.end]
                if not statement.direct:
                    found["beyond a sentence"] += BEYOND.search(words) is not None
                    found["one word"] += len(words.split()) == 1
    return found


def main() -> None:
    """Print the counts, and the same as a line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path(__file__).parent.parent.parent / "shared")
    parser.add_argument("--articles", type=int, default=6000)
    options = parser.parse_args()
    articles, source = articles_of(options.shared, options.articles)
    found = counted(articles)
    print(f"{len(articles)} articles of {source}")
    for name, count in found.items():
        print(f"  {name:20}{count:7}  {count / max(1, found['statements']):.2%}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
