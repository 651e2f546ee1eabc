"""The whole house over a real cluster: the answers of the embedded engine, and 503 while the cluster is away."""

import http.client
import itertools
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from search.assembly import make_engine, make_service
from search.engines.base import EngineError
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.parts import Part
from search.settings import Settings
from telusur import main
from web.app import create_app

ROOT = Path(__file__).parents[2]

URLS = (
    "/api/v1/search?q=rumput+laut", "/api/v1/search?q=%22kapal+isap+timah%22", "/api/v1/search?q=warga&size=50",
    "/api/v1/search?q=wilayah:gorontalo+gurita", "/api/v1/search?q=nelayan+ATAU+petani&sort=newest",
    "/api/v1/search?q=judul:orangutan+-banjir", "/api/v1/search?q=lamand*", "/api/v1/search?q=pertmaina~",
    "/api/v1/search?q=tanggal:2023-10+patok", "/api/v1/search?q=warga&region=64&size=20",
    "/api/v1/search?q=jabatan:gubernur&view=statements", "/api/v1/search?sort=oldest&page=2",
    "/api/v1/articles/sp-2023-107", "/api/v1/facets/speaker?q=warga", "/api/v1/suggest?q=ban",
)
"""Asked of both engines; a URL that both answer with an error would prove nothing, so each must be answered."""

BACK = 30.0
"""Seconds in which the pages are back once the node answers searches again; docs/scaling.md says so."""

NUMBERS = itertools.count()


def fresh(path: str) -> str:
    """Return the path of a search for "rumput" that was never asked before: a page known already needs no cluster."""
    return f"{path}?q=rumput+ATAU+x{next(NUMBERS)}"


@pytest.fixture(scope="module")
def addresses() -> str:
    """The addresses of three nodes."""
    given = os.environ.get("TELUSUR_CLUSTER", "")
    if given.count(",") != 2:
        pytest.skip("no three OpenSearch nodes are running: make test-cluster starts them")
    return given


