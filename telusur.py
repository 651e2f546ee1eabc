"""The command line: reads settings, puts the house together."""

import itertools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from index.analysis.analyser import analyse as analyse_text
from index.analysis.analyser import key_of
from index.article import ArticleError, TelusurError
from index.extract.facts import extract as extract_facts
from index.ingest.progress import Reading
from index.ingest.reader import read
from index.ingest.source import Format, Remark
from index.labels import evidence_of, labels_of
from index.pipeline import batches_of, entries_for
from search.engines.whoosh.engine import WhooshEngine
from search.query import Choice, Query
from search.schema import FACETS
from search.service import SearchService
from web.answers import search_answer
from web.links import Links
from web.params import default_sort
from web.present import facet_box, text_of


class Failed(click.ClickException):
    """The index cannot answer."""

    exit_code = 3

    def show(self, file: Any = None) -> None:
        """Print the message."""
        click.echo(f"telusur: {self.message}", err=True)


class Commands(click.Group):
    """Commands whose errors become messages and exit codes: 0 well, 1 found something wrong, 2 usage, 3 index, 130."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except TelusurError as error:
            raise Failed(str(error)) from error
        except (KeyboardInterrupt, click.Abort):
            click.echo("telusur: interrupted; the index is as it was", err=True)
            ctx.exit(130)


def example(text: str) -> str:
    """Return an epilog with an example."""
    return f"\b\nExample:\n  {text}"


index_option = click.option(
    "--index", "directory", envvar="TELUSUR_INDEX", default="build/index", show_default=True, show_envvar=True,
    type=click.Path(file_okay=False, path_type=Path), help="Directory of the index.",
)
workers_option = click.option(
    "--workers", envvar="TELUSUR_WORKERS", type=click.IntRange(1, 256), default=os.cpu_count() or 1,
    show_default="number of cores", show_envvar=True, help="Processes that work side by side.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
format_option = click.option(
    "--format", type=click.Choice(["text", "html", "jsonl", "csv"]), default=None,
    help="Format of the input; by default file names and first bytes tell.",
)
strict_option = click.option("--strict", is_flag=True, help="End with exit code 1 if a record was skipped.")
paths_argument = click.argument("paths", nargs=-1, required=True, metavar="PATH...")


def added(command: Callable[..., None], *options: Callable[[Any], Any]) -> Callable[..., None]:
    """Return the command with the options, in the order in which help shows them last to first."""
    for option in options:
        command = option(command)
    return command


def input_lines() -> Iterator[str]:
    """Yield the lines of standard input, read as UTF-8."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def echo_json(value: Any) -> None:
    """Print a value as one line of JSON."""
    click.echo(msgspec.json.encode(value).decode())


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="telusur")
def main() -> None:
    """Search Indonesian news by date, region and speaker, read out of the text itself.

    Exit codes: 0 well; 1 done, but something was wrong; 2 wrong usage; 3 the index cannot answer; 130 interrupted.
    """


@contextmanager
def engine_of(directory: Path) -> Iterator[WhooshEngine]:
    """Open the engine of an index directory, and let go of it."""
    with closing(WhooshEngine(directory)) as engine:
        yield engine


