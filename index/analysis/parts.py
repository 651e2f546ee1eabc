"""What a chunk gives to index: the form and key of one plain word, or the forms and keys of the words it is made of."""

import re
import string
from typing import Final, NamedTuple

from index.analysis.chunks import CURRENCIES, LONGEST, read_words
from index.analysis.stem import standard, stem
from index.knowledge.abbreviations import abbreviations


class Parts(NamedTuple):
    """What a chunk gives that is not one word with one form and one key.

    `words`: the first form of each; `forms` and `keys`: all of them (canonical terms among the keys), without repeats
    in a word, with the number of their word; `starts`: the words with which a long form may begin.
    """

    words: tuple[str, ...]
    forms: tuple[str, ...]
    form_places: tuple[int, ...]
    keys: tuple[str, ...]
    key_places: tuple[int, ...]
    starts: tuple[int, ...]


Found = tuple[str, str, bool | Parts]
"""Form and key of a chunk that is one plain word, and whether a long form may begin with it; else "", "", its parts."""

EDGES: Final = ".,:;?!\"'()[]{}<>«»“”„‘’…–—-|/\\*•+=~%$&"
"""Characters that belong to no word when they stand at the edge of a chunk."""

_RUN: Final = re.compile("[A-Za-z0-9]+")
_INSIDE: Final = frozenset(string.ascii_letters + string.digits + "".join(filter(str.isascii, EDGES)))
_TIED: Final = re.compile(
    r"[A-Za-z0-9]['-][A-Za-z0-9]|[0-9][.,][0-9]|://|(?:^|[^A-Za-z0-9])[A-Za-z]\.|[Ww]{3}\.|[Pp][Hh]\.[Dd]"
    r"|\.(?:[Cc][Oo][Mm]|[Nn][Ee][Tt]|[Oo][Rr][Gg]|[Ii][Dd]|[Tt][Vv]|[Ii][Nn][Ff][Oo])(?![A-Za-z0-9])"
    r"|^[a-z]{4,}[A-Z]"
)
"""What may tie the runs of a core together, and a first run that is two words."""

_table: Final = abbreviations()
_long: Final = frozenset(_table.long)
SHORT_FORMS: Final = frozenset(_table.short.keys() | _table.capital.keys())
"""What may be short for something longer, folded."""


def plain_form(chunk: str) -> str | None:
    """Return the form of a chunk that is, without its edges, one ASCII word and no short form; None of another."""
    if len(chunk) > LONGEST:
        return None
    word = chunk.strip(EDGES)
    form = word.lower()
    if not (word.isascii() and word.isalnum()) or form in SHORT_FORMS:
        return None
    if not word.isalpha() and form.startswith(CURRENCIES):
        return None
    return form if form == word or form[1:] == word[1:] or word.isupper() else None


def bare_core(chunk: str) -> str | None:
    """Return a chunk without its edges if that gives all that the chunk gives; None where it may not.

    It is ASCII and begins and ends with a letter or digit; no mark makes it an address or a tag.
    """
    core = chunk.strip(EDGES)
    if not core.isascii() or not core[:1].isalnum() or not core[-1:].isalnum() or len(chunk) > LONGEST:
        return None
    return None if "@" in core or "#" in core else core


def plain_pieces(core: str) -> list[str]:
    """Return the runs of letters and digits in a core, folded, if it gives what they give one after another; else none.

    They must have plain forms; what stands between them must not make one of two (a number, a date, a hyphenated word,
    initials, an address), nor the first be two words that lost the space between them.
    """
    if not _INSIDE.issuperset(core) or core.count("/") > 1 or _TIED.search(core) is not None:
        return []
    return [run.lower() for run in _RUN.findall(core)]


def read_plain(form: str) -> Found:
    """Return what a chunk of this plain form gives."""
    return form, standard(stem(form)), form in _long


def read(chunk: str) -> Found:
    """Return what a chunk gives that has to be taken apart."""
    pieces = read_words(chunk)
    if len(pieces) == 1:
        _, _, forms, keys, canonical = pieces[0]
        if len(forms) == 1 and len(keys) == 1 and (not canonical or canonical[0][0] == keys[0]):
            return forms[0], keys[0], forms[0] in _long
    words: list[str] = []
    starts: list[int] = []
    all_forms: list[str] = []
    form_places: list[int] = []
    all_keys: list[str] = []
    key_places: list[int] = []
    for place, (_, _, forms, keys, canonical) in enumerate(pieces):
        words.append(forms[0])
        if forms[0] in _long:
            starts.append(place)
        for form in forms if len(forms) == 1 else dict.fromkeys(forms):
            all_forms.append(form)
            form_places.append(place)
        if canonical:
            keys = (*keys, *[term for term, _ in canonical])
        for key in keys if len(keys) == 1 else dict.fromkeys(keys):
            all_keys.append(key)
            key_places.append(place)
    return "", "", Parts(
        tuple(words), tuple(all_forms), tuple(form_places), tuple(all_keys), tuple(key_places), tuple(starts)
    )
