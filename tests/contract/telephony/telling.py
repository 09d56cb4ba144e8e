"""Plays a recorded call through its connector and the fold; tells what it came to."""

from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.call import CallId
from cti_adapter.calls.commands import Command
from cti_adapter.calls.events import TelephonyEvent
from cti_adapter.calls.happenings import happenings
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.source_clock import in_its_clock
from cti_adapter.logbook.ownership import claims_on
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.fold import opened
from cti_adapter.telephony.connector import ApiAnswer, Connector, Delivery
from tests.contract.telephony.senders import credentials, encoded, signed
from tests.support.talked import talked

LINKED = "005000000000001AAA"


class Told:
    """What a telephone system has told by now: its calls, and what it wants sent.

    Args:
        connector: of its kind.
        off: how far its clock is ahead of ours.
    """

    def __init__(self, connector: Connector, off: timedelta = timedelta()) -> None:
        self.connector = connector
        self._off = off
        self.access = credentials(connector)
        self.files: dict[str, CallFile] = {}
        self.aliases: dict[str, str] = {}
        self.deliveries: list[Delivery] = []
        self.requests: list[str] = []
        self._seen: set[tuple[str, str]] = set()

    def play(self, steps: list[dict[str, Any]]) -> "Told":
        for step in steps:
            if "command" in step:
                self._command(step)
            else:
                self._post(step)
        return self

    @property
    def file(self) -> CallFile:
        (only,) = self.files.values()
        return only

    def _post(self, step: dict[str, Any]) -> None:
        post = encoded(self.connector, step["body"], step.get("query", ""))
        delivery = self.connector.read(signed(self.connector, post), self.access)
        self.deliveries.append(delivery)
        for one in delivery.incoming:
            named = (one.item.source, one.item.event_id)
            if one.event is None or named in self._seen:
                continue
            self._seen.add(named)
            names = (one.native_id, *one.also)
            known = (self.aliases[name] for name in names if name in self.aliases)
            native_id = next(known, one.native_id)
            self._fold(native_id, replace(one.event, received_at=one.event.at - self._off))
            for name in names:
                self.aliases.setdefault(name, native_id)
        self.requests += [f"{each.method} {each.url}" for each in delivery.then]

    def _command(self, step: dict[str, Any]) -> None:
        said = dict(step["command"])
        at = datetime.fromisoformat(said.pop("at"))
        ((native_id, file),) = self.files.items()
        about = {"id": "cmd-1", "native_id": native_id, "attributes": file.call.attributes}
        command = msgspec.convert({**about, **said}, type=Command)
        answers = [
            ApiAnswer(status=each["status"], body=msgspec.json.encode(each["body"]))
            for each in step.get("answers", ())
        ]
        sent, follows = talked(self.connector.encode(command, at, self.access), answers)
        self.requests += [f"{each.method} {each.url}" for each in sent]
        for event in follows:
            self._fold(native_id, replace(event, at=in_its_clock(file.call, event.at)))

    def _fold(self, native_id: str, event: TelephonyEvent) -> None:
        file = self.files.get(native_id)
        if file is None:
            file = opened(OrgId("org"), CallId("call-1"), "k1", native_id, event)
            file = replace(file, policy=Policy(region="US"))
        self.files[native_id] = advance(file, event).file


def by_another_clock(steps: list[dict[str, Any]], off: timedelta) -> list[dict[str, Any]]:
    """Return a recorded call as it is told by a clock that is ahead; commands go by ours."""
    return [_moved(step, off) if "body" in step else step for step in steps]


def _moved(step: dict[str, Any], off: timedelta) -> dict[str, Any]:
    body = dict(step["body"])
    if "Timestamp" in body:
        body["Timestamp"] = format_datetime(parsedate_to_datetime(body["Timestamp"]) + off)
    if "timestamp" in body:
        body["timestamp"] = (datetime.fromisoformat(body["timestamp"]) + off).isoformat()
    if "unix_time" in body:
        body["unix_time"] += int(off.total_seconds())
    return {**step, "body": body}


def summary(told: Told) -> dict[str, Any]:
    """Return what a call came to, in the form of the expected files."""
    call = told.file.call
    owner = claims_on(call, LINKED, told.file.policy)[0]
    return {
        "call": call.native_id,
        "direction": call.direction,
        "remote": call.remote_number,
        "local": call.local_number,
        "queue": call.queue,
        "happened": [
            f"{each.at:%H:%M:%S} {each.kind} {each.line or '-'}"
            + (f" to {each.to_line or each.to}" if each.kind == "transferred" else "")
            for each in happenings(call)
        ],
        "outcome": call.outcome,
        "talked_s": call.seconds_talked,
        "agent": call.responsible,
        "owner": owner.barred or "the linked user",
        "recording": call.recording_url,
        "attributes": call.attributes,
        "sent": told.requests,
        "ignored": [
            one.item.ignored
            for delivery in told.deliveries
            for one in delivery.incoming
            if one.item.ignored
        ],
    }
