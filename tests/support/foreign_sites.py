"""Web sites of others under their real names, over TLS, on a port of this machine.

A browser that is started with `switches` finds every one of NAMES here. Each page holds what its
address says, so that pages can be put into each other; nothing here belongs to the product.
"""

import base64
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

NAMES = (
    "*.lightning.force.com",
    "*.sandbox.lightning.force.com",
    "*.acme.lightning.force.com",
    "*.my.salesforce.com",
    "*.vf.force.com",
    "evil.example",
    "*.evil.example",
)


def _frame(url: str) -> str:
    return f'<iframe src="{escape(url)}"></iframe>'


HOLDERS: dict[str, Callable[[str], str]] = {
    "/frame": _frame,
    "/object": lambda url: f'<object data="{escape(url)}" type="text/html"></object>',
    "/embed": lambda url: f'<embed src="{escape(url)}" type="text/html">',
    "/data": lambda url: f'<iframe src="data:text/html,{quote(_frame(url))}"></iframe>',
    "/sandboxed": lambda url: f'<iframe sandbox="allow-scripts" src="{escape(url)}"></iframe>',
}
"""How a page holds the one its address names after `?of=`."""


def holding(origin: str, url: str, how: str = "/frame") -> str:
    """Return the address of a page on this origin that holds the page at the other address."""
    return f"{origin}{how}?of={quote(url, safe='')}"


class ForeignSites(ThreadingHTTPServer):
    """All the sites; `asked` says which addresses were asked for, `files` what else is served."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.asked: list[str] = []
        self.files: dict[str, str] = {}
        """Scripts, by address without its query."""
        key = ec.generate_private_key(ec.SECP256R1())
        pem = folder / "sites.pem"
        pem.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + _certificate(key).public_bytes(Encoding.PEM)
        )
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(pem)
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        here = f"127.0.0.1:{self.server_port}"
        names = ", ".join(f"MAP {name} {here}" for name in NAMES)
        self.switches = (
            f"--host-resolver-rules={names}, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
            "--ignore-certificate-errors-spki-list="
            + base64.b64encode(sha256(public).digest()).decode(),
        )

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Speak TLS in the connection's own thread."""
        with self.tls.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser may leave at any time."""


class _Page(BaseHTTPRequestHandler):
    server: ForeignSites

    def do_GET(self) -> None:
        url = urlsplit(f"https://{self.headers['Host']}{self.path}")
        address = f"{url.scheme}://{url.netloc}{url.path}"
        self.server.asked.append(address)
        file = self.server.files.get(address)
        holder = HOLDERS.get(url.path, lambda _: "a page of its own")
        held = parse_qs(url.query).get("of", [""])[0]
        text = file if file is not None else f"<!doctype html>{holder(held)}"
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if file is None else "text/javascript")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """`asked` says it."""


def _certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sites of others")])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name) for name in NAMES]), critical=False
        )
        .sign(key, SHA256())
    )


@contextmanager
def foreign_sites(folder: Path) -> Iterator[ForeignSites]:
    """Serve them until the end of the block."""
    with ForeignSites(folder) as sites:
        thread = Thread(target=sites.serve_forever, name="foreign sites")
        thread.start()
        try:
            yield sites
        finally:
            sites.shutdown()
            thread.join()
