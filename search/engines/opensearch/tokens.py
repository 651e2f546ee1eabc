"""Finished terms with their positions, written as text that the cluster's whitespace tokeniser reads back exactly.

A word of the text is a position. Terms that stand together at one position are joined by TOGETHER and parted again by
a `pattern_capture` filter; a position without a term is a FILLER, which a `stop` filter takes away and leaves a hole;
a gap of FIELD_GAP positions is the step from one value of an array to the next (`position_increment_gap`).
"""

import hashlib
import re
from typing import Any, Final

from index.entry import FIELD_GAP, Terms

TOGETHER: Final = "\ue000"
FILLER: Final = "\ue001"
"""Private-use characters, which no analyser leaves in a term."""

LONGEST: Final = 900
"""Bytes of a term kept as they are: a longer one (a URL, a line without blanks) is cut and told apart by its hash,
since Lucene refuses terms over 32,766 bytes, and beginnings of terms over 1,000."""

ANALYSIS: Final[dict[str, Any]] = {
    "tokenizer": {"positions": {"type": "whitespace", "max_token_length": 1_000_000}},
    "filter": {
        "together": {"type": "pattern_capture", "preserve_original": False, "patterns": [f"([^{TOGETHER}]+)"]},
        "fillers": {"type": "stop", "stopwords": [FILLER], "ignore_case": False},
    },
    "analyzer": {"terms": {"type": "custom", "tokenizer": "positions", "filter": ["together", "fillers"]}},
}

_UNSAFE: Final = re.compile(f"[\\s{TOGETHER}{FILLER}]")


def safe_term(term: str) -> str:
    """Return the term as it is indexed: without white space, and no longer than Lucene takes."""
    term = _UNSAFE.sub("\ufffd", term)
    if len(term) * 4 > LONGEST and len(raw := term.encode()) > LONGEST:
        return raw[:LONGEST].decode(errors="ignore") + hashlib.sha256(raw).hexdigest()
    return term


def values_of(terms: Terms) -> list[str]:
    """Return the values of the array that holds the terms at their positions; the first stands at position 0."""
    values: list[str] = []
    words: list[str] = []
    last = terms.positions[0] if terms.positions else 0
    for term, position in zip(terms.terms, terms.positions, strict=True):
        if words and position == last:
            words[-1] += TOGETHER + safe_term(term)
            continue
        free = max(0, position - last - 1)
        if free >= FIELD_GAP:
            values.append(" ".join(words))
            words = []
            free -= FIELD_GAP
        words += [FILLER] * free
        words.append(safe_term(term))
        last = position
    return [*values, " ".join(words)] if words else values


def phrase_text(places: dict[int, str]) -> str:
    """Return the text of a phrase from its terms by offset, FILLER where there is none."""
    first, last = min(places), max(places)
    return " ".join(safe_term(places[at]) if at in places else FILLER for at in range(first, last + 1))
