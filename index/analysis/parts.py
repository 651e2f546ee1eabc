"""What a chunk gives to index: the form and key of one plain word, or the forms and keys of the words it is made of."""

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

_table: Final = abbreviations()
_long: Final = frozenset(_table.long)
_short: Final = frozenset(_table.short.keys() | _table.capital.keys())


def plain_form(chunk: str) -> str | None:
    """Return the form of a chunk that is, without its edges, one ASCII word and no short form; None of another."""
    if len(chunk) > LONGEST:
        return None
    word = chunk.strip(EDGES)
    form = word.lower()
    if not (word.isascii() and word.isalnum()) or form in _short:
        return None
    if not word.isalpha() and form.startswith(CURRENCIES):
        return None
    return form if form == word or form[1:] == word[1:] or word.isupper() else None


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
