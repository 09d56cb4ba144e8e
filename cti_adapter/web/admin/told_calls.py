"""How an admin page names a call: as its Task does, with when it began and whose it is."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from cti_adapter.calls.call import CallId
from cti_adapter.calls.number import PhoneNumber, for_display, masked
from cti_adapter.calls.policy import Policy
from cti_adapter.logbook.entry import subject
from cti_adapter.logbook.second_log import SecondLog
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Unit, Units
from cti_adapter.service.told_afterwards import is_told_afterwards


class ToldCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call as a row of a table names it."""

    id: CallId
    subject: str = ""
    """As the Task's would be; "" where the call is not kept any more."""
    at: datetime | None = None
    agent: str = ""
    """Whose it is; of a missed one who was rung last."""
    task_url: str = ""
    afterwards: bool = False
    """Whether its telephone system told of it only when it was over and we asked."""
    second: SecondLog | None = None
    doubles: tuple[str, ...] = ()
    """Addresses of second Tasks of the call."""


Shown = Callable[[PhoneNumber], str]
"""Words a number, masked or whole."""

_NUMBER = re.compile(r"\+?[\d\s().-]{7,}")


def shown_by(policy: Policy) -> Shown:
    """Return how the org's admins want numbers shown."""
    return masked if policy.mask_numbers else for_display


def name_shown(label: str, shown: Shown) -> str:
    """Return the name of a record; where it is a number, as numbers are shown."""
    return shown(PhoneNumber(label)) if _NUMBER.fullmatch(label) else label


def told_call(unit: Unit, file: CallFile, shown: Shown) -> ToldCall:
    """Return the words for a call that was read.

    Args:
        unit: knows whose it is.
        file: the call.
        shown: how the number of a caller is worded whom no record names.
    """
    rung = file.call.legs[-1].line if file.call.legs else None
    line = file.call.responsible or rung
    agent = unit.agent_on(line) if line is not None else None
    return ToldCall(
        id=file.call.id,
        subject=subject(file.call, _label(file, shown)),
        at=file.call.created_at,
        agent=agent.name if agent is not None else line or "",
        task_url=file.ledger.task_url,
        afterwards=is_told_afterwards(file.call),
        second=file.ledger.second,
        doubles=tuple(
            f"{file.ledger.task_url.rpartition('/')[0]}/{at}" for at in file.ledger.doubles
        ),
    )


def told_calls(units: Units, org_id: OrgId, ids: Sequence[CallId], shown: Shown) -> list[ToldCall]:
    """Return the words for calls, all read in one transaction."""

    def read(unit: Unit) -> list[ToldCall]:
        files = ((call_id, unit.find_call(call_id)) for call_id in ids)
        return [told_call(unit, file, shown) if file else ToldCall(id=at) for at, file in files]

    return units.read(org_id, read)


def _label(file: CallFile, shown: Shown) -> str:
    number, slots = file.call.remote_number, file.assignment.slots
    if file.ledger.is_private:
        return masked(number)
    labels = (placed.record.label for placed in (slots.who, slots.what) if placed)
    label = next(labels, "") or (number or "")
    return name_shown(label, shown)
