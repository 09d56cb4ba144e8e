"""Tells calls where their agents are signed in: who logs is decided by the journal alone (D2).

Before anything happens to a call, and whenever the state of an agent changes, what the call knows
of each of its agents is compared with what holds now; what differs is an event of the call.
"""

from collections.abc import Iterator
from datetime import datetime

from cti_adapter.calls.agent import Line
from cti_adapter.calls.events import CallEvent, SignInStated
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.sign_in import signed_in
from cti_adapter.logbook.stated import Stated, of
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Unit
from cti_adapter.service.who_logs import unstated


def statements(
    unit: Unit, file: CallFile, event: CallEvent | None, policy: Policy, now: datetime
) -> Iterator[SignInStated]:
    """Return what a call has to be told of its agents before an event.

    A line on which nobody we know sits is stated never: who is not linked stands in row 2.

    Args:
        unit: of this transaction.
        file: the call, locked.
        event: what is about to be folded, None for nothing; a statement needs none itself.
        policy: the settings in force.
        now: of this transaction.
    """
    if isinstance(event, SignInStated):
        return
    for line in unstated(file, event):
        told = statement(unit, line, policy, now)
        if told is not None and not _is_known(of(file.stated, line), told):
            yield told


def statement(unit: Unit, line: Line, policy: Policy, now: datetime) -> SignInStated | None:
    """Say where the agent on a line is signed in now; None where we know nobody there."""
    agent = unit.agent_on(line)
    if agent is None:
        return None
    kept = unit.desk(agent.id).sign_in
    return SignInStated(
        at=now,
        agent=agent.id,
        line=line,
        signed_in=signed_in(kept, policy, now),
        default_do_not_log=agent.do_not_log,
        linked=agent.user_id is not None,
    )


def _is_known(known: Stated | None, told: SignInStated) -> bool:
    return known is not None and (
        known.agent,
        known.signed_in,
        known.do_not_log_by_default,
        known.linked,
    ) == (told.agent, told.signed_in, told.default_do_not_log, told.linked)
