"""The proxy as we write it for operators: TLS ends there, pages and sockets pass."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
import websocket
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cti_adapter.demo.ports import free_port
from tests.support.panel_client import PanelClient, get_ticket
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.unit.test_deploy_files import DEPLOY


class Proxy:
    """A running one, and whom its clients trust."""

    def __init__(self, address: str, certificate: Path) -> None:
        self.address = address
        self.certificate = certificate

    def get(self, path: str) -> requests.Response:
        url = f"https://{self.address}{path}"
        return requests.get(url, verify=str(self.certificate), timeout=TIMEOUT_S)


def a_certificate(folder: Path) -> Path:
    """Write what an operator brings: certificate and key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "cti.example.com")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "tls.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


@pytest.fixture
def proxy(running: Running, tmp_path: Path) -> Iterator[Proxy]:
    """Start it with the addresses of here, and nothing else changed."""
    program = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    assert program, "bin/prepare-tests installs it"
    certificate, port = a_certificate(tmp_path), free_port()
    text = (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8")
    for written, here in {
        "bind :8443": f"bind 127.0.0.1:{port}",
        "/usr/local/etc/haproxy/tls.pem": str(certificate),
        "web-1:8080": urlsplit(running.url).netloc,
        "web-2:8080": urlsplit(running.url).netloc,
        " resolvers docker init-addr last,libc,none": "",
    }.items():
        assert written in text
        text = text.replace(written, here)
    config = tmp_path / "haproxy.cfg"
    config.write_text(text)
    command = [program, "-db", "-f", str(config)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - Debian's own
    try:
        made = Proxy(f"127.0.0.1:{port}", certificate)
        until(lambda: _serves(made), "the proxy")
        yield made
    finally:
        process.terminate()
        process.wait(timeout=TIMEOUT_S)


def _serves(proxy: Proxy) -> bool:
    try:
        return proxy.get("/healthz").ok
    except requests.ConnectionError:
        return False


def test_pages_and_sockets_pass_and_tls_ends(proxy: Proxy, panel: PanelClient) -> None:
    """An agent's socket stays open; figures are for this machine, and who comes through is not."""
    ticket = get_ticket(panel.running, panel.token)["ticket"]
    socket = websocket.create_connection(
        f"wss://{proxy.address}/ws",
        subprotocols=["cti.v1", f"ticket.{ticket}"],
        origin=panel.running.url,
        timeout=TIMEOUT_S,
        sslopt={"cert_reqs": ssl.CERT_REQUIRED, "ca_certs": str(proxy.certificate)},
    )
    try:
        said = socket.recv()
    finally:
        socket.close()

    assert '"type":"snapshot"' in said
    assert 401 == proxy.get("/metrics").status_code
