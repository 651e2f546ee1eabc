"""What import-linter cannot see: telusur.py, docstrings, file sizes, imports inside functions, settings."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    [*(p for floor in ("index", "search", "web") for p in (ROOT / floor).rglob("*.py")), ROOT / "telusur.py"]
)
NAMES = [str(p.relative_to(ROOT)) for p in MODULES]
HARDEST = 400


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_module_says_in_its_first_line_what_it_is_for(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith('"""')
    assert ast.get_docstring(tree_of(path))


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_module_is_not_too_long_to_read(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= HARDEST, f"{lines} lines: split by idea"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_no_import_hides_inside_a_function(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = [n.lineno for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inside, f"import inside {node.name}, line {inside}"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_what_is_loaded_late_is_loaded_in_one_place(path: Path) -> None:
    if path == ROOT / "index" / "late.py":
        return
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = [getattr(node, "module", None), *(alias.name for alias in node.names)]
            assert not {"importlib", "importlib.util", "import_module"} & {*names}, f"line {node.lineno}"
        assert not (isinstance(node, ast.Name) and node.id == "__import__"), f"line {node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_imports_are_absolute_and_name_what_they_take(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import, line {node.lineno}"
            assert all(a.name != "*" for a in node.names), f"star import, line {node.lineno}"
        if isinstance(node, ast.Import):
            ours = [a.name for a in node.names if a.name.split(".")[0] in ("index", "search", "web")]
            assert not ours, f"import {ours} whole, line {node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_only_the_command_line_reads_the_environment(path: Path) -> None:
    if path.name == "telusur.py":
        return
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"):
            pytest.fail(f"reads the environment, line {node.lineno}")


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_no_blind_except(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ExceptHandler):
            named = node.type.id if isinstance(node.type, ast.Name) else None
            blind = node.type is None or named in ("Exception", "BaseException")
            passed_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            assert not blind or passed_on, f"blind except, line {node.lineno}"


def test_tests_hold_no_init_files() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))
