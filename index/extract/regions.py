"""Resolves the place names of an article to regions, and tells what it is about from what it only mentions."""

from itertools import pairwise
from typing import Final, Literal

from index.article import Article, RegionFact, Span
from index.extract.places import PlaceName, find_places
from index.extract.region_roles import Weights, add_mention, choose_roles
from index.extract.tables import PART_WORDS
from index.extract.tokens import Tokens
from index.knowledge.places import districts
from index.knowledge.regions import table

STRONG_CUES: Final = frozenset(("province", "regency", "city", "district", "village", "at", "office"))

IDIOM: Final = frozenset(("sabang", "merauke"))
"""The ends of the country, named together for all of it."""


class Reading:
    """A place name on its way to one region: `code` once it is resolved; `part` is where it stands."""

    __slots__ = ("address", "code", "direct", "part", "place", "rule")

    def __init__(self, place: PlaceName, part: Literal["title", "text"]) -> None:
        self.place = place
        self.part: Literal["title", "text"] = part
        self.code: str | None = None
        self.direct = place.kind == "name"
        self.address = False
        self.rule = ""


def province_of(code: str) -> str:
    """Return the code of the province a region lies in, or is."""
    return code[:2]


def readings_of(tokens: Tokens, title: Tokens) -> list[Reading]:
    """Return the place names of title and text, unresolved."""
    found = [Reading(place, "title") for place in find_places(title)]
    found += [Reading(place, "text") for place in find_places(tokens)]
    return found


def settle_plain(readings: list[Reading]) -> None:
    """Resolve the names that mean one region and are no common word."""
    for reading in readings:
        place = reading.place
        if reading.code is None and place.kind == "name" and place.needs == "nothing" and len(place.codes) == 1:
            reading.code, reading.rule = place.codes[0], "name"


def settle_markets(readings: list[Reading]) -> None:
    """Resolve names after "Pasar" or the like to a district so called in a region that the article names in full."""
    named = {r.place.codes[0] for r in readings if r.place.kind == "name" and r.place.cue in ("regency", "city")}
    for reading in readings:
        place = reading.place
        if place.kind == "name" and place.before in PART_WORDS:
            inside = [code for code in district_codes(place.spelled) if code in named and code not in place.codes]
            if len(inside) == 1:
                reading.code, reading.rule, reading.direct = inside[0], "district-of-named", False


def settle_quarters(readings: list[Reading]) -> None:
    """Resolve a region's bare name to the landmark that bears it, where the article calls no region so.

    "Stasiun Manggarai ... di Manggarai" is a quarter of Jakarta; "Kabupaten Manggarai" anywhere makes it the regency.
    """
    quarters: dict[str, str] = {}
    for reading in readings:
        first, _, rest = reading.place.spelled.partition(" ")
        if rest and reading.place.kind in ("place", "institution") and first in PART_WORDS:
            quarters[rest] = reading.place.codes[0]
    if not quarters:
        return
    typed = {r.place.codes[0] for r in readings if " " in r.place.spelled or kind_wanted(r.place) is not None}
    for reading in readings:
        code = quarters.get(reading.place.spelled)
        own = reading.place.codes
        if code is not None and typed.isdisjoint(own) and province_of(code) not in map(province_of, own):
            reading.code, reading.rule, reading.direct = code, "quarter-of-landmark", False


def district_codes(spelled: str) -> tuple[str, ...]:
    """Return the codes of the regencies that have a district of this name."""
    found = districts().get(spelled)
    return () if found is None else found.codes


def kind_wanted(place: PlaceName) -> str | None:
    """Return the kind of region the words before a name ask for."""
    return place.cue if place.cue in ("province", "regency", "city") else None


def settle_cued(readings: list[Reading]) -> None:
    """Resolve the names before which "Kabupaten", "Wali Kota", "Gubernur" or the like stands."""
    for reading in readings:
        wanted = kind_wanted(reading.place)
        if reading.code is not None or wanted is None or reading.place.kind not in ("name", "place"):
            continue
        fitting = [code for code in reading.place.codes if table()[code].kind == wanted]
        if fitting:
            reading.code, reading.rule, reading.direct = fitting[0], f"name-after-{wanted}", True


