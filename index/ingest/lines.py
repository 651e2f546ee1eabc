"""A stream of bytes -> numbered lines, none longer than a record may be, in memory that does not grow with the file."""

import codecs
import io
from collections.abc import Iterator

from index.article import ArticleError
from index.ingest.encoding import SAMPLE, decode_legacy, mark_of, wide

MAX_RECORD = 5 * 1024 * 1024
"""The longest record, in bytes: a book of 900 pages; a longer one is a mistake or an attack."""

CHUNK = 1 << 20


def too_long(place: str) -> ArticleError:
    """Return the error for a record that is longer than MAX_RECORD."""
    return ArticleError(place, f"is longer than {MAX_RECORD >> 20} MiB; split it or leave it out")


def read_whole(stream: io.BufferedReader, place: str) -> bytes:
    """Return all bytes of a stream that holds one record; ArticleError if it is longer than MAX_RECORD."""
    data = stream.read(MAX_RECORD + 1)
    if len(data) > MAX_RECORD:
        raise too_long(place)
    return data


def chunks(stream: io.BufferedReader, name: str) -> Iterator[bytes]:
    """Yield the stream in pieces of at most some MiB; UTF-16 and UTF-32 become UTF-8, a byte order mark goes.

    A file with \\r alone at its line ends (old Macintosh) gets \\n.
    """
    head = stream.peek(SAMPLE)[:SAMPLE]
    encoding = mark_of(head) or wide(head)
    old_macintosh = b"\r" in head and b"\n" not in head
    decoder = None
    if encoding == "utf-8-sig":
        stream.read(len(codecs.BOM_UTF8))
    elif encoding is not None:
        decoder = codecs.getincrementaldecoder(encoding)()
        old_macintosh = False
    # read1, not read: of a damaged gzip file it gives what stands before the damage.
    while chunk := stream.read1(CHUNK):
        if decoder is not None:
            try:
                yield decoder.decode(chunk).encode("utf-8", "replace")
            except UnicodeDecodeError as error:
                raise ArticleError(name, f"is not valid {encoding}: {error.reason}; not read further") from error
        else:
            yield chunk.replace(b"\r", b"\n") if old_macintosh else chunk


def lines(stream: io.BufferedReader, name: str) -> Iterator[tuple[int, bytes | None]]:
    """Yield (number from 1, bytes without \\n) of each line; None in place of one longer than MAX_RECORD."""
    number, rest, skipping = 1, b"", False
    for chunk in chunks(stream, name):
        first, *more = chunk.split(b"\n")
        if not skipping:
            rest += first
            if len(rest) > MAX_RECORD:
                rest, skipping = b"", True
        if not more:
            continue
        yield number, None if skipping else rest
        skipping = False
        yield from enumerate(more[:-1], number + 1)
        number += len(more)
        rest = more[-1]
    if rest or skipping:
        yield number, None if skipping else rest


class LineDecoder:
    """Decodes the lines of one file: UTF-8, or a legacy encoding as long as no line has shown the file to be UTF-8."""

    def __init__(self) -> None:
        self.proven = False

    def __call__(self, line: bytes, place: str) -> str:
        """Return the line's text; ArticleError if it is undecodable."""
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            if self.proven:
                raise ArticleError(place, f"is not valid UTF-8 ({error.reason} at byte {error.start})") from error
            return decode_legacy(line, place)
        self.saw(line)
        return text

    def saw(self, line: bytes) -> None:
        """Take note of a line that is valid UTF-8."""
        self.proven = self.proven or not line.isascii()

