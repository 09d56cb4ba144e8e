"""What is written about a call, made from all the server knows of it. Pure.

What the words of the log are stands in logbook/entry.py; how it becomes a Task in salesforce/.
"""

from collections.abc import Mapping
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from cti_adapter.calls.agent import Line
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.logbook.entry import LogEntry, Writer, comments, subject
from cti_adapter.logbook.notes import arranged
from cti_adapter.logbook.second_log import with_second
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Agent


def log_entry(file: CallFile, agents: Mapping[Line, Agent], owner_id: str | None) -> LogEntry:
    """Return what is written about a call.

    Args:
        file: the call, complete.
        agents: those we know of the agents on the call; the log is told in the time of the one
            who last dealt with it.
        owner_id: whose it is, None leaves it to the integration user.
    """
    call, slots = file.call, file.assignment.slots
    agent = responsible(file, agents)
    zone = _zone(agent.time_zone) if agent is not None else UTC
    names = {line: each.name for line, each in agents.items()}
    notes = arranged(file.notes, file.policy.note_fields)
    who, what = slots.who, slots.what
    label = next((placed.record.label for placed in (who, what) if placed), "")
    return LogEntry(
        key=call.key,
        call_id=call.native_id,
        who_id=id_in_name(who.record) if who is not None else None,
        what_id=what.record.id if what is not None else None,
        further_ids=tuple(id_in_name(placed.record) for placed in slots.others),
        owner_id=owner_id,
        writer=_writer(agent, owner_id) if file.policy.write_as_agent else None,
        subject=subject(call, label),
        direction=call.direction,
        date=f"{call.created_at.astimezone(zone):%Y-%m-%d}",
        duration_s=call.seconds_talked,
        call_result=file.call_result,
        comments=with_second(comments(call, notes, zone, names), file.ledger.second),
        recording_url=call.recording_url or None,
        record_type=file.policy.task_record_type,
        mapped={
            each.field: call.attributes[each.attribute]
            for each in file.policy.field_mapping
            if each.attribute in call.attributes
        },
    )


def says_the_same(one: CallFile, other: CallFile) -> bool:
    """Whether the log of a call says the same of both.

    What a record is called does not count, nor of which type a Task is made.
    """
    return _said(one) == _said(other)


def responsible(file: CallFile, agents: Mapping[Line, Agent]) -> Agent | None:
    """Return the agent who last dealt with the call (DECISION 16)."""
    line = file.call.responsible
    return agents.get(line) if line is not None else None


def _writer(agent: Agent | None, owner_id: str | None) -> Writer | None:
    """Return the agent as who makes the Task; a Task of somebody else's is not theirs to make."""
    if agent is None or not agent.username or agent.user_id is None or agent.user_id != owner_id:
        return None
    return Writer(user_id=agent.user_id, username=agent.username)


def _said(file: CallFile) -> tuple[Line | None, LogEntry]:
    unnamed = subject(file.call, "")
    return file.call.responsible, replace(
        log_entry(file, {}, None), subject=unnamed, record_type=""
    )


def _zone(name: str) -> tzinfo:
    """Return a time zone by its name; one that Salesforce made up must not cost the log."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def id_in_name(record: Record) -> RecordId:
    """A person account stands in Name as its hidden Contact (DECISION 12)."""
    return record.person_contact_id or record.id
