"""Words that open a position ("Kepala", "juru bicara", "warga") and words that name an institution."""

from index.knowledge.tables import read_table

OFFICES: dict[str, str] = dict(read_table("offices.tsv"))
"""Each head of a position, folded, with its kind: "office", "role", "modifier" (mantan, Plt) or "relation"."""
INSTITUTION_WORDS = frozenset(row[0] for row in read_table("institutions.tsv"))
