"""Words: how well keys conflate and how fast they are made, beside PyStemmer alone, PySastrawi and no stemming.

Usage: python -m bench.words [--shared ../shared] [--json]
"""

import argparse
import gzip
import json
import random
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import Stemmer

from bench.compiled import way_of_stemming
from index.analysis.analyser import analyse, key_of
from index.analysis.stem import stem
from index.knowledge.folding import fold
from index.knowledge.tables import read_table

try:
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory
except ModuleNotFoundError:
    StemmerFactory = None

KINDS = frozenset({"NOUN", "VERB", "ADJ", "ADV"})
SPELT = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
ROUNDS = 9
ARTICLES = 4_000
"""Articles whose words and texts are timed."""

Stem = Callable[[str], str]


def sastrawi() -> Stem | None:
    """Return PySastrawi's stemmer with a cache, or None where it is not installed."""
    if StemmerFactory is None:
        return None
    slow = StemmerFactory().create_stemmer()
    seen: dict[str, str] = {}

    def stemmed(word: str) -> str:
        key = seen.get(word)
        if key is None:
            key = seen[word] = slow.stem(word)
        return key

    return stemmed


def lemmas(path: Path) -> dict[str, str]:
    """Return word type -> majority lemma of the content words of a table (form, lemma, upos, treebank, count)."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in path.read_text("utf-8").splitlines()[1:]:
        form, lemma, upos, _, count = line.split("\t")
        if upos in KINDS and SPELT.fullmatch(form.lower()):
            counts[form.lower()][lemma.lower()] += int(count)
    return {form: _majority(found) for form, found in counts.items()}


def _majority(counts: Counter[str]) -> str:
    """Return what is counted most, the first by name among equals."""
    return min(counts, key=lambda name: (-counts[name], name))


def agreed(path: Path) -> dict[str, str]:
    """Return the types that stand in both treebanks with the same majority lemma."""
    lines = path.read_text("utf-8").splitlines()
    counts: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for line in lines[1:]:
        form, lemma, upos, treebank, count = line.split("\t")
        if upos in KINDS and SPELT.fullmatch(form.lower()):
            counts[form.lower()][treebank][lemma.lower()] += int(count)
    both = {form: {_majority(lemma) for lemma in found.values()} for form, found in counts.items()}
    return {form: next(iter(both[form])) for form, found in counts.items() if len(found) == 2 and len(both[form]) == 1}


def conflation(gold: Mapping[str, str], key: Stem) -> dict[str, float]:
    """Return pair F1 ("same lemma if and only if same key"), under- and overstemming index over all pairs of types."""
    keys = {word: key(word) for word in gold}
    wanted = _pairs(Counter(gold.values()))
    made = _pairs(Counter(keys.values()))
    right = _pairs(Counter((lemma, keys[word]) for word, lemma in gold.items()))
    different = len(gold) * (len(gold) - 1) // 2 - wanted
    return {"f1": 2 * right / (wanted + made), "ui": 1 - right / wanted, "oi": (made - right) / different}


def halves(gold: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield two halves of the types, drawn with a fixed seed: how far a figure depends on the words one looked at."""
    words = sorted(gold)
    random.Random(1).shuffle(words)
    for first in (0, 1):
        yield {word: gold[word] for word in words[first::2]}


