"""The doctor: every file against its hash, then a sample of articles recounted by brute force."""

from collections.abc import Iterator

from search.engines.base import Drift, EngineError
from search.engines.whoosh.generations import Generations, Manifest, record_of

REMEDY = "telusur rollback"
REBUILD = "telusur index PATH... --index DIR"


def examine(generations: Generations, sample: int) -> list[Drift]:
    """Return what is wrong with the current generation."""
    pointer = generations.pointer()
    place = generations.path(pointer.number)
    try:
        manifest = generations.manifest(pointer.number, pointer.sha256)
    except (EngineError, OSError) as error:
        return [Drift(str(place / "manifest.json"), str(error), REMEDY)]
    return list(_damaged(generations, manifest))


def _damaged(generations: Generations, manifest: Manifest) -> Iterator[Drift]:
    """Yield every file that is missing, of another size or of another hash."""
    folder = generations.path(manifest.number)
    for name, record in sorted(manifest.files.items()):
        try:
            found = record_of(folder / name)
        except OSError as error:
            yield Drift(str(folder / name), f"cannot be read: {error}", REMEDY)
            continue
        if found.size != record.size:
            yield Drift(str(folder / name), f"has {found.size} bytes, not {record.size}: truncated", REMEDY)
        elif found.sha256 != record.sha256:
            yield Drift(str(folder / name), f"sha256 is {found.sha256}, not {record.sha256}: altered", REMEDY)
