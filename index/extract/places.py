"""Finds every place name in a text in one pass over its capitalised words, with the words that stand around it."""

import re
from typing import Final

from index.extract.tables import DIRECTIONS, NOT_DISTRICTS, NOT_PLACE_AFTER, NOT_PLACE_BEFORE, PLACE_CUES
from index.extract.tokens import Tokens
from index.extract.word_flags import PLACE, PLACE_WORD
from index.knowledge.place_words import Cue
from index.knowledge.places import Place, PlaceKind, Support, districts, gazetteer, longest_by_first_word, villages

STREET: Final = re.compile(r"\b(?:Jalan|Jl|Jln)\.?\s+(?:Raya\s+|Tol\s+|Lintas\s+|Provinsi\s+)?(?:[A-Z][\w.]*\s+){0,2}$")

LINK: Final = re.compile(r",? (?:dan|serta) |, ")
"""What may stand between directions in a row."""

SMALL_DIRECTION: Final = re.compile(r"(?:barat|timur|utara|selatan|tenggara)\b(?! laut| daya| dan )")
"""The last word of a region's name written small; "tengah" is an adverb far more often."""

MARKS: Final = " (\"'“”‘’,.:;/-–—)[]!?\n\t"
"""What may stand between two words."""

BOTH: Final = re.compile(r"\b(?:Kota|Kabupaten|kota|kabupaten)\s?(?:dan|maupun|serta|atau|/|&)\s?$")


class PlaceName:
    """A place name in the text: where, what it may mean, and what stands around it.

    `codes` are regions, likeliest first. `spelled` is its key in the gazetteer. `chained`: it follows another place
    name after a comma ("Mlonggo, Jepara").
    """

    __slots__ = ("before", "chained", "codes", "cue", "end", "kind", "needs", "spelled", "start")

    def __init__(
        self, start: int, end: int, spelled: str, codes: tuple[str, ...], kind: PlaceKind, needs: Support, cue: Cue,
        before: str, chained: bool = False,
    ) -> None:
        self.start = start
        self.end = end
        self.spelled = spelled
        self.codes = codes
        self.kind: PlaceKind = kind
        self.needs: Support = needs
        self.cue: Cue = cue
        self.before = before
        self.chained = chained


Word = tuple[int, int, str]
"""A capitalised word as place names are written: where it starts and ends, and itself in small letters."""


def words_before(text: str, start: int) -> tuple[str, str, str]:
    """Return the two words before a place in the text, folded, and the characters between them and it."""
    window = text[max(0, start - 36) : start]
    window = window[max(window.rfind("\n"), window.rfind(". ", 0, -2)) + 1 :]
    bare = window.rstrip(MARKS)
    gap = window[len(bare) :].strip()
    words = bare.rsplit(None, 2)
    first = words[-1].strip(MARKS).lower() if words else ""
    return first, words[-2].strip(MARKS).lower() if len(words) > 1 else "", gap


def cue_of(first: str, second: str, gap: str) -> Cue:
    """Return what the words before a name say about it."""
    if gap not in ("", ".", "-", '"', "“", "'", "/"):
        return "none"
    if first == "kota" and second in ("wali", "wakil"):
        return "city"
    return PLACE_CUES.get(first.partition("/")[0], "none")


def place_word(text: str, at: int) -> Word | None:
    """Return the capitalised word that begins here, or None."""
    if not "A" <= text[at : at + 1] <= "Z":
        return None
    match = PLACE_WORD.match(text, at)
    assert match is not None
    return at, match.end(), match.group().lower()


def small_direction(text: str, at: int) -> Word | None:
    """Return the direction in small letters that begins here ("Lampung timur"), or None."""
    match = SMALL_DIRECTION.match(text, at) if text[at : at + 1] in "btus" else None
    return None if match is None else (at, match.end(), match.group())


def next_word(text: str, end: int) -> Word | None:
    """Return the capitalised word that goes on a name whose words so far end here, or None."""
    mark = text[end : end + 1]
    if mark in (" ", "-"):
        return place_word(text, end + 1) or small_direction(text, end + 1)
    return place_word(text, end + 2) if mark == "." and text[end + 1 : end + 2] == " " else None


def phrases_at(text: str, word: Word, longest: int) -> list[tuple[str, int]]:
    """Return the phrases of one, two ... adjacent words from here, spelled as the gazetteer's keys, and their ends."""
    _, end, phrase = word
    phrases = [(phrase, end)]
    while len(phrases) < longest and (after := next_word(text, end)) is not None:
        phrase, end = f"{phrase} {after[2]}", after[1]
        phrases.append((phrase, end))
    if "-" in phrase or "’" in phrase:
        return [(each.replace("-", " ").replace("’", "'"), end) for each, end in phrases]
    return phrases


def village_at(text: str, word: Word) -> PlaceName | None:
    """Return the village that begins with this word, or None; the words before it say it is one."""
    for phrase, end in reversed(phrases_at(text, word, 4)):
        codes = villages().get(phrase)
        if codes is not None:
            return PlaceName(word[0], end, phrase, tuple(codes.split(",")), "village", "region", "village", "")
    return None


