"""Generations on disk: each a directory with a manifest; a pointer file names the current one.

    index/
      current                 "000007 <sha256 of its manifest>", replaced by one atomic rename
      lock                    Whoosh's file lock, held while something is written; a process that dies lets go of it
      generations/000007/     manifest.json and the files it lists, hard-linked from the generation before if unchanged
      generations/building/   a generation being written; of no account until it is renamed

The order of a commit: files and their directory are on disk (fsync) before the directory gets its name, its name is
before the pointer turns to it, and only then is the generation before the last removed. A commit that fails takes its
directory away again. A writer killed before the pointer turned leaves one that was never current: the next commit
removes it, and should that one be killed too, the next writer removes all such directories but the newest, by which
numbers go on: no two generations that readers saw have one number.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
from whoosh.util.filelock import try_for

from index.analysis.analyser import ANALYSER_VERSION
from search.engines.base import EngineError, IndexDamaged, IndexMissing, ReindexNeeded
from search.engines.whoosh.arrays import REPAIR
from search.engines.whoosh.storage import FileRecord, GenerationStorage

SCHEMA_VERSION = 4
"""Raised when an index written before cannot be read any more."""

NEW = "current.new"
"""The pointer file before it is renamed."""

GONE = ".gone"
"""End of the name of a directory that is being removed."""

LOCK_SECONDS = 10.0
LOCK_DELAY = 0.02


class SegmentRecord(msgspec.Struct, frozen=True):
    """A segment: its name, its documents (deleted ones too), how many are live, and the file that says which."""

    name: str
    size: int
    live: int
    deletions: str | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a generation is made of; `numbered` is how many segments this index has ever had."""

    number: int
    schema: int
    analyser: str
    documents: int
    numbered: int
    segments: list[SegmentRecord]
    files: dict[str, FileRecord]
    parent: int | None = None
    stories: str | None = None


@dataclass(frozen=True, slots=True)
class Pointer:
    """What the pointer file says, and what its `stat` was when it was read."""

    number: int
    sha256: str
    stamp: tuple[int, int, int]


def unreadable(error: OSError) -> EngineError:
    """Return the error of an index that may not or cannot be read."""
    return EngineError(f"{error.filename} cannot be read: {error.strerror}; does this user have the right to?")


def name_of(number: int) -> str:
    """Return the name of a generation's directory."""
    return f"{number:06}"


