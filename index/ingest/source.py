"""Where articles come from: files, folders and standard input, opened as bounded streams of plain bytes."""

import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast

from index.article import ArticleError

Format = Literal["text", "html", "jsonl", "csv"]

FORMATS: dict[str, Format] = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
}

STDIN = "-"

GZIP_FREE = 64 * 1024 * 1024
GZIP_RATIO = 100
"""A gzip stream may give GZIP_FREE bytes at any ratio; beyond that at most GZIP_RATIO bytes for each one read. News as
JSON lines packs 3 to 10 to one; the format's own limit, which bombs come near, is 1,032 to one."""


class Remark(ArticleError):
    """Something the person who runs the reading should know, but that cost no article."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to be read: `name` for messages, `key` for ids (no folder of the machine in it), `format` if known."""

    path: str
    name: str
    key: str
    format: Format | None


def format_of(name: str) -> Format | None:
    """Return the format that a file's name says, looking through `.gz`; None if it says none."""
    lowered = name.lower().removesuffix(".gz")
    return FORMATS.get(os.path.splitext(lowered)[1])


def shown(path: str) -> str:
    """Return the path fit for a message: one line, whatever bytes its name holds."""
    printable = path.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in printable)


def find_sources(
    paths: list[str], on_problem: Callable[[ArticleError], None], format: Format | None = None
) -> Iterator[Source]:
    """Yield the files under the paths; folders are walked in order of their names, links to folders are not followed.

    A file given by name is read whatever it is called; in a folder, files of other kinds and hidden ones are left.
    """
    for path in paths:
        if path == STDIN:
            yield Source(STDIN, "<stdin>", STDIN, format)
        elif os.path.isdir(path):
            yield from walk(path, on_problem, format)
        elif os.path.exists(path):
            yield Source(path, shown(path), shown(os.path.basename(path)), format or format_of(path))
        else:
            on_problem(ArticleError(shown(path), "there is no such file or folder"))


def walk(folder: str, on_problem: Callable[[ArticleError], None], format: Format | None) -> Iterator[Source]:
    """Yield the readable files below one folder, in order of their names."""

    def unreadable(error: OSError) -> None:
        on_problem(ArticleError(shown(str(error.filename)), f"cannot be listed: {error.strerror}"))

    for root, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(n for n in names if not n.startswith(".")):
            path = os.path.join(root, name)
            known = format_of(name)
            if known is None:
                on_problem(Remark(shown(path), "left out: not a .txt, .html, .jsonl, .ndjson or .csv file"))
            elif not regular(path):
                on_problem(ArticleError(shown(path), "is not a regular file (a pipe, a device or a broken link)"))
            else:
                key = shown(Path(path).relative_to(folder).as_posix())
                yield Source(path, shown(path), key, format or known)


def size_of(paths: list[str]) -> int | None:
    """Return how many bytes the files under the paths have, for a progress bar; None if that cannot be known."""
    if STDIN in paths:
        return None
    files = [s.path for s in find_sources(paths, lambda problem: None)]
    return sum(os.path.getsize(path) for path in files if regular(path))


def regular(path: str) -> bool:
    """Return whether the path is a regular file, or a link to one."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


class Bounded(io.RawIOBase):
    """A stream of what a gzip file holds that stops at a bomb; read errors become ArticleError."""

    def __init__(self, packed: BinaryIO, name: str) -> None:
        self.packed = packed
        self.name = name
        self.plain = gzip.GzipFile(fileobj=packed, mode="rb")
        self.given = 0

    def readable(self) -> bool:
        """Return True: this is a stream to be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with plain bytes; raise ArticleError where the file is damaged or a bomb."""
        try:
            data = self.plain.read1(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ArticleError(self.name, f"the gzip file is damaged ({error}); unpack it anew") from error
        self.given += len(data)
        if self.given > GZIP_FREE and self.given > GZIP_RATIO * max(1, self.packed.tell()):
            raise ArticleError(self.name, f"unpacks to more than {GZIP_RATIO} times its size: not read further")
        buffer[: len(data)] = data
        return len(data)


class Counted(io.RawIOBase):
    """A stream that tells how many bytes were read, also of standard input, which has no position."""

    def __init__(self, stream: io.FileIO | BinaryIO, on_bytes: Callable[[int], None] | None) -> None:
        self.stream = stream
        self.count = 0
        self.on_bytes = on_bytes

    def readable(self) -> bool:
        """Return True: this is a stream to be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the stream."""
        data = self.stream.read(len(buffer)) or b""
        buffer[: len(data)] = data
        self.count += len(data)
        if self.on_bytes is not None:
            self.on_bytes(len(data))
        return len(data)

    def close(self) -> None:
        """Close the stream, but not standard input."""
        if isinstance(self.stream, io.FileIO):
            self.stream.close()
        super().close()

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self.count


def buffered(raw: io.RawIOBase) -> io.BufferedReader:
    """Return the stream with a buffer that can be looked into."""
    return cast(io.BufferedReader, io.BufferedReader(raw, 1 << 20))


@contextmanager
def opened(source: Source, on_bytes: Callable[[int], None] | None = None) -> Iterator[io.BufferedReader]:
    """Open the source as plain bytes, unpacked if it is gzip by its first bytes; OSError becomes ArticleError."""
    try:
        stream = sys.stdin.buffer if source.path == STDIN else io.FileIO(source.path, "rb")
        with buffered(Counted(stream, on_bytes)) as packed:
            if packed.peek(2)[:2] == b"\x1f\x8b":
                with buffered(Bounded(packed, source.name)) as plain:
                    yield plain
            else:
                yield packed
    except OSError as error:
        raise ArticleError(source.name, f"cannot be read: {error.strerror or error}") from error
