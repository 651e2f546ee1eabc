"""Options that commands share, and what they open by them: settings, the engine, the service, the query."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from search.assembly import make_engine, make_service
from search.commands import added
from search.engines.base import Engine
from search.query import Query, default_sort
from search.service import SearchService
from search.settings import Settings
from search.terminal import choices_of


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