def settle_weak(readings: list[Reading], seen: set[str]) -> None:
    """Resolve names that are also words or persons, if a place word before them or a region nearby supports them."""
    weak = [
        i for i, reading in enumerate(readings)
        if reading.code is None and reading.place.needs != "nothing"
        and reading.place.kind in ("name", "place", "institution")
    ]
    if not weak:
        return
    provinces = {province_of(code) for code in seen}
    resolved = {reading.place.spelled for reading in readings if reading.code is not None}
    for i in weak:
        reading = readings[i]
        place = reading.place
        if part_of_next(readings, i):
            continue
        nearby = neighbour_codes(readings, i)
        near_provinces = {province_of(code) for code in nearby}
        inside = [code for code in place.codes if code in seen or province_of(code) in provinces]
        close = [code for code in place.codes if code in nearby or province_of(code) in near_provinces]
        if close and place.kind == "name" and len(place.codes) > 1:
            reading.code, reading.rule = choose_of_pair(readings, i, seen, set(), {})
        elif close:
            reading.code, reading.rule = close[0], "name-beside-region"
        elif inside and (place.cue in STRONG_CUES or place.cue == "from" or place.spelled in resolved):
            reading.code, reading.rule = inside[0], "supported-name"
        elif place.cue in STRONG_CUES and place.needs == "cue":
            reading.code, reading.rule = place.codes[0], "cued-name"


def part_of_next(readings: list[Reading], i: int) -> bool:
    """Tell whether a name is followed by the full name of another region it lies in ("Kota Baru, Kabupaten X")."""
    if i + 1 >= len(readings):
        return False
    here, after = readings[i], readings[i + 1]
    gap = after.place.start - here.place.end
    typed = after.place.spelled.startswith(("kabupaten ", "kota "))
    return here.part == after.part and 0 <= gap <= 2 and typed and after.code not in here.place.codes


def neighbour_codes(readings: list[Reading], i: int) -> set[str]:
    """Return the resolved codes of the names directly before and after, of one address or bracket with this one."""
    found: set[str] = set()
    here = readings[i]
    for j in (i - 1, i + 1):
        if 0 <= j < len(readings) and readings[j].part == here.part:
            other = readings[j]
            gap = other.place.start - here.place.end if j > i else here.place.start - other.place.end
            if other.code is not None and 0 <= gap <= 3:
                found.add(other.code)
    return found


def settle_pairs(readings: list[Reading], seen: set[str]) -> None:
    """Choose between city, regency and province of one name by what the article says elsewhere."""
    if all(reading.code is not None or not is_pair(reading.place) for reading in readings):
        return
    parts = {code for r in readings if r.place.kind in ("district", "village") for code in strong_part_codes(r)}
    parts |= {code for i in range(1, len(readings)) if (code := code_by_address(readings, i)) is not None}
    last: dict[str, str] = {}
    for i, reading in enumerate(readings):
        place = reading.place
        if reading.code is not None:
            last[table()[reading.code].short] = reading.code
        elif is_pair(place):
            reading.code, reading.rule = choose_of_pair(readings, i, seen, parts, last)


def is_pair(place: PlaceName) -> bool:
    """Tell whether a name, no common word, is borne by several regions."""
    return len(place.codes) > 1 and place.kind == "name" and place.needs == "nothing"


def choose_of_pair(
    readings: list[Reading], i: int, seen: set[str], parts: set[str], last: dict[str, str]
) -> tuple[str, str]:
    """Return the code meant by a name that several regions bear, and the rule that chose it."""
    place = readings[i].place
    by_address = code_by_address(readings, i)
    if by_address is not None:
        return by_address, "pair-by-address"
    if place.before in ("polres", "kapolres", "wakapolres", "mapolres", "polrestabes", "kapolrestabes"):
        wanted = "city" if place.before.endswith("tabes") else "regency"
        return next((code for code in place.codes if table()[code].kind == wanted), place.codes[0]), "pair-by-police"
    named = [code for code in place.codes if code in seen]
    if len(named) == 1:
        return named[0], "pair-by-name"
    short = table()[place.codes[-1]].short
    if len(named) > 1 and last.get(short) in named:
        return last[short], "pair-by-nearest"
    by_part = [code for code in named or place.codes if code in parts]
    if len(by_part) == 1:
        return by_part[0], "pair-by-district"
    nearby = neighbour_codes(readings, i)
    by_province = [code for code in named or place.codes if province_of(code) in nearby]
    return (by_province or named or list(place.codes))[0], "pair-default"


def code_by_address(readings: list[Reading], i: int) -> str | None:
    """Return the region of several of one name that holds the district or landmark before it ("Sentul, Bogor")."""
    place = readings[i].place
    if i == 0 or not place.chained or len(place.codes) == 1 or readings[i - 1].place.kind == "name":
        return None
    return next((code for code in place.codes if code in readings[i - 1].place.codes), None)


def strong_part_codes(reading: Reading) -> tuple[str, ...]:
    """Return the regencies of a district or village that is called one in the text."""
    return reading.place.codes if reading.place.cue in ("district", "village") else ()


