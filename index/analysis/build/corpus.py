"""Counts of the words of a corpus: how often each stands there, and how it is written inside sentences."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.knowledge.folding import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_INSIDE = re.compile(r"[\w,] $")


@dataclass(slots=True)
class Counts:
    """By folded word: `all` occurrences, those `inside` a sentence, and of these the `capital` and all-`upper` ones."""

    all: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)
    upper: Counter[str] = field(default_factory=Counter)

    def is_name(self, word: str, share: float = 0.9) -> bool:
        """Return whether a word is written with a capital in at least this share of its places inside sentences."""
        inside = self.inside[word]
        return inside > 1 and self.capital[word] >= share * inside

    def is_acronym(self, word: str) -> bool:
        """Return whether a word is mostly written in capitals."""
        return self.all[word] > 1 and self.upper[word] > 0.5 * self.all[word]


def count_words(paths: Iterable[Path]) -> Counts:
    """Return the counts of the `text` of JSON lines files, plain or .gz."""
    counts = Counts()
    for path in paths:
        for text in _texts(path):
            _count(text, counts)
    return counts


def _texts(path: Path) -> Iterator[str]:
    """Yield the text of each record of a file."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def _count(text: str, counts: Counts) -> None:
    """Count the words of one text."""
    for match in _WORD.finditer(text):
        written = match.group()
        word = fold(written).replace("'", "")
        counts.all[word] += 1
        if len(written) > 1 and written.isupper():
            counts.upper[word] += 1
        if _INSIDE.search(text, max(0, match.start() - 2), match.start()):
            counts.inside[word] += 1
            if written[0].isupper():
                counts.capital[word] += 1
