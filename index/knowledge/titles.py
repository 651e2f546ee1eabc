"""What stands around a name and is no part of it: forms of address, ranks, academic degrees."""

from pathlib import Path

DATA = Path(__file__).parent / "data" / "titles.tsv"


def load_titles() -> dict[str, str]:
    """Return each title, folded, with its kind: "honorific", "rank", "rank_word", "rank_tail" or "degree"."""
    lines = DATA.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


TITLES = load_titles()
HONORIFICS = frozenset(word for word, kind in TITLES.items() if kind == "honorific")
RANKS = frozenset(word for word, kind in TITLES.items() if kind.startswith("rank"))
DEGREES = frozenset(word for word, kind in TITLES.items() if kind == "degree")
