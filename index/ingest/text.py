"""A plain text file -> one article; its first line is the title only where it looks like one."""

import io
import re
from collections.abc import Callable, Iterator

from index.article import Article, ArticleError
from index.ingest.encoding import clean, decode
from index.ingest.lines import read_whole
from index.ingest.record import article_of

MAX_TITLE = 160

END_MARKS = (".", ",", ";", ":", "”", '"', "-", "–", "—")

_DATELINE = re.compile(r"[^\n]{2,80}?(?:\s[-–—]{1,2}\s|[-–—]{1,2}\s|\)\s*[-–—:])")
_CAPITALS = re.compile(r"[A-Z][A-Z.]{2,}")


def read_text(
    stream: io.BufferedReader, name: str, source: str, on_problem: Callable[[ArticleError], None]
) -> Iterator[Article]:
    """Yield the article of a plain text file."""
    title, body = title_and_body(clean(decode(read_whole(stream, name), name)))
    yield article_of({"title": title, "text": body}, name, source, on_problem)


def title_and_body(text: str) -> tuple[str | None, str]:
    """Split off the title: a short first line without end mark, before an empty line or a dateline; else (None, text).

    A dateline that stands alone in the first line ("MEDIAKATA.COM, KUKAR –") is no title.
    """
    first, end, rest = text.partition("\n")
    first = first.rstrip()
    body = rest.lstrip("\n").lstrip()
    if not end or not body or len(first) > MAX_TITLE or first.endswith(END_MARKS):
        return None, text
    if not (rest.lstrip(" \t").startswith("\n") or opens_with_dateline(body)):
        return None, text
    return first, body


def opens_with_dateline(line: str) -> bool:
    """Return whether the line opens with a place or outlet in capitals and a dash."""
    opening = _DATELINE.match(line)
    return opening is not None and _CAPITALS.search(opening.group()) is not None
