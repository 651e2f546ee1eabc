"""Small words of Indonesian by what they do: function words, words of time, pronouns, adverbs before a verb."""

from collections import defaultdict

from index.knowledge.tables import read_table


def load_words() -> dict[str, frozenset[str]]:
    """Return the words of each class of `grammar.tsv`."""
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for name, word in read_table("grammar.tsv"):
        classes[name].add(word)
    return {name: frozenset(words) for name, words in classes.items()}


WORDS = load_words()
FUNCTION_WORDS = WORDS["function"]
TIME_WORDS = WORDS["time"]
PRONOUNS = WORDS["pronoun"]
