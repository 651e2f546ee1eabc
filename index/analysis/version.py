"""The analyser's version: the number of its rules and a checksum of its tables; an index of another one is refused."""

import zlib
from pathlib import Path
from typing import Final

RULES: Final = 4
"""Raised with every change of code that gives another term for any text."""

TABLES: Final = ("abbreviations.tsv", "overrides.tsv", "roots.tsv", "spellings.tsv")
_DATA: Final = Path(__file__).parent.parent / "knowledge" / "data"


def version_of(rules: int, folder: Path) -> str:
    """Return the version of these rules with the tables of a folder."""
    checksum = 0
    for name in TABLES:
        checksum = zlib.crc32((folder / name).read_bytes().replace(b"\r\n", b"\n"), checksum)
    return f"{rules}.{checksum:08x}"


ANALYSER_VERSION: Final = version_of(RULES, _DATA)
"""What an index carries and is held to: "1.0a1b2c3d"."""
