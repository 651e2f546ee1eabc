"""Tells whether modules are compiled, and whether what was compiled is older than the sources."""

import sysconfig
from pathlib import Path

from index.analysis import stem
from index.extract import tokens
from search.engines.whoosh import counting, kernels

SUFFIX = str(sysconfig.get_config_var("EXT_SUFFIX"))
LIBRARY = f"compiled__mypyc{SUFFIX}"
"""Holds all of a folder; the file beside each source only points to it."""
SOURCES = {
    "index/knowledge": ("setup.py", "index/knowledge/*.py"),
    "index/analysis": (
        "setup.py", "index/analysis/chunks.py", "index/analysis/parts.py", "index/analysis/readings.py",
        "index/analysis/stem.py", "index/analysis/table.py", "index/analysis/vocabulary.py", "index/knowledge/*.py",
    ),
    "index/extract": ("setup.py", "index/article.py", "index/extract/*.py", "index/knowledge/*.py"),
    "search": (
        "setup.py", "search/deadline.py", "search/engines/base.py", "search/highlight.py", "search/marking.py",
        "search/passages.py", "search/query.py",
    ),
    "search/engines/whoosh": (
        "setup.py", "index/entry.py", "search/deadline.py", "search/query.py", "search/results.py",
        "search/engines/*.py", "search/engines/whoosh/*.py",
    ),
}
"""Folder -> what is compiled there, and what it was compiled against: constants are copied."""
KERNELS = ("index/analysis", "index/extract", "search/engines/whoosh")
NATIVE = f"native{SUFFIX}"
"""The kernels, compiled from C by themselves: folders, and the library in each."""


def way() -> str:
    """Return whether facts are read "compiled" or "interpreted"."""
    return "interpreted" if (tokens.__file__ or "").endswith(".py") else "compiled"


def way_of_searching() -> str:
    """Return whether queries are answered "compiled" or "interpreted"."""
    return "interpreted" if (counting.__file__ or "").endswith(".py") else "compiled"


def way_of_stemming() -> str:
    """Return whether words are stemmed "compiled" or "interpreted"."""
    return "interpreted" if (stem.__file__ or "").endswith(".py") else "compiled"


def way_of_counting() -> str:
    """Return whether the embedded engine's kernels run in "C" or in "numpy"."""
    return "numpy" if kernels.native is None else "C"


def stale(root: Path) -> list[str]:
    """Return what in this checkout runs other code than its sources say: nothing, if nothing is compiled there."""
    return [name for folder in SOURCES for name in _stale_in(root, folder)] + _stale_kernels(root)


def _stale_kernels(root: Path) -> list[str]:
    changed = []
    for folder in KERNELS:
        library = root / folder / NATIVE
        if library.exists():
            built = library.stat().st_mtime
            changed += [path for path in library.parent.glob("c/*.[ch]") if path.stat().st_mtime > built]
    return sorted(str(path.relative_to(root)) for path in changed)


def _stale_in(root: Path, folder: str) -> list[str]:
    found = (root / folder).glob(f"*{SUFFIX}")
    modules = [path for path in found if "__mypyc" not in path.name and path.name != NATIVE]
    library = root / folder / LIBRARY
    if not library.exists():
        return sorted(path.name for path in modules)
    built = library.stat().st_mtime
    orphans = [path.name for path in modules if not path.with_name(path.name.removesuffix(SUFFIX) + ".py").exists()]
    changed = [path for pattern in SOURCES[folder] for path in root.glob(pattern) if path.stat().st_mtime > built]
    return sorted(orphans) + sorted(str(path.relative_to(root)) for path in changed)