def _pairs(sizes: Mapping[object, int]) -> int:
    """Return how many pairs lie within groups of these sizes."""
    return sum(size * (size - 1) // 2 for size in sizes.values())


def gazetteer() -> set[str]:
    """Return the words of the names of provinces, regencies and cities."""
    names = [row[1] for table in ("provinces.csv", "regencies.csv") for row in read_table(table)]
    return {word for name in names for word in re.findall(r"[^\W\d_]+", fold(name))}


def person_words(path: Path) -> set[str]:
    """Return the words of the PERSON spans of labelled articles."""
    words = set()
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        for span in record["spans"]:
            if span["label"] == "PERSON":
                words.update(re.findall(r"[^\W\d_]+", fold(record["text"][span["start"] : span["end"]])))
    return words


def changed(words: set[str], key: Stem) -> float:
    """Return the share of words whose key is not the word itself."""
    return sum(key(word) != word for word in words) / len(words)


def texts(shared: Path) -> list[str]:
    """Return the first articles of the corpus."""
    found: list[str] = []
    for path in sorted((shared / "news").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                if len(found) == ARTICLES:
                    return found
                found.append(json.loads(line)["text"])
    return found


def speeds(articles: list[str], compared: Mapping[str, Stem]) -> dict[str, dict[str, float]]:
    """Return millions of words a second: distinct words, each stemmed once without a cache; running text behind a dict.

    Medians of rounds in which the stemmers take turns, so that each meets the same load of the machine.
    """
    running = [word for text in articles for word in re.findall(r"[a-z]+", text.lower())]
    distinct = list(dict.fromkeys(running))
    took: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for _ in range(ROUNDS):
        for name, key in compared.items():
            began = time.process_time()
            keys = {word: key(word) for word in distinct}
            once = time.process_time() - began
            began = time.process_time()
            for word in running:
                keys[word]
            took[name].append((once, time.process_time() - began))
    found = {}
    for name, rounds in took.items():
        once, again = (statistics.median(times) for times in zip(*rounds, strict=True))
        found[name] = {"distinct": len(distinct) / once / 1e6, "cached": len(running) / again / 1e6}
    return found


def article_speed(articles: list[str]) -> dict[str, float]:
    """Return MB of text a minute and microseconds for 2,000 characters of `analyse`, first and second time over.

    Beside it one re.findall over the same text, as a measure of the machine.
    """
    characters = sum(map(len, articles))
    size = sum(len(text.encode()) for text in articles) / 1e6
    found = {}
    pattern = re.compile(r"\w+")
    for name, work in (("first", analyse), ("again", analyse), ("findall", pattern.findall)):
        began = time.process_time()
        for text in articles:
            work(text)
        took = time.process_time() - began
        found[name] = took / characters * 2_000 * 1e6
        found[f"{name}_mb_a_minute"] = size / took * 60
    return found


def measured(shared: Path) -> dict[str, dict[str, float]]:
    """Return all figures: system -> figure -> value."""
    table = shared / "lemma" / "ud_csui_gsd.tsv"
    gold, sure = lemmas(table), agreed(table)
    persons, places, articles = person_words(shared / "gold" / "pfsa-dev.jsonl"), gazetteer(), texts(shared)
    snowball = Stemmer.Stemmer("indonesian", 0).stemWord
    found = {}
    compared = {"telusur": key_of, "pystemmer": snowball, "pysastrawi": sastrawi(), "none": str}
    timed = speeds(articles, {"telusur": stem, "pystemmer": snowball, "none": str})
    for name, key in compared.items():
        if key is None:
            print("PySastrawi is not installed: left out (pip install PySastrawi)", file=sys.stderr)
            continue
        figures = conflation(gold, key)
        figures["f1_half"], figures["f1_other_half"] = (conflation(half, key)["f1"] for half in halves(gold))
        figures["f1_agreed"] = conflation(sure, key)["f1"]
        figures["persons_changed"], figures["places_changed"] = changed(persons, key), changed(places, key)
        found[name] = figures | timed.get(name, {})
    found["telusur"]["distinct_of_pystemmer"] = found["telusur"]["distinct"] / found["pystemmer"]["distinct"]
    found["telusur"] |= article_speed(articles) | {"compiled": float(way_of_stemming() == "compiled")}
    return found


def main() -> None:
    """Print the figures as a table, or as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, default=Path("../shared"))
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    if not (given.shared / "lemma").is_dir():
        sys.exit(f"{given.shared}: no measuring data there; name its folder with --shared")
    found = measured(given.shared)
    if given.json:
        print(json.dumps(found))
        return
    names = list(dict.fromkeys(name for figures in found.values() for name in figures))
    print(f"{'':22}" + "".join(f"{system:>14}" for system in found))
    for name in names:
        cells = (f"{figures[name]:14.6f}" if name in figures else f"{'':>14}" for figures in found.values())
        print(f"{name:22}" + "".join(cells))


if __name__ == "__main__":
    main()
