"""The systemd unit, the container file and the compose file: what they start is there, and cannot do much else."""

import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from search.settings import Settings
from telusur import main

ROOT = Path(__file__).parent.parent
UNIT = ROOT / "deploy" / "telusur.service"
SECRETS = {"TELUSUR_PASSWORD", "TELUSUR_API_KEY"}
VARIABLES = {f"TELUSUR_{field.name.upper()}" for field in fields(Settings)} | SECRETS

HARDENED = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
    "PrivateDevices": "yes", "PrivateUsers": "yes", "ProtectKernelTunables": "yes", "ProtectKernelModules": "yes",
    "ProtectKernelLogs": "yes", "ProtectControlGroups": "yes", "ProtectClock": "yes", "ProtectHostname": "yes",
    "ProtectProc": "invisible", "RestrictNamespaces": "yes", "RestrictRealtime": "yes", "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes", "MemoryDenyWriteExecute": "yes", "SystemCallArchitectures": "native",
    "CapabilityBoundingSet": "", "AmbientCapabilities": "", "UMask": "0077",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
}


def parsed(arguments: list[str]) -> click.Context:
    """Return what the command line makes of arguments; click.UsageError if it does not understand them."""
    name, *rest = arguments
    with main.make_context("telusur", list(arguments)) as context:
        return main.commands[name].make_context(name, rest, parent=context)


class Unit(ConfigParser):
    """A unit file; a key that stands twice is a list, of which lines are kept."""

    def __init__(self, path: Path) -> None:
        super().__init__(interpolation=None, strict=False, delimiters=("=",))
        self.optionxform = str  # type: ignore[assignment,method-assign]
        self.read(path)


@pytest.fixture(scope="module")
def unit() -> Unit:
    """The unit of the service."""
    return Unit(UNIT)


def test_the_unit_starts_a_command_that_there_is_as_a_user_without_rights(unit: Unit) -> None:
    program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert Path(program).name == "telusur"
    context = parsed(arguments)
    assert context.info_name == "serve" and context.obj.host == "127.0.0.1"
    assert unit["Service"]["User"] not in ("root", "0")
    assert {line.partition("=")[0] for line in unit["Service"]["Environment"].split()} <= VARIABLES


def test_the_unit_is_closed(unit: Unit) -> None:
    held = {key: unit["Service"].get(key) for key in HARDENED}
    assert held == HARDENED
    assert "ReadWritePaths" not in unit["Service"] and "StateDirectory" not in unit["Service"]


def systemd_analyze(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run systemd-analyze; skip where it is not."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("NOT TRIED: systemd-analyze is not here")
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True)


def test_systemd_finds_nothing_wrong_with_the_unit_and_little_exposed(tmp_path: Path) -> None:
    program = shutil.which("true")
    assert program is not None
    copy = tmp_path / UNIT.name
    copy.write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={program}", UNIT.read_text(), flags=re.MULTILINE))
    done = systemd_analyze("verify", str(copy))
    assert (done.returncode, done.stderr) == (0, "")
    told = systemd_analyze("security", "--offline=true", "--no-pager", str(copy)).stdout
    exposed = re.search(r"exposure level for \S+: ([\d.]+)", told)
    assert exposed is not None and float(exposed.group(1)) <= 1.5, told[-300:]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of one article."""
    place = tmp_path_factory.mktemp("deploy")
    (place / "a.jsonl").write_text('{"id": "a", "text": "Bupati Paser membuka pasar."}\n')
    done = CliRunner().invoke(main, ["index", str(place / "a.jsonl"), "--index", str(place / "i"), "--workers", "1"])
    assert done.exit_code == 0
    return place / "i"


@contextmanager
def answering(command: list[str]) -> Iterator[str]:
    """Run a command that serves; give its address."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+:\d+", server.stdout.readline())
            assert found is not None
            yield found.group()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def test_the_service_runs_where_no_memory_may_be_written_and_executed(index: Path) -> None:
    serve = ["serve", "--index", str(index), "--port", "0", "--workers", "1"]
    refuse = "import ctypes; assert ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0"  # PR_SET_MDWE
    if subprocess.run([sys.executable, "-c", refuse], capture_output=True).returncode:
        pytest.skip("NOT TRIED: this kernel has no PR_SET_MDWE")
    with answering([sys.executable, "-c", f"{refuse}; import telusur; telusur.main({serve})"]) as url:
        for path in ("/?q=pasar", "/api/v1/search?q=%22bupati+paser%22&region=64", "/siapa?q=pasar", "/ekspor.csv"):
            with urllib.request.urlopen(url + path, timeout=60) as answer:
                assert answer.status == 200


