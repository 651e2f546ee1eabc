"""Counts how often each capitalised word stands in names of persons, over news files; rebuilds name_words.tsv.

usage: python -m bench.name_words ../shared/news/*.jsonl.gz --without ../shared/gold/*.jsonl

The articles that quality is measured on are left out, so that what is measured is what new articles meet, and so that
nothing is made from texts whose licence forbids it.

Expectation maximisation over the stretches of capitalised words between barriers (offices, institutions, days):
a stretch is a person's name with the probability that its words' log odds and its surroundings give it ("kata X",
"X mengatakan", "X (45)" speak for it, "di X", "PT X" against it), and its words are counted accordingly. Only
counts of single words leave this script.
"""

import argparse
import gzip
import json
import math
from collections import Counter
from pathlib import Path

from index.extract.name_weights import SEPARATORS
from index.extract.names import behind_eponym
from index.extract.tokens import Tokens
from index.knowledge.cues import CUES, Cue
from index.knowledge.names import PRIOR
from index.knowledge.tables import DATA
from index.knowledge.titles import TITLES
from index.knowledge.words import WORDS

ROUNDS = 6
LOWER = 0.5
"""Weight of a word's uses in lower case, as uses outside names."""
NEUTRAL = 0.02
"""Weight, in the first round, of stretches whose surroundings say nothing."""
SURROUNDINGS = {1: 2.5, 0: 0.3, -1: -3.0}
"""Log odds of a name, by the sign of the surroundings."""
LENGTHS = {1: -0.5, 2: 0.0, 3: 0.0, 4: -0.7, 5: -1.5}
"""Log weight of a name of so many words."""
PLACES = WORDS["place_word"] | WORDS["named_after"] | {"di", "ke", "dari", "se", "pt", "cv"}
AFTER = frozenset({Cue.AFTER, Cue.AFTER_WEAK, Cue.ACCORDING, Cue.PASSIVE})
PERSONAL = frozenset(word for word, kind in TITLES.items() if kind in ("honorific", "rank"))
NAMED_AFTER = WORDS["named_after"]
LEAST = 3
"""A word is kept when it stands at least so often; rarer ones are scored by their shape."""
Segment = tuple[tuple[str, ...], int, bool]


def segments_of(text: str) -> list[Segment]:
    """Return the stretches of capitalised words, each with the sign of its surroundings and whether it begins a
    sentence."""
    tokens = Tokens(text)
    words, starts, ends = tokens.words, tokens.starts, tokens.ends
    begins = set(tokens.sentences)
    found: list[Segment] = []
    i, total = 0, len(words)
    while i < total:
        if not words[i][0].isupper() or words[i].casefold() in SEPARATORS:
            i += 1
            continue
        if i and words[i - 1].casefold() in NAMED_AFTER:
            passed = behind_eponym(words, i, total)
            if passed > i:
                i = passed
                continue
        k = i + 1
        while k < total and words[k][0].isupper() and starts[k] - ends[k - 1] == 1 and not tokens.broken(k) and \
                words[k].casefold() not in SEPARATORS:
            k += 1
        before = words[i - 1] if i else ""
        following = words[k] if k < total else ""
        sign = 0
        if before.casefold() in PLACES:
            sign = -1
        elif CUES.get(before) in AFTER or CUES.get(following) == Cue.BEFORE or before.casefold() in PERSONAL or (
            following == "(" and words[k + 2:k + 3] == [")"] and words[k + 1].isdigit()
        ):
            sign = 1
        found.append((tuple(words[i:k]), sign, i in begins))
        i = k
    return found


def log_odds(inside: float, outside: float) -> float:
    """Return the smoothed log odds, bounded."""
    return max(-5.0, min(4.0, math.log((inside + PRIOR[0]) / (outside + PRIOR[1]))))


def first_odds(segments: Counter[Segment], lower: Counter[str]) -> dict[str, float]:
    """Return log odds from the stretches whose surroundings speak for themselves."""
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for (words, sign, _), count in segments.items():
        for word in words:
            if sign > 0:
                inside[word] += count
            else:
                outside[word] += count if sign < 0 else count * NEUTRAL  # type: ignore[assignment]
    return {w: log_odds(inside[w], outside[w] + LOWER * lower[w.lower()]) for w in {*inside, *outside}}


def name_shares(words: tuple[str, ...], sign: int, odds: dict[str, float]) -> list[float]:
    """Return for each word the probability that it is part of a name that ends the stretch.

    Hidden is where the name begins: words before it are an institution or a place ("KPU Sulut | Ardiles Mewoh").
    """
    weights = [1.0]
    total = SURROUNDINGS[sign]
    for length, word in enumerate(reversed(words), 1):
        total += odds[word]
        weights.append(math.exp(min(50.0, total + LENGTHS.get(length, -4.0))))
    everything = sum(weights)
    shares = []
    longer = everything - weights[0]
    for weight in weights[1:]:
        shares.append(longer / everything)
        longer -= weight
    return shares[::-1]


def marks_of(text: str) -> set[str]:
    """Return two passages by which an article is known again, whatever blanks stand in it."""
    joined = "".join(text.split())
    return {joined[:100], joined[300:400]} - {""}


def main(paths: list[str], without: list[str]) -> None:
    """Count, iterate and write the table."""
    left_out: set[str] = set()
    for path in without:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            left_out |= marks_of(json.loads(line)["text"])
    segments: Counter[Segment] = Counter()
    lower: Counter[str] = Counter()
    passed = 0
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line)["text"]
                if not left_out.isdisjoint(marks_of(text)):
                    passed += 1
                    continue
                segments.update(segments_of(text))
                lower.update(word for word in text.split() if word.islower())
    total: Counter[str] = Counter()
    for (words, _, _), count in segments.items():
        for word in words:
            total[word] += count
    odds = first_odds(segments, lower)
    for _ in range(ROUNDS):
        inside: Counter[str] = Counter()
        outside: Counter[str] = Counter()
        for (words, sign, _), count in segments.items():
            for word, share in zip(words, name_shares(words, sign, odds), strict=True):
                inside[word] += count * share  # type: ignore[assignment]
                outside[word] += count * (1.0 - share)  # type: ignore[assignment]
        odds = {w: log_odds(inside[w], outside[w] + LOWER * lower[w.lower()]) for w in total}
    rows = [
        f"{word}\t{round(inside[word])}\t{round(outside[word] + 0.3 * lower[word.lower()])}\n"
        for word in sorted(total) if total[word] + lower[word.lower()] >= LEAST and len(word) > 1
    ]
    (DATA / "name_words.tsv").write_text("word\tinside\toutside\n" + "".join(rows), encoding="utf-8")
    print(f"{len(rows)} words; {passed} articles left out")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", nargs="+")
    parser.add_argument("--without", nargs="*", default=[])
    options = parser.parse_args()
    main(options.news, options.without)