def run_end(text: str, end: int) -> int:
    """Return the end of the capitalised words that follow each other with single spaces from here."""
    while text[end : end + 1] == " ":
        word = place_word(text, end + 1)
        if word is None or word[2] in PLACE_CUES:
            break
        end = word[1]
    return end


def place_at(text: str, word: Word, longest: int) -> tuple[int, str, Place] | None:
    """Return the longest place name that begins with this word: where it ends, its key, what it means."""
    names, parts = gazetteer(), districts()
    for phrase, end in reversed(phrases_at(text, word, longest)):
        place = names.get(phrase)
        if place is not None and not (place.upper and not text[word[0] : end].isupper()):
            return end, phrase, place
        place = parts.get(phrase)
        if place is not None:
            return end, phrase, place
    return None


def first_words(tokens: Tokens) -> list[Word]:
    """Return the capitalised words in the tokens with which a place name may begin."""
    text, words, starts, ends = tokens.text, tokens.words, tokens.starts, tokens.ends
    found: list[Word] = []
    for i in tokens.flagged(PLACE):
        word = words[i]
        if word.isalpha() and "A" <= word[0] <= "Z":
            found.append((starts[i], ends[i], word.lower()))
        else:
            found += [(match.start(), match.end(), match.group().lower())
                      for match in PLACE_WORD.finditer(text, starts[i], ends[i])]
    return found


def find_places(tokens: Tokens) -> list[PlaceName]:
    """Return the place names of a text in their order, none overlapping another."""
    text = tokens.text
    known = longest_by_first_word()
    found: list[PlaceName] = []
    done = 0
    for word in first_words(tokens):
        start, end, first = word
        longest = known.get(first)
        if start < done or longest is None:
            continue
        if PLACE_CUES.get(first) == "village":
            after = place_word(text, end + 1) or place_word(text, end + 2)
            if after is not None:
                village = village_at(text, after)
                if village is not None:
                    found.append(village)
                done = run_end(text, after[1]) if village is None else village.end
                continue
        hit = place_at(text, word, longest)
        if hit is not None and (start == 0 or not text[start - 1].isalnum()):
            names = named_place(text, start, hit, found[-1].end if found else -9)
            found.extend(names)
            done = hit[0]
            if names:
                found.extend(other_directions(text, names[-1]))
    return found


def named_place(text: str, start: int, hit: tuple[int, str, Place], last: int) -> list[PlaceName]:
    """Return the place name found at a word, with the other of its kind where two are named at once, or nothing."""
    end, phrase, place = hit
    first, second, gap = words_before(text, start)
    cue = cue_of(first, second, gap)
    if cue == "district" and place.kind != "district" and phrase in districts():
        place = districts()[phrase]
    if place.kind == "district" and cue != "district" and phrase in NOT_DISTRICTS:
        return []
    if cue == "village" or not is_place(text, start, end, first, gap):
        return []
    chained = gap == "," and start - last <= 2
    name = PlaceName(start, end, phrase, place.codes, place.kind, place.needs, cue, first, chained)
    both = both_kinds(text, name) if phrase.startswith(("kota ", "kabupaten ")) else None
    return [name] if both is None else [both, name]


def other_directions(text: str, place: PlaceName) -> list[PlaceName]:
    """Return the regions named by their directions alone after a place ("Jawa Barat, Tengah, dan Timur")."""
    base, _, direction = place.spelled.rpartition(" ")
    found: list[PlaceName] = []
    end = place.end
    while direction in DIRECTIONS and (link := LINK.match(text, end)) is not None:
        word = place_word(text, link.end())
        if word is None or (direction := word[2]) not in DIRECTIONS:
            break
        spelled = f"{base} {direction}"
        meant = gazetteer().get(spelled)
        if meant is None:
            break
        end = word[1]
        found.append(PlaceName(word[0], end, spelled, meant.codes, meant.kind, meant.needs, place.cue, ""))
    return found


def both_kinds(text: str, place: PlaceName) -> PlaceName | None:
    """Return the other of two regions named at once ("Kota dan Kabupaten Malang"), or None."""
    first, _, short = place.spelled.partition(" ")
    other = {"kabupaten": "kota", "kota": "kabupaten"}.get(first)
    if other is None or not BOTH.search(text, max(0, place.start - 24), place.start):
        return None
    found = gazetteer().get(f"{other} {short}")
    if found is None:
        return None
    cue: Cue = "city" if other == "kota" else "regency"
    return PlaceName(place.start, place.end, f"{other} {short}", found.codes, "name", "nothing", cue, "")


def is_place(text: str, start: int, end: int, first: str, gap: str) -> bool:
    """Tell whether the words around a name leave it a place."""
    if first in NOT_PLACE_BEFORE and gap in ("", "."):
        return False
    after = place_word(text, end + 1)
    if after is not None and after[2] in NOT_PLACE_AFTER:
        return False
    window = text[max(0, start - 60) : start]
    return ("Jalan" not in window and "Jl" not in window) or STREET.search(window) is None
