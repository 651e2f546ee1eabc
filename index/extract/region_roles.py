"""Tells which region an article is mostly about, which others it is about, and which it only mentions.

Every region named gets a chance of being what the article is about: a logistic model of a dozen features that a reader
would also use (named in title or lead, share of all place names, ruled by the office that speaks ...). Its weights were
fitted on the development articles of the fact measurement, rounded, and the title's set by hand, for few of those
articles have titles. Run bench/facts.py before changing any.
"""

import math
import re
from collections.abc import Mapping
from typing import Final, Literal

from index.article import Article
from index.extract.places import PlaceName
from index.extract.tables import CLUBS
from index.extract.tokens import Tokens
from index.extract.word_flags import NATIONAL, NATIONAL_OFFICES

Role = Literal["primary", "about", "mentioned"]

WEIGHTS: Final = {
    "title": 0.8, "lead": 1.15, "early": 0.65, "rest": 1.1, "share": 2.25, "governed": 0.75, "dateline": 1.8,
    "province": -1.45, "jakarta": -0.1, "many": -0.45, "child": -0.55, "national": -0.55, "parent": -0.25,
    "weak": -0.4, "office": -1.5,
}
BIAS: Final = -2.85

INSTITUTION: Final = 0.3
"""What a university, hospital or landmark counts beside a name: people of it speak everywhere."""

FEW: Final = 0.5
"""Added to the sum of all mentions, so that a region named once in passing has not the share of a whole article."""

LEAST_PRIMARY: Final = 0.22
LEAST_JAKARTA: Final = 0.25
"""With less than this nothing is primary: the article is about no particular area. The capital, where the whole
country's news is made and its people are met, needs more. Set so that of unlabelled news by desk an eighth of the
regional articles goes without a primary region, two thirds of the national and all but a hundredth of the foreign."""

LEAST_ABOUT: Final = 0.35
"""A further region is one the article is about from this chance on."""

CHILD: Final = 0.5
CHILD_SHARE: Final = 0.55
"""A province yields the first place to a regency in it, named in title or lead, of this chance or share of its own."""

PAPUA: Final = {"91": ("91", "93", "94", "95"), "92": ("92", "96")}
"""The provinces that the two Papuan ones of before 2022 were divided into."""

SENTENCE: Final = r"(?:,\s*[A-Z][^,.\n]{2,30}){0,2},?\s*"
STATED_AT: Final = re.compile(SENTENCE + r"(?:\(?(?:Senin|Selasa|Rabu|Kamis|Jumat|Jum'at|Sabtu|Minggu|Ahad)\b|\(\d)")
MET: Final[tuple[str, ...]] = ("itemui", "ijumpai", "ihubungi", "ikonfirmasi", "iwawancara")
"""Parts of words before a place where a reporter met or called somebody, which is not where the news is."""

POSTCODE: Final = re.compile(r"[ ,.]{1,2}\d{5}\b(?![.,]\d)")
"""Behind the place of an address."""
FIRMS: Final = frozenset({"bank"})
"""Before the place a firm is named after."""
CLUB: Final = 0.05
"""What a place counts in the name of a club, which plays everywhere ("Persib Bandung", "Bali United")."""
CLUB_ENDS: Final = re.compile(r" (?:United|FC|Putra|Putera)\b")
"""Behind the place of a club."""
ORIGINS: Final = frozenset({"berdarah", "keturunan", "kelahiran", "perantauan"})
"""Before the place a person comes from."""

CAPITALS_OF_DAYS: Final = "(SRKJMA"
"""What the name of a weekday or a bracket begins with: a quick test before STATED_AT is tried."""

SPOKE: Final = re.compile(
    r"\b(?:kata|ujar|tutur|ungkap|ucap|jelas|mengatakan|menyatakan|menjelaskan|menyebut|katanya|ujarnya|wartawan|ditemui|"
    r"konferensi pers|jumpa pers|keterangan)\b",
    re.IGNORECASE,
)
LINKS: Final[tuple[str, ...]] = ("Baca ", "BACA JUGA", "Simak ", "Lihat juga", "Lihat Juga", "[Gambas")
"""What opens a line that links to another article."""

AFTER_DATELINE: Final = re.compile(r"[^.\n]{0,40}?(?:[-–—:|])")
OPENING: Final = 600
"""Characters of the text in which they are looked for."""

PROVINCE_WORDS: Final = frozenset(("provinsi", "pemprov", "prov", "propinsi"))
"""Before a province's name these name it, and no office of it."""

LEAD, EARLY, DATELINE = 350, 900, 40
"""Ends of the lead, of the early part and of the dateline, in characters."""


class Weights:
    """What speaks for a region, summed over its mentions."""

    __slots__ = ("count", "dateline", "direct", "early", "governed", "lead", "office", "rest", "title", "total", "weak")

    def __init__(self) -> None:
        self.total = 0.0
        self.title = 0.0
        self.dateline = 0.0
        self.lead = 0.0
        self.early = 0.0
        self.rest = 0.0
        self.count = 0
        self.direct = 0
        self.governed = 0
        self.office = 0
        self.weak = 0


