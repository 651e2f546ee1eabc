"""Corpora for the speed bench: real articles multiplied by shuffling sentences, or synthetic text where there are none.

Each is a file of JSON lines (id, text, day, regions, speakers), the same bytes for the same size and source.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from itertools import islice
from pathlib import Path

SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")

FIRST_DAY = date(2016, 1, 1)
DAYS = 3653
PROVINCES = 38
REGENCIES = 514
SPEAKERS = 50_000


def real_texts(shared: Path) -> list[str]:
    """Return the texts of the real articles, or none where they are missing."""
    texts = []
    for path in sorted((shared / "news").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for line in lines]
    return texts


def common_words() -> list[str]:
    """Return the words of our own table of roots, in an order of chance that is always the same."""
    table = files("index.knowledge.data").joinpath("roots.tsv").read_text(encoding="utf-8")
    words = sorted({line.split("\t")[0] for line in table.splitlines() if line and not line.startswith("#")})
    random.Random(0).shuffle(words)
    return words


def synthetic_texts(count: int) -> list[str]:
    """Return texts of words from our own lists, drawn with Zipf frequencies."""
    draw = random.Random(1)
    words = common_words()
    weights = [1 / (rank + 2.7) for rank in range(len(words))]
    return [
        ". ".join(" ".join(draw.choices(words, weights, k=draw.randint(8, 22))) for _ in range(draw.randint(8, 26)))
        for _ in range(count)
    ]


def shuffled(texts: list[str], count: int) -> Iterator[str]:
    """Yield `count` texts: first those given, then texts of as many sentences drawn from all of them."""
    yield from islice(texts, count)
    sentences = [sentence for text in texts for sentence in SENTENCE.split(text) if sentence]
    lengths = [len(SENTENCE.split(text)) for text in texts]
    draw = random.Random(2)
    for _ in range(count - len(texts)):
        yield " ".join(draw.choices(sentences, k=draw.choice(lengths)))


def zipf(count: int, exponent: float) -> list[float]:
    """Return cumulative weights of `count` ranks."""
    total, weights = 0.0, []
    for rank in range(count):
        total += (rank + 1.0) ** -exponent
        weights.append(total)
    return weights


def write_corpus(path: Path, count: int, shared: Path) -> str:
    """Write a corpus unless it is there already; return what its texts are."""
    real = any((shared / "news").glob("*.jsonl.gz"))
    source = "real articles, sentences shuffled" if real else "synthetic, Zipf over our own word list"
    if path.exists():
        return source
    texts = real_texts(shared)
    draw = random.Random(3)
    regencies, speakers = zipf(REGENCIES, 0.8), zipf(SPEAKERS, 0.9)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="utf-8") as file:
        for number, text in enumerate(shuffled(texts or synthetic_texts(min(count, 20_000)), count)):
            held = draw.choices(range(REGENCIES), cum_weights=regencies, k=draw.choice((0, 1, 1, 1, 2, 2, 3)))
            record = {
                "id": f"{number * 2_654_435_761 % 2**32:08x}",
                "text": text,
                "day": (FIRST_DAY + timedelta(days=draw.randrange(DAYS))).isoformat(),
                "regions": sorted({r % PROVINCES for r in held} | {100 + r for r in held}),
                "speakers": sorted(set(draw.choices(range(SPEAKERS), cum_weights=speakers,
                                                    k=draw.choice((0, 1, 1, 2, 2, 4))))),
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    beside.rename(path)
    return source


def read_corpus(path: Path, every: int = 1) -> Iterator[dict[str, object]]:
    """Yield the records of a corpus, or every n-th of them."""
    with path.open(encoding="utf-8") as file:
        for line in islice(file, 0, None, every):
            yield json.loads(line)