@pytest.fixture(scope="module")
def settings(addresses: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The seeds, indexed by the command line into the cluster and into a directory."""
    folder = tmp_path_factory.mktemp("service")
    settings = Settings(engine="opensearch", addresses=(addresses,), index=folder / "index")
    for variables in ({"TELUSUR_ENGINE": "opensearch", "TELUSUR_ADDRESSES": addresses}, {}):
        command = [sys.executable, "-m", "telusur", "index", "seeds", "--index", settings.index, "--workers", "1"]
        subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=True, capture_output=True)
    yield settings
    engine = make_engine(settings)
    assert isinstance(engine, OpenSearchEngine)
    with closing(engine):
        engine.cluster.patiently(lambda: engine.cluster.client.indices.delete(index="telusur-*"))


def answer_of(client: FlaskClient, url: str) -> Any:
    """Return what is answered, but for how long it took and of which generation it is."""
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.text)
    told = answer.get_json()
    for name in ("took_ms", "generation"):
        told.pop(name, None)
    for hit in told.get("hits", ()):
        hit["score"] = f"{hit['score']:.4g}"  # both are within 1e-6 of the exact one
    return told


@pytest.mark.cluster
def test_programs_get_the_answers_of_the_embedded_engine(settings: Settings) -> None:
    cluster, embedded = make_service(settings), make_service(replace(settings, engine="whoosh"))
    with closing(cluster.engine), closing(embedded.engine):
        ours, theirs = create_app(cluster).test_client(), create_app(embedded).test_client()
        for url in URLS:
            assert answer_of(ours, url) == answer_of(theirs, url), url


@pytest.mark.cluster
def test_the_command_line_changes_checks_and_turns_back_what_the_cluster_holds(
    settings: Settings, tmp_path: Path
) -> None:
    new = tmp_path / "new.jsonl"
    new.write_text(json.dumps({"id": "baru-1", "title": "Gurita", "text": "Gurita di Gorontalo."}) + "\n")

    def run(*arguments: str) -> str:
        where = ["--index", str(settings.index)]
        variables = {"TELUSUR_ENGINE": "opensearch", "TELUSUR_ADDRESSES": ",".join(settings.addresses)}
        done = CliRunner(env=variables).invoke(main, [*arguments, *where])
        assert done.exit_code == 0, (arguments, done.output, done.exception)
        return done.output

    def count() -> int:
        told: dict[str, int] = json.loads(run("stats", "--json"))
        return told["documents"]

    before = count()
    run("update", str(new), "--workers", "1")
    assert count() == before + 1
    assert "baru-1" in run("search", "gurita", "--json")
    run("delete", "baru-1", "sp-2023-107")
    assert count() == before - 1
    assert "baru-1" not in run("export", "gurita")
    run("rollback")
    assert count() == before + 1
    run("doctor")
    run("delete", "baru-1")
    assert count() == before


def asked(port: int, path: str) -> tuple[int, dict[str, str], str]:
    """Return status, headers and text of an answer of the server."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=40)
    with closing(connection):
        connection.request("GET", path, headers={"Accept-Language": "id"})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()


def nodes(command: str) -> None:
    """Freeze, thaw, kill or revive the first node, the only one that the server knows."""
    subprocess.run(["bash", str(ROOT / "bench/opensearch.sh"), command, "0"], check=True, capture_output=True)


def check_away(port: int, says: str) -> None:
    """Assert that page and programs are told what is wrong and when to come again, and the probes so."""
    status, headers, text = asked(port, fresh("/"))
    assert (status, headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert int(headers["retry-after"]) >= 1
    assert says in text
    status, headers, text = asked(port, fresh("/api/v1/search"))
    assert (status, headers["content-type"]) == (503, "application/problem+json")
    assert int(headers["retry-after"]) >= 1
    assert json.loads(text)["status"] == 503
    assert says in json.loads(text)["detail"]
    assert "127.0.0.1" not in text
    assert asked(port, "/readyz")[0] == 503
    assert asked(port, "/healthz")[0] == 200


def check_back(port: int, node: str) -> None:
    """Assert that page, programs and probe are answered again, soon after the node can answer searches."""
    health = f"{node}/_cluster/health/telusur-*?wait_for_status=yellow&timeout=300s"
    with urllib.request.urlopen(health, timeout=310) as told:
        assert json.load(told)["timed_out"] is False
    begun = time.monotonic()
    seen: list[list[int]] = []
    while not seen or (seen[-1] != [200, 200, 200] and time.monotonic() < begun + BACK):
        answers = [asked(port, fresh("/")), asked(port, fresh("/api/v1/search")), asked(port, "/readyz")]
        seen.append([status for status, _, _ in answers])
        time.sleep(0.2)
    print(f"back {time.monotonic() - begun:.1f} s after the node: {seen}")
    assert seen[-1] == [200, 200, 200]
    assert "Rempang" in answers[0][2]


@pytest.mark.cluster
def test_the_server_says_so_while_its_node_hangs_or_is_dead_and_answers_when_it_is_back(settings: Settings) -> None:
    node = settings.addresses[0].split(",")[0]
    command = [sys.executable, "-m", "telusur", "serve", "--port", "0", "--workers", "1", "--index", settings.index]
    variables = {"TELUSUR_ENGINE": "opensearch", "TELUSUR_ADDRESSES": node, "TELUSUR_DEADLINE": "5"}
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            address = next(word.rstrip(",") for word in server.stdout.readline().split() if word.startswith("http"))
            port = int(address.rpartition(":")[2])
            check_back(port, node)
            nodes("freeze")
            try:
                check_away(port, "tidak selesai pada waktunya")
            finally:
                nodes("thaw")
            check_back(port, node)
            nodes("kill")
            try:
                check_away(port, "Mesin pencari tidak dapat dihubungi")
            finally:
                nodes("revive")
            check_back(port, node)
        finally:
            server.terminate()
            server.wait(30)


def test_a_server_without_its_cluster_says_so_to_readers_and_programs(tmp_path: Path) -> None:
    service = make_service(Settings(engine="opensearch", addresses=("http://127.0.0.1:9",), index=tmp_path / "index"))
    with closing(service.engine):
        client = create_app(service).test_client()
        for path, kind in (("/?q=a", "text/html"), ("/api/v1/search?q=a", "application/problem+json")):
            answer = client.get(path)
            assert (answer.status_code, answer.mimetype) == (503, kind)
            assert answer.headers["Retry-After"] == "5"
            assert "tidak dapat dihubungi" in answer.get_data(as_text=True)


def test_settings_reach_the_engine_and_addresses_are_parted_by_commas_or_spaces(tmp_path: Path) -> None:
    given = ("http://a:1,http://b:2", "http://c:3 http://d:4")
    settings = Settings(engine="opensearch", addresses=given, index=tmp_path / "index", shards=3, timeout=2.5)
    engine = make_engine(settings)
    assert isinstance(engine, OpenSearchEngine)
    with closing(engine):
        assert (engine.generations.shards, engine.cluster.connection.timeout) == (3, 2.5)
        assert engine.cluster.connection.addresses == ("http://a:1", "http://b:2", "http://c:3", "http://d:4")


def test_a_part_is_for_a_cluster_and_must_be_one(tmp_path: Path) -> None:
    settings = Settings(engine="opensearch", addresses=("http://a:1",), index=tmp_path / "i", part="berita: pagi:3/64")
    with closing(make_engine(settings)) as engine:
        assert isinstance(engine, OpenSearchEngine)
        assert engine.part == Part("berita: pagi", 3, 64)
        assert engine.state == tmp_path / "i.3.resume"
        with pytest.raises(EngineError, match="parts build an index anew"):
            engine.absorb([], lambda batch: [])
    for wrong in ("3/64", "berita:0/64", "berita:65/64", "berita:3"):
        with pytest.raises(EngineError, match="not a part"):
            make_engine(replace(settings, part=wrong))
    with pytest.raises(EngineError, match="parts are for a cluster"):
        make_engine(replace(settings, engine="whoosh"))


def test_an_address_that_is_none_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="http://search:port"):
        make_engine(Settings(engine="opensearch", addresses=("http://search:port",), index=tmp_path / "index"))
