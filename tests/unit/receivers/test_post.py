"""Tests for receivers/post.py: where a message goes, and where it never goes."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from standardwebhooks import Webhook

from cti_adapter.outbox.entry import OrgId
from cti_adapter.receivers.post import HttpSender
from cti_adapter.service.findings import Finding
from cti_adapter.service.receiver_address import Reach
from cti_adapter.service.receivers import Receiver

SECRETS = ("whsec_" + "QUJD" * 8, "whsec_" + "REVG" * 8)
DEMO = Reach(loopback=True)


class Wall(BaseHTTPRequestHandler):
    """Answers with what stands in the path, and keeps what came."""

    came: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(int(self.path[1:4]))
        self.send_header("location", "/200")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    Wall.came = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Wall)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def sent(url: str, reach: Reach = DEMO, secrets: tuple[str, ...] = SECRETS) -> Finding:
    receiver = Receiver(
        org_id=OrgId("org-1"),
        key="k",
        name="CRM",
        url=url,
        events=(),
        secrets=secrets,
        created_at=datetime.now(UTC),
    )
    return HttpSender(reach, lambda: datetime.now(UTC))(receiver, "m-1", b'{"id":"m-1"}')


def test_a_message_carries_a_signature_of_each_secret(server: ThreadingHTTPServer) -> None:
    """A receiver that knows one of them can tell that it is ours."""
    found = sent(f"http://127.0.0.1:{server.server_port}/204?of=all")
    ((headers, body),) = Wall.came

    assert found.is_fine
    assert f"127.0.0.1:{server.server_port}" == headers["host"]
    for secret in SECRETS:
        assert {"id": "m-1"} == Webhook(secret).verify(body, headers)


@pytest.mark.parametrize("status", [302, 401, 500])
def test_only_a_2xx_is_a_yes(server: ThreadingHTTPServer, status: int) -> None:
    """A redirect is not followed: what it leads to was not checked."""
    found = sent(f"http://127.0.0.1:{server.server_port}/{status}")

    assert ("status", f"HTTP {status}") == (found.code, found.words)
    assert 1 == len(Wall.came)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "169.254.169.254", "10.0.0.7"])
def test_a_name_that_leads_inside_is_not_called(server: ThreadingHTTPServer, host: str) -> None:
    """It led outside when the admin typed it, and leads here now."""
    found = sent(f"https://{host}:{server.server_port}/200", Reach())

    assert "forbidden-place" == found.code
    assert [] == Wall.came


def test_who_cannot_show_a_certificate_is_told_nothing(server: ThreadingHTTPServer) -> None:
    """Plain http behind an https address: somebody stands between."""
    assert "unreachable" == sent(f"https://localhost:{server.server_port}/200").code
    assert [] == Wall.came


def test_where_nobody_listens_that_is_said(server: ThreadingHTTPServer) -> None:
    """The admin reads it on the page of the receiver."""
    server.server_close()

    assert "unreachable" == sent(f"http://localhost:{server.server_port}/200").code


def test_nothing_is_sent_unsigned(server: ThreadingHTTPServer) -> None:
    """A receiver that came with a file, and its secret not."""
    assert "no-secret" == sent(f"http://localhost:{server.server_port}/200", secrets=()).code
    assert [] == Wall.came


def test_a_name_nobody_has_is_said() -> None:
    """Mistyped, most of the time."""
    assert "no-host" == sent("https://nobody.invalid/").code


def test_a_receiver_hides_its_secrets_from_logs() -> None:
    """Its address may carry one as well."""
    receiver = Receiver(
        org_id=OrgId("org-1"),
        key="k",
        name="CRM",
        url="https://crm.example.com/of-us",
        events=(),
        secrets=SECRETS,
        created_at=datetime.now(UTC),
    )

    assert "Receiver(org_id='org-1', name='CRM')" == repr(receiver)
