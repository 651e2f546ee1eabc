"""The command line: reads settings, puts the house together."""

import itertools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
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
from index.late import late
from index.pipeline import batches_of, recalled, understanding
from search.assembly import make_engine, make_service
from search.commands import Commands, Failed, added, echo_json, example, input_lines, tell
from search.digest import code_of, first_day
from search.doctor import examined
from search.engines.base import Engine, EngineAway
from search.query import Query, default_sort
from search.service import SearchService
from search.settings import Settings
from search.terminal import choices_of, lines_of, lines_of_stats


def setting(name: str, type: Any, help: str, **more: Any) -> Callable[[Any], Any]:
    """Return the option for a field of Settings: a flag, else TELUSUR_FIELD, else the default.

    Its value goes into the Settings that `click.pass_obj` hands to the command.
    """
    field = name.removeprefix("--").partition("/")[0].replace("-", "_")

    def keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        context.obj = replace(context.obj or Settings(), **{field: value})

    more = {"default": (default := getattr(Settings(), field)), "show_default": default is not None, **more}
    return click.option(name, field, envvar=f"TELUSUR_{field.upper()}", type=type, help=help, show_envvar=True,
                        expose_value=False, callback=keep, **more)


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
index_option = setting("--index", click.Path(file_okay=False, path_type=Path), "Directory of the index.")
workers_option = setting("--workers", click.IntRange(1, 256), "Processes that work side by side.",
                         default=os.cpu_count() or 1, show_default="number of cores")
synonyms_option = setting("--synonyms", FILE, "File of your own synonyms, a group a line.")
aliases_option = setting("--aliases", FILE, "File of your own word on which speakers are one person, or two.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
format_option = click.option(
    "--format", type=click.Choice(["text", "html", "jsonl", "csv"]), default=None,
    help="Format of the input; by default file names and first bytes tell.",
)
strict_option = click.option("--strict", is_flag=True, help="End with exit code 1 if a record was skipped.")
paths_argument = click.argument("paths", nargs=-1, required=True, metavar="PATH...")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
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


@contextmanager
def engine_of(settings: Settings) -> Iterator[Engine]:
    """Open the engine, and let go of it."""
    with closing(make_engine(settings)) as engine:
        yield engine


@contextmanager
def service_of(settings: Settings) -> Iterator[SearchService]:
    """Open the service, and let go of its engine."""
    service = make_service(settings)
    with closing(service.engine):
        yield service


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


def query_of(
    text: str, chosen: tuple[str, ...], since: Any, until: Any, sort: Any, copies: str, **rest: Any
) -> Query:
    """Return the query that the options ask for."""
    return Query(
        text=text, chosen=choices_of(chosen), sort=sort or default_sort(text), folded=copies == "folded",
        since=None if since is None else since.date(), until=None if until is None else until.date(), **rest,
    )


def copies_option(default: str) -> Callable[[Any], Any]:
    """Return the option on what becomes of the copies of a story."""
    return click.option("--copies", type=click.Choice(["folded", "all"]), default=default, show_default=True,
                        help="Copies of one story as one article, or all of them.")


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of commands that ask for articles."""
    day = click.DateTime(["%Y-%m-%d"])
    return added(
        command,
        click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), help="Order of hits."),
        click.option("--until", type=day, default=None, help="Last day, included."),
        click.option("--since", type=day, default=None, help="First day, included."),
        click.option("--filter", "chosen", multiple=True, metavar="FACET=VALUE",
                     help="Only articles with this value (date, region, speaker, publisher); != for those without."),
        synonyms_option,
        index_option,
    )


@main.command(epilog=example('telusur search \'banjir wilayah:kaltim "kata bupati"\' --filter date=2025 --json'))
@click.argument("text", metavar="QUERY", default="")
@asking
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Page of hits.")
@click.option("--size", type=click.IntRange(1, 100), default=10, show_default=True, help="Hits a page.")
@copies_option("folded")
@json_option
@click.pass_obj
def search(settings: Settings, /, text: str, as_json: bool, **options: Any) -> None:
    """Search the index; --json prints what the JSON endpoint answers."""
    with service_of(settings) as service:
        page = service.ask(query_of(text, **options))
    if as_json:
        echo_json(late("web.commands", "answer_of")(page))
        return
    click.echo("\n".join(lines_of(page)))


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


@main.command(epilog=example("telusur digest --region 64.02 --since 1d --out pagi.html --index build/index"))
@click.option("--region", help="Code (64.02) or name of a province, regency or city; by default the whole country.")
@click.option("--since", default="1d", show_default=True, metavar="DAY", help="First day, or so many back: 1d, 2w.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day, included; today if not given.")
@click.option("--format", type=click.Choice(["html", "atom", "csv"]), default="html", show_default=True,
              help="A page to print, a feed, or a table.")
@click.option("--lang", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Language of labels.")
@click.option("--seen", type=click.Path(dir_okay=False, path_type=Path),
              help="File that keeps what was told: the next digest leaves it out, and tells what came in late.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else it is printed.")
@setting("--base-url", str, "Address of the site that links lead to; by default they lead to the publishers.")
@index_option
@click.pass_obj
def digest(
    settings: Settings, /, region: str | None, since: str, until: Any, format: Any, lang: Any, seen: Path | None,
    out: Path | None,
) -> None:
    """Write what is new about a region: articles, new speakers, who is quoted most; for cron, no server needed."""
    code, last = None if region is None else code_of(region), date.today() if until is None else until.date()
    write_digest = late("web.commands", "write_digest")
    with service_of(settings) as service:
        write_digest(service, code, first_day(since, last), last, format, lang, settings.base_url, seen, out)


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


@main.command(epilog=example("telusur serve --index build/index --host 127.0.0.1 --port 8000 --workers 4"))
@index_option
@setting("--host", str, "Address to listen on.")
@setting("--port", click.IntRange(0, 65535), "Port to listen on; 0 takes a free one.")
@workers_option
@synonyms_option
@setting("--base-url", str, "Address readers know the site by; by default the one it listens on.")
@setting("--rate", click.FloatRange(0), "Requests a second that one client may make; 0 is no limit.")
@setting("--burst", click.IntRange(1), "Requests that one client may make at once.")
@setting("--width", click.IntRange(0), "Requests that a worker works on at once; 0 is no limit.")
@setting("--patience", click.FloatRange(0), "Seconds a request waits for its turn before it is told to come back.")
@setting("--proxies", click.IntRange(0), "Trusted proxies in front that add X-Forwarded-For.")
@setting("--deadline", click.FloatRange(0), "Seconds a request may take before it is answered by 503; 0 is no limit.")
@setting("--log", click.Choice(["off", "plain", "full"]), "Log of requests; full names queries and clients.")
@setting("--slow", click.FloatRange(0), "Seconds from which on a query's shape is logged; 0 is never.")
@setting("--metrics/--no-metrics", None, "Count requests, and show the counts at /metrics.")
@click.pass_obj
def serve(settings: Settings) -> None:
    """Serve the search page and the JSON endpoint until told to stop."""
    with engine_of(settings) as engine:
        try:
            state = f"generation {engine.generation()}"
        except EngineAway as error:  # the pages say so until the cluster is back
            state = str(error)
    late("web.commands", "serve_site")(settings, partial(make_service, settings), state)


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
