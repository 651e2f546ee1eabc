"""CSV -> articles: a header that names the fields, then a record a row."""

import csv
import io
from collections.abc import Callable, Iterator

from index.article import Article, ArticleError
from index.ingest.lines import MAX_RECORD, LineDecoder, lines, too_long
from index.ingest.record import FIELDS, article_of

MAX_COLUMNS = 1000

DELIMITERS = (",", ";", "\t", "|")

csv.field_size_limit(MAX_RECORD)


class Rows:
    """The decoded lines of one file as csv.reader wants them, watched so that no record grows without bound.

    A quote that is never closed would make one record of the whole rest: at MAX_RECORD the file is given up.
    """

    def __init__(self, stream: io.BufferedReader, name: str) -> None:
        self.name = name
        self.lines = lines(stream, name)
        self.decoded = LineDecoder()
        self.first = 1
        self.size = 0
        self.problem: ArticleError | None = None

    def __iter__(self) -> Iterator[str]:
        """Yield the lines with their ends."""
        for number, line in self.lines:
            if self.size == 0:
                self.first = number
            self.size += MAX_RECORD + 1 if line is None else len(line) + 1
            if line is None or self.size > MAX_RECORD:
                raise ArticleError(self.place, f"{too_long('').problem} (a quote not closed?); not read further")
            try:
                yield self.decoded(line, f"{self.name}:{number}").replace("\x00", "") + "\n"
            except ArticleError as error:
                self.problem = error
                yield line.decode("utf-8", "replace") + "\n"

    @property
    def place(self) -> str:
        """Return file and line where the current record begins."""
        return f"{self.name}:{self.first}"

    def done(self) -> None:
        """Say that the lines given so far were a whole record; ArticleError if one of them was undecodable."""
        self.size = 0
        problem, self.problem = self.problem, None
        if problem is not None:
            raise problem


def delimiter_of(header: str) -> str | None:
    """Return the delimiter under which the header line names the field `text`, or None."""
    return next((d for d in DELIMITERS if "text" in names_of(header, d)), None)


def names_of(header: str, delimiter: str) -> list[str]:
    """Return the column names in the header line as fields are called; none if it is no CSV."""
    try:
        cells = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        return []
    return [name.strip().lower() for name in cells]


def read_csv(
    stream: io.BufferedReader, name: str, source: str, on_problem: Callable[[ArticleError], None]
) -> Iterator[Article]:
    """Yield the articles of a CSV file; bad rows go to `on_problem`, a file without a usable header is one error."""
    rows = Rows(stream, name)
    texts = iter(rows)
    header = next(texts, "")
    delimiter = delimiter_of(header)
    if delimiter is None:
        raise ArticleError(name, f"the header names no column `text`; columns are {', '.join(FIELDS)}")
    names = names_of(header, delimiter)
    if len(names) > MAX_COLUMNS:
        raise ArticleError(name, f"has {len(names)} columns; at most {MAX_COLUMNS} are read")
    rows.done()
    reader = csv.reader(texts, delimiter=delimiter)
    while True:
        try:
            row = next(reader, None)
            if row is None:
                return
            place = rows.place
            rows.done()
            if row:
                yield article_of(record_of(names, row, place), place, source, on_problem)
        except csv.Error as error:
            on_problem(ArticleError(rows.place, f"is not a CSV row: {error}"))
            rows.size = 0
        except ArticleError as error:
            on_problem(error)


def record_of(names: list[str], row: list[str], place: str) -> dict[str, object]:
    """Return the row as a record; ArticleError if it has more or fewer cells than the header."""
    if len(row) != len(names):
        raise ArticleError(place, f"has {len(row)} cells where the header has {len(names)}")
    return {name: cell for name, cell in zip(names, row, strict=True) if name in FIELDS}
