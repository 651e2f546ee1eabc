"""Compiling is optional, and what is compiled is never older than its source unnoticed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.compiled import LIBRARY, SUFFIX, stale

ROOT = Path(__file__).parent.parent
FOLDER = "index/extract"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of one module, compiled just now."""
    folder = tmp_path / "index" / "extract"
    folder.mkdir(parents=True)
    for name in ("names.py", f"names{SUFFIX}", LIBRARY):
        (folder / name).touch()
    os.utime(folder / "names.py", (1, 1))
    return tmp_path


def test_nothing_compiled_is_never_stale(tmp_path: Path) -> None:
    assert stale(tmp_path) == []


def test_modules_compiled_from_their_sources_are_not_stale(checkout: Path) -> None:
    assert stale(checkout) == []


def test_a_source_changed_since_is_noticed(checkout: Path) -> None:
    os.utime(checkout / FOLDER / LIBRARY, (0, 0))
    assert stale(checkout) == ["index/extract/names.py"]


def test_a_module_without_source_is_noticed(checkout: Path) -> None:
    (checkout / "index" / "extract" / "names.py").unlink()
    assert stale(checkout) == [f"names{SUFFIX}"]


def test_a_module_without_the_library_is_noticed(checkout: Path) -> None:
    (checkout / FOLDER / LIBRARY).unlink()
    assert stale(checkout) == [f"names{SUFFIX}"]


def build(checkout: Path, **environment: str) -> str:
    """Return what compiling says; it must not fail."""
    shutil.copy(ROOT / "setup.py", checkout)
    command = [sys.executable, "setup.py", "build_ext", "--inplace"]
    variables = os.environ | environment
    done = subprocess.run(command, cwd=checkout, env=variables, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()[-1]


def test_without_a_compiler_all_is_interpreted(checkout: Path) -> None:
    assert build(checkout, CC="no-such-compiler") == "interpreted (no C compiler (no-such-compiler))"
    assert not list(checkout.rglob(f"*{SUFFIX}"))


def test_a_compiler_that_fails_leaves_all_interpreted(checkout: Path) -> None:
    pytest.importorskip("mypyc")
    (checkout / "index" / "extract" / "names.py").write_text('"""Names."""\n\nNAME: int = 1\n', encoding="utf-8")
    said = build(checkout, CC=shutil.which("false") or "false")
    assert said.startswith("interpreted (")
    assert not list(checkout.rglob(f"*{SUFFIX}"))
