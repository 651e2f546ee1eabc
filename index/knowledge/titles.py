"""What stands around a name and is no part of it: forms of address, ranks, academic degrees."""

from index.knowledge.tables import read_table

TITLES: dict[str, str] = dict(read_table("titles.tsv"))
"""Each title, folded, with its kind: "honorific", "rank", "rank_word", "rank_tail" or "degree"."""
HONORIFICS = frozenset(word for word, kind in TITLES.items() if kind == "honorific")
RANKS = frozenset(word for word, kind in TITLES.items() if kind.startswith("rank"))
DEGREES = frozenset(word for word, kind in TITLES.items() if kind == "degree")
