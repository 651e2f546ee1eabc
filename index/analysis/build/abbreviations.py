"""Writes `abbreviations.tsv` from mined pairs, the gazetteer's short names and the pairs kept by hand."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import click

from index.analysis.build.corpus import Counts, count_words
from index.analysis.build.dictionary import Dictionary, read_dictionary
from index.knowledge.folding import fold
from index.knowledge.tables import DATA, read_table

SEEN = 3
"""Articles that must have a pair, and a second writing of its long form."""

SHARE = 0.7
"""Share of the commonest long form among all of a short form; below it the short form means several things."""

LONGEST = 7
"""Words of a long form."""

SHORT_LENGTH = 2
"""Short forms up to this length count only in capitals, like those that are ordinary words."""

PATH = click.Path(exists=True, dir_okay=False, path_type=Path)


class Ordinary(NamedTuple):
    """Words that a short form may be taken for: those of a dictionary, and which of them a corpus writes small."""

    words: frozenset[str]
    small: frozenset[str]


def ordinary_words(dictionary: Dictionary, counts: Counts) -> Ordinary:
    """Return the dictionary's words; the corpus tells which are names in news ("Sulut" hardly ever is to kindle)."""
    return Ordinary(dictionary.roots, frozenset(word for word in dictionary.roots if not counts.is_name(word)))


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a phrase as the tokeniser has them: reduplications whole, other hyphens apart."""
    words: list[str] = []
    for chunk in re.split(r"[\s/&]+", fold(text).replace("'", "")):
        parts = chunk.strip("-").split("-")
        words += ["-".join(parts)] if len(set(parts)) < len(parts) else parts
    return tuple(words)


def stands_for(short: str, words: tuple[str, ...]) -> bool:
    """Return whether the letters of a short form stand in the phrase in order, beginning with its first."""
    letters = iter("".join(words))
    return short[0] == words[0][0] and all(letter in letters for letter in short)


def mined_pairs(path: Path, ordinary: Ordinary) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (words of a long form, canonical token) of a table: short form, long forms with counts ("A B:12|C D:3").

    Long forms that differ in case or marks alone are one; forms that share half of their words with the commonest one
    are its variants, and together they must have SHARE of all. A variant that only has more words before another
    ("the minister and the", found with it in the text) is left out.
    """
    for line in path.read_text("utf-8").splitlines():
        written, _, forms = line.partition("\t")
        canonical = canonical_of(written, ordinary)
        if canonical is None:
            continue
        counted: Counter[tuple[str, ...]] = Counter()
        for form in forms.split("|"):
            long, _, count = form.rpartition(":")
            counted[words_of(long)] += int(count)
        main = min(counted, key=lambda words: (-counted[words], words))
        variants = {words: n for words, n in counted.items() if len(set(words) & set(main)) * 2 >= len(main)}
        if counted[main] < SEEN or sum(variants.values()) < SHARE * counted.total():
            continue
        for words, often in sorted(variants.items()):
            tail = any(words != other and words[-len(other) :] == other for other in variants if len(other) > 1)
            sound = 1 < len(words) <= LONGEST and all(map(_is_word, words))
            if often >= SEEN and sound and not tail and stands_for(canonical.casefold(), words):
                yield words, canonical


def region_pairs(ordinary: Ordinary) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (words of a province's or regency's name, short name) of the gazetteer ("kutai kartanegara", "kukar")."""
    names = {row[0]: row[1] for table in ("provinces.csv", "regencies.csv") for row in read_table(table)}
    for alias, codes, kind in read_table("region_aliases.tsv"):
        if kind != "name" or codes not in names or not alias.isalpha():
            continue
        words = words_of(re.sub(r"^(Kabupaten|Kota) (Administrasi )?", "", names[codes]))
        canonical = canonical_of(alias, ordinary)
        if canonical is None or len(words) < 2 or any(word.startswith(canonical.casefold()) for word in words):
            continue
        if stands_for(canonical.casefold(), words):
            yield words, canonical


def canonical_of(written: str, ordinary: Ordinary) -> str | None:
    """Return the token of a short form: folded; in capitals if it counts only so; None if it is an ordinary word."""
    short = fold(written)
    if not _is_word(short) or len(short) < 2:
        return None
    if written.isupper():
        return short.upper() if short in ordinary.words or len(short) <= SHORT_LENGTH else short
    return None if short in ordinary.small or len(short) <= SHORT_LENGTH else short


def _is_word(word: str) -> bool:
    """Return whether a word is made of letters (and hyphens, for reduplications)."""
    return word.replace("-", "").isalpha()


def merged(pairs: Iterable[tuple[tuple[str, ...], str]], kept: dict[str, str]) -> dict[str, str]:
    """Return written form -> canonical token, sorted; the first pair of a long form names it, others become aliases.

    What is kept by hand goes first; "-" leaves a long or short form out.
    """
    table = {written: canonical for written, canonical in kept.items() if canonical != "-"}
    for words, canonical in pairs:
        long, short = " ".join(words), canonical.casefold()
        if kept.get(long) == "-" or kept.get(short) == "-":
            continue
        canonical = kept.get(short, canonical)
        named = table.setdefault(long, canonical)
        if named != canonical and canonical not in table.values():
            table.setdefault(short, named)
    return dict(sorted((written, canonical) for written, canonical in table.items() if written != canonical))


@click.command()
@click.argument("mined", type=PATH)
@click.argument("corpus", nargs=-1, required=True, type=PATH)
@click.option("--dic", type=PATH, default=Path("/usr/share/hunspell/id_ID.dic"), show_default=True)
@click.option("--aff", type=PATH, default=Path("/usr/share/hunspell/id_ID.aff"), show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=DATA / "abbreviations.tsv", help="The package's own.")
def main(mined: Path, corpus: tuple[Path, ...], dic: Path, aff: Path, out: Path) -> None:
    """Write the table of abbreviations from MINED, a table of short forms and their long forms with counts.

    CORPUS (JSON lines with `text`, plain or .gz) tells which short forms are ordinary words.

    Example: python -m index.analysis.build.abbreviations ../shared/knowledge/abbreviations_mined.tsv
    ../shared/news/*.jsonl.gz
    """
    ordinary = ordinary_words(read_dictionary(dic, aff), count_words(corpus))
    kept = {row[0]: row[1] for row in read_table("abbreviations_kept.tsv")}
    table = merged([*region_pairs(ordinary), *mined_pairs(mined, ordinary)], kept)
    lines = "".join(f"{written}\t{canonical}\n" for written, canonical in table.items())
    out.write_text("written\tcanonical\n" + lines, encoding="utf-8")
    click.echo(f"{len(table)} forms -> {out}")


if __name__ == "__main__":
    main()
