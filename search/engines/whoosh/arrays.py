"""Array files: little-endian arrays, each at a multiple of 64 bytes, with a JSON directory at the end of the file.

    magic | array | padding | array | ... | directory (JSON) | its start (8 bytes), length (8), crc32 (4) | magic

A file is written front to back, or with room set aside for arrays that are filled piece by piece; it is read through
one shared memory map, and an array costs nothing until it is touched.
"""

import mmap
import os
import struct
import zlib
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage

from search.engines.base import IndexDamaged

Array = npt.NDArray[Any]

MAGIC = b"TLSRARR1"
ALIGN = 64
TAIL = struct.Struct("<QQI8s")

REPAIR = "run `telusur doctor`; `telusur rollback` returns to the generation before, `telusur index` builds anew"


def write_at(descriptor: int, data: memoryview | bytes, place: int) -> None:
    """Write all of the data; one call may write less, where the disk has room for less."""
    data = memoryview(data)
    while data:
        written = os.pwrite(descriptor, data[: 1 << 30], place)
        data = data[written:]
        place += written


class Reserved:
    """Room set aside in a file being written: pieces are put in at any place."""

    def __init__(self, descriptor: int, start: int, dtype: np.dtype[Any]) -> None:
        self._descriptor = descriptor
        self._start = start
        self.dtype = dtype

    def put(self, first: int, values: Array) -> None:
        """Write the values from element `first` on, cast to the array's type."""
        data = np.ascontiguousarray(values, dtype=self.dtype).view(np.uint8).data
        write_at(self._descriptor, data, self._start + first * self.dtype.itemsize)


class ArrayWriter:
    """Writes an array file, whole once the `with` block has ended well.

    It is brought to disk when it is recorded as a file of a generation; runs, which go again, never are.
    """

    def __init__(self, storage: FileStorage, name: str) -> None:
        self._file = storage.create_file(name)
        self._descriptor: int = self._file.fileno()
        self._directory: dict[str, tuple[str, int, int]] = {}
        self._end = ALIGN
        write_at(self._descriptor, MAGIC, 0)

    def reserve(self, name: str, dtype: npt.DTypeLike, count: int) -> Reserved:
        """Set room aside for `count` elements."""
        kind = np.dtype(dtype).newbyteorder("<")
        start = self._end
        self._directory[name] = (kind.str, start, count)
        size = count * kind.itemsize
        if size:
            os.posix_fallocate(self._descriptor, start, size)
        self._end = -(-(start + size) // ALIGN) * ALIGN
        return Reserved(self._descriptor, start, kind)

    def add(self, name: str, values: Array) -> None:
        """Write a whole array."""
        self.reserve(name, values.dtype, len(values)).put(0, values)

    def add_bytes(self, name: str, data: bytes) -> None:
        """Write bytes as an array of uint8."""
        self.add(name, np.frombuffer(data, dtype=np.uint8))

    def take(self, file: "ArrayFile") -> None:
        """Write all arrays of another file."""
        for name in file.names():
            self.add(name, file[name])

    def __enter__(self) -> "ArrayWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                directory = msgspec.json.encode(self._directory)
                tail = TAIL.pack(self._end, len(directory), zlib.crc32(directory), MAGIC)
                write_at(self._descriptor, directory + tail, self._end)
        finally:
            self._file.close()


class ArrayFile:
    """An array file opened for reading: `file["name"]` is the array, straight from the shared memory map."""

    def __init__(self, storage: FileStorage, name: str) -> None:
        self.path = path = Path(storage.folder, name)
        with storage.open_file(name) as file:
            size = os.fstat(file.fileno()).st_size
            if size < ALIGN + TAIL.size:
                raise IndexDamaged(f"{path} is truncated ({size} bytes); {REPAIR}")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start, length, check, magic = TAIL.unpack_from(self._map, size - TAIL.size)
        if magic != MAGIC or start + length + TAIL.size != size:
            raise IndexDamaged(f"{path} is truncated or altered (no directory at its end); {REPAIR}")
        directory = self._map[start : start + length]
        if zlib.crc32(directory) != check:
            raise IndexDamaged(f"{path} is altered (its directory does not match); {REPAIR}")
        self._directory: dict[str, tuple[str, int, int]] = msgspec.json.decode(
            directory, type=dict[str, tuple[str, int, int]]
        )
        self._views: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        view = self._views.get(name)
        if view is None:
            kind, start, count = self._directory[name]
            view = np.frombuffer(self._map, dtype=np.dtype(kind), count=count, offset=start)
            self._views[name] = view
        return view

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def names(self) -> list[str]:
        """Return the names of the arrays, in the order they were written."""
        return list(self._directory)

    def release(self) -> None:
        """Let go of the pages that were read; what is read again comes out of the file, most likely a cached one."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def piece(self, name: str, start: int, end: int) -> bytes:
        """Return bytes start..end of an array of uint8."""
        first = self._directory[name][1]
        return self._map[first + start : first + end]


def smallest(top: int) -> np.dtype[Any]:
    """Return the narrowest unsigned type that holds numbers up to `top`."""
    if top < 1 << 8:
        return np.dtype(np.uint8)
    if top < 1 << 16:
        return np.dtype(np.uint16)
    return np.dtype(np.uint32 if top < 1 << 32 else np.uint64)


def ranges(starts: Array, counts: Array) -> Array:
    """Return start, start + 1 ... for each start, as many as counted (int64)."""
    before = counts.cumsum() - counts
    return np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
