"""Calls as the server would describe them, with the people of requirements 1.3.

Every function returns views; nothing here decides anything. Moments are relative to now, so that
the panel shows the same times whenever the suite runs.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from cti_adapter.calls.commands import CONTROLS, Control
from cti_adapter.calls.sign_in import SignedIn, SignIn
from cti_adapter.service.hotkeys import DEFAULTS
from cti_adapter.web.logging_shapes import LoggingView
from cti_adapter.web.messages import (
    AgentView,
    AssignedView,
    AssignView,
    CallEventView,
    CallView,
    DeskView,
    LeaseView,
    LogView,
    NotesView,
    RecordView,
    Snapshot,
    Text,
    WrapUpView,
)
from cti_adapter.web.missed_view import MissedRecord, MissedView
from cti_adapter.web.panel_settings import PanelSettings
from cti_adapter.web.presence_shapes import presence_view

IN_CALL: tuple[Control, ...] = (
    "hold",
    "retrieve",
    "mute",
    "unmute",
    "dtmf",
    "transfer",
    "consult",
    "hang_up",
)
NOTHING_OPEN = AssignView(
    enabled=False,
    record=None,
    seen_at=None,
    reason=Text(code="reason.no-open-record"),
    replaces=None,
)


def ago(seconds: float) -> datetime:
    """Return the moment so many seconds ago."""
    return datetime.now(UTC) - timedelta(seconds=seconds)


def record(kind: str, name: str, account: str = "", **more: Any) -> RecordView:
    """Return a record as the panel shows it; its id follows from its name."""
    stem = "".join(letter for letter in name if letter.isalnum())
    known = {"relation": "candidate", "note": None, "phone": ""} | more
    return RecordView(
        id=f"{kind[:3]}{stem}".ljust(18, "0")[:18], type=kind, label=name, account=account, **known
    )


ADA = record("Contact", "Ada Lovelace", "Analytical Engines", phone="+1 415 555 0101")
BABBAGE = record("Contact", "Charles Babbage", "Analytical Engines")
HOPPER = record("Contact", "Grace Hopper", "Compiler Works")
TURING = record("Lead", "Alan Turing")
CASE = record("Case", "Case 00001026", "Analytical Engines")
ROLLOUT = record(
    "Opportunity",
    "Compiler rollout",
    "Compiler Works",
    relation="other-account",
    note=Text(code="note.other-account", params={"account": "Compiler Works"}),
)


def assigned(who: RecordView, mark: str = "auto") -> AssignedView:
    """Return a record in its slot."""
    slot = "who" if who.type in ("Contact", "Lead") else "what"
    because = (
        Text(code="because.only-match", params={"number": "+1 415 555 0101"})
        if mark == "auto"
        else Text(code="because.pressed")
    )
    relation = msgspec.structs.replace(who, relation="assigned", note=None)
    return AssignedView(record=relation, slot=slot, mark=mark, because=because)  # type: ignore[arg-type]  # a test spells the mark


def assign(target: RecordView, seen: float = 4, replaces: str | None = None) -> AssignView:
    """Return an Assign button that can be pressed."""
    return AssignView(
        enabled=True, record=target, seen_at=ago(seen), reason=None, replaces=replaces
    )


def refused(target: RecordView, reason: str, seen: float = 4) -> AssignView:
    """Return an Assign button that cannot be pressed, with its reason."""
    return AssignView(
        enabled=False, record=target, seen_at=ago(seen), reason=Text(code=reason), replaces=None
    )


def already(target: RecordView) -> AssignView:
    """Return the Assign button over a record the agent has assigned."""
    return refused(msgspec.structs.replace(target, relation="assigned"), "reason.already")


def call(**changes: Any) -> CallView:
    """Return Ada Lovelace on the phone, talking for 161 s, with what is different."""
    made: dict[str, Any] = {
        "id": "call-1",
        "version": 1,
        "phase": "talking",
        "direction": "Inbound",
        "number": "+1 415 555 0101",
        "local_number": "+1 415 555 0100",
        "queue": "Support",
        "party": ADA,
        "started_at": ago(165),
        "connected_at": ago(161),
        "held_at": None,
        "ended_at": None,
        "muted": False,
        "can": CONTROLS,
        "controls": IN_CALL,
        "matching": "done",
        "matches": (ADA,),
        "assigned": (assigned(ADA),),
        "pop": None,
        "warning": False,
        "notes": notes(""),
        "call_result": "",
        "logging": LoggingView(code="logging.signed-in", row=2, by="softphone", reason="signed-in"),
        "undo": None,
        "wrap_up": None,
        "log": LogView(
            state="open", by="agent", saved_by="", saved_at=None, task_url=None, reason=None
        ),
    }
    return CallView(**made | changes)


def notes(text: str, version: int = 1, heading: Text | None = None) -> NotesView:
    """Return notes as the server has them."""
    delivered = Text(code="heading.delivered", params={"time": "2026-11-21T14:02:00Z"})
    return NotesView(
        text=text, version=version, saved_at=ago(3) if text else None, heading=heading or delivered
    )


def events(*told: tuple[str, ...]) -> tuple[CallEventView, ...]:
    """Return what happened to a call: kind, agent, and what was typed inside it."""
    return tuple(
        CallEventView(
            id=f"{nth}",
            at=ago(200 - 20 * nth),
            text=Text(code=f"event.{kind}", params={"agent": agent, "to": "Agent A"}),
            notes="".join(typed),
        )
        for nth, (kind, agent, *typed) in enumerate(told)
    )


TYPED = "Asks why the difference engine stalls after 40 turns. Tried the oiling instructions twice."


def ringing(**changes: Any) -> CallView:
    """Return a call that has rung for seven seconds."""
    return call(
        **{
            "phase": "ringing",
            "controls": ("answer", "decline"),
            "started_at": ago(7),
            "connected_at": None,
        }
        | changes
    )


def unknown(**changes: Any) -> CallView:
    """Return a ringing call whose number two records carry."""
    return ringing(
        **{
            "number": "+1 415 555 0188",
            "party": None,
            "matches": (BABBAGE, HOPPER),
            "assigned": (),
        }
        | changes
    )


def held(**changes: Any) -> CallView:
    """Return a call on hold for 32 s."""
    return call(**{"phase": "held", "held_at": ago(32), "notes": notes(TYPED)} | changes)


def wrap_up(left: float = 42, **changes: Any) -> CallView:
    """Return a call that ended, with so many seconds of wrap-up left."""
    return call(
        **{
            "phase": "wrap-up",
            "controls": (),
            "connected_at": ago(372 + 18),
            "ended_at": ago(18),
            "notes": notes(TYPED, heading=Text(code="heading.wrap-up")),
            "assigned": (assigned(ADA), assigned(CASE, "you")),
            "call_result": "Solved",
            "wrap_up": WrapUpView(ends_at=ago(-left), extension_s=60),
        }
        | changes
    )


def ended(state: str, by: str = "agent", **changes: Any) -> CallView:
    """Return a call whose log is being written, was written or was not."""
    url = "https://acme.lightning.force.com/lightning/r/Task/00T000000000001/view"
    reasons = {"not-saved": Text(code="log.salesforce-down")}
    log = LogView(
        state=state,  # type: ignore[arg-type]  # a test spells the state
        by=by,  # type: ignore[arg-type]
        saved_by="Agent A" if by == "agent" else "",
        saved_at=None,
        task_url=url if state == "saved" else None,
        reason=reasons.get(state),
    )
    return wrap_up(**{"phase": state, "wrap_up": None, "log": log} | changes)


def desk(active: str | None = "call-1", button: AssignView | None = NOTHING_OPEN) -> DeskView:
    """Return what belongs to the agent: the active call and the Assign button."""
    return DeskView(
        active_call=active,
        open_record=button.record if button else None,
        assign=button if active else None,
        active_window="",
        lease=LeaseView(holder="", browser=""),
        shared_activities=False,
        presence=presence_view(SignIn(), SignedIn(salesforce=True), told=True),
    )


def elsewhere(made: Snapshot) -> Snapshot:
    """Return the same while another browser has the lease."""
    lease = LeaseView(holder="page-elsewhere", browser="another")
    return msgspec.structs.replace(made, desk=msgspec.structs.replace(made.desk, lease=lease))


def missed(made: Snapshot) -> Snapshot:
    """Return the same of an agent who missed two calls, and dialled before."""
    back = MissedView(
        call_id="missed-1",
        at=ago(600),
        number=ADA.phone,
        record=MissedRecord(id=ADA.id, type=ADA.type, name=ADA.label),
        called_back=True,
    )
    waiting = msgspec.structs.replace(
        back, call_id="missed-2", number="+1 415-555-0999", record=None, called_back=False
    )
    desk = msgspec.structs.replace(made.desk, missed=(back, waiting), last_dialled=ADA.phone)
    return msgspec.structs.replace(made, desk=desk)


def snapshot(*calls: CallView, at_desk: DeskView | None = None) -> Snapshot:
    """Return everything a page is told when it opens."""
    return Snapshot(
        seq=0,
        now=datetime.now(UTC),
        agent=AgentView(id="agent-a", name="Agent A", line="Support line"),
        calls=calls,
        desk=at_desk or desk(calls[0].id if calls else None),
        settings=PanelSettings(
            call_results=("Solved", "Follow-up", "Voicemail", "Wrong number"),
            notes_during_call=True,
            wrap_up_warning_s=10,
            prefill_number=True,
            list_open_cases=False,
            hints=(),
            hotkeys=DEFAULTS,
        ),
    )
