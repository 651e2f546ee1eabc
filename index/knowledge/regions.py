"""The provinces, regencies and cities of Indonesia by their Kemendagri codes, with the names people give them."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from index.knowledge.tables import read_table

Kind = Literal["province", "regency", "city"]

TYPE_WORDS: dict[str, Kind] = {
    "provinsi": "province", "propinsi": "province", "prov": "province", "pemprov": "province",
    "kabupaten": "regency", "kab": "regency", "pemkab": "regency", "regency": "regency",
    "kota": "city", "kotamadya": "city", "kodya": "city", "pemkot": "city", "city": "city",
}
"""Words before a name that say which kind of area is meant."""

NAME_PARTS = re.compile(r"(?:(Kabupaten|Kota)(?: Administrasi)? )?(.+)")

CALLED = {
    "31": "DKI Jakarta", "34": "DI Yogyakarta", "62.71": "Kota Palangka Raya", "72.04": "Kabupaten Tolitoli",
    "72.09": "Kabupaten Tojo Una-Una", "74.72": "Kota Baubau", "92.03": "Kabupaten Fakfak",
    "19.71": "Kota Pangkalpinang", "21.72": "Kota Tanjungpinang", "16.72": "Kota Pagaralam",
    "16.73": "Kota Lubuklinggau",
}
"""What the areas are called in the news where the official table spells them otherwise."""


@dataclass(frozen=True, slots=True)
class Region:
    """An area: `name` "Kabupaten Kutai Kartanegara", `short` "Kutai Kartanegara", `parent` its province's code."""

    code: str
    name: str
    short: str
    parent: str | None
    kind: Kind


@cache
def table() -> dict[str, Region]:
    """Return all provinces and regencies by code, in order of their codes."""
    found = {}
    for code, official in read_table("provinces.csv"):
        name = CALLED.get(code, official)
        found[code] = Region(code, name, name, None, "province")
    for code, official in read_table("regencies.csv"):
        name = CALLED.get(code, official)
        kind, short = NAME_PARTS.fullmatch(name).groups()  # type: ignore[union-attr]
        found[code] = Region(code, name, short, code[:2], "city" if kind == "Kota" else "regency")
    return dict(sorted(found.items()))


def region(code: str) -> Region | None:
    """Return the region of this code, or None."""
    return table().get(code)


def provinces() -> tuple[Region, ...]:
    """Return the 38 provinces in order of their codes."""
    return tuple(r for r in table().values() if r.parent is None)


def regencies(province: str) -> tuple[Region, ...]:
    """Return the regencies and cities of a province in order of their codes."""
    return tuple(r for r in table().values() if r.parent == province)


@cache
def short_counts() -> dict[str, int]:
    """Return how many regions bear a short name."""
    counts: dict[str, int] = {}
    for r in table().values():
        counts[r.short] = counts.get(r.short, 0) + 1
    return counts


def label(code: str) -> str:
    """Return the shortest name that means this region alone ("Kutai Kartanegara", "Kota Bogor")."""
    found = region(code)
    if found is None:
        return code
    return found.short if found.parent is None or short_counts()[found.short] == 1 else found.name


def fold(name: str) -> str:
    """Return a name as the look-up tables spell it: lower case, single spaces, no dots."""
    return " ".join(name.casefold().replace(".", " ").replace("’", "'").split())


@cache
def names() -> dict[str, tuple[str, ...]]:
    """Return the codes meant by each folded name or alias, the province before city before regency."""
    found: dict[str, list[str]] = {}
    order = ("province", "city", "regency")
    for alias, codes, _ in read_table("region_aliases.tsv"):
        found[fold(alias)] = codes.split(",")
    for r in sorted(table().values(), key=lambda r: order.index(r.kind)):
        spellings = {r.short, r.name} | official_spellings(r.code)
        for spelling in sorted(spellings):
            for variant in (spelling, spelling.replace("-", " "), spelling.replace(" ", "")):
                found.setdefault(fold(variant), []).append(r.code)
    return {name: tuple(dict.fromkeys(codes)) for name, codes in found.items()}


@cache
def official_names() -> dict[str, str]:
    """Return the official names by code."""
    return {code: name for file in ("provinces.csv", "regencies.csv") for code, name in read_table(file)}


def official_spellings(code: str) -> set[str]:
    """Return the official name with and without its type word."""
    official = official_names()[code]
    return {official, NAME_PARTS.fullmatch(official).group(2)}  # type: ignore[union-attr]


def find_region(name: str) -> tuple[str, ...]:
    """Return the codes a typed name or alias may mean ("kukar", "jabar", "kota bogor", "64.02"), likeliest first."""
    folded = fold(name)
    if name.strip() in table():
        return (name.strip(),)
    if folded in names():
        return names()[folded]
    first, _, rest = folded.partition(" ")
    kind = TYPE_WORDS.get(first)
    if kind is None or not rest:
        return ()
    return tuple(code for code in names().get(rest, ()) if table()[code].kind == kind)
