"""A reader's own synonyms: a text file of words that a search may take for one another."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from index.article import TelusurError
from index.knowledge.folding import fold

LONGEST_PHRASE = 6
"""Words a phrase in the file may have."""


class SynonymError(TelusurError):
    """A line of a synonyms file that cannot be understood; the message names file and line."""


def load_synonyms(path: str | Path) -> Mapping[str, tuple[str, ...]]:
    """Return the synonyms of a file: a folded word or phrase -> the others to search for, in the file's order.

    UTF-8, one group a line: `mobil, oto, kendaraan` are synonyms of one another; `oto => mobil, kendaraan` counts
    only from left to right. Empty lines and what follows a # are left out. A word in several groups has them all.
    Raises SynonymError, with file and line, for anything else.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise SynonymError(f"{path}: cannot be read ({error.strerror}); check the path in TELUSUR_SYNONYMS") from error
    except UnicodeDecodeError as error:
        raise SynonymError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    return synonyms_from(text.splitlines(), str(path))


def synonyms_from(lines: Iterable[str], source: str) -> Mapping[str, tuple[str, ...]]:
    """Return the synonyms of lines; `source` names them in messages."""
    found: dict[str, dict[str, None]] = {}
    for number, line in enumerate(lines, 1):
        content = line.partition("#")[0].strip()
        if not content:
            continue
        left, arrow, right = content.partition("=>")
        place = f"{source}:{number}"
        words = _phrases(left, place)
        others = _phrases(right, place) if arrow else words
        if not arrow and len(words) < 2:
            raise SynonymError(f"{place}: {content!r} has one word; write `word, synonym` or `word => synonym`")
        for word in words:
            found.setdefault(word, {}).update((other, None) for other in others if other != word)
    return {word: tuple(others) for word, others in found.items() if others}


def _phrases(side: str, place: str) -> list[str]:
    """Return the folded phrases of one side of a line."""
    phrases = [" ".join(fold(phrase).split()) for phrase in side.split(",")]
    for phrase in phrases:
        if not any(character.isalnum() for character in phrase):
            raise SynonymError(f"{place}: {side.strip()!r} has an empty place; write words with commas between them")
        if len(phrase.split()) > LONGEST_PHRASE:
            raise SynonymError(f"{place}: {phrase!r} has more than {LONGEST_PHRASE} words; shorten it")
    return phrases
