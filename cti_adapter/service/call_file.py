"""The whole of one call: its life, its records, its notes and its log.

Pure, and holds no rule of its own: how events change it stands in advance.py.
"""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment.engine import Assignment
from cti_adapter.calls.call import Call
from cti_adapter.calls.deadline import Deadline, deadline
from cti_adapter.calls.policy import Policy
from cti_adapter.logbook.follow_up import FollowUp
from cti_adapter.logbook.ledger import Ledger
from cti_adapter.logbook.notes import Notes
from cti_adapter.logbook.stated import Stated
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.effects import (
    Effect,
    Told,
)
from cti_adapter.service.saving import AtSave
from cti_adapter.service.several_agents import Heard


class CallFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything the server knows of one call."""

    org_id: OrgId
    call: Call
    assignment: Assignment = Assignment()
    notes: Notes = Notes()
    call_result: str = ""
    ledger: Ledger = Ledger()
    policy: Policy = Policy()
    """The org's settings the call goes by."""
    settings: int = 0
    """Their version: an older one does not take their place."""
    asked_once_more: bool = False
    """Save was pressed with nothing assigned; the next Save saves (DECISION 6)."""
    heard: tuple[Heard, ...] = ()
    """Opened by agents whose openings do not assign, until the call is theirs (DECISION 57)."""
    at_save: AtSave | None = None
    """What the page named at the last Save, and what came of it (DECISION 9)."""
    stated: tuple[Stated, ...] = ()
    """Where its agents are signed in, and how each left the checkbox (DECISIONS 35 and 54)."""
    follow_ups: tuple[FollowUp, ...] = ()
    """What agents mean to do later (B-31)."""
    unanswered: "tuple[CallFile, ...]" = ()
    """What the log has said since Salesforce answered last, and may say there: the newest few."""
    erased_at: datetime | None = None
    """When the caller was erased: nothing that is told later moves the call any more (B-15)."""

    @property
    def deadline(self) -> Deadline | None:
        """What the clock has to do to the call next."""
        return deadline(self.call, self.policy.silence)

    @property
    def due_at(self) -> datetime | None:
        """When the clock has to look at the call again."""
        due = self.deadline
        return None if due is None else due.at

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to come: over, and its log written or not to be written."""
        return self.ledger.state in {"saved", "not-logged"}

    @property
    def is_smart(self) -> bool:
        """Whether an opening or a match still assigns.

        Not once the Task is written (DECISION 46), nor after a Save that was taken back.
        """
        written = self.ledger.state == "saved"
        return self.policy.smart_assign and not written and not self.ledger.taken_back


_MOST_UNANSWERED = 3


def with_unanswered(file: CallFile, before: CallFile) -> CallFile:
    """Keep what the log said: the courier may have sent it, and its answer be lost.

    Who finds it in Salesforce later is to know it for ours, not for somebody's change.

    Args:
        file: the call, whose log says something else from now on.
        before: the call as it was.
    """
    said = replace(before, unanswered=())
    return replace(file, unanswered=(*before.unanswered, said)[-_MOST_UNANSWERED:])


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A call after an event, what it wants from the world, and what to tell its agents."""

    file: CallFile
    effects: tuple[Effect, ...] = ()
    said: tuple[Told, ...] = ()
