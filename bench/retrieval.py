"""Retrieval through the real engine: questions -> passages (FacQA) and headlines -> articles, beside other stemmers.

Usage: python -m bench.retrieval [facqa] [headlines] [--shared ../shared] [--draw 3000]
"""

import argparse
import gzip
import json
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import Stemmer

from bench.words import sastrawi
from index.analysis.analyser import Token, analyse, tokenise
from index.article import Article, Facts
from index.entry import Entry, Terms
from index.pipeline import batches_of, entry_of
from search.engines.base import Engine
from search.engines.whoosh.engine import WhooshEngine
from search.parser import parse
from search.query import All, Any, Clause, Query, Term

DEPTH = 10
SEEN = 3
"""Times a pair of short and long form must have been seen."""

NO_FACTS = Facts()

Stem = Callable[[str], str]

Figures = dict[str, dict[str, float]]
"""System -> figure -> value."""


@dataclass(frozen=True, slots=True)
class System:
    """A way to index and to ask; `clause` of a query as typed."""

    name: str
    entry: Callable[[Article], Entry]
    clause: Callable[[str], Clause]


def our_entry(article: Article) -> Entry:
    """Return the entry of an article as the pipeline makes it, without facts (they play no part here)."""
    return entry_of(article, NO_FACTS)


def parsed(text: str) -> Clause:
    """Return what the parser understands: every word must stand in the article, but for questions."""
    return parse(text).clause


def parsed_loosely(text: str) -> Clause:
    """Return what the parser understands, but any word may match: the order alone decides, as for the others."""
    clause = parse(text).clause
    return Any(clause.parts) if isinstance(clause, All) else clause


def stemmed_entry(stem: Stem, article: Article) -> Entry:
    """Return an entry with the words of our tokeniser and another stemmer, in one field."""
    form = analyse(article.text).form
    return Entry(article, NO_FACTS, {"text.key": Terms([stem(word) for word in form.terms], form.positions)}, None, {})


def stemmed_clause(stem: Stem, text: str) -> Clause:
    """Return any of the stems of a query, as stop-word free bag-of-words search has it."""
    return Any(tuple(Term("text.key", stem(token.forms[0])) for token in tokenise(text)))


def unstemmed(word: str) -> str:
    """Return the word itself."""
    return word


def systems() -> Iterator[System]:
    """Yield ours and the others."""
    yield System("telusur", our_entry, parsed_loosely)
    yield System("telusur, as typed", our_entry, parsed)
    others: list[tuple[str, Stem]] = [("pystemmer", Stemmer.Stemmer("indonesian").stemWord), ("none", unstemmed)]
    other = sastrawi()
    if other is not None:
        others.insert(1, ("pysastrawi", other))
    for name, stem in others:
        yield System(name, partial(stemmed_entry, stem), partial(stemmed_clause, stem))


def engine_of(folder: Path, articles: Iterable[Article], entry: Callable[[Article], Entry]) -> Engine:
    """Return the embedded engine over a new index of the articles."""
    engine = WhooshEngine(folder)
    engine.absorb(batches_of(articles), lambda batch: [entry(article) for article in batch], fresh=True)
    return engine


def reciprocal_ranks(engine: Engine, system: System, asked: Sequence[tuple[str, set[str]]]) -> list[float]:
    """Return for each (query, ids that answer it) one over the rank of the first answer in the top ten, else 0."""
    ranks = []
    for text, wanted in asked:
        hits = engine.search(system.clause(text), Query(size=DEPTH), {}).hits
        places = [place for place, hit in enumerate(hits, 1) if hit.stored.article.id in wanted]
        ranks.append(1 / places[0] if places else 0.0)
    return ranks


def facqa(shared: Path) -> Figures:
    """Print and return MRR@10 of the questions over the passages for each system."""
    folder = shared / "retrieval" / "facqa"
    articles = [Article(record["id"], record["text"]) for record in records(folder / "docs.jsonl")]
    asked = [(record["query"], set(record["relevant"])) for record in records(folder / "queries.jsonl")]
    print(f"FacQA: {len(asked)} questions, {len(articles)} passages, MRR@{DEPTH} (goal .830)")
    return report(articles, asked, systems(), {})


