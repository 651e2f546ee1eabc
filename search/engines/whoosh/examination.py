"""The doctor: every file against its hash, then a sample of articles and all counts recounted the plain way."""

from collections import Counter
from collections.abc import Iterator

import msgspec
import numpy as np
import zstandard

from search.engines.base import Drift, EngineError, IndexDamaged
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.counting import tally
from search.engines.whoosh.folding import members
from search.engines.whoosh.generations import Generations, Manifest
from search.engines.whoosh.lexicon import decoded, encoded
from search.engines.whoosh.segment import Segment, TextField
from search.engines.whoosh.sets import Found
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.storage import GenerationStorage
from search.results import Stored

ROLLBACK = "telusur rollback"
REBUILD = "telusur index PATH... --index DIR"


def examine(generations: Generations, sample: int) -> list[Drift]:
    """Return what is wrong with the current generation; where a file is, nothing is read out of it."""
    try:
        pointer = generations.pointer()
    except IndexDamaged as error:
        return [Drift(str(generations.directory / "current"), str(error), REBUILD)]
    folder = generations.path(pointer.number)
    try:
        manifest = generations.manifest(pointer.number, pointer.sha256)
    except (EngineError, OSError) as error:
        return [Drift(str(folder / "manifest.json"), str(error), REBUILD)]
    wrong = list(_damaged(generations.storage(pointer.number), manifest))
    if not wrong:
        wrong = list(_drifting(generations, manifest, sample))
    remedy = _remedy(generations, manifest) if wrong else ""
    return [Drift(place, problem, remedy) for place, problem in wrong]


def _drifting(generations: Generations, manifest: Manifest, sample: int) -> Iterator[tuple[str, str]]:
    """Yield what the files say that is not so, and where."""
    folder = generations.path(manifest.number)
    try:
        snapshot = Snapshot(generations.storage(manifest.number), manifest)
        for segment in snapshot.segments:
            for problem in _recounted(segment, sample):
                yield str(folder / f"{segment.name}.arrays"), problem
        for problem in _mistold(snapshot):
            yield str(folder / str(manifest.stories)), problem
    except EngineError as error:  # written wrong: its hash is right
        yield str(folder), str(error)
        return
    live = sum(segment.count for segment in snapshot.segments)
    if live != manifest.documents:
        yield str(folder), f"holds {live} articles, the manifest says {manifest.documents}"


def _remedy(generations: Generations, manifest: Manifest) -> str:
    """Return the command that mends a generation: go back if the one before it is whole (they share files), or rebuild.
    """
    if manifest.parent is None:
        return REBUILD
    try:
        parent = generations.manifest(manifest.parent)
    except (EngineError, OSError):
        return REBUILD
    damaged = any(_damaged(generations.storage(manifest.parent), parent))
    return REBUILD if damaged else ROLLBACK


def _damaged(storage: GenerationStorage, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield every file that is missing, of another size or of another hash, and what is wrong with it."""
    for name, record in sorted(manifest.files.items()):
        place = str(storage.path / name)
        try:
            found = storage.record(name)
        except OSError as error:
            yield place, f"cannot be read: {error.strerror}"
            continue
        if found.size != record.size:
            yield place, f"has {found.size} bytes, not {record.size}: truncated or altered"
        elif found.sha256 != record.sha256:
            yield place, f"sha256 is {found.sha256}, not {record.sha256}: altered"


def _recounted(segment: Segment, sample: int) -> Iterator[str]:
    """Yield what a segment says of a sample of its articles, and of its counts, that is not so."""
    documents = _sampled(segment, sample)
    for document in documents.tolist():
        yield from _stored_problems(segment, document)
    for field in segment.text.values():
        yield from _length_problems(field, documents)
    for facet, values in segment.values.items():
        owners, numbers = values.pairs()
        order = numbers.argsort(kind="stable")
        ends = np.searchsorted(numbers.take(order), np.arange(len(values.offsets)))
        if values.documents.tolist() != owners.take(order).tolist() or values.offsets.tolist() != ends.tolist():
            yield f"lists other articles under the values of {facet} than hold them"
        live = np.ones(segment.size, dtype=bool) if segment.live is None else segment.live
        counted = Counter(numbers[live[owners]].tolist())
        found = Found(segment.size) if segment.live is None else Found(segment.size, mask=segment.live)
        places, counts, _ = tally(values, found)
        numbered = range(len(counts)) if places is None else places.tolist()
        answered = {n: c for n, c in zip(numbered, counts.tolist(), strict=True) if c}
        for number in sorted(answered.keys() | counted.keys()):
            if answered.get(number, 0) != counted.get(number, 0):
                value = decoded(values.values.at(number))
                yield (
                    f"counts {answered.get(number, 0)} articles for {facet} {value!r}, "
                    f"{counted.get(number, 0)} hold it"
                )


def _mistold(snapshot: Snapshot) -> Iterator[str]:
    """Yield what the file of stories says and the signatures of the live articles do not."""
    held = snapshot.stories()
    story, segment_of, document_of = members(snapshot.segments)
    told = [held.member(place) for place in range(held.count)]
    right = list(zip(segment_of.tolist(), document_of.tolist(), strict=True))
    if held.story.tolist() != story.tolist() or told != right:
        yield f"holds {held.count} articles in stories; by their signatures it should be {len(story)}, or others"


def _sampled(segment: Segment, sample: int) -> Array:
    """Return live documents spread evenly over the segment (intp)."""
    live = np.arange(segment.size) if segment.live is None else segment.live.nonzero()[0]
    return live[np.unique(np.linspace(0, len(live) - 1, min(sample, len(live)), dtype=np.intp))]


def _stored_problems(segment: Segment, document: int) -> Iterator[str]:
    """Yield what the columns say of an article and its stored form does not."""
    id = decoded(segment.id_of(document))
    try:
        stored: Stored = segment.shelves[document]
    except (msgspec.DecodeError, msgspec.ValidationError, zstandard.ZstdError) as error:
        yield f"the stored article {id!r} cannot be read: {error}"
        return
    day = 0 if stored.day is None else stored.day.toordinal()
    month = 0 if stored.day is None else stored.day.year * 12 + stored.day.month - segment.first_month
    if stored.article.id != id or segment.document_of(encoded(id)) != document:
        yield f"the id {id!r} leads to the stored article {stored.article.id!r}"
    if (int(segment.days[document]), int(segment.months[document])) != (day, month):
        yield f"the article {id!r} is filed under another day than {stored.day}"
    if int(segment.said[document]) != len(stored.facts.statements):
        yield f"the article {id!r} has {len(stored.facts.statements)} statements, not {int(segment.said[document])}"


def _length_problems(field: TextField, documents: Array) -> Iterator[str]:
    """Yield the articles whose postings do not add up to the length of the field."""
    wanted = np.zeros(len(field.lengths), dtype=bool)
    wanted[documents] = True
    held = field.documents.marked(wanted).nonzero()[0]
    owners = field.documents.take(held)
    sums = np.bincount(owners, weights=field.frequencies.take(field.codes.take(held)), minlength=len(field.lengths))
    for document in documents.tolist():
        if int(sums[document]) != int(field.lengths[document]):
            yield (
                f"document {document} has {int(sums[document])} terms in {field.name}, "
                f"its length says {int(field.lengths[document])}"
            )
