"""JSON lines -> articles: one object a line, UTF-8 as the format asks, legacy encodings borne."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from index.article import Article, ArticleError
from index.ingest.lines import LineDecoder, lines, too_long
from index.ingest.record import FIELDS, article_of

# A struct of the known fields alone: unknown ones are skipped without being built, whatever they hold.
_Record = msgspec.defstruct("_Record", [(name, Any, None) for name in FIELDS])
_decoder = msgspec.json.Decoder(_Record)


def read_jsonl(
    stream: io.BufferedReader, name: str, source: str, on_problem: Callable[[ArticleError], None]
) -> Iterator[Article]:
    """Yield the articles of a stream of JSON lines; bad lines go to `on_problem` and are skipped."""
    decoded = LineDecoder()
    for number, line in lines(stream, name):
        place = f"{name}:{number}"
        try:
            if line is None:
                raise too_long(place)
            if not line or line.isspace():
                continue
            yield article_of(record_of(line, decoded, place), place, source, on_problem)
        except ArticleError as error:
            on_problem(error)


def record_of(line: bytes, decoded: LineDecoder, place: str) -> dict[str, object]:
    """Return the object in one line; ArticleError if it is undecodable or no JSON object."""
    try:
        try:
            record = _decoder.decode(line)
            decoded.saw(line)
        except UnicodeDecodeError:
            record = _decoder.decode(decoded(line, place))
        return msgspec.structs.asdict(record)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ArticleError(place, f"is not a JSON object in one line: {error}") from error
