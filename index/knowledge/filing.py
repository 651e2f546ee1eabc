"""Under which value of the speaker facet a person is filed: namesakes are parted, nicknames and aliases merged."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from index.article import TelusurError
from index.knowledge.people import fold_name, slug
from index.knowledge.tables import read_table

_SLIPPED = re.compile(r"\b(?:[A-Z]{4,}|[A-Z]{2}[a-z]{2,})\b")
"""Four capitals and more, or two before small letters; "BJ", "SBY" and "Ma'ruf" stay."""


class AliasError(TelusurError):
    """A line of an aliases file that cannot be understood; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Aliases:
    """A reader's own word on who is who: `merged` slug -> person, `parted` slug -> (words of a position, person)."""

    merged: Mapping[str, str] = field(default_factory=dict)
    parted: Mapping[str, tuple[tuple[frozenset[str], str], ...]] = field(default_factory=dict)


NO_ALIASES = Aliases()


def filed_under(name: str, position: str | None, area: str | None, aliases: Aliases = NO_ALIASES) -> tuple[str, str]:
    """Return the facet value (a slug) and the label of a speaker.

    Equal folded names are one person, since people change offices; but who speaks as a private person ("warga",
    "pedagang") is another in every `area` (a region's code) and never the official of that name. Aliases have the first
    word; the other writings of public figures' names the last.
    """
    value = slug(name)
    words = frozenset(fold_name(position or ""))
    for wanted, namesake in aliases.parted.get(value, ()):
        if wanted <= words:
            return slug(namesake), namesake
    if value in aliases.merged:
        person = aliases.merged[value]
        return slug(person), person
    role = _role(position)
    if role is not None:
        return "-".join((value, role, *([area.replace(".", "")] if area else []))), f"{tidy(name)} ({role})"
    person = _well_known().get(value) or tidy(name)
    return slug(person), person


def tidy(name: str) -> str:
    """Return the name with words in slipped or shouted capitals set right ("LUHUT BInsar" -> "Luhut Binsar")."""
    return _SLIPPED.sub(lambda match: match.group().capitalize(), name)


def load_aliases(path: Path) -> Aliases:
    """Return the aliases of a UTF-8 file; "#" opens a comment, columns are parted by tabs.

    `Jokowi<TAB>Joko Widodo` files the first name under the second. `Ahmad Fauzi<TAB>Bupati Sumenep<TAB>Ahmad Fauzi
    (Sumenep)` does so where all words of the middle column stand in the position. Raises AliasError.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise AliasError(f"{path}: cannot be read ({error.strerror}); check the path in TELUSUR_ALIASES") from error
    except UnicodeDecodeError as error:
        raise AliasError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    merged: dict[str, str] = {}
    parted: dict[str, tuple[tuple[frozenset[str], str], ...]] = {}
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line.split("#", 1)[0].strip().split("\t")]
        if cells == [""]:
            continue
        if len(cells) not in (2, 3) or not all(fold_name(cell) for cell in cells):
            raise AliasError(f"{path}:{number}: expected name, tab, person (or name, position, person); found {line!r}")
        name, person = slug(cells[0]), cells[-1]
        if len(cells) == 2:
            merged[name] = person
        else:
            parted[name] = (*parted.get(name, ()), (frozenset(fold_name(cells[1])), person))
    return Aliases(merged, parted)


@cache
def _well_known() -> Mapping[str, str]:
    """Return the slug of a nickname or another writing of a public figure's name -> the name."""
    tables = ("nicknames.tsv", "public_figures.tsv")
    return {slug(written): name for table in tables for written, name in read_table(table)}


@cache
def _roles() -> frozenset[str]:
    """Return the words with which the position of a private person begins."""
    return frozenset(role for (role,) in read_table("private_roles.tsv"))


def _role(position: str | None) -> str | None:
    """Return the private role a position begins with ("seorang warga Subang" -> "warga"), or None."""
    words = [word for word in fold_name(position or "") if word not in ("seorang", "salah", "satu", "para")]
    return words[0] if words and words[0] in _roles() else None
