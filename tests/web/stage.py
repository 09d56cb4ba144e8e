"""What tests of the server have at hand beside the panel: any telephone system, any org.

The simulator behaves; this telephone system says whatever a test wants it to say.
"""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import msgspec
import requests
import websocket
from standardwebhooks import Webhook

from cti_adapter.calls.policy import Policy
from cti_adapter.demo import ORG
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.simulator.client import Placed
from cti_adapter.storage.settings import ConnectorSettings, OrgSettings
from tests.support.admin_page import AdminClient
from tests.support.panel_client import PanelClient
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat

_numbers = itertools.count(1)

ADA, ALAN, SWITCHBOARD = "+14155550101", "+14155550130", "+14155550199"
SHARED, NOBODY, OURS = "+14155550188", "+14155550999", "+14155550100"


class TelephoneSystem:
    """A telephone system that knows the hook's address and its secret."""

    def __init__(self, hook: str, secret: str) -> None:
        self.hook = hook
        self.secret = secret

    def post(self, body: Any, **how: Any) -> requests.Response:
        """Sign and post a body: bytes as they are, anything else as JSON.

        Args:
            body: an event, a batch, or bytes.
            how: id, secret, age, media_type; headers are put over those of the signature.
        """
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        message_id = how.get("id") or uuid4().hex
        at = datetime.now(UTC) - how.get("age", timedelta())
        headers = {
            "content-type": how.get("media_type", "application/cloudevents+json"),
            "webhook-id": message_id,
            "webhook-timestamp": f"{at:%s}",
            "webhook-signature": Webhook(how.get("secret", self.secret)).sign(
                message_id, at, raw.decode()
            ),
            **how.get("headers", {}),
        }
        wanted = {name: value for name, value in headers.items() if value is not None}
        return requests.post(self.hook, data=raw, headers=wanted, timeout=TIMEOUT_S)

    def tell(self, *events: dict[str, Any]) -> dict[str, int]:
        """Post events, one delivery each; return the answer to the last."""
        answers = [self.post(event) for event in events]
        assert [202] * len(events) == [each.status_code for each in answers], answers[-1].text
        last: dict[str, int] = answers[-1].json()
        return last


class OutsideCall:
    """One call, told event by event."""

    def __init__(self, system: TelephoneSystem, line: str, number: str | None = ADA) -> None:
        self.system = system
        self.line = line
        self.number = number
        self.placed = Placed(call_id=f"c-{uuid4().hex[:12]}")

    def event(self, type_: str, *, ago_s: float = 0.0, **data: Any) -> dict[str, Any]:
        """Return an event of this call; a leg's is that of the agent on its line."""
        of_a_leg = {"agent": self.line} if type_.startswith("leg.") else {}
        first = {"remote_number": self.number} if type_ in {"leg.offered", "call.created"} else {}
        return {
            "specversion": "1.0",
            "id": uuid4().hex,
            "source": "/pbx/test",
            "type": type_,
            "time": (datetime.now(UTC) - timedelta(seconds=ago_s)).isoformat(),
            "data": {"call_id": self.placed.call_id, **of_a_leg, **first, **data},
        }

    def tell(self, *types: str, **data: Any) -> None:
        """Tell what happens, in this order."""
        self.system.tell(*(self.event(each, **data) for each in types))


def wrapping_up(panel: PanelClient, call: OutsideCall) -> dict[str, Any]:
    """Bring a call of Ada to its wrap-up; return it as the panel shows it."""
    call.tell("leg.offered")
    panel.call(phase="ringing", matching="done")
    call.tell("leg.connected", "call.ended")
    return panel.call(phase="wrap-up")


def save(panel: PanelClient, ended: dict[str, Any]) -> None:
    """Press Save with a note."""
    answer = panel.press(f"calls/{ended['id']}/save", {"text": "asked for refund"})
    assert HTTPStatus.ACCEPTED == answer.status_code, answer.text


def saved_once(panel: PanelClient, call: OutsideCall) -> dict[str, Any]:
    """Wait for the panel to say saved; return the one Task of the call."""
    panel.call(phase="saved")
    (task,) = panel.running.tasks_of(call.placed)
    return task


def telephone_system(running: Running) -> TelephoneSystem:
    """Return a telephone system of the demo's org, or of its twin."""
    return TelephoneSystem(running.hook, running.hook_secret)


def put_key_back(running: Running) -> None:
    """Give Salesforce its place for the call key again, and let nobody believe otherwise.

    The product may have looked at the demo's org meanwhile, and would believe that for minutes.
    """
    running.keeps_key()
    AdminClient(running).submit("/admin/salesforce/check", {})


class OtherOrg:
    """A second org of the same deployment, with a telephone system of its own."""

    def __init__(
        self,
        running: Running,
        *,
        command_url: str = "",
        hosts: tuple[str, ...] | None = None,
        **policy: Any,
    ) -> None:
        name = uuid4().hex[:8]
        self.running = running
        self.id, self.key = OrgId(f"org-{name}"), name
        self.connector, self.secret = f"pbx-{name}", running.demo.keys.webhook
        storage = running.storage()
        try:
            first = storage.settings.org(ORG)
            assert first is not None
            config = msgspec.convert(first.config, OrgConfig)
            config = msgspec.structs.replace(
                config, policy=Policy(region="US", **policy), hosts=hosts or config.hosts
            )
            at = datetime.now(UTC)
            storage.settings.put_org(
                OrgSettings(
                    id=self.id,
                    key=self.key,
                    name=name,
                    config=msgspec.to_builtins(config),
                    created_at=at,
                )
            )
            storage.settings.put_org_secrets(self.id, storage.settings.org_secrets(ORG))
            storage.settings.put_connector(
                ConnectorSettings(
                    org_id=self.id,
                    key=self.connector,
                    kind="generic",
                    name=name,
                    secrets=(self.secret,),
                    command_url=command_url,
                    created_at=at,
                )
            )
        finally:
            storage.close()

    def system(self) -> TelephoneSystem:
        """Return the org's telephone system."""
        return TelephoneSystem(f"{self.running.url}/hooks/{self.connector}", self.secret)

    @contextmanager
    def panel(self) -> Iterator[PanelClient]:
        """Sign an agent of this org in."""
        with PanelClient(OtherSeat(self), self.key) as client:
            yield client


class OtherSeat(Seat):
    """An agent of another org; the stand-in knows both as its users."""

    def __init__(self, org: OtherOrg, *, signed_in: bool = True) -> None:
        number = next(_numbers)
        self._sit_down(
            org.running, org.id, "other", number, line=7000 + number, signed_in=signed_in
        )


def calls_on(panel: PanelClient) -> dict[str, dict[str, Any]]:
    """Return the calls the panel shows now."""
    panel.listen()
    return panel.calls


def goodbye(panel: PanelClient) -> int:
    """Return the code with which the server closes the panel's socket."""
    socket = panel._socket  # noqa: SLF001 - what a panel never looks at by itself
    assert socket is not None
    socket.settimeout(TIMEOUT_S)
    while True:
        opcode, payload = socket.recv_data(control_frame=True)
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            socket.shutdown()  # the library holds on to a socket whose other end said goodbye
            return int.from_bytes(payload[:2], "big")
