"""What linking needs of the world: the agents, the users, the history, the doors."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from cti_adapter.calls.policy import Policy
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import Agent, Clock
from cti_adapter.service.roster import Roster
from cti_adapter.service.users import Users


class History(Protocol):
    """Who keeps what was changed (Configuration)."""

    def note(self, org_id: OrgId, *, by: str, summary: str) -> object: ...


class LinkPorts(NamedTuple):
    """The ports of linking, wired in app/."""

    roster: Roster
    users: Callable[[OrgId], Users]
    """The users of an org."""
    history: History
    sign_out: Callable[[Agent], None]
    """Ends everything that an agent's user, as they were linked, has open."""
    policy: Callable[[OrgId], Policy]
    """What an org's admins decided."""
    clock: Clock
    new_id: Callable[[], str]
    """An id that nobody else has."""

    def end_sessions(self, before: Sequence[Agent], after: Sequence[Agent]) -> None:
        """Sign out everybody whose link is not what it was."""
        now = {one.user_id: one.id for one in after}
        for one in before:
            if one.user_id is not None and now.get(one.user_id) != one.id:
                self.sign_out(one)
