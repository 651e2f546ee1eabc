"""A generation's directory as Whoosh's storage: private files, on disk before they count, shared by hard links."""

import hashlib
import os
from pathlib import Path

import msgspec
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile


class FileRecord(msgspec.Struct, frozen=True):
    """A file of a generation."""

    size: int
    sha256: str


class GenerationStorage(FileStorage):  # type: ignore[misc]
    """The files of one generation, or of one being built."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.path = folder

    def create_file(self, name: str, excl: bool = False, mode: str = "r+b", **options: object) -> StructFile:
        """Return a new empty file, readable by its owner alone."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | (os.O_EXCL if excl else os.O_TRUNC)
        descriptor = os.open(self.path / name, flags, 0o600)
        return StructFile(os.fdopen(descriptor, mode, buffering=0), name=name, **options)

    def write(self, name: str, data: bytes) -> None:
        """Write a whole file and bring it to disk."""
        with self.create_file(name) as file:
            view = memoryview(data)
            while view:
                view = view[file.file.write(view) :]
            os.fsync(file.fileno())

    def share(self, name: str, other: "GenerationStorage") -> None:
        """Take over a file of another generation: a second name for it, or a copy where there are no such names."""
        try:
            os.link(other.path / name, self.path / name)
        except OSError:
            self.write(name, (other.path / name).read_bytes())

    def settle(self, name: str) -> None:
        """Bring a file to disk."""
        descriptor = os.open(self.path / name, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def record(self, name: str) -> FileRecord:
        """Bring a file to disk and return its size and hash."""
        with (self.path / name).open("rb") as file:
            os.fsync(file.fileno())
            return FileRecord(os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest())

    def sync(self) -> None:
        """Bring the directory's entries to disk."""
        descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
