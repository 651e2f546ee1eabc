"""Reading of the tables in index/knowledge/data: one fact a line, the first line names the columns."""

from pathlib import Path

DATA = Path(__file__).with_name("data")


def read_table(name: str) -> list[list[str]]:
    """Return the rows of a table, split at its separator (`,` in .csv, tab in .tsv), without the head."""
    separator = "," if name.endswith(".csv") else "\t"
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split(separator) for line in lines[1:]]


def read_columns(name: str) -> list[list[str]]:
    """Return the columns of a table whose rows all have as many cells as its head; far quicker than its rows."""
    separator = "," if name.endswith(".csv") else "\t"
    head, _, body = (DATA / name).read_text(encoding="utf-8").partition("\n")
    cells = body.rstrip("\n").replace("\n", separator).split(separator)
    width = head.count(separator) + 1
    return [cells[column::width] for column in range(width)]
