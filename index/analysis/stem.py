"""Stemming: PyStemmer's Indonesian stemmer, corrected by a table of overrides, and the rule for hyphenated words."""

from collections.abc import Sequence
from typing import Final

import Stemmer

from index.knowledge.tables import read_table

ENCLITICS: Final = frozenset({"nya", "lah", "kah", "pun", "ku", "mu"})
SUFFIXES: Final = ENCLITICS | {"an", "kan", "i"}
"""Last parts of a hyphenated word that belong to the part before ("1990-an", "Instagram-nya", "di-PHK-kan")."""

_PREFIXES: Final = "se ke di ber ter me mem men meng meny pe pem pen peng per ku kau memper diper keter berke"
PREFIXES: Final = frozenset(_PREFIXES.split())
"""First parts of a hyphenated word that belong to the part after ("se-Kalimantan", "ke-80", "mem-PHK")."""

_OVERRIDES: Final[dict[str, str]] = {row[0]: row[1] for row in read_table("overrides.tsv")}
_snowball: Final = Stemmer.Stemmer("indonesian", maxCacheSize=0).stemWord


def stem(word: str) -> str:
    """Return the key of a folded word without hyphens.

    Looked up in `overrides.tsv`; else one enclitic (-nya -lah -kah -pun -ku -mu) is taken off and the rest looked up;
    else PyStemmer decides (its own cache is off: it slows it 2.5 times).
    """
    key = _OVERRIDES.get(word)
    if key is not None:
        return key
    if word[-3:] in ENCLITICS:
        key = _OVERRIDES.get(word[:-3])
    elif word[-2:] in ENCLITICS:
        key = _OVERRIDES.get(word[:-2])
    if key is not None:
        return key
    return _snowball(word)  # type: ignore[no-any-return]


def core_of(parts: Sequence[str]) -> Sequence[str]:
    """Return the parts of a hyphenated word without leading prefixes and trailing suffixes; at least one part."""
    last = len(parts)
    while last > 1 and parts[last - 1] in SUFFIXES:
        last -= 1
    first = 0
    while first < last - 1 and parts[first] in PREFIXES:
        first += 1
    return parts[first:last]


def doubled(parts: Sequence[str]) -> str | None:
    """Return the one key of a reduplication ("anak-anaknya", "tolong-menolong", "meniru-nirukan"), or None."""
    if any(part.isdigit() or len(part) < 2 for part in parts):
        return None
    keys = [stem(part) for part in parts]
    if all(key == keys[0] for key in keys):
        return keys[0]
    if len(parts) != 2:
        return None
    first, second = parts
    bound = keys[1]
    if len(bound) > 2 and first.endswith(bound) and first[: -len(bound)] in PREFIXES:
        return keys[0] if keys[0] != first else bound
    if stem("me" + second) == keys[0]:
        return keys[0]
    return None
