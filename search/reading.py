"""How a query was read, said for people in Indonesian and English."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
JOINING = frozenset({"dan", "atau", "tanpa", "and", "or", "without"})

MONTHS_EN = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the query was read, for people: one line a language, and what could not be understood."""

    indonesian: str
    english: str
    problems: tuple[str, ...] = ()
    problems_en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A part of a reading; `link` is the English word that joins it, if it has parts ("and", "or")."""

    indonesian: str
    english: str
    link: str = ""

    def inside(self, link: str = "") -> tuple[str, str]:
        """Return both lines, in parentheses where the part stands inside something joined otherwise."""
        if self.link in ("", link):
            return self.indonesian, self.english
        return f"({self.indonesian})", f"({self.english})"


def plain(text: str) -> Said:
    """Say something that is the same in both languages."""
    return Said(text, text)


def said_word(word: str) -> Said:
    """Say a typed word; in quotation marks if it would be taken for one of ours."""
    return plain(f"“{word}”" if word.casefold() in JOINING else word)


def joined(parts: Iterable[Said], word: str, word_en: str) -> Said:
    """Say several parts with a word between them."""
    said = list(parts)
    if len(said) == 1:
        return said[0]
    lines = [part.inside(word_en) for part in said]
    return Said(f" {word} ".join(line for line, _ in lines), f" {word_en} ".join(line for _, line in lines), word_en)


def led(word: str, word_en: str, part: Said) -> Said:
    """Say a part after a word: "tanpa banjir"."""
    indonesian, english = part.inside()
    return Said(f"{word} {indonesian}", f"{word_en} {english}")


def day(when: date, months: list[str]) -> str:
    """Return the day as people write it: "29 Okt 2025"."""
    return f"{when.day} {months[when.month - 1]} {when.year}"


def span(since: date | None, until: date | None) -> Said:
    """Say a range of days, either end open."""
    if since is not None and until is not None:
        if since == until:
            return Said(day(since, MONTHS), day(since, MONTHS_EN))
        return Said(
            f"{day(since, MONTHS)} s.d. {day(until, MONTHS)}", f"{day(since, MONTHS_EN)} to {day(until, MONTHS_EN)}"
        )
    if since is not None:
        return Said(f"sejak {day(since, MONTHS)}", f"since {day(since, MONTHS_EN)}")
    if until is not None:
        return Said(f"sampai {day(until, MONTHS)}", f"until {day(until, MONTHS_EN)}")
    return Said("kapan pun", "any day")
