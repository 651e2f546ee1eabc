"""Stored articles: each compressed by itself by zstandard with a dictionary trained on the first articles."""

import threading
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
import zstandard
from whoosh.filedb.filestore import FileStorage

from index.article import Article, Facts
from search.engines.whoosh.arrays import Array, ArrayFile, ArrayWriter, smallest
from search.results import Stored

LEVEL = 3
"""Tuned on 5,000 articles: level 3 with a dictionary of 64 KiB gives .37 of the raw size at 20 us an article (zlib
.49 at 73 us; level 6 .36 at 70 us) and 6 us to read one back."""

DICTIONARY_BYTES = 64 * 1024
SEGMENT, MER = 128, 8
"""Bytes of text that the trainer chooses among and that it compares by (`k` and `d` of zstandard's COVER). Left to try
out what suits best it takes three times as long, for articles .3 % larger (.372 of the raw size for .371)."""

TRAINING = 400
"""Articles a dictionary is trained on; with fewer than a tenth of them there is none."""

PIECE = 64 << 20

KEPT = 512
"""Articles that a file keeps decoded until there are so many (some 4 MB): the next page, another facet and the way back
show many of them again. Reading ten costs half of a search over few articles."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Stored)


def train(articles: Sequence[Article]) -> bytes:
    """Return a dictionary for articles like these, or no bytes if they are too few."""
    samples: list[bytes | bytearray | memoryview[int]] = [
        _encoder.encode(Stored(article, Facts(), None)) for article in articles[:TRAINING]
    ]
    if len(samples) * 10 < TRAINING or sum(map(len, samples)) < 4 * DICTIONARY_BYTES:
        return b""
    return zstandard.train_dictionary(DICTIONARY_BYTES, samples, k=SEGMENT, d=MER).as_bytes()


class Shelf:
    """Collects articles and writes them as one file."""

    def __init__(self, dictionary: bytes) -> None:
        self._dictionary = dictionary
        known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._compressor = zstandard.ZstdCompressor(level=LEVEL, dict_data=known, write_checksum=False)
        self._pieces: list[bytes] = []

    def add(self, stored: Stored) -> None:
        """Add the next article."""
        self._pieces.append(self._compressor.compress(_encoder.encode(stored)))

    def write(self, storage: FileStorage, name: str) -> None:
        """Write the file."""
        offsets = np.zeros(len(self._pieces) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, self._pieces), dtype=np.int64, count=len(self._pieces)), out=offsets[1:])
        with ArrayWriter(storage, name) as writer:
            writer.add_bytes("bytes", b"".join(self._pieces))
            writer.add("offsets", offsets.astype(smallest(int(offsets[-1]))))
            writer.add_bytes("dictionary", self._dictionary)


class Shelves:
    """A file of stored articles opened for reading."""

    def __init__(self, storage: FileStorage, name: str) -> None:
        self._file = ArrayFile(storage, name)
        self._offsets = self._file["offsets"]
        self.dictionary = self._file["dictionary"].tobytes()
        self._own = threading.local()
        self._kept: dict[int, Stored] = {}

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def encoded(self, document: int) -> bytes:
        """Return one article as it was encoded."""
        decompressor: zstandard.ZstdDecompressor | None = getattr(self._own, "decompressor", None)
        if decompressor is None:
            known = zstandard.ZstdCompressionDict(self.dictionary) if self.dictionary else None
            decompressor = self._own.decompressor = zstandard.ZstdDecompressor(dict_data=known)
        data = self._file.piece("bytes", int(self._offsets[document]), int(self._offsets[document + 1]))
        return decompressor.decompress(data)

    def __getitem__(self, document: int) -> Stored:
        kept = self._kept.get(document)
        if kept is None:
            kept = _decoder.decode(self.encoded(document))
            if len(self._kept) >= KEPT:
                self._kept = {}
            self._kept[document] = kept
        return kept

    def release(self) -> None:
        """Let go of the pages that were read: a merge reads each once."""
        self._file.release()

    def sizes(self, live: Array | None) -> Array:
        """Return the compressed sizes of the articles, or of the live ones (int64)."""
        sizes = np.diff(self._offsets.astype(np.int64))
        return sizes if live is None else sizes[live]

    def pieces(self, live: Array | None) -> Iterable[bytes]:
        """Yield the compressed bytes of the articles, or of the live ones, many at a time."""
        offsets = self._offsets.astype(np.int64)
        if live is None:
            for start in range(0, int(offsets[-1]), PIECE):
                yield self._file.piece("bytes", start, min(start + PIECE, int(offsets[-1])))
        else:
            for document in live.nonzero()[0].tolist():
                yield self._file.piece("bytes", int(offsets[document]), int(offsets[document + 1]))


def merge_shelves(
    storage: FileStorage, name: str, inputs: Sequence[Shelves], alive: Sequence[Array | None]
) -> None:
    """Write the live articles of several files as one; bytes are copied, but recompressed for another dictionary."""
    dictionary = inputs[0].dictionary
    pieces = [_copy(shelves, live, dictionary) for shelves, live in zip(inputs, alive, strict=True)]
    sizes = np.concatenate([lengths for lengths, _ in pieces])
    offsets = np.append(0, np.cumsum(sizes, dtype=np.int64))
    with ArrayWriter(storage, name) as writer:
        room = writer.reserve("bytes", np.uint8, int(offsets[-1]))
        place = 0
        for shelves, (_, parts) in zip(inputs, pieces, strict=True):
            for part in parts:
                room.put(place, np.frombuffer(part, dtype=np.uint8))
                place += len(part)
            shelves.release()
        writer.add("offsets", offsets.astype(smallest(int(offsets[-1]))))
        writer.add_bytes("dictionary", dictionary)


def _copy(shelves: Shelves, live: Array | None, dictionary: bytes) -> tuple[Array, Iterable[bytes]]:
    """Return the sizes of the live articles (int64) and their bytes, piece after piece."""
    if shelves.dictionary != dictionary:
        known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        compressor = zstandard.ZstdCompressor(level=LEVEL, dict_data=known, write_checksum=False)
        kept = range(len(shelves)) if live is None else live.nonzero()[0].tolist()
        parts = [compressor.compress(shelves.encoded(document)) for document in kept]
        return np.fromiter(map(len, parts), dtype=np.int64, count=len(parts)), parts
    return shelves.sizes(live), shelves.pieces(live)
