"""Reading of the tables in index/knowledge/data: one fact a line, the first line names the columns."""

from pathlib import Path

DATA = Path(__file__).with_name("data")


def read_table(name: str) -> list[list[str]]:
    """Return the rows of a table, split at its separator (`,` in .csv, tab in .tsv), without the head."""
    separator = "," if name.endswith(".csv") else "\t"
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split(separator) for line in lines[1:]]
