"""Wheel and sdist hold everything the program needs: installed away from the checkout, they index and search."""

import json
import os
import re
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
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist."""
    place = tmp_path_factory.mktemp("built")
    source = place / "source"
    kept = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__", "tests", "node_modules")
    shutil.copytree(ROOT, source, ignore=kept)
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", place / "dist", source, cwd=place)
    return place / "dist"


@pytest.fixture(scope="module", params=["*-none-any.whl", "*.tar.gz"], ids=["wheel", "sdist"])
def installed(request: pytest.FixtureRequest, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel or the sdist in it; dependencies are lent from the environment of the tests.
    """
    place = tmp_path_factory.mktemp("release")
    venv.create(place / "venv", with_pip=True)
    python = place / "venv" / "bin" / "python"
    run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools", cwd=place)  # Python 3.11 brings an old one
    [package] = built.glob(request.param)
    own = run(python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])", cwd=place).strip()
    lent = run(sys.executable, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])", cwd=place).strip()
    (Path(own) / "lent.pth").write_text(lent + "\n", encoding="utf-8")
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation",
        "--ignore-installed", package, cwd=place)
    return python


def test_the_wheel_holds_no_compiled_module(built: Path) -> None:
    [wheel] = built.glob("*-none-any.whl")
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".so")]


def test_the_bill_of_materials_names_every_locked_package_with_its_hashes(tmp_path: Path) -> None:
    lock = ROOT / "requirements" / "run.txt"
    program = shutil.which("cyclonedx-py", path=os.path.dirname(sys.executable))
    assert program is not None
    run(program, "requirements", lock, "--output-reproducible", "--output-file", tmp_path / "bill.json", cwd=tmp_path)
    bill = json.loads((tmp_path / "bill.json").read_text())
    assert bill["bomFormat"] == "CycloneDX"
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text(), re.MULTILINE))
    assert {c["name"]: c["version"] for c in bill["components"]} == locked
    for component in bill["components"]:
        assert any(reference.get("hashes") for reference in component["externalReferences"]), component["name"]


@pytest.mark.parametrize("name", ["run", "dev", "bench", "build", "cluster", "compile"])
def test_every_locked_package_has_a_version_and_hashes(name: str) -> None:
    text = re.sub(r"\\\n", " ", (ROOT / "requirements" / f"{name}.txt").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines and all(re.match(r"[\w.-]+(\[[\w,.-]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line) for line in lines)


def test_what_is_installed_runs_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = run(installed, "-c", "import index.article as a; print(a.__file__)", cwd=tmp_path)
    assert str(installed.parent.parent) in where
    telusur = installed.parent / "telusur"
    run(telusur, "index", ROOT / "seeds", "--index", tmp_path / "index", cwd=tmp_path)
    answer = json.loads(run(telusur, "search", "kutai", "--index", tmp_path / "index", "--json", cwd=tmp_path))
    assert answer["total"] >= 1
