"""Certificates are checked, and user, password and key are sent: against a small TLS front before a real node."""

import base64
import http.client
import os
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from search.engines.base import EngineAway, EngineError
from search.engines.opensearch.cluster import Cluster, Connection

pytestmark = pytest.mark.cluster

ALLOWED = ("Basic " + base64.b64encode(b"telusur:rahasia").decode(), "ApiKey kunci")


@pytest.fixture(scope="module")
def node() -> str:
    """Host and port of a real node."""
    addresses = os.environ.get("TELUSUR_CLUSTER")
    if addresses is None:
        pytest.skip("no OpenSearch is running: make test-cluster starts one")
    return urlsplit(addresses.split(",")[0]).netloc


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Certificate and key of 127.0.0.1, signed by themselves."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )
    return cert, key


@pytest.fixture(scope="module")
def front(node: str, certificate: tuple[Path, Path]) -> Iterator[str]:
    """The address of a TLS front that lets in who is allowed, and passes requests on to the node."""

    class Front(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            status, answer = 401, b'{"error":{"type":"security_exception","reason":"who are you?"},"status":401}'
            if self.headers.get("authorization") in ALLOWED:
                upstream = http.client.HTTPConnection(node, timeout=30)
                upstream.request(self.command, self.path, body, {"content-type": "application/json"})
                told = upstream.getresponse()
                status, answer = told.status, told.read()
                upstream.close()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Front)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def shards_of(connection: Connection) -> int:
    """Return how many shards answered a search of everything."""
    cluster = Cluster(connection)
    try:
        answer = cluster.search("*", {"size": 0})
    finally:
        cluster.close()
    failed: int = answer["_shards"]["failed"]
    return failed


def test_an_unknown_certificate_is_refused(front: str) -> None:
    with pytest.raises(EngineAway, match="no trusted connection"):
        shards_of(Connection((front,), user="telusur", password="rahasia"))


@pytest.mark.parametrize("way", [{"user": "telusur", "password": "rahasia"}, {"api_key": "kunci"}])
def test_a_known_authority_and_the_right_account_are_let_in(
    front: str, certificate: tuple[Path, Path], way: dict[str, str]
) -> None:
    assert shards_of(Connection((front,), ca=certificate[0], **way)) == 0


@pytest.mark.parametrize("way", [{}, {"user": "telusur", "password": "salah"}, {"api_key": "salah"}])
def test_a_wrong_account_is_told_to_check_it(
    front: str, certificate: tuple[Path, Path], way: dict[str, str]
) -> None:
    with pytest.raises(EngineError, match="check user and password"):
        shards_of(Connection((front,), ca=certificate[0], **way))


def test_checking_can_be_switched_off(front: str) -> None:
    assert shards_of(Connection((front,), api_key="kunci", verify=False)) == 0
