"""Small words of Indonesian by what they do: function words, words of time, pronouns, adverbs before a verb."""

from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).parent / "data" / "grammar.tsv"


def load_words() -> dict[str, frozenset[str]]:
    """Return the words of each class of `grammar.tsv`."""
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for line in DATA.read_text(encoding="utf-8").splitlines():
        name, word = line.split("\t")
        classes[name].add(word)
    return {name: frozenset(words) for name, words in classes.items()}


WORDS = load_words()
FUNCTION_WORDS = WORDS["function"]
TIME_WORDS = WORDS["time"]
PRONOUNS = WORDS["pronoun"]
