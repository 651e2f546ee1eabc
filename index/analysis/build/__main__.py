"""Writes `roots.tsv` and `overrides.tsv` from a hunspell dictionary and a corpus: same inputs, same bytes."""

from pathlib import Path

import click

from index.analysis.build.corpus import count_words
from index.analysis.build.dictionary import read_dictionary
from index.analysis.build.table import tables_of
from index.knowledge.abbreviations import abbreviations
from index.knowledge.folding import fold
from index.knowledge.tables import DATA, read_table

PATH = click.Path(exists=True, dir_okay=False, path_type=Path)


def kept_whole() -> set[str]:
    """Return the words whose keys are themselves: of the provinces' and regencies' names, short forms."""
    names = [row[1] for table in ("provinces.csv", "regencies.csv") for row in read_table(table)]
    names += [row[0] for row in read_table("region_aliases.tsv")]
    words = {word.strip(".,()'") for name in names for word in fold(name).replace("-", " ").split()}
    table = abbreviations()
    words |= {*table.short, *table.short.values()}
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
    exceptions = {row[0]: row[0] for row in read_table("function_words.tsv")}
    exceptions |= {row[0]: row[1] for row in read_table("exceptions.tsv")}
    roots, overrides = tables_of(read_dictionary(dic, aff), count_words(corpus), kept_whole(), exceptions)
    (out / "roots.tsv").write_text("word\n" + "".join(f"{root}\n" for root in roots), encoding="utf-8")
    lines = (f"{word}\t{key}\n" for word, key in overrides.items())
    (out / "overrides.tsv").write_text("word\tkey\n" + "".join(lines), encoding="utf-8")
    click.echo(f"{len(roots)} roots, {len(overrides)} overrides -> {out}")


if __name__ == "__main__":
    main()
