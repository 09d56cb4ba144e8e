"""The log of one call that tests of the org write, and change for what they are about."""

import msgspec

from cti_adapter.logbook.entry import LogEntry

INSERT = "POST /sobjects/Task"
ENTRY = LogEntry(
    key="gen:main/pbx:c-42",
    call_id="c-42",
    who_id=None,
    what_id=None,
    owner_id=None,
    subject="Inbound call",
    direction="Inbound",
    date="2026-11-21",
    duration_s=65,
    call_result="Solved",
    comments="09:00:01 delivered to A",
)


def an_entry(**changes: object) -> LogEntry:
    """Return the entry with some of it changed."""
    return msgspec.structs.replace(ENTRY, **changes)
