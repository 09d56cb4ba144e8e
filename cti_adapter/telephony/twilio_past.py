"""Calls as Twilio's list of calls tells them, afterwards or while they run. Pure."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from cti_adapter.calls import events as e
from cti_adapter.calls.agent import Line
from cti_adapter.telephony.connector import ToldCall
from cti_adapter.telephony.telling import Telling, facts, is_device, line_of

_REASONS = {"busy": "busy", "no-answer": "no_answer", "failed": "unreachable"}


def told_calls(rows: list[dict[str, Any]], since: datetime, region: str) -> Iterable[ToldCall]:
    """Put children under their parents; what is not over yet will be told by its callbacks.

    Only calls that came in are told. The legs of a call that was placed here bear no name of it
    in the list: taken for calls of their own they would be logged a second time.
    """
    texts = [{name: v for name, v in row.items() if isinstance(v, str)} for row in rows]
    for row in texts:
        begun, ended = _moment(row.get("start_time")), _moment(row.get("end_time"))
        if row.get("direction") != "inbound" or not row.get("sid") or row.get("parent_call_sid"):
            continue
        if begun is None or ended is None or begun < since:
            continue
        children = [each for each in texts if each.get("parent_call_sid") == row["sid"]]
        told = [*_whole(row, children, begun, region), e.CallEnded(at=ended)]
        telling = Telling("twilio/calls", row["sid"], row["sid"], msgspec.json.encode(row))
        yield ToldCall(native_id=row["sid"], incoming=telling.told(*told).incoming)


def running_calls(rows: list[dict[str, Any]], region: str) -> Iterable[ToldCall]:
    """Tell calls that came in and still run, as far as their children say who is on them."""
    texts = [{name: v for name, v in row.items() if isinstance(v, str)} for row in rows]
    for row in texts:
        begun = _moment(row.get("start_time")) or _moment(row.get("date_created"))
        if row.get("direction") != "inbound" or not row.get("sid") or begun is None:
            continue
        known = facts("Inbound", row.get("from", ""), row.get("to", ""), region)
        told: list[e.TelephonyEvent] = [e.CallCreated(at=begun, facts=known)]
        for child in texts:
            line = line_of(child.get("to", ""))
            if child.get("parent_call_sid") == row["sid"] and child.get("sid") and line:
                at = _moment(child.get("start_time")) or begun
                talks = child.get("status") == "in-progress"
                kind = e.LegConnected if talks else e.LegOffered
                told.append(kind(at=at, leg_id=child["sid"], line=line))
        telling = Telling("twilio/running", row["sid"], row["sid"], msgspec.json.encode(row))
        yield ToldCall(native_id=row["sid"], incoming=telling.told(*told).incoming)


def _whole(
    row: dict[str, str], children: list[dict[str, str]], begun: datetime, region: str
) -> list[e.TelephonyEvent]:
    caller, called = row.get("from", ""), row.get("to", "")
    line = line_of(caller) if is_device(caller) else None
    if line is not None:  # an agent's telephone dialled: the child is the customer
        return _dialled(row["sid"], line, children, begun, region)
    known = facts("Inbound", caller, called, region)
    told: list[e.TelephonyEvent] = [e.CallCreated(at=begun, facts=known)]
    return [*told, *(each for child in children for each in _of_child(child, begun))]


def _dialled(
    sid: str, line: Line, children: list[dict[str, str]], begun: datetime, region: str
) -> list[e.TelephonyEvent]:
    child = children[0] if children else {}
    known = facts("Outbound", child.get("to", ""), child.get("from", ""), region)
    begins = e.LegInitiated(at=begun, leg_id=sid, line=line, facts=known)
    if child.get("status") != "completed":
        return [begins]
    answered = _moment(child.get("start_time")) or begun
    return [begins, e.LegConnected(at=answered, leg_id=sid, line=line)]


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
