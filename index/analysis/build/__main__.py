"""Writes `roots.tsv` and `overrides.tsv` from a hunspell dictionary and a corpus: same inputs, same bytes."""

from collections.abc import Iterable
from pathlib import Path

import click

from index.analysis.build.corpus import Counts, count_words
from index.analysis.build.dictionary import read_dictionary
from index.analysis.build.table import SEEN, tables_of
from index.knowledge.abbreviations import abbreviations
from index.knowledge.folding import fold
from index.knowledge.tables import DATA, read_table

PATH = click.Path(exists=True, dir_okay=False, path_type=Path)


def gazetteer_words() -> set[str]:
    """Return the words of the provinces' and regencies' names: each is its own key, whatever it looks like."""
    return _words(row[1] for table in ("provinces.csv", "regencies.csv") for row in read_table(table))


def kept_whole(counts: Counts) -> set[str]:
    """Return the further words that are their own keys: short forms, and names in region_aliases.tsv.

    Of these, a word that the corpus often writes small ("Kota Idaman") is a word like others.
    """
    aliases = _words(row[0] for row in read_table("region_aliases.tsv"))
    table = abbreviations()
    short = {word for word in (*table.short, *table.short.values()) if word.isalpha()}
    return short | {word for word in aliases if counts.all[word] < SEEN or counts.is_name(word, 0.6)}


def _words(names: Iterable[str]) -> set[str]:
    """Return the words of names, folded."""
    words = {word.strip(".,()'") for name in names for word in fold(name).replace("-", " ").split()}
    return {word for word in words if word.isalpha()}


@click.command()
@click.argument("corpus", nargs=-1, required=True, type=PATH)
@click.option("--dic", type=PATH, default=Path("/usr/share/hunspell/id_ID.dic"), show_default=True)
@click.option("--aff", type=PATH, default=Path("/usr/share/hunspell/id_ID.aff"), show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=DATA, help="Folder to write to: the package's own.")
def main(corpus: tuple[Path, ...], dic: Path, aff: Path, out: Path) -> None:
    """Write the tables from CORPUS (JSON lines with `text`, plain or .gz).

    Example: python -m index.analysis.build ../shared/news/*.jsonl.gz
    """
    kept = ("function_words.tsv", "spellings.tsv")
    exceptions = {row[0]: row[0] for name in kept for row in read_table(name)}
    exceptions |= {row[0]: row[1] for row in read_table("exceptions.tsv")}
    counts = count_words(corpus)
    dictionary = read_dictionary(dic, aff)
    roots, overrides = tables_of(dictionary, counts, kept_whole(counts), gazetteer_words(), exceptions)
    (out / "roots.tsv").write_text("word\n" + "".join(f"{root}\n" for root in roots), encoding="utf-8")
    lines = (f"{word}\t{key}\n" for word, key in overrides.items())
    (out / "overrides.tsv").write_text("word\tkey\n" + "".join(lines), encoding="utf-8")
    click.echo(f"{len(roots)} roots, {len(overrides)} overrides -> {out}")


if __name__ == "__main__":
    main()
