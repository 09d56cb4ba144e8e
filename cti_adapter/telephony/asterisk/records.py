"""Calls that nobody saw, from what the PBX wrote down of them: its CDRs, sent by the AMI. Pure.

They tell less than events do, and are used only where no channel of the call was ever shown: the
event socket was down while the call lived, and the AMI was not. A record does not say whether a
caller's number may be shown, so it is taken as withheld unless the PBX is told to say that too
(docs/connectors/asterisk.md).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from cti_adapter.telephony.asterisk.exchange import Directory, Exchange
from cti_adapter.telephony.asterisk.told import Told, number_or_none

COMPLETE_AFTER: Final = timedelta(seconds=3)
"""The records of one call come together; so long after the last there is no other."""
_MOST_WAITING: Final = 1000
_QUARTER: Final = 900
"""Seconds; records have the PBX's local time, and zones differ by quarters of an hour."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One CDR: somebody's channel, and the one it was connected to or rang."""

    root: str
    at: datetime
    source: str
    destination: str
    shown: bool
    channel: str
    peer: str
    app: str
    status: str
    start: datetime
    answer: datetime | None
    end: datetime


class Records:
    """Collects records, call by call.

    Args:
        exchange: which channels were seen.
        directory: whose phones are whose.
    """

    def __init__(self, exchange: Exchange, directory: Directory) -> None:
        self._exchange = exchange
        self._directory = directory
        self._waiting: dict[str, list[Record]] = {}

    def take(self, event: Mapping[str, object], at: datetime) -> None:
        """Take an event of the AMI; only a CDR that can be read says anything."""
        record = read(event, at) if event.get("Event") == "Cdr" else None
        if record is not None and len(self._waiting) < _MOST_WAITING:
            self._waiting.setdefault(record.root, []).append(record)

    def unseen(self, now: datetime) -> list[Told]:
        """Return what there is to tell of calls no channel of which was seen."""
        told: list[Told] = []
        for root, records in list(self._waiting.items()):
            if now - records[-1].at >= COMPLETE_AFTER:
                del self._waiting[root]
                if not self._exchange.saw(root):
                    told += call_of(records, self._directory)
        return told


def read(event: Mapping[str, object], at: datetime) -> Record | None:
    """Return a record, None where it is not one that we can read.

    Args:
        event: of the AMI.
        at: when it came.
    """
    said = {name: value for name, value in event.items() if isinstance(value, str)}
    start, end = _moment(said.get("StartTime", "")), _moment(said.get("EndTime", ""))
    root = (said.get("Linkedid") or said.get("UniqueID", ""))[:150]
    if start is None or end is None or not root:
        return None
    return Record(
        root=root,
        at=at,
        source=said.get("Source", ""),
        destination=said.get("Destination", ""),
        shown=said.get("Presentation", "").startswith("allowed"),
        channel=said.get("Channel", ""),
        peer=said.get("DestinationChannel", ""),
        app=said.get("LastApplication", ""),
        status=said.get("Disposition", ""),
        start=start,
        answer=_moment(said.get("AnswerTime", "")),
        end=end,
    )


def call_of(records: Sequence[Record], directory: Directory) -> list[Told]:
    """Return a call as its records tell it: who rang, who answered, what came of it."""
    ours = [each for each in records if directory.kind_of(each.channel) in {"agent", "outside"}]
    if not ours:
        return []
    first, zone = ours[0], _zone(ours)
    agent = directory.line_of(first.channel)
    lines = [directory.line_of(each.peer) for each in ours]
    facts = _facts(first, agent, lines, directory)
    parts: list[tuple[str, datetime, dict[str, Any]]] = []
    if "local_number" in facts:
        parts.append(("call.created", first.start, {}))
    if agent:
        parts.append(("leg.initiated", first.start, {"agent": agent}))
    taken = any(each.status == "ANSWERED" for each in ours)
    for each, line in zip(ours, lines, strict=True):
        if line:
            parts += _rang(each, line, taken=taken)
        if agent and each.status == "ANSWERED":
            parts.append(("leg.connected", each.answer or each.end, {"agent": agent}))
    end = max(each.end for each in ours)
    parts.append(("call.ended", end, {"outcome": _outcome(ours, lines, agent)}))
    return [
        Told(type=type_, at=at - zone, call_id=first.root, data={**more, **facts})
        for type_, at, more in parts
    ]


def _facts(first: Record, agent: str, lines: list[str], directory: Directory) -> dict[str, Any]:
    facts: dict[str, Any] = {"attributes": {"told": "afterwards"}}
    dialled = first.destination
    if not agent:
        number = number_or_none(first.source) if first.shown else None
        direction, local = "inbound", number_or_none(dialled)
    elif any(lines):
        direction, number, local = "internal", dialled, agent
    else:
        direction, number, local = "outbound", directory.dialled(dialled), agent
    facts |= {"direction": direction, "remote_number": number}
    return facts | ({"local_number": local} if local else {})


def _rang(record: Record, line: str, *, taken: bool) -> list[tuple[str, datetime, dict[str, Any]]]:
    offered = ("leg.offered", record.start, {"agent": line})
    if record.status == "ANSWERED":
        return [offered, ("leg.connected", record.answer or record.end, {"agent": line})]
    reason = "answered_elsewhere" if taken else "no_answer"
    if record.status == "BUSY":
        reason = "busy"
    return [offered, ("leg.withdrawn", record.end, {"agent": line, "reason": reason})]


def _outcome(records: Sequence[Record], lines: list[str], agent: str) -> str:
    """Return what came of it: answered by somebody, not by a machine of the PBX."""
    talked = (
        each.status == "ANSWERED" and (line or (agent and each.peer))
        for each, line in zip(records, lines, strict=True)
    )
    if any(talked):
        return "answered"
    apps = {each.app for each in records}
    if agent:
        return {"BUSY": "busy", "NO ANSWER": "no_answer"}.get(records[-1].status, "failed")
    if "VoiceMail" in apps:
        return "voicemail"
    return "abandoned_in_queue" if "Queue" in apps else "missed"


def _zone(records: Sequence[Record]) -> timedelta:
    """Return how far the PBX's local time is ahead: the last record came when it ended."""
    last = max(records, key=lambda each: each.end)
    ahead = (last.end - last.at).total_seconds()
    return timedelta(seconds=round(ahead / _QUARTER) * _QUARTER)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
