"""Stemming: tables of roots and overrides, PyStemmer's Indonesian stemmer for the rest, a rule for hyphens."""

from typing import Final

import Stemmer

from index.knowledge.tables import read_table

ENCLITICS: Final = frozenset({"nya", "lah", "kah", "pun", "ku", "mu"})
SUFFIXES: Final = ENCLITICS | {"an", "kan", "i"}
"""Last parts of a hyphenated word that belong to the part before ("1990-an", "Instagram-nya", "di-PHK-kan")."""

_PREFIXES: Final = "se ke di ber ter me mem men meng meny pe pem pen peng per ku kau memper diper keter berke"
PREFIXES: Final = frozenset(_PREFIXES.split())
"""First parts of a hyphenated word that belong to the part after ("se-Kalimantan", "ke-80", "mem-PHK")."""

_snowball: Final = Stemmer.Stemmer("indonesian", maxCacheSize=0).stemWord


def known_keys() -> dict[str, str]:
    """Return the words whose keys are known: each root of `roots.tsv` itself, and `overrides.tsv`."""
    keys = {row[0]: row[0] for row in read_table("roots.tsv")}
    keys.update((row[0], row[1]) for row in read_table("overrides.tsv"))
    return keys


_KEYS: Final = known_keys()

PROCLITICS: Final = frozenset({"se", "ku"})
"""What PyStemmer leaves before a word ("setenar", "kusayangi")."""

_PREFIXED: Final = frozenset({"be", "di", "ke", "me", "pe", "te"})
AFFIX_BEGINNINGS: Final = _PREFIXED | {"ku", "se"}
AFFIX_ENDS: Final = "ahinu"
"""How a word begins or ends that the rules may change; two words of five that the tables lack are spared them."""

SPELLINGS: Final = {row[0]: row[1] for row in read_table("spellings.tsv")}
_standard: Final = SPELLINGS.get


def standard(key: str) -> str:
    """Return a stem as the standard spelling has it ("resiko" -> "risiko"): so it is indexed and asked for."""
    return _standard(key, key)


def stem(word: str) -> str:
    """Return the key of a folded word without hyphens: as the tables have it, else by rule."""
    key = _KEYS.get(word)
    if key is not None:
        return key
    if word[-1:] not in AFFIX_ENDS and word[:2] not in AFFIX_BEGINNINGS:
        return word
    return stem_by_rule(word, _KEYS)


def is_known(word: str) -> bool:
    """Return whether the tables hold a folded word."""
    return word in _KEYS


def stem_by_rule(word: str, keys: dict[str, str]) -> str:
    """Return the key of a word that the tables do not hold.

    One enclitic (-nya -lah -kah -pun -ku -mu) is taken off and the rest looked up; else PyStemmer's stem counts if
    the tables know it (an unknown stem is mostly a name cut short: 3.3 % of the words of unseen persons' names are
    changed without this condition, 0.4 % with it, at the same pair F1); else -nya goes, and all the rest stays.
    PyStemmer's own cache is off: it slows it 2.5 times.
    """
    while True:
        key = _known(word, keys)
        if key is not None:
            return key
        if len(word) < 6:
            return word
        if not word.endswith("nya"):
            break
        word = word[:-3]
        key = keys.get(word)
        if key is not None:
            return key
    rest = word
    while len(rest) > 5 and rest[:2] in PROCLITICS:
        rest = rest[2:]
        key = keys.get(rest) or _known(rest, keys)
        if key is not None:
            return key
    return word


def _known(word: str, keys: dict[str, str]) -> str | None:
    """Return the key of a word without its enclitic or of PyStemmer's stem, if the tables know one of them."""
    length = _enclitic(word)
    if length:
        key = keys.get(word[:-length])
        if key is not None:
            return key
    elif word[:2] not in _PREFIXED and not _ends_in_suffix(word, keys):
        return None
    return keys.get(_snowball(word))


def _enclitic(word: str) -> int:
    """Return the length of the enclitic at the end of a word, 0 without one; by the last letter first, for speed."""
    last = word[-1:]
    if last == "a":
        return 3 if word.endswith("nya") else 0
    if last == "h":
        return 3 if word.endswith("lah") or word.endswith("kah") else 0
    if last == "n":
        return 3 if word.endswith("pun") else 0
    if last == "u":
        return 2 if word.endswith("ku") or word.endswith("mu") else 0
    return 0


def _ends_in_suffix(word: str, keys: dict[str, str]) -> bool:
    """Return whether -i, -an or -kan follows a known word; without a prefix PyStemmer takes nothing else off."""
    if word.endswith("i"):
        return word[:-1] in keys
    return word.endswith("an") and (word[:-2] in keys or word[:-3] in keys)


def core_of(parts: list[str]) -> list[str]:
    """Return the parts of a hyphenated word without leading prefixes and trailing suffixes; at least one part."""
    last = len(parts)
    while last > 1 and parts[last - 1] in SUFFIXES:
        last -= 1
    first = 0
    while first < last - 1 and parts[first] in PREFIXES:
        first += 1
    return parts[first:last]


def doubled(parts: list[str]) -> str | None:
    """Return the one key of a reduplication ("anak-anaknya", "tolong-menolong", "meniru-nirukan"), or None."""
    listed = _KEYS.get("-".join(parts))
    if listed is not None:
        return listed
    keys: list[str] = []
    for part in parts:
        if part.isdigit() or len(part) < 2:
            return None
        keys.append(keys[0] if keys and part == parts[0] else stem(part))
    if keys.count(keys[0]) == len(keys):
        return keys[0]
    if len(parts) != 2:
        return None
    first, second = parts
    if second.startswith(first) and second[len(first) :] in SUFFIXES:
        return keys[0]
    bound = keys[1]
    if len(bound) > 2 and first.endswith(bound) and first[: -len(bound)] in PREFIXES:
        return keys[0] if keys[0] != first else bound
    if stem("me" + second) == keys[0]:
        return keys[0]
    return None