class Generations:
    """The directory of an index."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.root = directory / "generations"
        self.building = GenerationStorage(self.root / "building")
        self._home = GenerationStorage(directory)
        self._pointer = directory / "current"

    def stamp(self) -> tuple[int, int, int] | None:
        """Return what changes whenever another generation becomes current; None if there is no index."""
        try:
            stat = os.stat(self._pointer)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unreadable(error) from error
        return stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns

    def pointer(self) -> Pointer:
        """Return which generation is current."""
        try:
            with self._pointer.open("rb") as file:
                stat = os.fstat(file.fileno())
                words = file.read(200).split()
        except FileNotFoundError:
            raise IndexMissing(f"no index in {self.directory}; `telusur index PATH... --index DIR` makes one") from None
        except OSError as error:
            raise unreadable(error) from error
        if len(words) != 2 or not words[0].isdigit():
            raise IndexDamaged(f"{self._pointer} does not name a generation; {REPAIR}")
        return Pointer(int(words[0]), words[1].decode("ascii", "replace"), (stat.st_ino, stat.st_mtime_ns,
                                                                          stat.st_ctime_ns))

    def path(self, number: int) -> Path:
        """Return a generation's directory."""
        return self.root / name_of(number)

    def storage(self, number: int) -> GenerationStorage:
        """Return the files of a generation."""
        return GenerationStorage(self.path(number))

    def manifest(self, number: int, sha256: str | None = None) -> Manifest:
        """Return a generation's manifest; refuse one that is altered, or of another schema or analyser."""
        path = self.path(number) / "manifest.json"
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise IndexDamaged(f"{path} is missing; {REPAIR}") from None
        except OSError as error:
            raise unreadable(error) from error
        if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256:
            raise IndexDamaged(f"{path} does not match the pointer; {REPAIR}")
        try:
            manifest = msgspec.json.decode(data, type=Manifest)
        except msgspec.DecodeError as error:
            raise IndexDamaged(f"{path} cannot be read ({error}); {REPAIR}") from None
        for what, ours, theirs in (
            ("schema", SCHEMA_VERSION, manifest.schema), ("analyser", ANALYSER_VERSION, manifest.analyser)
        ):
            if ours != theirs:
                raise ReindexNeeded(
                    f"{self.directory} was written with {what} {theirs}, this is {what} {ours}: "
                    "reindex with `telusur index PATH... --index DIR`"
                )
        return manifest

    def check_sizes(self, manifest: Manifest) -> None:
        """Refuse a generation with a file that is missing or of another size."""
        folder = self.path(manifest.number)
        for name, record in manifest.files.items():
            try:
                size = os.stat(folder / name).st_size
            except FileNotFoundError:
                raise IndexDamaged(f"{folder / name} is missing; {REPAIR}") from None
            if size != record.size:
                raise IndexDamaged(f"{folder / name} has {size} bytes, not {record.size}; {REPAIR}")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock, with an empty directory to build in; what is left in it at the end is removed."""
        lock = self._home.lock("lock")
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            os.chmod(self.directory, 0o700)
            held = try_for(lock.acquire, timeout=LOCK_SECONDS, delay=LOCK_DELAY)
        except OSError as error:
            raise EngineError(f"writing to {self.directory} failed, nothing was changed: {error}") from error
        if not held:
            raise EngineError(f"another process writes to {self.directory}; wait until it has ended")
        building, before = self.building.path, self.stamp()
        try:
            self._clear()
            building.mkdir(mode=0o700)
            yield
        except OSError as error:
            done = "nothing was changed" if self.stamp() == before else "but the new generation is there and whole"
            raise EngineError(f"writing to {self.directory} failed, {done}: {error}") from error
        finally:
            shutil.rmtree(building, ignore_errors=True)
            with suppress(OSError):
                (self.directory / NEW).unlink()
            lock.release()

    def _clear(self) -> None:
        """Remove what killed writers left, the newest generation apart."""
        shutil.rmtree(self.building.path, ignore_errors=True)
        with suppress(EngineError):
            self._prune_between(self.pointer().number, self.highest())

    def highest(self) -> int:
        """Return the highest number any generation here has, current or not."""
        return max((int(path.name) for path in self.root.iterdir() if path.name.isdigit()), default=0)

    def commit(self, manifest: Manifest) -> None:
        """Make what was built current under the manifest; its files are on disk already."""
        data = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        self.building.write("manifest.json", data)
        self.building.sync()
        os.rename(self.building.path, self.path(manifest.number))
        before = self.stamp()
        try:
            GenerationStorage(self.root).sync()
            self.point_to(manifest.number, data)
        except OSError:
            if self.stamp() == before:
                self._remove([self.path(manifest.number)])
            raise
        self._prune({manifest.number, manifest.parent})

    def turn_back(self) -> str:
        """Make the current generation's parent current again and return its name."""
        now = self.manifest(self.pointer().number)
        if now.parent is None or not self.path(now.parent).is_dir():
            raise EngineError(f"there is no generation before {name_of(now.number)} to go back to")
        self.check_sizes(self.manifest(now.parent))
        self.point_to(now.parent, (self.path(now.parent) / "manifest.json").read_bytes())
        return name_of(now.parent)

    def point_to(self, number: int, manifest: bytes) -> None:
        """Turn the pointer to a generation."""
        line = f"{name_of(number)} {hashlib.sha256(manifest).hexdigest()}\n"
        self._home.write(NEW, line.encode())
        os.rename(self.directory / NEW, self._pointer)
        self._home.sync()

    def _prune(self, kept: set[int | None]) -> None:
        """Remove all generations but these; readers that still have one open keep its maps."""
        self._remove(path for path in self._directories() if path.name.endswith(GONE) or int(path.name) not in kept)

    def _prune_between(self, low: int, high: int) -> None:
        """Remove the generations between two numbers, and what was being removed before."""
        self._remove(path for path in self._directories() if path.name.endswith(GONE) or low < int(path.name) < high)

    def _directories(self) -> list[Path]:
        """Return the directories of generations, those being removed too."""
        return [path for path in sorted(self.root.iterdir()) if path.name.removesuffix(GONE).isdigit()]

    def _remove(self, paths: Iterable[Path]) -> None:
        """Remove directories, each by another name, so that none is found half removed."""
        for path in paths:
            with suppress(OSError):
                if not path.name.endswith(GONE):
                    os.rename(path, gone := path.with_name(path.name + GONE))
                    path = gone
            shutil.rmtree(path, ignore_errors=True)
