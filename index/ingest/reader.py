"""Paths -> articles: finds the files, opens each, and hands it to the module of its format."""

import io
from collections.abc import Callable, Iterable, Iterator

from index.article import Article, ArticleError
from index.ingest.csv import delimiter_of, read_csv
from index.ingest.encoding import SAMPLE, mark_of, wide
from index.ingest.html import read_html
from index.ingest.jsonl import read_jsonl
from index.ingest.source import Format, find_sources, opened
from index.ingest.text import read_text

_Reader = Callable[[io.BufferedReader, str, str, Callable[[ArticleError], None]], Iterator[Article]]

READERS: dict[Format, _Reader] = {"text": read_text, "html": read_html, "jsonl": read_jsonl, "csv": read_csv}


def read(
    paths: Iterable[str],
    on_problem: Callable[[ArticleError], None],
    format: Format | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> Iterator[Article]:
    """Yield the articles under the paths, in a fixed order; "-" is standard input.

    `format` overrides what file names say. Bad records are skipped and handed to `on_problem` (a Remark: nothing was
    lost); `on_bytes` is called with the number of bytes read from files since the last call. Memory does not grow with
    the size of a file.
    """
    for source in find_sources(list(paths), on_problem, format):
        try:
            with opened(source, on_bytes) as stream:
                reader = READERS[source.format or sniff(stream)]
                yield from reader(stream, source.name, source.key, on_problem)
        except ArticleError as error:
            on_problem(error)


def sniff(stream: io.BufferedReader) -> Format:
    """Return the format that the first bytes look like; nothing is taken from the stream."""
    head = stream.peek(SAMPLE)[:SAMPLE]
    text = head.decode(mark_of(head) or wide(head) or "utf-8", "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return "jsonl"
    if text.startswith("<"):
        return "html"
    return "text" if delimiter_of(text.partition("\n")[0]) is None else "csv"
