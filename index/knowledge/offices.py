"""Words that open a position ("Kepala", "juru bicara", "warga") and words that name an institution."""

from pathlib import Path

DATA = Path(__file__).parent / "data"


def load_offices() -> dict[str, str]:
    """Return each head of a position, folded, with its kind: "office", "role", "modifier" (mantan, Plt) or "relation"."""
    lines = (DATA / "offices.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


OFFICES = load_offices()
INSTITUTION_WORDS = frozenset((DATA / "institutions.txt").read_text(encoding="utf-8").split())
