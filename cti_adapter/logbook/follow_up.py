"""A follow-up task: what an agent means to do later about a call (B-31).

It is not the log of the call: open, the agent's own, and without the call key. How it becomes a
Task is said in salesforce/follow_up.py.
"""

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.follow_ups import FollowUpMade, FollowUpRefused
from cti_adapter.calls.record import RecordId


class FollowUp(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One follow-up task of a call, and how far it has come."""

    nth: int
    agent: AgentId
    due: str
    """YYYY-MM-DD."""
    who_id: RecordId | None = None
    """As the slots stood when it was asked for."""
    what_id: RecordId | None = None
    label: str = ""
    """Whom or what it is about."""
    task_id: str = ""
    task_url: str = ""
    message: str = ""
    """Salesforce's own words, where it refused."""


class FollowUpEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A follow-up task, complete."""

    key: str
    """By which a repeated insert is found; it is no call key."""
    subject: str
    due: str
    who_id: RecordId | None
    what_id: RecordId | None
    owner_id: str | None
    """Salesforce user or queue; None leaves it to the integration user."""


def answered(
    follow_ups: tuple[FollowUp, ...], event: FollowUpMade | FollowUpRefused
) -> tuple[FollowUp, ...]:
    """Take in what Salesforce said of one of them; the others stay as they are."""
    return tuple(_answered(each, event) if each.nth == event.nth else each for each in follow_ups)


def _answered(follow_up: FollowUp, event: FollowUpMade | FollowUpRefused) -> FollowUp:
    if isinstance(event, FollowUpMade):
        return replace(follow_up, task_id=event.task_id, task_url=event.url, message="")
    return replace(follow_up, message=event.message)


def entry_of(follow_up: FollowUp, call_id: str, number: str, owner_id: str | None) -> FollowUpEntry:
    """Return what is written.

    Args:
        follow_up: as it was asked for.
        call_id: our id of its call.
        number: the other side's, for display; stands in the subject where no record does.
        owner_id: whose it is, None leaves it to the integration user.
    """
    about = follow_up.label or number or "number withheld"
    return FollowUpEntry(
        key=f"follow-up:{call_id}:{follow_up.nth}",
        subject=f"Follow-up: {about}",
        due=follow_up.due,
        who_id=follow_up.who_id,
        what_id=follow_up.what_id,
        owner_id=owner_id,
    )
