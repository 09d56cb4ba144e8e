"""Calls as Twilio's list of calls tells them afterwards, for those we did not hear of. Pure."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from cti_adapter.calls import events as e
from cti_adapter.service.call_flow import Incoming
from cti_adapter.telephony.connector import ToldCall
from cti_adapter.telephony.telling import Telling, facts, is_device, line_of

_REASONS = {"busy": "busy", "no-answer": "no_answer", "failed": "unreachable"}


def told_calls(rows: list[dict[str, Any]], since: datetime, region: str) -> Iterable[ToldCall]:
    """Put children under their parents; what is not over yet will be told by its callbacks."""
    texts = [{name: v for name, v in row.items() if isinstance(v, str)} for row in rows]
    for row in texts:
        begun, ended = _moment(row.get("start_time")), _moment(row.get("end_time"))
        if row.get("parent_call_sid") or not row.get("sid") or begun is None or ended is None:
            continue
        children = [each for each in texts if each.get("parent_call_sid") == row["sid"]]
        if begun >= since:
            yield ToldCall(
                native_id=row["sid"], incoming=_whole(row, children, begun, ended, region)
            )


def _whole(
    row: dict[str, str],
    children: list[dict[str, str]],
    begun: datetime,
    ended: datetime,
    region: str,
) -> tuple[Incoming, ...]:
    known = facts("Inbound", row.get("from", ""), row.get("to", ""), region)
    if is_device(row.get("from", "")):
        known = facts("Outbound", row.get("to", ""), "", region)
    told: list[e.TelephonyEvent] = [e.CallCreated(at=begun, facts=known)]
    for child in children:
        told += _of_child(child, begun)
    told.append(e.CallEnded(at=ended))
    telling = Telling("twilio/calls", row["sid"], row["sid"], msgspec.json.encode(row))
    return telling.told(*told).incoming


def _of_child(child: dict[str, str], begun: datetime) -> list[e.TelephonyEvent]:
    line, sid = line_of(child.get("to", "")), child.get("sid", "")
    if line is None or not sid:
        return []
    start, end = _moment(child.get("start_time")) or begun, _moment(child.get("end_time"))
    told: list[e.TelephonyEvent] = [e.LegOffered(at=start, leg_id=sid, line=line)]
    status = child.get("status", "")
    if status == "completed":
        told.append(e.LegConnected(at=start, leg_id=sid, line=line))
        return [*told, e.LegEnded(at=end or start, leg_id=sid, line=line)]
    why = _REASONS.get(status, "")
    return [*told, e.LegWithdrawn(at=end or start, leg_id=sid, line=line, reason=why)]


def _moment(text: str | None) -> datetime | None:
    try:
        at = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return at if at is not None and at.tzinfo is not None else None