def calls_of(name: str) -> set[str]:
    """Return the calls that a name in a filter of systemd stands for."""
    if not name.startswith("@"):
        return {name}
    told = systemd_analyze("syscall-filter", name).stdout
    inside = [line.split("#")[0].strip() for line in told.splitlines() if line.startswith("    ")]
    return {call for word in inside if word for call in calls_of(word)}


def test_the_service_makes_no_call_that_the_unit_refuses(index: Path, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("NOT TRIED: strace is not here")
    granted: set[str] = set()
    for line in re.findall(r"^SystemCallFilter=(.+)$", UNIT.read_text(), re.MULTILINE):
        named = {call for name in line.lstrip("~").split() for call in calls_of(name)}
        granted = granted - named if line.startswith("~") else granted | named
    log = tmp_path / "calls"
    serve = [sys.executable, "-m", "telusur", "serve", "--index", str(index), "--port", "0", "--workers", "1"]
    program = ["strace", "-f", "-qq", "-o", str(log), *serve]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as tracer:
        assert tracer.stdout is not None
        found = re.search(r"http://\S+:\d+", tracer.stdout.readline())
        assert found is not None
        for path in ("/?q=pasar", "/api/v1/search?q=bupati", "/ekspor.csv"):
            with urllib.request.urlopen(found.group() + path, timeout=120) as answer:
                assert answer.status == 200
        subprocess.run(["kill", log.read_text().split(None, 1)[0]], check=True)  # the server itself, first in the log
        tracer.wait(60)
    lines = re.findall(r"^\d+ +(\w+)\((?:.*) = (-?\d+|\?)", log.read_text(), re.MULTILINE)
    refused = {call for call, _ in lines} - granted
    assert {"mmap", "accept4"} <= {call for call, _ in lines}
    assert refused == set()


def instructions(path: Path) -> list[tuple[str, str]]:
    """Return the instructions of a container file, each with its rest."""
    text = re.sub(r"\\\n", " ", path.read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def test_the_container_file_copies_what_is_there_and_runs_as_a_user_without_rights() -> None:
    told = instructions(ROOT / "Containerfile")
    copied = [rest.split() for name, rest in told if name == "COPY" and not rest.startswith("--from")]
    for *sources, _ in copied:
        assert all((ROOT / source).exists() for source in sources), sources
    names = {source.rstrip("/") for *sources, _ in copied for source in sources}
    assert {"index", "search", "web", "telusur.py", "pyproject.toml", "requirements"} <= names
    for _, rest in (line for line in told if line[0] == "RUN"):
        for wanted in re.findall(r"-r (\S+)", rest):
            assert (ROOT / wanted).exists()
        assert "pip install" not in rest or "--require-hashes" in rest or "--no-deps" in rest
    order = [name for name, _ in told]
    [user] = [rest for name, rest in told if name == "USER"]
    assert user not in ("root", "0") and order.index("USER") > len(order) - order[::-1].index("RUN") - 1
    assert any(f"useradd --system --create-home --uid 10001 {user}" in rest for _, rest in told)
    bases = [rest.split()[0] for name, rest in told if name == "FROM"]
    versions = {re.fullmatch(r"docker\.io/library/python:(3\.\d+)-slim", base) for base in bases}
    assert None not in versions and len(set(bases)) == 1


def test_what_the_container_runs_is_understood() -> None:
    told = dict(instructions(ROOT / "Containerfile"))
    entry, command = yaml.safe_load(told["ENTRYPOINT"]), yaml.safe_load(told["CMD"])
    assert entry == ["telusur"]
    context = parsed(command)
    assert (context.info_name, context.obj.host, str(context.obj.port)) == ("serve", "0.0.0.0", told["EXPOSE"])


def test_the_image_holds_nothing_that_was_compiled_for_this_machine() -> None:
    assert {"**/*.so", "**/__pycache__", ".*", "build", "tests"} <= set((ROOT / ".dockerignore").read_text().split())


def test_the_compose_file_sets_what_there_is_and_closes_the_web_service() -> None:
    web = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["web"]
    assert parsed(web["command"]).info_name == "serve"
    assert set(web["environment"]) <= VARIABLES
    assert web["read_only"] is True and web["cap_drop"] == ["ALL"] and "no-new-privileges:true" in web["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in web["ports"])


def test_a_command_that_is_not_understood_is_noticed() -> None:
    with pytest.raises(click.UsageError):
        parsed(["serve", "--no-such-option"])
