"""Tests for receivers/post.py: where a message goes, and where it never goes."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from cti_adapter.demo.ports import free_port
from cti_adapter.outbox.entry import OrgId
from cti_adapter.receivers.post import HttpSender
from cti_adapter.service.findings import Finding
from cti_adapter.service.receiver_address import Reach
from cti_adapter.service.receivers import Receiver
from tests.support.answering import Asked, Said, answering

SECRETS = ("whsec_" + "QUJD" * 8, "whsec_" + "REVG" * 8)
DEMO = Reach(loopback=True)


class Wall:
    """Answers with what stands in the path, and keeps what came."""

    def __init__(self) -> None:
        self.host = ""
        self.came: list[tuple[dict[str, str], bytes]] = []

    def answer(self, asked: Asked) -> Said:
        self.came.append((asked.headers, asked.body))
        return Said(int(asked.path[1:4]), headers={"location": "/200"})

    @property
    def port(self) -> str:
        return self.host.partition(":")[2]


@pytest.fixture
def wall() -> Iterator[Wall]:
    wall = Wall()
    with answering(wall.answer) as origin:
        wall.host = origin.removeprefix("http://")
        yield wall


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


def test_a_message_carries_a_signature_of_each_secret(wall: Wall) -> None:
    """A receiver that knows one of them can tell that it is ours."""
    found = sent(f"http://{wall.host}/204?of=all")
    ((headers, body),) = wall.came

    assert found.is_fine
    assert wall.host == headers["host"]
    for secret in SECRETS:
        assert {"id": "m-1"} == Webhook(secret).verify(body, headers)


@pytest.mark.parametrize("status", [302, 401, 500])
def test_only_a_2xx_is_a_yes(wall: Wall, status: int) -> None:
    """A redirect is not followed: what it leads to was not checked."""
    found = sent(f"http://{wall.host}/{status}")

    assert ("status", f"HTTP {status}") == (found.code, found.words)
    assert 1 == len(wall.came)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "169.254.169.254", "10.0.0.7"])
def test_a_name_that_leads_inside_is_not_called(wall: Wall, host: str) -> None:
    """It led outside when the admin typed it, and leads here now."""
    found = sent(f"https://{host}:{wall.port}/200", Reach())

    assert "forbidden-place" == found.code
    assert [] == wall.came


def test_who_cannot_show_a_certificate_is_told_nothing(wall: Wall) -> None:
    """Plain http behind an https address: somebody stands between."""
    assert "unreachable" == sent(f"https://localhost:{wall.port}/200").code
    assert [] == wall.came


def test_where_nobody_listens_that_is_said() -> None:
    """The admin reads it on the page of the receiver."""
    assert "unreachable" == sent(f"http://localhost:{free_port()}/200").code


def test_nothing_is_sent_unsigned(wall: Wall) -> None:
    """A receiver that came with a file, and its secret not."""
    assert "no-secret" == sent(f"http://localhost:{wall.port}/200", secrets=()).code
    assert [] == wall.came


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
