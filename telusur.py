"""The command line: reads settings, puts the house together."""

import itertools
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click
import msgspec

from index.analysis.analyser import analyse as analyse_text
from index.analysis.analyser import key_of
from index.article import ArticleError
from index.extract.explain import explain as explained
from index.extract.explain import marks
from index.extract.facts import extract as extract_facts
from index.ingest.progress import Reading
from index.ingest.reader import read
from index.ingest.source import Format, Remark
from index.labels import labels_of
from index.pipeline import batches_of, recalled, understanding
from search.commands import Commands, Failed, added, echo_json, example, input_lines, tell
from search.doctor import examined
from search.options import (
    FILE,
    aliases_option,
    asking,
    copies_option,
    engine_of,
    format_option,
    index_option,
    json_option,
    paths_argument,
    query_of,
    service_of,
    setting,
    strict_option,
    workers_option,
)
from search.settings import Settings
from search.terminal import lines_of_stats

LATER = {name: f"web.commands:{name}" for name in ("digest", "search", "serve")}
"""Commands that are loaded when they are called: what serves the site takes as long to load as all the rest."""


@click.group(cls=Commands, later=LATER, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="telusur")
@setting("--engine", click.Choice(["whoosh", "opensearch"]), "Where the index lives: in a directory, or in a cluster.")
@setting("--addresses", str, "Address of a node of the cluster; may be given again.", multiple=True)
@setting("--user", str, "User of the cluster; TELUSUR_PASSWORD is the password, TELUSUR_API_KEY a key instead.")
@setting("--ca", FILE, "Certificates to trust besides the system's.")
@setting("--verify/--no-verify", None, "Check the cluster's certificate.")
@setting("--timeout", click.FloatRange(0.1), "Seconds the cluster may take to answer.")
@setting("--shards", click.IntRange(1, 1024), "Shards of an index that is built anew in the cluster.")
@setting("--part", str, "Part of an index that several runs build together, as berita:3/64.")
@click.pass_context
def main(context: click.Context) -> None:
    """Search Indonesian news by date, region and speaker, read out of the text itself.

    Exit codes: 0 well; 1 done, but something was wrong; 2 wrong usage; 3 the index cannot answer; 130 interrupted.
    """
    # Secrets come by variables alone: flags stand in the process list.
    secrets = {name: os.environ.get(f"TELUSUR_{name.upper()}") for name in ("password", "api_key")}
    context.obj = replace(context.obj or Settings(), **secrets)


