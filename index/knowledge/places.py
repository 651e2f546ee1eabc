"""The gazetteer by which text is read: every folded place name with the regions it may lie in, and how sure it is."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from index.knowledge.place_words import CUES
from index.knowledge.regions import CALLED, fold, official_names, table
from index.knowledge.tables import read_columns, read_table

PlaceKind = Literal["name", "place", "institution", "district", "village"]
Support = Literal["nothing", "cue", "region"]
PREFIXES = (
    "gunung", "bandar", "rawa", "pondok", "muara", "tanjung", "ujung", "karang", "sungai", "teluk", "kebon", "kebun",
    "pasir", "lubuk", "padang", "simpang", "balik", "negeri", "kota", "banjar", "pulau", "tulang", "tebing", "bumi",
)
"""First parts of names that are written apart or together as people like."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a name may mean: `codes` of regions, likeliest first.

    `kind`: "name" a region itself, "place" or "institution" something within one, "district" a kecamatan. `needs`: a
    name that is also a common word, a person's name or a short abbreviation counts only after a place word ("cue")
    or with a region nearby ("region"). `upper`: written in capitals only.
    """

    codes: tuple[str, ...]
    kind: PlaceKind
    needs: Support = "nothing"
    upper: bool = False


def spelled(name: str) -> str:
    """Return a name as the gazetteer's keys spell it: folded, hyphens as spaces."""
    return " ".join(fold(name).replace("-", " ").split())


@cache
def gazetteer() -> dict[str, Place]:
    """Return the places that are recognised by their name alone."""
    needs: dict[str, Support] = {
        spelled(name): "region" if support == "region" else "cue" for name, support in read_table("ambiguous_names.tsv")
    }
    found: dict[str, Place] = {}
    for name, regions in landmarks():
        found[spelled(name)] = Place(regions, "institution", needs.get(spelled(name), "nothing"), name.isupper())
    for alias, codes, kind in read_table("region_aliases.tsv"):
        key = spelled(alias)
        short = alias.isupper() and len(alias) < 5
        place_kind: PlaceKind = "name" if kind == "name" else "place"
        found[key] = Place(tuple(codes.split(",")), place_kind, needs.get(key, "nothing"), short)
    meant: dict[str, list[str]] = {}
    for code, name in region_names():
        meant.setdefault(spelled(name), []).append(code)
    for key, codes_meant in list(meant.items()):
        cities = [code for code in codes_meant if table()[code].kind == "city"]
        if len(codes_meant) > 1 and cities:
            meant[f"{key} kota"] = cities
    for key, codes_meant in meant.items():
        for variant in joined_forms(key):
            support = needs.get(variant, needs.get(key, "nothing"))
            found[variant] = Place(tuple(dict.fromkeys(codes_meant)), "name", support)
    return found


def landmarks() -> list[tuple[str, tuple[str, ...]]]:
    """Return institutions, buildings, mountains and the like with the codes of their regions."""
    return [(name, tuple(codes.split(","))) for name, codes in read_table("landmarks.tsv")]


def region_names() -> list[tuple[str, str]]:
    """Return (code, name) of all regions, with and without type word, cities before regencies, provinces first."""
    order = ("province", "city", "regency")
    pairs: list[tuple[str, str]] = []
    for found in sorted(table().values(), key=lambda r: (order.index(r.kind), r.code)):
        official = official_names()[found.code]
        forms = {found.name, found.short, official, official.replace("Administrasi ", "")}
        forms |= {form.removeprefix("Kabupaten ").removeprefix("Kota ") for form in set(forms)}
        pairs.extend((found.code, form) for form in sorted(forms))
        if found.kind == "province":
            pairs.append((found.code, f"Provinsi {CALLED.get(found.code, official)}"))
    return pairs


def joined_forms(name: str) -> set[str]:
    """Return a name as it is, with its first two words joined, and with all of them joined."""
    words = name.split()
    return {name, "".join(words), " ".join(("".join(words[:2]), *words[2:]))}


def district_forms(name: str) -> set[str]:
    """Return the ways a district is written: "rawa jitu timur", "rawajitu timur", "gunungputri", "gunung putri"."""
    words = name.partition("/")[0].split()
    forms = {name} | joined_forms(" ".join(words))
    for prefix in PREFIXES:
        if name.startswith(prefix) and len(words[0]) > len(prefix) + 3:
            forms.add(f"{prefix} {name[len(prefix):]}")
    return forms


@cache
def districts() -> dict[str, Place]:
    """Return the districts (kecamatan) by name, with the codes of the regencies that have one so called."""
    found: dict[str, list[str]] = {}
    for code, name in read_table("districts.csv"):
        for form in district_forms(spelled(name)):
            if code[:5] not in found.setdefault(form, []):
                found[form].append(code[:5])
    return {name: Place(tuple(codes), "district", "region") for name, codes in found.items()}


@cache
def villages() -> dict[str, str]:
    """Return the codes of the regencies that have a village (desa, kelurahan) of this name, joined by commas.

    The table is spelled as the keys are: 60,000 names are too many to be folded whenever a program starts.
    """
    return dict(zip(*read_columns("villages.tsv"), strict=True))


@cache
def longest_by_first_word() -> dict[str, int]:
    """Return how many words the longest recognised name has that begins with this word; 0 for "desa" and the like."""
    longest = {word: 0 for word, cue in CUES.items() if cue == "village"}
    for table_of_names in (gazetteer(), districts()):
        for name in table_of_names:
            first, _, rest = name.partition(" ")
            length = 1 + len(rest.split())
            longest[first] = max(longest.get(first, 0), length)
            if rest == first:
                longest[f"{first}-{first}"] = 1
    return longest
