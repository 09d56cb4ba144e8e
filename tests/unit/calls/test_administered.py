"""What an admin decides about a call is kept like everything else that happens to it."""

import msgspec

from cti_adapter.calls.administered import AdminEvent, EntryGivenUp
from cti_adapter.calls.events import CallEvent
from tests.support.builders import at


def test_giving_up_comes_back_from_the_journal_with_who_and_why() -> None:
    """Months later somebody asks why this call has no Task."""
    event: AdminEvent = EntryGivenUp(
        at=at("12:00:00"), kind="log", edition=2, text="a test call", admin="005000000000001AAA"
    )
    again: CallEvent = msgspec.json.decode(msgspec.json.encode(event), type=CallEvent)

    assert event == again
