"""Tells whether the modules that read facts are compiled, and whether what was compiled is older than the sources."""

import sysconfig
from pathlib import Path

from index.extract import scan

SUFFIX = str(sysconfig.get_config_var("EXT_SUFFIX"))
LIBRARY = f"index/extract/compiled__mypyc{SUFFIX}"
"""Holds all of them; the file beside each source only points to it."""
SOURCES = ("setup.py", "index/article.py", "index/extract/*.py", "index/knowledge/*.py")
"""What is compiled, and what it was compiled against: constants are copied."""


def way() -> str:
    """Return "compiled" or "interpreted"."""
    return "interpreted" if scan.tokens_of is scan.split else "compiled"


def stale(root: Path) -> list[str]:
    """Return what in this checkout runs other code than its sources say: nothing, if nothing is compiled there."""
    modules = [path for path in root.glob(f"index/extract/*{SUFFIX}") if "__mypyc" not in path.name]
    library = root / LIBRARY
    if not library.exists():
        return sorted(path.name for path in modules)
    built = library.stat().st_mtime
    found = [path.name for path in modules if not path.with_name(path.name.removesuffix(SUFFIX) + ".py").exists()]
    changed = [path for pattern in SOURCES for path in root.glob(pattern) if path.stat().st_mtime > built]
    return sorted(found) + sorted(str(path.relative_to(root)) for path in changed)