def settle_parts(readings: list[Reading], seen: set[str]) -> None:
    """Resolve districts, villages and landmarks to their regency, if the article or the words before allow it."""
    provinces = {province_of(code) for code in seen}
    for i, reading in enumerate(readings):
        place = reading.place
        if reading.code is not None or place.kind == "name":
            continue
        town = town_after(readings, i)
        inside = [town] if town is not None else [code for code in place.codes if code in seen]
        near = [code for code in place.codes if province_of(code) in provinces]
        reading.direct = False
        if len(inside) == 1 or (inside and place.cue in ("district", "village")):
            reading.code, reading.rule = inside[0], f"{place.kind}-of-named"
        elif place.kind in ("place", "institution") and place.needs == "nothing":
            reading.code, reading.rule = place.codes[0], place.kind
        elif place.cue in ("district", "village") and (len(near) == 1 or len(place.codes) == 1):
            reading.code, reading.rule = (near or place.codes)[0], place.kind
        elif place.kind == "district" and len(place.codes) == 1:
            if not seen and (place.before in PART_WORDS or (" " in place.spelled and place.cue in STRONG_CUES)):
                reading.code, reading.rule = place.codes[0], "district-alone"
            elif near and (place.cue in STRONG_CUES or place.chained):
                reading.code, reading.rule = near[0], "district-by-province"


def town_after(readings: list[Reading], i: int) -> str | None:
    """Return the city or regency that stands after a landmark as its address ("UGM, Yogyakarta"), or None."""
    if i + 1 >= len(readings) or readings[i].place.kind not in ("place", "institution"):
        return None
    here, after = readings[i], readings[i + 1]
    gap = after.place.start - here.place.end
    if after.code is None or len(after.code) == 2 or here.part != after.part or not 0 <= gap <= 3:
        return None
    return after.code if province_of(after.code) == province_of(here.place.codes[0]) else None


def drop_streets(readings: list[Reading]) -> None:
    """Unresolve regencies before a quarter of another province: "Situbondo, Menteng, Jakarta Pusat" is a street."""
    for here, after in pairwise(readings):
        if here.code is None or after.code is None or here.part != after.part or here.place.kind != "name":
            continue
        beside = 0 <= after.place.start - here.place.end <= 2 and after.place.kind != "name"
        if beside and len(here.code) > 2 and province_of(here.code) != province_of(after.code):
            here.code = None


def mark_addresses(readings: list[Reading]) -> None:
    """Mark provinces that only end an address ("Sidoarjo, Jawa Timur")."""
    for i in range(1, len(readings)):
        before, here = readings[i - 1], readings[i]
        if here.code is None or before.code is None or before.part != here.part:
            continue
        near = 0 <= here.place.start - before.place.end <= 3
        if near and len(here.code) == 2 and len(before.code) > 2 and province_of(before.code) == here.code:
            here.address = True


def idiom(article: Article, reading: Reading) -> bool:
    """Tell whether a name belongs to "dari Sabang sampai Merauke"."""
    text = (article.title or "") if reading.part == "title" else article.text
    around = text[max(0, reading.place.start - 30) : reading.place.end + 30]
    return "Sabang" in around and "Merauke" in around


def resolve(article: Article, tokens: Tokens, title: Tokens) -> list[Reading]:
    """Return the place names of the article that could be resolved to one region each."""
    readings = readings_of(tokens, title)
    readings = [reading for reading in readings if reading.place.spelled not in IDIOM or not idiom(article, reading)]
    settle_markets(readings)
    settle_quarters(readings)
    settle_plain(readings)
    settle_cued(readings)
    seen = {reading.code for reading in readings if reading.code is not None}
    settle_weak(readings, seen)
    seen = {reading.code for reading in readings if reading.code is not None}
    settle_pairs(readings, seen)
    before, seen = seen, {reading.code for reading in readings if reading.code is not None}
    if seen != before:
        settle_weak(readings, seen)
    settle_parts(readings, seen)
    drop_streets(readings)
    mark_addresses(readings)
    return [reading for reading in readings if reading.code is not None]


def find_regions(
    article: Article, tokens: Tokens | None = None, title: Tokens | None = None
) -> tuple[RegionFact, ...]:
    """Return the regions the article names or means, the primary one first.

    `tokens` and `title`: the tokens of its text and title, if they are known already.
    """
    tokens = Tokens(article.text) if tokens is None else tokens
    readings = resolve(article, tokens, Tokens(article.title or "") if title is None else title)
    teasers = [(tokens.starts[begin], tokens.ends[end - 1]) for begin, end in tokens.teasers().items()]
    weights: dict[str, Weights] = {}
    spans: dict[str, list[Span]] = {}
    rules: dict[str, str] = {}
    for reading in readings:
        code = reading.code
        assert code is not None
        if code not in weights:
            weights[code], spans[code], rules[code] = Weights(), [], reading.rule
        if teasers and reading.part == "text":
            reading.address |= any(begin <= reading.place.start < end for begin, end in teasers)
        add_mention(weights[code], article, reading.place, reading.part, reading.direct, reading.address)
        spans[code].append(Span(reading.place.start, reading.place.end, reading.part))
    roles = choose_roles(article, tokens, weights)
    return tuple(RegionFact(code, role, tuple(spans[code]), rules[code], sure) for code, (role, sure) in roles.items())
