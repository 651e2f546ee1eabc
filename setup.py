"""Compiles what time is spent in, beside its sources.

    python setup.py kernels                 the innermost loops (C), some seconds
    python setup.py build_ext --inplace     the typed modules (mypyc), a minute or more

`make install` does both, `make dev` the first. What pyproject.toml says is all there is to packages: they hold Python
alone and run anywhere. Where no compiler, no header of Python, no numpy or no mypyc is found, or compiling fails, numpy
takes the place of the kernels, and the modules run interpreted, slower; this says which way it went and never fails.
"""

import os
import shutil
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

from setuptools import Extension, setup

try:
    from mypyc.build import mypycify
except ImportError:
    mypycify = None
try:
    from numpy import get_include
except ImportError:
    get_include = None

INTERPRETED = {"__init__", "explain"}
"""What is imported before the compiled modules, and what is too rarely run to be worth compiling."""

KERNELS = (Path("index/analysis/c"), Path("index/extract/c"), Path("search/engines/whoosh/c"))
"""Where the kernels stand; each folder becomes the module `native` beside it."""

SHARED = Path("index/c/siphash.h")
"""What kernels of two folders include."""

SEARCHING = (
    "answering", "arrays", "blocks", "counting", "evaluation", "filters", "folding", "lexicon", "pairs", "phrases",
    "plain", "ranking", "sets", "statistics", "stored",
)
"""What every query runs; `segment` has subclasses that are interpreted, and the rest is for writing."""

MARKING = ("deadline", "highlight", "marking", "passages")
"""What every hit that is shown goes through, and the question that all ask: whether there is time left."""

WORDS = ("chunks", "parts", "readings", "rows", "stem", "vocabulary")
"""What every new word goes through; the rest of analysis is loops of C already."""

KNOWLEDGE = ("folding", "names")
"""What is asked of every new word; the rest of knowledge is tables."""

GROUPS = {
    Path("index/knowledge"): KNOWLEDGE,
    Path("index/analysis"): WORDS,
    Path("index/extract"): None,
    Path("search"): MARKING,
    Path("search/engines/whoosh"): SEARCHING,
}
"""Folder -> the modules compiled in it (None: all), as one library each."""


def modules(folder: Path) -> list[str]:
    """Return the paths of the modules that are compiled in a folder, none if the folder is not there."""
    names = GROUPS[folder] or tuple(path.stem for path in sorted(folder.glob("*.py")) if path.stem not in INTERPRETED)
    return [str(folder / f"{name}.py") for name in names if (folder / f"{name}.py").exists()]


def obstacle(needed: object, name: str) -> str | None:
    """Return what is missing for compiling, or None; `needed` is None where the package `name` is not there."""
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        return f"no C compiler ({compiler})"
    if not Path(sysconfig.get_paths()["include"], "Python.h").exists():
        return "no Python.h"
    return f"no {name}" if needed is None else None


def libraries() -> list[Path]:
    """Return the modules that are compiled."""
    return [path for folder in GROUPS for path in folder.glob("*.so") if not path.name.startswith("native.")]


def remove() -> None:
    """Remove what was compiled before; a process that runs it keeps its own."""
    for path in libraries():
        path.unlink()


def extensions() -> list[Extension]:
    """Return the modules as libraries, one a group."""
    # -O3 and debug symbols are no faster and take twice as long to compile.
    return [
        extension
        for folder in GROUPS
        if modules(folder)
        for extension in mypycify(
            modules(folder), opt_level="2", debug_level="0", group_name=".".join((*folder.parts, "compiled")))
    ]


def kernels() -> list[Extension]:
    """Return the kernels as libraries; sums must round as numpy's do, so no operations are fused."""
    return [
        Extension(
            ".".join((*folder.parent.parts, "native")),
            sorted(map(str, folder.glob("*.c"))),
            include_dirs=[get_include()],
            extra_compile_args=["-O3", "-g0", "-ffp-contract=off"],
            depends=[str(path) for path in (*folder.glob("*.h"), SHARED)],
        )
        for folder in KERNELS
    ]


def compiled(wanted: Callable[[], list[Extension]]) -> str | None:
    """Compile; return why it failed, or None."""
    try:
        setup(ext_modules=wanted())
    except SystemExit as end:
        return None if end.code in (None, 0) else f"compiling failed: {str(end.code)[:80]}"
    return None


def build_modules() -> None:
    """Compile the modules, and say which way they run."""
    remove()
    missing: str | None = "interrupted"
    try:
        missing = obstacle(mypycify, "mypyc") or compiled(extensions)
    finally:
        if missing is not None:
            remove()
    for path in libraries():
        path.touch()  # what was up to date is copied with its old time
    print("compiled" if missing is None else f"interpreted ({missing})")


def build_kernels() -> None:
    """Compile the kernels, and say which of them run."""
    for folder in KERNELS:
        for path in folder.parent.glob("native.*"):
            path.unlink()
    sys.argv[1:] = ["build_ext", "--inplace"]
    missing = obstacle(get_include, "numpy") or compiled(kernels)
    print("kernels in C" if missing is None else f"kernels in numpy ({missing})")


def main() -> None:
    """Compile what is asked for; else do what is asked for without anything to compile."""
    if "kernels" in sys.argv[1:]:
        build_kernels()
    elif "build_ext" in sys.argv:
        build_modules()
    else:
        setup()


main()
