"""Rebuild provinces.csv, regencies.csv, districts.csv and villages.tsv from the unpacked npm package idn-area-data.

Usage: npm pack idn-area-data@4.0.1 && tar xzf idn-area-data-4.0.1.tgz
       python -m index.knowledge.build.regions package/data
"""

import csv
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"

MAX_REGENCIES = 3
"""A village name borne in more regencies than this says nothing about where it is, and is left out."""


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of one source table, names in NFC with single spaces and plain apostrophes."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        found = list(csv.DictReader(lines))
    for row in found:
        name = unicodedata.normalize("NFC", row["name"]).replace("’", "'").replace("`", "'")
        row["name"] = re.sub(r"\s+", " ", name).strip()
    return found


def write(path: Path, head: tuple[str, ...], lines: list[tuple[str, ...]], separator: str) -> None:
    """Write the sorted lines under their head."""
    table = [head, *sorted(lines)]
    path.write_text("".join(separator.join(cells) + "\n" for cells in table), encoding="utf-8")


def village_lines(folder: Path) -> list[tuple[str, ...]]:
    """Return (name as text is looked up, codes of its regencies) for the village names that tell something."""
    places: dict[str, set[str]] = defaultdict(set)
    for row in rows(folder, "villages"):
        name = row["name"].casefold()
        if len(name) > 2 and re.fullmatch(r"[^\W\d_]+(?:[ '-][^\W\d_]+)*", name):
            places[name.replace("-", " ")].add(row["district_code"][:5])
    return [(name, ",".join(sorted(codes))) for name, codes in places.items() if len(codes) <= MAX_REGENCIES]


def rebuild(folder: Path) -> None:
    """Write the four tables from the package's data folder."""
    for table in ("provinces", "regencies", "districts"):
        lines: list[tuple[str, ...]] = [(row["code"], row["name"]) for row in rows(folder, table)]
        if any("," in name for _, name in lines):
            raise SystemExit(f"{table}: a name holds a comma; write the table with quotes")
        write(DATA / f"{table}.csv", ("code", "name"), lines, ",")
    write(DATA / "villages.tsv", ("name", "regencies"), village_lines(folder), "\t")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    rebuild(Path(sys.argv[1]))