def headlines(shared: Path, draw: int) -> Figures:
    """Print and return MRR@10 of drawn titles over the bodies of all titled articles."""
    every = [record for path in sorted((shared / "news").glob("*.jsonl.gz")) for record in records(path)]
    titled = [record for record in every if record.get("title")]
    bodies = [Article(record["id"], record["text"]) for record in titled]
    drawn = random.Random(4).sample(titled, draw)
    asked = [(record["title"], {record["id"]}) for record in drawn]
    pairs = mined_pairs(shared / "knowledge" / "abbreviations_mined.tsv")
    mined = [place for place, record in enumerate(drawn) if misses(record["title"], record["text"], pairs)]
    ours = [place for place, record in enumerate(drawn) if differs(record["title"], record["text"])]
    subset = {"otherwise": mined, "otherwise, our table": ours}
    print(f"headline -> article: {draw} of {len(titled)} titles, bodies only, MRR@{DEPTH} (goals .757; otherwise .70)")
    print(f"otherwise: abbreviated otherwise than the article, by {len(pairs)} mined short forms: {len(mined)} titles;")
    print(f"by the project's own table, which changes with it: {len(ours)} titles")
    return report(bodies, asked, systems(), subset)


def mined_pairs(path: Path) -> dict[str, list[str]]:
    """Return short form as written -> its long forms seen SEEN times or more, folded, of two words or more."""
    found = {}
    for line in path.read_text("utf-8").splitlines():
        written, _, forms = line.partition("\t")
        counts: Counter[str] = Counter()
        for form in forms.split("|"):
            long, _, count = form.rpartition(":")
            counts[spelt(long)] += int(count)
        found[written] = [long for long, count in counts.items() if count >= SEEN and " " in long.strip()]
    return {short: longs for short, longs in found.items() if longs}


def misses(title: str, text: str, pairs: Mapping[str, Sequence[str]]) -> bool:
    """Return whether the title has the short form and the text only a long form of a pair, or the other way round."""
    written, body, head = set(re.findall(r"\w+", title)), spelt(text), spelt(title)
    for short, longs in pairs.items():
        folded = f" {short.casefold()} "
        if short in written and folded not in body and any(long in body for long in longs):
            return True
        if folded in body and any(long in head and long not in body for long in longs):
            return True
    return False


def spelt(text: str) -> str:
    """Return the words of a text, folded, with a space before and behind each."""
    return f" {' '.join(token.forms[0] for token in tokenise(text))} "


def differs(title: str, text: str) -> bool:
    """Return whether an abbreviation or long form of the title stands in the text in another writing only."""
    body = tokenise(text)
    written: dict[str, set[str]] = {}
    for term, form in named(body):
        written.setdefault(term, set()).add(form)
    return any(term in written and form not in written[term] for term, form in named(tokenise(title)))


def named(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield (canonical term, the words it covers) of each abbreviation and long form among the tokens."""
    for place, token in enumerate(tokens):
        for term, covered in token.canonical:
            yield term, " ".join(other.forms[0] for other in tokens[place : place + covered])


def report(
    articles: Sequence[Article],
    asked: Sequence[tuple[str, set[str]]],
    compared: Iterable[System],
    subsets: Mapping[str, Sequence[int]],
) -> Figures:
    """Index the articles once for each way of making entries, ask, and print and return the figures of each system."""
    held: tuple[object, Engine] | None = None
    found: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, system in enumerate(compared):
            if held is None or held[0] is not system.entry:
                held = (system.entry, engine_of(Path(folder) / str(number), articles, system.entry))
            ranks = reciprocal_ranks(held[1], system, asked)
            figures = {"mrr": sum(ranks) / len(ranks)}
            figures |= {name: sum(ranks[i] for i in of) / max(1, len(of)) for name, of in subsets.items()}
            found[system.name] = figures
            cells = (f"{name} {value:.4f}" for name, value in figures.items())
            print(f"  {system.name:26}{'   '.join(cells)}", flush=True)
    return found


def records(path: Path) -> Iterator[dict[str, str]]:
    """Yield the records of a JSON lines file, plain or .gz."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def main() -> None:
    """Run the parts named on the command line, both if none is."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("part", nargs="*", choices=["facqa", "headlines", []], help="all when none is named")
    arguments.add_argument("--shared", type=Path, default=Path("../shared"))
    arguments.add_argument("--draw", type=int, default=3000)
    given = arguments.parse_args()
    if not (given.shared / "retrieval").is_dir():
        sys.exit(f"{given.shared}: no measuring data there; name its folder with --shared")
    if "facqa" in (given.part or ["facqa"]):
        facqa(given.shared)
    if "headlines" in (given.part or ["headlines"]):
        headlines(given.shared, given.draw)


if __name__ == "__main__":
    main()
