"""Ends the sign-in of whoever gave no sign of life for twelve hours (DECISIONS 36 and 39).

An open page is alive without saying so; only when its twelve hours come round is it asked whether
the web process that holds its socket still lives. So an agent costs one write in twelve hours.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.sign_in import looked_at
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.desk import Desk
from cti_adapter.service.pages import sweeping
from cti_adapter.service.ports import Clock
from cti_adapter.service.sign_in_states import SignInStates

_AT_ONCE = 200


class DueDesks(Protocol):
    """Agents at whose sign-in the clock has to look (storage/people.py)."""

    def due_desks(self, at: datetime, limit: int) -> tuple[tuple[OrgId, AgentId], ...]: ...


class Silence:
    """Looks at the agents whose moment has come.

    Args:
        states: makes the changes.
        desks: who is due.
        last_seen: when each web process said last that it lives.
        clock: tells the time.
    """

    def __init__(
        self,
        states: SignInStates,
        desks: DueDesks,
        last_seen: Callable[[], Mapping[str, datetime]],
        clock: Clock,
    ) -> None:
        self._states = states
        self._desks = desks
        self._last_seen = last_seen
        self._clock = clock

    def tick(self) -> int:
        """Look at everybody who is due; return how many they were."""
        due = self._desks.due_desks(self._clock(), _AT_ONCE)
        if not due:
            return 0
        sweep = sweeping(self._last_seen())

        def change(desk: Desk, now: datetime) -> Desk:
            swept = sweep(desk, now)
            return replace(swept, sign_in=looked_at(swept.sign_in, now))

        for org_id, agent_id in due:
            self._states.change(org_id, agent_id, change)
            self._states.moved(org_id, agent_id)  # the twelve hours were over before this looked
        return len(due)
