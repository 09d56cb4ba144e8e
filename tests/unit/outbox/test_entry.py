"""One thing that must happen, as the outbox keeps it."""

import msgspec

from cti_adapter.outbox.entry import Entry, Kind, Status
from tests.support.builders import an_entry


def test_an_entry_waits_from_the_start() -> None:
    """Nobody has tried it, and it is due at once."""
    entry = an_entry()

    assert (Status.PENDING, 0, None, "") == (
        entry.status,
        entry.attempts,
        entry.lease_until,
        entry.last_error,
    )


def test_match_and_log_of_one_call_are_two_entries() -> None:
    """The caller is looked up once and the Task written once, whatever is repeated."""
    assert an_entry(Kind.MATCH).key != an_entry(Kind.LOG).key


def test_an_entry_survives_being_stored() -> None:
    entry = an_entry()

    assert entry == msgspec.json.decode(msgspec.json.encode(entry), type=Entry)


def test_what_is_done_beside_the_other_entries_of_a_call_is_about_that_call() -> None:
    """A receiver that is down holds up no log, and its messages are told in order."""
    own = an_entry()
    beside = msgspec.structs.replace(own, call_id=f"receiver-1/{own.call_id}")

    assert own.call_id == own.about == beside.about


def test_only_look_ups_change_nothing_in_the_org() -> None:
    """While it is read-only they go on; a new kind is taken for a write."""
    reading = {kind for kind in Kind if an_entry(kind).reads}

    assert {Kind.MATCH, Kind.NAMED, Kind.TASK, Kind.RECORD, Kind.DOUBLES} == reading
