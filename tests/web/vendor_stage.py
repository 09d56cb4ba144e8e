"""Real telephone systems at a test's hand: set up by an admin, telling calls in their own words."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, NamedTuple
from uuid import uuid4

import requests

from tests.contract.telephony.senders import BY_KIND, SENDERS, encoded, private_key
from tests.support.admin_page import AdminClient
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import ADA, OURS, OtherOrg

ACCOUNT, TOKEN = "AC" + "1" * 32, "auth-token-of-the-vendor"
RECORDING = "https://api.example.test/recordings/1"
FILLED_IN = {
    "twilio": {"account_sid": ACCOUNT, "caller_id": OURS},
    "vonage": {"application_id": "78d335fa-323d-0114-9c3d-d6f0d48968cf", "caller_id": OURS},
    "ctm": {"agent_by": "name"},
}


class System(NamedTuple):
    """A telephone system that an admin has added and filled in through the pages."""

    kind: str
    hook: str
    admin: AdminClient
    path: str

    def post(self, body: dict[str, Any], query: str = "", **headers: str) -> None:
        """Sign and post one event.

        Args:
            body: what is told.
            query: what stands behind the hook's address.
            headers: beside those of the signature, with underscores for hyphens.
        """
        post = encoded(BY_KIND[self.kind], body, query)._replace(hook=self.hook)
        signed = SENDERS[self.kind](post, TOKEN, datetime.now(UTC))
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        url = self.hook + (f"?{query}" if query else "")
        answer = requests.post(url, data=post.body, headers=signed | more, timeout=TIMEOUT_S)
        assert answer.ok, answer.text


def added(running: Running, org: OtherOrg, kind: str, **more: str) -> System:
    """Add a telephone system as an admin does it."""
    admin = AdminClient(running, org_id=org.id)
    form = {"kind": kind, "name": f"{kind} {uuid4().hex[:6]}", "command_url": ""}
    first = admin.submit("/admin/telephony/new", form)
    path = "/admin/telephony/" + first.url.rstrip("/").rpartition("/")[2]
    secret = {"private_key": private_key()} if kind == "vonage" else {}
    values = {"signing_secret": TOKEN, **FILLED_IN[kind], **secret, **more}
    filled = admin.submit(f"{path}/settings", values)
    assert filled.ok, filled.text
    assert TOKEN not in filled.text
    assert "PRIVATE KEY" not in filled.text
    return System(kind, f"{running.url}/hooks/{path.rpartition('/')[2]}", admin, path)


def rfc(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC).replace(microsecond=0))


class Story(NamedTuple):
    """A short answered call as its vendor tells it."""

    call_id: str
    told: list[dict[str, Any]]
    recorded: dict[str, Any]
    """That it can be listened to, told a minute after its end."""


def story(kind: str, line: str, *, off: timedelta = timedelta(), rung: str = "") -> Story:
    """Return a call that an agent answers.

    Args:
        kind: of the telephone system.
        line: of the agent.
        off: how far its clock is off.
        rung: another agent at whom it rings first, where that is told.
    """
    return _STORIES[kind](line, datetime.now(UTC) + off, rung)


def _of_twilio(line: str, at: datetime, rung: str) -> Story:
    root = f"CA{uuid4().hex}"
    parent: dict[str, Any] = {"CallSid": root, "From": ADA, "To": OURS, "Timestamp": rfc(at)}

    def child(agent: str, *statuses: str) -> list[dict[str, Any]]:
        sid = f"CA{uuid4().hex}"
        leg = {**parent, "CallSid": sid, "ParentCallSid": root, "To": f"client:{agent}"}
        return [{**leg, "CallStatus": x, "SequenceNumber": f"{n}"} for n, x in enumerate(statuses)]

    others = child(rung, "ringing", "no-answer") if rung else []
    answered = child(line, "ringing", "in-progress", "completed")
    over = {**parent, "CallStatus": "completed", "SequenceNumber": "0"}
    recorded = {"CallSid": root, "RecordingSid": "RE1", "RecordingUrl": RECORDING}
    later = rfc(at + timedelta(seconds=60))
    return Story(root, [*others, *answered, over], {**recorded, "Timestamp": later})


def _of_vonage(line: str, at: datetime, rung: str) -> Story:
    call = f"CON-{uuid4().hex}"

    def leg(to: str, direction: str, *statuses: str) -> list[dict[str, Any]]:
        about = {"conversation_uuid": call, "uuid": f"{uuid4()}", "timestamp": at.isoformat()}
        about |= {"from": ADA.lstrip("+"), "to": to, "direction": direction}
        return [{**about, "status": status} for status in statuses]

    customer = leg(OURS.lstrip("+"), "inbound", "answered", "completed")
    others = leg(f"app:{rung}", "outbound", "ringing", "unanswered") if rung else []
    agent = leg(f"app:{line}", "outbound", "ringing", "answered", "completed")
    recorded = {"conversation_uuid": call, "recording_url": RECORDING}
    recorded |= {"recording_uuid": f"{uuid4()}"}
    later = (at + timedelta(seconds=60)).isoformat()
    told = [customer[0], *others, *agent, customer[1]]
    return Story(call, told, {**recorded, "timestamp": later})


def _of_ctm(line: str, at: datetime, rung: str) -> Story:
    del rung  # it tells of the agent who answered
    call = uuid4().hex
    about: dict[str, Any] = {"id": call, "caller_number": ADA, "tracking_number": OURS}
    begun = {**about, "direction": "inbound", "unix_time": int(at.timestamp())}
    begun |= {"agent": {"name": line}}
    ended = {**begun, "duration": 5, "talk_time": 4, "dial_status": "answered"}
    return Story(call, [begun, ended], {**ended, "audio": RECORDING})


_STORIES = {"twilio": _of_twilio, "vonage": _of_vonage, "ctm": _of_ctm}
