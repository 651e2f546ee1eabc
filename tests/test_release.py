"""The wheel holds everything the program needs: installed away from the checkout, it indexes and searches."""

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path) -> str:
    env = {k: v for k, v in os.environ.items() if not k.startswith("TELUSUR_") and k != "PYTHONPATH"}
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=env, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it; the dependencies are lent from the environment of the tests."""
    place = tmp_path_factory.mktemp("release")
    source = place / "source"
    kept = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__", "tests", "node_modules")
    shutil.copytree(ROOT, source, ignore=kept)
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", place / "dist", source, cwd=place)
    assert list((place / "dist").glob("*.tar.gz"))
    venv.create(place / "venv", with_pip=True)
    python = place / "venv" / "bin" / "python"
    [wheel] = (place / "dist").glob("*-none-any.whl")
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".so")]
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=place)
    own = run(python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])", cwd=place).strip()
    lent = run(sys.executable, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])", cwd=place).strip()
    (Path(own) / "lent.pth").write_text(lent + "\n", encoding="utf-8")
    return python


def test_the_wheel_runs_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = run(installed, "-c", "import index.article as a; print(a.__file__)", cwd=tmp_path)
    assert str(installed.parent.parent) in where
    telusur = installed.parent / "telusur"
    run(telusur, "index", ROOT / "seeds", "--index", tmp_path / "index", cwd=tmp_path)
    answer = json.loads(run(telusur, "search", "kutai", "--index", tmp_path / "index", "--json", cwd=tmp_path))
    assert answer["total"] >= 1
