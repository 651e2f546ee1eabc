"""Compiles the modules in which time is spent, beside their sources: `python setup.py build_ext --inplace`.

`make install` does it. What pyproject.toml says is all there is to packages: they hold sources alone and run
anywhere. Where no compiler, no header of Python or no mypyc is found, or compiling fails, the same modules run
interpreted, slower; this says which way it went and never fails.
"""

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from setuptools import setup

try:
    from mypyc.build import mypycify
except ImportError:
    mypycify = None

INTERPRETED = {"__init__", "explain"}
"""What is imported before the compiled modules, and what is too rarely run to be worth compiling."""

SEARCHING = (
    "answering", "arrays", "counting", "evaluation", "filters", "folding", "lexicon", "pairs", "phrases", "ranking",
    "sets", "statistics", "stored",
)
"""What every query runs; `segment` has subclasses that are interpreted, and the rest is for writing."""

WORDS = ("chunks", "parts", "stem")
"""What every new word goes through; the rest of analysis is loops of C already."""

GROUPS = {
    Path("index/analysis"): WORDS,
    Path("index/extract"): None,
    Path("search/engines/whoosh"): SEARCHING,
}
"""Folder -> the modules compiled in it (None: all), as one library each."""


def modules(folder: Path) -> list[str]:
    """Return the paths of the modules that are compiled in a folder, none if the folder is not there."""
    names = GROUPS[folder] or tuple(path.stem for path in sorted(folder.glob("*.py")) if path.stem not in INTERPRETED)
    return [str(folder / f"{name}.py") for name in names if (folder / f"{name}.py").exists()]


def obstacle() -> str | None:
    """Return what is missing for compiling, or None."""
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        return f"no C compiler ({compiler})"
    if not Path(sysconfig.get_paths()["include"], "Python.h").exists():
        return "no Python.h"
    return "no mypyc" if mypycify is None else None


def remove() -> None:
    """Remove what was compiled before; a process that runs it keeps its own."""
    for folder in GROUPS:
        for path in folder.glob("*.so"):
            path.unlink()


def compile_modules() -> str | None:
    """Compile the modules; return why it failed, or None."""
    try:
        # -O3 and debug symbols are no faster and take twice as long to compile.
        setup(ext_modules=[
            extension
            for folder in GROUPS
            if modules(folder)
            for extension in mypycify(
                modules(folder), opt_level="2", debug_level="0", group_name=".".join((*folder.parts, "compiled")))
        ])
    except SystemExit as end:
        return None if end.code in (None, 0) else f"compiling failed: {str(end.code)[:80]}"
    return None


def main() -> None:
    """Compile if that is asked for; else do what is asked for without anything to compile."""
    if "build_ext" not in sys.argv:
        setup()
        return
    remove()
    missing: str | None = "interrupted"
    try:
        missing = obstacle() or compile_modules()
    finally:
        if missing is not None:
            remove()
    print("compiled" if missing is None else f"interpreted ({missing})")


main()
