"""`connect` as a test holds it: on a PBX of tests/support/pbx_stand_in.py, with orders posted."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from cti_adapter.app.connect import hold_line
from cti_adapter.demo.ports import free_port
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.telephone_systems import ConnectorSettings
from cti_adapter.telephony.asterisk.codec import AsteriskSettings
from cti_adapter.telephony.generic import signed_headers
from tests.support.patience import until
from tests.support.pbx_stand_in import Hook, StandInPbx

SECRET = "whsec_YXN0ZXJpc2stc2VjcmV0LW9mLXRlc3Rz"


class Held:
    """A line that is held, and where commands go."""

    def __init__(
        self, pbx: StandInPbx, hook: Hook, state: Path, consult_s: float, door: str
    ) -> None:
        self.command_url = f"http://127.0.0.1:{free_port()}/"
        connector = ConnectorSettings(
            org_id=OrgId("org"),
            key="key",
            kind="asterisk",
            name="PBX",
            secrets=(SECRET,),
            command_url=self.command_url,
            created_at=datetime.now(UTC),
        )
        settings = AsteriskSettings(
            ari_url=pbx.url,
            ari_password="ari",
            ami_port=pbx.ami_port,
            ami_password="ami",
            devices="PJSIP/alice=101, PJSIP/bob=102",
            context="agents",
            ari_listen=door,
        )
        self._pbx = pbx
        before = len(pbx.filters)
        self.stop: Callable[[], None] = hold_line(
            connector, settings, hook=hook.url, state=state, consult_s=consult_s
        )
        if door:
            pbx.dial(door.replace("http", "ws"), settings.ari_user, settings.ari_password)
        until(lambda: len(pbx.filters) > before and pbx.actions and pbx.sockets, "the line is up")

    def ask(self, verb: str, **data: str) -> int:
        """Post a command, signed; return the status."""
        id_, at = f"press-{verb}", datetime.now(UTC)
        body = json.dumps({"id": id_, "type": f"command.{verb}", "data": data}).encode()
        headers = signed_headers(id_, at, body, (SECRET,))
        return requests.post(self.command_url, body, headers=headers, timeout=10).status_code

    def asked(self) -> dict[str, str]:
        """Return what the manager was asked last."""
        return self._pbx.actions[-1]


@contextmanager
def held(
    pbx: StandInPbx, hook: Hook, state: Path, *, consult_s: float = 4.0, door: str = ""
) -> Iterator[Held]:
    line = Held(pbx, hook, state, consult_s, door)
    try:
        yield line
    finally:
        line.stop()


def now(lines: list[bytes], *, ago: timedelta = timedelta()) -> list[bytes]:
    """Return a recording as if it happened now."""
    messages = [json.loads(line) for line in lines]
    first = datetime.fromisoformat(messages[0]["timestamp"])
    for message in messages:
        at = datetime.fromisoformat(message["timestamp"]) - first + datetime.now(UTC) - ago
        message["timestamp"] = at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"
    return [json.dumps(message).encode() for message in messages]


def call_of(hook: Hook) -> str:
    call_id: str = hook.deliveries[0][0]["data"]["call_id"]
    return call_id
