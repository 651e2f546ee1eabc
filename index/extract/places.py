"""Finds every place name in a text in one pass over its capitalised words, with the words that stand around it."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from index.extract.tokens import Tokens
from index.extract.word_flags import PLACE, PLACE_WORD
from index.knowledge.place_words import CUES, DIRECTIONS, NOT_DISTRICTS, NOT_PLACE_AFTER, NOT_PLACE_BEFORE, Cue
from index.knowledge.places import Place, PlaceKind, Support, districts, gazetteer, longest_by_first_word, villages

STREET = re.compile(r"\b(?:Jalan|Jl|Jln)\.?\s+(?:Raya\s+|Tol\s+|Lintas\s+|Provinsi\s+)?(?:[A-Z][\w.]*\s+){0,2}$")

LINK = re.compile(r",? (?:dan|serta) |, ")
"""What may stand between directions in a row."""

MARKS = " (\"'“”‘’,.:;/-–—)[]!?\n\t"
"""What may stand between two words."""

BOTH = re.compile(r"\b(?:Kota|Kabupaten|kota|kabupaten)\s?(?:dan|maupun|serta|atau|/|&)\s?$")


class PlaceName(NamedTuple):
    """A place name in the text: where, what it may mean, and what stands around it.

    `codes` are regions, likeliest first. `spelled` is its key in the gazetteer. `chained`: it follows another place
    name after a comma ("Mlonggo, Jepara"). A named tuple, for it is made a dozen times an article and is quicker so.
    """

    start: int
    end: int
    spelled: str
    codes: tuple[str, ...]
    kind: PlaceKind
    needs: Support
    cue: Cue
    before: str
    chained: bool = False


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
    return CUES.get(first.partition("/")[0], "none")


def next_word(text: str, end: int) -> re.Match[str] | None:
    """Return the capitalised word that goes on a name whose words so far end here, or None."""
    gap = text[end : end + 2]
    if gap[:1] in (" ", "-"):
        return PLACE_WORD.match(text, end + 1)
    return PLACE_WORD.match(text, end + 2) if gap == ". " else None


def phrases_at(text: str, word: re.Match[str], longest: int) -> list[tuple[str, int]]:
    """Return the phrases of one, two ... adjacent words from here, spelled as the gazetteer's keys, and their ends."""
    phrase, end = word[0].lower(), word.end()
    phrases = [(phrase, end)]
    while len(phrases) < longest and (after := next_word(text, end)) is not None:
        phrase, end = f"{phrase} {after[0].lower()}", after.end()
        phrases.append((phrase, end))
    if "-" in phrase or "’" in phrase:
        return [(each.replace("-", " ").replace("’", "'"), end) for each, end in phrases]
    return phrases


def village_at(text: str, word: re.Match[str]) -> PlaceName | None:
    """Return the village that begins with this word, or None; the words before it say it is one."""
    for phrase, end in reversed(phrases_at(text, word, 4)):
        codes = villages().get(phrase)
        if codes is not None:
            return PlaceName(word.start(), end, phrase, codes, "village", "region", "village", "")
    return None


def run_end(text: str, end: int) -> int:
    """Return the end of the capitalised words that follow each other with single spaces from here."""
    while text[end : end + 1] == " ":
        word = PLACE_WORD.match(text, end + 1)
        if word is None or word[0].lower() in CUES:
            break
        end = word.end()
    return end


def place_at(text: str, word: re.Match[str], longest: int) -> tuple[int, str, Place] | None:
    """Return the longest place name that begins with this word: where it ends, its key, what it means."""
    names, parts = gazetteer(), districts()
    for phrase, end in reversed(phrases_at(text, word, longest)):
        place = names.get(phrase)
        if place is not None and not (place.upper and not text[word.start() : end].isupper()):
            return end, phrase, place
        if phrase in parts:
            return end, phrase, parts[phrase]
    return None


def first_words(text: str, tokens: Tokens | None) -> Iterator[re.Match[str]]:
    """Return the capitalised words of the text, or of those tokens alone with which a place name may begin."""
    if tokens is None:
        return PLACE_WORD.finditer(text)
    starts, ends = tokens.starts, tokens.ends
    return chain.from_iterable(PLACE_WORD.finditer(text, starts[i], ends[i]) for i in tokens.flagged(PLACE))


def find_places(text: str, tokens: Tokens | None = None) -> list[PlaceName]:
    """Return the place names of the text in their order, none overlapping another.

    `tokens`: those of the text, if they are known already; they spare the look at most of its words.
    """
    known = longest_by_first_word()
    found: list[PlaceName] = []
    done = 0
    for word in first_words(text, tokens):
        start = word.start()
        first = word[0].lower()
        longest = known.get(first)
        if start < done or longest is None:
            continue
        if CUES.get(first) == "village":
            after = PLACE_WORD.match(text, word.end() + 1) or PLACE_WORD.match(text, word.end() + 2)
            if after is not None:
                village = village_at(text, after)
                if village is not None:
                    found.append(village)
                done = run_end(text, after.end()) if village is None else village.end
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
        word = PLACE_WORD.match(text, link.end())
        if word is None or (direction := word[0].lower()) not in DIRECTIONS:
            break
        spelled = f"{base} {direction}"
        meant = gazetteer().get(spelled)
        if meant is None:
            break
        end = word.end()
        found.append(PlaceName(word.start(), end, spelled, meant.codes, meant.kind, meant.needs, place.cue, ""))
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
    after = PLACE_WORD.match(text, end + 1)
    if after is not None and after[0].lower() in NOT_PLACE_AFTER:
        return False
    window = text[max(0, start - 60) : start]
    return ("Jalan" not in window and "Jl" not in window) or STREET.search(window) is None