def writing(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of commands that read articles into an index."""
    return added(command, json_option, strict_option, format_option, workers_option, index_option, paths_argument)


def write_index(
    paths: tuple[str, ...], directory: Path, workers: int, format: Format | None, strict: bool, as_json: bool,
    fresh: bool,
) -> None:
    """Read the paths into the index, tell what was done, and exit with 1 if asked to be strict and a record was bad."""
    with Reading(list(paths), format, as_json) as reading, engine_of(directory) as engine:
        articles = reading.read()
        first = next(articles, None)
        if first is None:
            raise Failed(f"no article in {' '.join(paths)} ({reading.skipped:,} skipped); the index is as it was")
        batches = batches_of(itertools.chain([first], articles))
        report = engine.absorb(batches, entries_for, workers=workers, fresh=fresh, progress=reading.done)
    summary = {**reading.summary(), "added": report.added, "replaced": report.replaced, "generation": report.generation}
    if as_json:
        echo_json({**summary, "problems": reading.problems})
    else:
        click.echo("{articles:,} articles in {seconds:,} s ({per_second:,}/s): {added:,} added, {replaced:,} replaced, "
                   "{skipped:,} skipped; generation {generation}".format(**summary))
    if strict and reading.skipped:
        sys.exit(1)


@main.command("index", epilog=example("telusur index seeds/ more.jsonl.gz --index build/index"))
@writing
def build(paths: tuple[str, ...], **options: Any) -> None:
    """Build the index anew from files and folders (.txt .html .jsonl .csv, also .gz; - is standard input).

    Readers keep the old index until the new one is whole. Bad records are told, counted and skipped.
    """
    write_index(paths, **options, fresh=True)


@main.command(epilog=example("telusur update today.jsonl --index build/index"))
@writing
def update(paths: tuple[str, ...], **options: Any) -> None:
    """Add articles to the index; one whose id is there already is replaced."""
    write_index(paths, **options, fresh=False)


@main.command(epilog=example("telusur delete wn-2025-001 --index build/index"))
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@index_option
@json_option
def delete(ids: tuple[str, ...], directory: Path, as_json: bool) -> None:
    """Take articles out of the index by their ids (- reads ids from standard input, one a line)."""
    wanted = [line.strip() for line in input_lines()] if ids == ("-",) else list(ids)
    with engine_of(directory) as engine:
        count = engine.delete([id for id in wanted if id])
        generation = engine.generation()
    if as_json:
        echo_json({"deleted": count, "generation": generation})
    else:
        click.echo(f"{count:,} of {len(wanted):,} deleted; generation {generation}")


def choices_of(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return the choices written as facet=value or facet!=value."""
    found = []
    for written in values:
        facet, equals, value = written.partition("=")
        excluded = facet.endswith("!")
        facet = facet.removesuffix("!")
        if not equals or not value or facet not in {f.name for f in FACETS}:
            names = ", ".join(f.name for f in FACETS)
            raise click.BadParameter(f"{written!r} is not FACET=VALUE or FACET!=VALUE; facets are {names}")
        found.append(Choice(facet, value, excluded))
    return tuple(sorted(set(found)))


def query_of(text: str, chosen: tuple[Choice, ...], since: Any, until: Any, sort: Any, **rest: Any) -> Query:
    """Return the query that the options ask for."""
    return Query(
        text=text, chosen=chosen, sort=sort or default_sort(text), since=None if since is None else since.date(),
        until=None if until is None else until.date(), **rest,
    )


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of commands that ask for articles."""
    day = click.DateTime(["%Y-%m-%d"])
    return added(
        command,
        click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), help="Order of hits."),
        click.option("--until", type=day, default=None, help="Last day, included."),
        click.option("--since", type=day, default=None, help="First day, included."),
        click.option("--filter", "chosen", multiple=True, callback=choices_of, metavar="FACET=VALUE",
                     help="Only articles with this value (date, region, speaker, publisher); != for those without."),
        index_option,
    )


@main.command(epilog=example('telusur search \'banjir wilayah:kaltim "kata bupati"\' --filter date=2025 --json'))
@click.argument("text", metavar="QUERY", default="")
@asking
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Page of hits.")
@click.option("--size", type=click.IntRange(1, 100), default=10, show_default=True, help="Hits a page.")
@json_option
def search(text: str, directory: Path, as_json: bool, **options: Any) -> None:
    """Search the index; --json prints what the JSON endpoint answers."""
    with engine_of(directory) as engine:
        page = SearchService(engine).ask(query_of(text, **options))
    if as_json:
        links = Links("/api/v1/search", "id")
        echo_json(search_answer(page, [facet_box(page.query, view, links) for view in page.facets], links))
        return
    click.echo(f"{page.total:,} articles, {page.took_ms:.0f} ms. {page.reading.english}")
    for number, found in enumerate(page.found, (page.query.page - 1) * page.query.size + 1):
        article, day = found.hit.stored.article, found.hit.stored.day
        click.echo(f"\n{number}. {text_of(found.title) or article.id}")
        click.echo("   " + " · ".join(str(part) for part in (day, article.publisher, article.id) if part is not None))
        click.echo("   " + " ".join(text_of(found.snippet).split()))


@main.command(epilog=example("telusur export 'wilayah:papua' --index build/index > papua.jsonl"))
@click.argument("text", metavar="QUERY", default="")
@asking
def export(text: str, directory: Path, **options: Any) -> None:
    """Print every match as a JSON line: the article, as `index` reads it, with its facts."""
    with engine_of(directory) as engine:
        for stored in SearchService(engine).export(query_of(text, **options)):
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
    """Show every fact read from an article: its value, the words it was read from, the rule, how sure it is."""
    count = 0
    for article in read([path], lambda error: click.echo(f"{error}", err=True), format):
        count += 1
        facts = extract_facts(article)
        if as_json:
            echo_json({"labels": labels_of(article.id, facts), "evidence": evidence_of(article, facts)})
            continue
        click.echo(f"{article.id}  {article.title or ''}")
        for row in evidence_of(article, facts):
            click.echo("  {fact:<20} {value:<32} {confidence:.2f}  {rule:<24} “{words}”".format(**row))
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
        if as_json:
            echo_json({"form": msgspec.to_builtins(found.form), "key": msgspec.to_builtins(found.key)})
            continue
        rows = [(p, name, t) for name, terms in (("form", found.form), ("key", found.key))
                for t, p in zip(terms.terms, terms.positions, strict=True)]
        for position, name, term in sorted(rows):
            click.echo(f"{position}\t{name}\t{term}")


@main.command(epilog=example("telusur stats --index build/index --json"))
@index_option
@json_option
def stats(directory: Path, as_json: bool) -> None:
    """Print counts of the index: articles, statements, terms, facet values, size."""
    with engine_of(directory) as engine:
        counts = engine.stats()
    if as_json:
        echo_json(counts)
        return
    click.echo(f"{counts.documents:,} articles with {counts.statements:,} statements")
    click.echo(f"{counts.bytes / 1e6:,.1f} MB in {counts.segments} segments, generation {counts.generation}, "
               f"analyser {counts.analyser_version}")
    for kind, table in (("values", counts.facet_values), ("terms", counts.terms)):
        for name, count in sorted(table.items()):
            click.echo(f"{count:>12,} {kind} of {name}")


@main.command(epilog=example("telusur doctor --index build/index"))
@index_option
@click.option("--sample", type=click.IntRange(1), default=200, show_default=True, help="How many searches to recount.")
@json_option
def doctor(directory: Path, sample: int, as_json: bool) -> None:
    """Check every file of the index and recount searches by brute force; exit code 1 if something is wrong."""
    with engine_of(directory) as engine:
        drifts = engine.doctor(sample)
    if as_json:
        echo_json({"sound": not drifts, "drifts": drifts})
    else:
        for drift in drifts:
            click.echo(f"{drift.place}: {drift.problem}. {drift.remedy}")
        click.echo("the index is sound" if not drifts else f"{len(drifts)} things are wrong")
    if drifts:
        sys.exit(1)


@main.command(epilog=example("telusur rollback --index build/index"))
@index_option
@json_option
def rollback(directory: Path, as_json: bool) -> None:
    """Make the generation before this one current again."""
    with engine_of(directory) as engine:
        generation = engine.rollback()
    if as_json:
        echo_json({"generation": generation})
    else:
        click.echo(f"generation {generation} is current again")


if __name__ == "__main__":
    main()
