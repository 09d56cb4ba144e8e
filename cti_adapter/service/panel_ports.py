"""What a message to an agent's panel is made from, and who words it (web/panel.py)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import CallId
from cti_adapter.calls.commands import Capability
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.sign_in import SignedIn
from cti_adapter.outbox.pause import Held
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.desk import Desk
from cti_adapter.service.ports import Agent, Unit


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """Something to say in an agent's live region: a code of the catalogue, and its gaps."""

    code: str
    params: dict[str, str] = {}
    tone: Literal["info", "success", "warning", "error"] = "info"
    call_id: CallId | None = None


class DeskState(msgspec.Struct, frozen=True, kw_only=True):
    """What a message to an agent is made from, beside the call: the desk as it is then."""

    agent: Agent
    desk: Desk
    """With the `seq` of the message."""
    active: CallFile | None
    now: datetime
    signed_in: SignedIn
    """Where the agent counts as signed in."""
    extension_s: int
    """What 'Extend' adds to a wrap-up, in seconds."""
    shared_activities: bool
    """Whether a Task of the org may name several Contacts (DECISION 25)."""
    held: Held | None = None
    """The org's pause, where a call of the agent's is not saved."""
    can: Mapping[str, frozenset[Capability]] = {}
    """What each telephone system of the org can do, by its key."""
    names: dict[Line, str] = {}
    """Of the agents on the calls that are shown, as far as they are known."""


def held_for(unit: Unit, desk: Desk) -> Held | None:
    """Return the org's pause where a call on this desk may wait for it."""
    return unit.held() if any(call.phase == "not-saved" for call in desk.calls) else None


class Panel(Protocol):
    """Words for an agent's panel (web/panel.py): pure, called inside the transaction."""

    def call_changed(self, file: CallFile, at: DeskState) -> bytes: ...

    def call_gone(self, call_id: CallId, at: DeskState) -> bytes: ...

    def desk_changed(self, at: DeskState) -> bytes: ...

    def everything(self, files: list[CallFile], at: DeskState, policy: Policy) -> bytes: ...

    def announced(self, said: Announcement, at: DeskState) -> bytes: ...