def add_mention(
    weights: Weights, article: Article, place: PlaceName, part: str, direct: bool, address: bool
) -> None:
    """Add a mention's evidence: less where somebody merely spoke, came from, or where a link or address names it."""
    type_word = place.spelled.startswith(("kota ", "kabupaten ", "provinsi "))
    province = len(place.codes[0]) == 2
    worth = INSTITUTION if place.kind == "institution" or place.before in FIRMS else 1.0
    start = place.start
    if place.before in CLUBS or CLUB_ENDS.match((article.title or "") if part == "title" else article.text, place.end):
        worth = CLUB
    if part == "title":
        weights.title += worth
    elif worth > CLUB and start < DATELINE and AFTER_DATELINE.match(article.text, place.end, place.end + 45):
        worth = 0.5
        weights.dateline += worth
    else:
        worth *= text_weight(article.text, place, address)
        if start < LEAD:
            weights.lead += worth
        elif start < EARLY:
            weights.early += worth
        else:
            weights.rest += worth
    weights.total += worth
    weights.count += 1
    weights.direct += direct
    weights.governed += type_word or place.cue in ("province", "regency", "city")
    weights.weak += worth <= 0.5
    if province and (place.before == "tinggi" or (place.cue == "province" and place.before not in PROVINCE_WORDS)):
        weights.office += 1


def text_weight(text: str, place: PlaceName, address: bool) -> float:
    """Return the weight of a mention in the text."""
    start, end = place.start, place.end
    number = text[end + 1 : end + 2].isdigit() or text[end + 2 : end + 3].isdigit()
    if address or (number and POSTCODE.match(text, end)):
        return 0.1
    line = text[max(0, start - 120) : start]
    line = line[line.rfind("\n") + 1 :]
    sentence = line[max(line.rfind("."), len(line) - 60) + 1 :]
    for word in MET:
        if word in sentence:
            return 0.2
    if place.before in ORIGINS:
        return 0.15
    if place.cue == "from":
        return 0.4
    may_be_day = text[end : end + 1] in "," or text[end + 1 : end + 2] in CAPITALS_OF_DAYS
    if may_be_day and STATED_AT.match(text, end) and SPOKE.search(text, max(0, start - 200), start):
        return 0.3
    for opening in LINKS:
        if opening in line:
            return 0.2
    return 1.0


def children_of(code: str, weights: Mapping[str, Weights]) -> list[str]:
    """Return the regencies among the codes that lie in a province, as it was before 2022 for Papua."""
    provinces = PAPUA.get(code, (code,))
    return [other for other in weights if len(other) > 2 and other[:2] in provinces]


def chance(code: str, weights: Mapping[str, Weights], total: float, national: float) -> float:
    """Return the chance (0..1) that the article is about the region."""
    own = weights[code]
    province, jakarta = len(code) == 2, code[:2] == "31"
    child = max((weights[other].total for other in children_of(code, weights)), default=0.0) if province else 0.0
    parent = weights[code[:2]].total if not province and code[:2] in weights else 0.0
    sum_of_features = (
        WEIGHTS["title"] * min(own.title, 1.5)
        + WEIGHTS["lead"] * min(own.lead, 2.5)
        + WEIGHTS["early"] * min(own.early, 3.0)
        + WEIGHTS["rest"] * min(own.rest, 6.0) / 3
        + WEIGHTS["share"] * own.total / (total + FEW)
        + WEIGHTS["governed"] * min(own.governed, 3) / 3
        + WEIGHTS["dateline"] * (own.dateline > 0 and not province and not jakarta)
        + WEIGHTS["province"] * province
        + WEIGHTS["jakarta"] * jakarta
        + WEIGHTS["many"] * (len(weights) > 8)
        + WEIGHTS["child"] * child / (child + own.total + 0.1)
        + WEIGHTS["national"] * national
        + WEIGHTS["parent"] * parent / (parent + own.total + 0.1)
        + WEIGHTS["weak"] * own.weak / own.count
        + WEIGHTS["office"] * own.office / own.count
    )
    return 1 / (1 + math.exp(-BIAS - sum_of_features))


def national_words(title: str, tokens: Tokens) -> int:
    """Return how often offices of the whole country stand alone between blanks in the title and the opening."""
    text, words, starts = tokens.text, tokens.words, tokens.starts
    count = sum([word in NATIONAL_OFFICES for word in title.split()])
    last = min(OPENING, len(text))
    for i in tokens.flagged(NATIONAL):
        start = starts[i]
        end = start + len(words[i])
        if end > last:
            break
        if start == 0 or text[start - 1].isspace():
            count += end == last or text[end].isspace()
    return count


def choose_roles(article: Article, tokens: Tokens, weights: Mapping[str, Weights]) -> dict[str, tuple[Role, float]]:
    """Return the role and confidence of each region, the primary first.

    A region that no name but only a landmark or village stands for is left out unless the article is about it.
    """
    total = sum(found.total for found in weights.values())
    national = min(3, national_words(article.title or "", tokens)) / 3
    chances = {code: chance(code, weights, total, national) for code in weights}
    ranked = sorted(chances, key=lambda code: -chances[code])
    roles: dict[str, tuple[Role, float]] = {}
    first = primary_of(ranked, chances, weights)
    if first is not None:
        roles[first] = ("primary", round(chances[first], 2))
    for code in ranked:
        if code not in roles and first is not None and chances[code] >= LEAST_ABOUT:
            roles[code] = ("about", round(chances[code], 2))
        elif code not in roles and weights[code].direct:
            roles[code] = ("mentioned", round(1 - chances[code], 2))
    return roles


def primary_of(ranked: list[str], chances: Mapping[str, float], weights: Mapping[str, Weights]) -> str | None:
    """Return the region the article is mostly about, the most specific that can be told, or None."""
    best = ranked[0] if ranked else ""
    if not ranked or chances[best] < (LEAST_JAKARTA if best.startswith("31") else LEAST_PRIMARY):
        return None
    children = children_of(best, weights) if len(best) == 2 else []
    children = [code for code in children if weights[code].title or weights[code].lead]
    child = max(children, key=lambda code: chances[code], default=None)
    if child is not None and (chances[child] >= CHILD or chances[child] >= CHILD_SHARE * chances[best]):
        return child
    return best
