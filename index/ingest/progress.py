"""How far a reading is: counts, problems, and a bar or plain lines on standard error."""

import time
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from index.article import Article, ArticleError
from index.ingest.reader import read
from index.ingest.source import Format, Remark, size_of

SHOWN_PROBLEMS = 20
"""Bad records told one by one; the rest is counted. A garbled file may hold millions."""

PLAIN_SECONDS = 10.0
"""How often a line is written where there is no terminal to draw a bar on."""


class Reading:
    """One reading of articles: counts, problems and progress, told on standard error."""

    def __init__(self, paths: list[str], format: Format | None = None, quiet: bool = False) -> None:
        self.paths, self.format = paths, format
        self.articles = self.skipped = self.begun = self.bytes = 0
        self.problems: list[str] = []
        self.start = self.told = time.monotonic()
        console = Console(stderr=True)
        self.quiet = quiet
        self.plain = not console.is_terminal and not quiet
        self.bar = Progress(
            TextColumn("{task.percentage:>3.0f} %"), BarColumn(),
            TextColumn("{task.fields[articles]:,} articles, {task.fields[rate]:,.0f}/s"), TimeRemainingColumn(),
            console=console, disable=quiet or not console.is_terminal, transient=True, auto_refresh=False,
        )
        self.task = self.bar.add_task("", total=None, articles=0, rate=0.0)

    def __enter__(self) -> Self:
        """Begin to show."""
        self.bar.start()
        self.bar.update(self.task, total=size_of(self.paths))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End showing."""
        self.bar.stop()

    def problem(self, error: ArticleError) -> None:
        """Take note of a problem, and tell the first ones."""
        self.skipped += not isinstance(error, Remark)
        if len(self.problems) < SHOWN_PROBLEMS:
            self.problems.append(str(error))
            if not self.quiet:
                kind = "note" if isinstance(error, Remark) else "skipped"
                self.bar.console.print(f"{kind}: {error}", markup=False, highlight=False, soft_wrap=True)

    def read(self) -> Iterator[Article]:
        """Yield the articles."""
        for article in read(self.paths, self.problem, self.format, self.took):
            self.begun += 1
            yield article

    def took(self, count: int) -> None:
        """Take note that so many more bytes were read."""
        self.bytes += count

    def done(self, count: int) -> None:
        """Take note that so many more articles are done."""
        self.articles += count
        # reading runs ahead of the work: of the bytes read, the share whose articles are done counts
        completed = self.bytes * self.articles / max(1, self.begun)
        self.bar.update(self.task, completed=completed, articles=self.articles, rate=self.rate, refresh=True)
        if self.plain and time.monotonic() - self.told > PLAIN_SECONDS:
            self.told = time.monotonic()
            self.bar.console.print(f"{self.articles:,} articles, {self.rate:,.0f}/s", highlight=False)

    @property
    def rate(self) -> float:
        """Return articles a second so far."""
        return self.articles / max(1e-9, time.monotonic() - self.start)

    def summary(self) -> dict[str, int | float]:
        """Return what was read, and how fast."""
        seconds = time.monotonic() - self.start
        return {"articles": self.articles, "skipped": self.skipped, "seconds": round(seconds, 2),
                "per_second": round(self.rate, 1)}
