"""What Salesforce answers, a class an answer. Holds events and nothing else.

Told on by events.py, which holds what agents do and the union of all.
"""

from typing import Literal

import msgspec

from cti_adapter.calls.on_task import OnTask
from cti_adapter.calls.owner import Owner
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record, RecordId, Unreadable
from cti_adapter.calls.reported import Event


class PolicyApplied(Event, frozen=True, kw_only=True, tag="policy.applied"):
    """The org's settings the call goes by from here on: at its first word, and when they change.

    They stand in the journal, so that a replay after a change computes the same call (D2).
    """

    policy: Policy
    version: int = 0
    """Of the org's configuration; 0 in a journal of a release that did not say it."""


class CallerLookedUp(Event, frozen=True, kw_only=True, tag="caller.looked-up"):
    """Salesforce said which records store the caller's number."""

    found: tuple[Record, ...]


class LookupDelayed(Event, frozen=True, kw_only=True, tag="lookup.delayed"):
    """Salesforce did not answer; the server keeps asking."""

    reason: str


class RecordLookedUp(Event, frozen=True, kw_only=True, tag="record.looked-up"):
    """Salesforce told account and trackability of a record that the page had reported."""

    record: Record
    still_open: bool
    """Whether it was still the open record of the agent whose openings count (DECISION 45)."""
    joined: tuple[Record, ...] = ()
    """The Contact and the Account that a relationship record joins (DECISION 11)."""


class RecordNamed(Event, frozen=True, kw_only=True, tag="record.named"):
    """Salesforce told of the record the telephone system named, or why not (DECISION 56)."""

    record_id: RecordId
    record: Record | None = None
    unreadable: Unreadable | None = None


class RecordUnreadable(Event, frozen=True, kw_only=True, tag="record.unreadable"):
    """Nothing could be found out about a record; it stays as the page named it (DECISION 45)."""

    record_id: RecordId
    reason: Unreadable


class TaskFound(Event, frozen=True, kw_only=True, tag="task.found"):
    """Salesforce told of the Task a call was dialled from, or why not (DECISION 49)."""

    task_id: RecordId
    unreadable: Unreadable | None = None
    taken: bool = False
    """Whether it carries the key of another call: then this one gets a Task of its own."""
    people: tuple[Record, ...] = ()
    """Whom it names, the one in Name first; without those that could not be read."""
    what: Record | None = None
    """What stands in its Related To."""
    stood: dict[str, str] = msgspec.field(default_factory=dict)
    """A mark of each field of ours as it stood: who edits one during the call is told by it."""
    comments: int = 0
    """How many characters of comments it had."""


class LeadMade(Event, frozen=True, kw_only=True, tag="lead.made"):
    """A Lead stands in Salesforce for a caller nobody knew (DECISION 52)."""

    record: Record
    repaired: tuple[str, ...] = ()
    owner: Owner | None = None
    """Whose it is, and why; None where it was made for another call of the same number."""


class LeadRefused(Event, frozen=True, kw_only=True, tag="lead.refused"):
    """Salesforce refused the Lead, or the owner it was to get; the Task does without."""

    message: str
    asked: Literal["make", "own"] = "make"


class LeadOwned(Event, frozen=True, kw_only=True, tag="lead.owned"):
    """The Lead in Name belongs to the agent's user now (DECISION 29)."""

    record_id: RecordId
    owner_id: str


class TaskWritten(Event, frozen=True, kw_only=True, tag="task.written"):
    """The Task stands in Salesforce."""

    task_id: str
    url: str
    repaired: tuple[str, ...] = ()
    owner: Owner | None = None
    """Whose it is, and why: decided when it was written, so that a replay says the same."""
    edition: int = 1
    """Which Save it answers: after Undo the next one writes the same Task anew."""
    wrote: dict[str, str] = msgspec.field(default_factory=dict)
    """A mark of each field's value, by which a change in Salesforce is noticed."""
    at_least_once: bool = False
    """The org has no place for a unique key: there may be a second Task of the call (P11)."""
    kept: int | None = None
    """Of a Task that existed before: how many characters of its comments stand before ours."""
    on_task: OnTask | None = None
    """The records of a Task that was mended, where somebody else changed them."""


class SecondLogFound(Event, frozen=True, kw_only=True, tag="second-log.found"):
    """A Task that Salesforce itself made of this call stands beside ours (DECISION 19)."""

    task_id: str
    url: str
    text: str = ""
    """What its comments say."""


class SecondLogSettled(Event, frozen=True, kw_only=True, tag="second-log.settled"):
    """What was done with a second log is done, or Salesforce refused it."""

    task_id: str
    outcome: Literal["kept", "merged", "refused"]
    """kept: it carries the id of its call; merged: its comments stand in our Task, too."""


class TasksCounted(Event, frozen=True, kw_only=True, tag="tasks.counted"):
    """The org said which Tasks it has of a call, where nothing keeps a second one out (P11)."""

    others: tuple[RecordId, ...]
    """Those beside ours."""
    edition: int = 1


class TaskDelayed(Event, frozen=True, kw_only=True, tag="task.delayed"):
    """The write did not go through; the server keeps trying."""

    code: str
    message: str = ""
    edition: int = 1


class TaskRefused(Event, frozen=True, kw_only=True, tag="task.refused"):
    """Salesforce refused the write; a person has to look."""

    message: str
    edition: int = 1


class TaskCorrected(Event, frozen=True, kw_only=True, tag="task.corrected", omit_defaults=True):
    """The Task that was written says what the log says by now, but for what others changed."""

    repaired: tuple[str, ...] = ()
    """What had to be changed, and what was left as somebody has it ("WhoId:left")."""
    wrote: dict[str, str] = msgspec.field(default_factory=dict)
    """As of TaskWritten."""
    owner: Owner | None = None
    """Whose it is now, where that was corrected too."""
    on_task: OnTask | None = None
    """The records of the Task, where somebody else changed them."""


class CorrectionRefused(Event, frozen=True, kw_only=True, tag="correction.refused"):
    """Salesforce refused to have the Task corrected: it stands as it was written."""

    message: str
    edition: int = 1


class TaskSeen(Event, frozen=True, kw_only=True, tag="task.seen"):
    """Salesforce told what records stand on the Task by now."""

    on_task: OnTask | None
    """None where they are those of the call."""


class LeadConverted(Event, frozen=True, kw_only=True, tag="lead.converted", omit_defaults=True):
    """The Lead in Name became a Contact after the call (DECISION 21)."""

    lead_id: RecordId
    contact: Record
    opportunity: Record | None = None
    account: Record | None = None


class TaskGone(Event, frozen=True, kw_only=True, tag="task.gone"):
    """Somebody has deleted the Task in Salesforce; that is theirs to decide."""


Answer = (
    PolicyApplied
    | CallerLookedUp
    | LookupDelayed
    | RecordLookedUp
    | RecordNamed
    | RecordUnreadable
    | TaskFound
    | LeadMade
    | LeadRefused
    | LeadOwned
    | SecondLogFound
    | SecondLogSettled
    | TaskWritten
    | TasksCounted
    | TaskDelayed
    | TaskRefused
    | TaskCorrected
    | CorrectionRefused
    | TaskSeen
    | LeadConverted
    | TaskGone
)
