"""The tile map: each of the 38 provinces a square of one size, placed about where it lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from index.knowledge.regions import provinces

COLUMNS, ROWS = 14, 6

PLACES = {
    "11": ("Aceh", 0, 0), "12": ("Sumut", 0, 1), "13": ("Sumbar", 0, 2), "14": ("Riau", 1, 1),
    "15": ("Jambi", 1, 2), "16": ("Sumsel", 1, 3), "17": ("Bengkulu", 0, 3), "18": ("Lampung", 2, 3),
    "19": ("Babel", 2, 2), "21": ("Kepri", 2, 1), "31": ("DKI", 3, 4), "32": ("Jabar", 4, 4),
    "33": ("Jateng", 5, 4), "34": ("DIY", 5, 5), "35": ("Jatim", 6, 4), "36": ("Banten", 2, 4),
    "51": ("Bali", 7, 4), "52": ("NTB", 8, 4), "53": ("NTT", 9, 4), "61": ("Kalbar", 4, 1),
    "62": ("Kalteng", 5, 1), "63": ("Kalsel", 6, 2), "64": ("Kaltim", 6, 1), "65": ("Kaltara", 6, 0),
    "71": ("Sulut", 9, 0), "72": ("Sulteng", 8, 1), "73": ("Sulsel", 8, 3), "74": ("Sultra", 9, 3),
    "75": ("Gorontalo", 9, 1), "76": ("Sulbar", 8, 2), "81": ("Maluku", 10, 2), "82": ("Malut", 10, 1),
    "91": ("Papua", 13, 2), "92": ("Pabar", 12, 1), "93": ("Pasel", 13, 4), "94": ("Pateng", 12, 2),
    "95": ("Papeg", 13, 3), "96": ("PBD", 11, 1),
}
"""Kemendagri code -> short name as headlines have it, column, row."""

LEVELS = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """A province on the map: `level` 0 (none) to LEVELS (most), on a logarithmic scale."""

    code: str
    name: str
    short: str
    column: int
    row: int
    count: int
    level: int


def tiles(counts: Mapping[str, int]) -> tuple[Tile, ...]:
    """Return the map's tiles, west to east, coloured by the counts of the provinces' codes."""
    highest = max((counts.get(code, 0) for code in PLACES), default=0)
    found = []
    for province in provinces():
        short, column, row = PLACES[province.code]
        count = counts.get(province.code, 0)
        found.append(Tile(province.code, province.name, short, column, row, count, level_of(count, highest)))
    return tuple(sorted(found, key=lambda tile: (tile.column, tile.row)))


def level_of(count: int, highest: int) -> int:
    """Return the colour level of a count: 0 for none, 1 to LEVELS by the logarithm of its share of the highest."""
    if count == 0:
        return 0
    if highest <= 1:
        return LEVELS
    return 1 + min(LEVELS - 1, int(LEVELS * log(count) / log(highest)))
