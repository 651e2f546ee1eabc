"""Commands in a terminal: their errors become messages and exit codes, their answers lines of text or of JSON."""

import functools
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click
import msgspec

from index.article import TelusurError
from search.query import QueryError


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
        except QueryError as error:
            raise click.UsageError(str(error), ctx) from error
        except TelusurError as error:
            raise Failed(str(error)) from error
        except (KeyboardInterrupt, click.Abort):
            click.echo("telusur: interrupted; the index is as it was", err=True)
            ctx.exit(130)


def example(text: str) -> str:
    """Return an epilog with an example."""
    return f"\b\nExample:\n  {text}"


def added(command: Callable[..., None], *options: Callable[[Any], Any]) -> Callable[..., None]:
    """Return the command with the options."""
    return functools.reduce(lambda made, option: option(made), reversed(options), command)


def input_lines() -> Iterator[str]:
    """Yield the lines of standard input, read as UTF-8."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def tell(as_json: bool, value: Any, *lines: str) -> None:
    """Print the value as JSON, or the lines for people."""
    if as_json:
        echo_json(value)
    else:
        click.echo("\n".join(lines))


def echo_json(value: Any) -> None:
    """Print a value as one line of JSON."""
    click.echo(msgspec.json.encode(value).decode())
