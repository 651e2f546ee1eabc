"""Finds every place name in a text in one pass over its capitalised words, with the words that stand around it."""

import re
from typing import NamedTuple

from index.knowledge.place_words import CUES, DIRECTIONS, NOT_DISTRICTS, NOT_PLACE_AFTER, NOT_PLACE_BEFORE, Cue
from index.knowledge.places import Place, PlaceKind, Support, districts, gazetteer, longest_by_first_word, villages

WORD = re.compile(r"[A-Z][^\W\d_]*(?:['’][^\W\d_]+)?(?:-[a-z][^\W\d_]+)?")
"""A capitalised word. It begins with a plain set of letters, so that the search skips to them at the speed of C."""

Word = tuple[int, int, str]
"""A capitalised word: start, end, spelled as the gazetteer's keys."""

STREET = re.compile(r"\b(?:Jalan|Jl|Jln)\.?\s+(?:Raya\s+|Tol\s+|Lintas\s+|Provinsi\s+)?(?:[A-Z][\w.]*\s+){0,2}$")

GAPS = (" ", "-", ". ")
"""What may stand between the words of one name."""

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


def village_at(words: list[Word], i: int, text: str) -> PlaceName | None:
    """Return the village that begins with this word, or None; the words before it say it is one."""
    phrases = phrases_at(words, i, text, 4)
    for length in range(len(phrases), 0, -1):
        codes = villages().get(phrases[length - 1])
        if codes is not None:
            end = words[i + length - 1][1]
            return PlaceName(words[i][0], end, phrases[length - 1], codes, "village", "region", "village", "")
    return None


def run_end(words: list[Word], i: int, text: str) -> int:
    """Return the index after the capitalised words that follow each other with single spaces from here."""
    i += 1
    while i < len(words) and text[words[i - 1][1] : words[i][0]] == " " and words[i][2] not in CUES:
        i += 1
    return i


def phrases_at(words: list[Word], i: int, text: str, longest: int) -> list[str]:
    """Return the phrases of one, two ... adjacent words from here, spelled as the gazetteer's keys."""
    phrase, end = words[i][2], words[i][1]
    phrases = [phrase]
    for start, after, word in words[i + 1 : i + longest]:
        if start - end > 2 or text[end:start] not in GAPS:
            break
        phrase = f"{phrase} {word}"
        phrases.append(phrase)
        end = after
    if "-" in phrase or "’" in phrase:
        return [each.replace("-", " ").replace("’", "'") for each in phrases]
    return phrases


def place_at(words: list[Word], i: int, text: str) -> tuple[int, str, Place] | None:
    """Return the longest place name that begins with this word: its number of words, its key, what it means."""
    names, parts = gazetteer(), districts()
    phrases = phrases_at(words, i, text, longest_by_first_word().get(words[i][2], 0))
    for length in range(len(phrases), 0, -1):
        phrase = phrases[length - 1]
        place = names.get(phrase)
        if place is not None and not (place.upper and not text[words[i][0] : words[i + length - 1][1]].isupper()):
            return length, phrase, place
        if phrase in parts:
            return length, phrase, parts[phrase]
    return None


def find_places(text: str) -> list[PlaceName]:
    """Return the place names of the text in their order, none overlapping another."""
    words = [(*match.span(), match[0].lower()) for match in WORD.finditer(text)]
    known = longest_by_first_word()
    found: list[PlaceName] = []
    done = 0
    for i, word in enumerate(words):
        if word[2] not in known or i < done:
            continue
        if CUES.get(word[2]) == "village" and i + 1 < len(words) and words[i + 1][0] - word[1] <= 2:
            village = village_at(words, i + 1, text)
            if village is not None:
                found.append(village)
            done = run_end(words, i + 1, text) if village is None else i + 1 + len(village.spelled.split())
            continue
        hit = place_at(words, i, text)
        if hit is not None and (word[0] == 0 or not text[word[0] - 1].isalnum()):
            found.extend(named_place(words, i, hit, text, found[-1].end if found else -9))
            done = i + hit[0]
            if done < len(words) and words[done][2] in DIRECTIONS and found:
                found.extend(other_directions(words, done, found[-1], text))
    return found


def named_place(words: list[Word], i: int, hit: tuple[int, str, Place], text: str, last: int) -> list[PlaceName]:
    """Return the place name found at a word, with the other of its kind where two are named at once, or nothing."""
    length, phrase, place = hit
    start, end = words[i][0], words[i + length - 1][1]
    first, second, gap = words_before(text, start)
    cue = cue_of(first, second, gap)
    if cue == "district" and place.kind != "district" and phrase in districts():
        place = districts()[phrase]
    if place.kind == "district" and cue != "district" and phrase in NOT_DISTRICTS:
        return []
    if cue == "village" or not is_place(text, words, i, length, first, gap):
        return []
    chained = gap == "," and start - last <= 2
    name = PlaceName(start, end, phrase, place.codes, place.kind, place.needs, cue, first, chained)
    both = both_kinds(text, name) if phrase.startswith(("kota ", "kabupaten ")) else None
    return [name] if both is None else [both, name]


def other_directions(words: list[Word], i: int, place: PlaceName, text: str) -> list[PlaceName]:
    """Return the regions named by their directions alone after a place ("Jawa Barat, Tengah, dan Timur")."""
    base, _, direction = place.spelled.rpartition(" ")
    found: list[PlaceName] = []
    end = place.end
    while direction in DIRECTIONS and i < len(words) and words[i][2] in DIRECTIONS:
        start, after, word = words[i]
        meant = gazetteer().get(f"{base} {word}")
        if meant is None or text[end:start] not in (", ", " dan ", ", dan ", ", serta ", " serta "):
            break
        found.append(PlaceName(start, after, f"{base} {word}", meant.codes, meant.kind, meant.needs, place.cue, ""))
        i, end = i + 1, after
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


def is_place(text: str, words: list[Word], i: int, length: int, first: str, gap: str) -> bool:
    """Tell whether the words around a name leave it a place."""
    if first in NOT_PLACE_BEFORE and gap in ("", "."):
        return False
    after = i + length
    if after < len(words) and words[after][2] in NOT_PLACE_AFTER and words[after][0] - words[after - 1][1] == 1:
        return False
    window = text[max(0, words[i][0] - 60) : words[i][0]]
    return ("Jalan" not in window and "Jl" not in window) or STREET.search(window) is None