def writing(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of commands that read articles into an index."""
    options = (index_option, workers_option, aliases_option, format_option, strict_option, json_option)
    return added(command, paths_argument, *options)


def write_index(
    settings: Settings, paths: tuple[str, ...], format: Format | None, strict: bool, as_json: bool, fresh: bool
) -> None:
    """Read the paths into the index, tell what was done, and exit with 1 if asked to be strict and a record was bad."""
    with Reading(list(paths), format, as_json) as reading, engine_of(settings) as engine:
        articles = reading.read()
        first = next(articles, None)
        if first is None:
            raise Failed(f"no article in {' '.join(paths)} ({reading.skipped:,} skipped); the index is as it was")
        batches, understand = batches_of(itertools.chain([first], articles)), understanding(settings.aliases)
        report = engine.absorb(batches, understand, workers=settings.workers or 1, fresh=fresh, progress=reading.done)
    summary = {**reading.summary(), "added": report.added, "replaced": report.replaced, "generation": report.generation}
    line = ("{articles:,} articles in {seconds:,} s ({per_second:,}/s): {added:,} added, {replaced:,} replaced, "
            "{skipped:,} skipped; generation {generation}")
    tell(as_json, {**summary, "problems": reading.problems}, line.format(**summary))
    if strict and reading.skipped:
        sys.exit(1)


@main.command("index", epilog=example("telusur index seeds/ more.jsonl.gz --index build/index"))
@writing
@click.pass_obj
def build(settings: Settings, /, paths: tuple[str, ...], **options: Any) -> None:
    """Build the index anew from files and folders (.txt .html .jsonl .csv, also .gz; - is standard input).

    Readers keep the old index until the new one is whole. Bad records are told, counted and skipped.
    """
    write_index(settings, paths, **options, fresh=True)


@main.command(epilog=example("telusur update today.jsonl --index build/index"))
@writing
@click.pass_obj
def update(settings: Settings, /, paths: tuple[str, ...], **options: Any) -> None:
    """Add articles to the index; one whose id is there already is replaced."""
    write_index(settings, paths, **options, fresh=False)


@main.command(epilog=example("telusur delete wn-2025-001 --index build/index"))
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@index_option
@json_option
@click.pass_obj
def delete(settings: Settings, /, ids: tuple[str, ...], as_json: bool) -> None:
    """Take articles out of the index by their ids (- reads ids from standard input, one a line)."""
    wanted = [line.strip() for line in input_lines()] if ids == ("-",) else list(ids)
    with engine_of(settings) as engine:
        count = engine.delete([id for id in wanted if id])
        generation = engine.generation()
    tell(as_json, {"deleted": count, "generation": generation},
         f"{count:,} of {len(wanted):,} deleted; generation {generation}")


@main.command(epilog=example("telusur export 'wilayah:papua' --index build/index > papua.jsonl"))
@click.argument("text", metavar="QUERY", default="")
@asking
@copies_option("all")
@click.pass_obj
def export(settings: Settings, /, text: str, **options: Any) -> None:
    """Print every match as a JSON line: the article, as `index` reads it, with its facts."""
    with service_of(settings) as service:
        for stored in service.export(query_of(text, **options)):
            echo_json({**msgspec.to_builtins(stored.article), "facts": labels_of(stored.article.id, stored.facts)})


@main.command(epilog=example("telusur extract articles.jsonl > facts.jsonl"))
@click.argument("path", default="-", metavar="[FILE]")
@format_option
@strict_option
def extract(path: str, format: Format | None, strict: bool) -> None:
    """Print the facts of each article as a JSON line: date, dateline, regions, mentioned regions, speakers."""
    skipped = 0

    def problem(error: ArticleError) -> None:
        nonlocal skipped
        skipped += not isinstance(error, Remark)
        click.echo(f"{error}", err=True)

    for article in read([path], problem, format):
        echo_json(labels_of(article.id, extract_facts(article)))
    if strict and skipped:
        sys.exit(1)


@main.command(epilog=example("telusur explain seeds/article.txt"))
@click.argument("path", metavar="FILE")
@format_option
@json_option
def explain(path: str, format: Format | None, as_json: bool) -> None:
    """Show an article with every fact read from it: the words, the value, how sure it is, the rule."""
    count = 0
    for article in read([path], lambda error: click.echo(f"{error}", err=True), format):
        count += 1
        facts = extract_facts(article)
        tell(as_json, {"labels": labels_of(article.id, facts), "marks": marks(facts)},
             article.id, explained(article, facts))
    if not count:
        sys.exit(1)


@main.command(epilog=example("echo membangun | telusur stem"))
def stem() -> None:
    """Print the key (stem) of each word on standard input, a word a line."""
    for line in input_lines():
        click.echo(key_of(line))


@main.command(epilog=example("echo 'Pemkab Kukar membangun jalan' | telusur analyse"))
@json_option
def analyse(as_json: bool) -> None:
    """Print the terms of each line on standard input: position, field, term."""
    for line in input_lines():
        found = analyse_text(line)
        rows = [(p, name, t) for name, terms in (("form", found.form), ("key", found.key))
                for t, p in zip(terms.terms, terms.positions, strict=True)]
        tell(as_json, {"form": found.form, "key": found.key},
             *(f"{position}\t{name}\t{term}" for position, name, term in sorted(rows)))


@main.command(epilog=example("telusur stats --index build/index --json"))
@index_option
@json_option
@click.pass_obj
def stats(settings: Settings, /, as_json: bool) -> None:
    """Print counts of the index: articles, statements, terms, facet values, size."""
    with engine_of(settings) as engine:
        counts = engine.stats()
    tell(as_json, counts, *lines_of_stats(counts))


@main.command(epilog=example("telusur doctor --index build/index"))
@index_option
@click.option("--sample", type=click.IntRange(0), default=200, show_default=True, help="How many searches to recount.")
@json_option
@click.pass_obj
def doctor(settings: Settings, /, sample: int, as_json: bool) -> None:
    """Check every file of the index and recount searches by brute force; exit code 1 if something is wrong."""
    with engine_of(settings) as engine:
        drifts = examined(engine, lambda stored: recalled(stored.article, stored.facts), sample)
    verdict = f"{len(drifts)} things are wrong" if drifts else "the index is sound"
    tell(as_json, {"sound": not drifts, "drifts": drifts},
         *(f"{drift.place}: {drift.problem}. {drift.remedy}" for drift in drifts), verdict)
    if drifts:
        sys.exit(1)


@main.command(epilog=example("telusur rollback --index build/index"))
@index_option
@json_option
@click.pass_obj
def rollback(settings: Settings, /, as_json: bool) -> None:
    """Make the generation before this one current again."""
    with engine_of(settings) as engine:
        generation = engine.rollback()
    tell(as_json, {"generation": generation}, f"generation {generation} is current again")


if __name__ == "__main__":
    main()
