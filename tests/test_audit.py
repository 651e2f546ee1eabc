"""The audit: a vulnerability fails it, data that cannot be reached do not, and a broken audit is not a clean one."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.audit import audit

FLAW = {"id": "PYSEC-2020-1", "fix_versions": ["2.0"], "aliases": [], "description": "-"}
CLEAN = {"name": "a", "version": "1.0", "vulns": []}
FLAWED = {"name": "b", "version": "1.5", "vulns": [FLAW]}
SKIPPED = {"name": "c", "skip_reason": "Dependency not found on PyPI and could not be audited: c (1.0)"}


def standing_for(tmp_path: Path, output: str, error: str = "", status: int = 0) -> list[str]:
    """Return a command that prints what pip-audit would."""
    program = f"import sys; sys.stdout.write({output!r}); sys.stderr.write({error!r}); sys.exit({status})"
    (tmp_path / "program.py").write_text(program)
    return [sys.executable, str(tmp_path / "program.py")]


@pytest.mark.parametrize(
    ("packages", "status", "told"),
    [
        ([CLEAN], 0, "1 packages looked up, 0 known"),
        ([CLEAN, FLAWED], 1, "VULNERABLE: b 1.5: PYSEC-2020-1, mended in 2.0"),
        ([CLEAN, SKIPPED], 0, "NOT DONE for 1 packages"),
        ([SKIPPED, FLAWED], 1, "VULNERABLE: b 1.5"),
    ],
    ids=["clean", "flawed", "skipped", "skipped-and-flawed"],
)
def test_what_is_found_decides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], packages: list[Any], status: int, told: str
) -> None:
    program = standing_for(tmp_path, json.dumps({"dependencies": packages, "fixes": []}), status=status)
    assert audit(program) == status
    assert told in capsys.readouterr().out


def test_data_that_cannot_be_reached_fail_nothing_and_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    error = "ERROR:pip_audit._cli:ConnectionError: Max retries exceeded"
    assert audit(standing_for(tmp_path, "", error, 1)) == 0
    assert "NOT DONE" in capsys.readouterr().out


def test_an_audit_that_broke_is_no_clean_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(standing_for(tmp_path, "", "pip-audit: error: unrecognized arguments: --nothing", 2)) == 2
    assert "FAILED" in capsys.readouterr().out


def test_data_that_never_come_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "program.py").write_text("import time; time.sleep(60)")
    assert audit([sys.executable, str(tmp_path / "program.py")], patience=0.5) == 0
    assert "NOT DONE" in capsys.readouterr().out


def test_pip_audit_understands_how_it_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit([str(Path(sys.executable).parent / "pip-audit"), "--dry-run"]) == 0
    assert "0 packages looked up" in capsys.readouterr().out
