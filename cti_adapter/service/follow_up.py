"""A follow-up task of a call: asked for by an agent, made by the outbox, told to who asked (B-31).

It may be asked for while the call runs, in wrap-up, and from the history.
"""

from datetime import date, timedelta

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEvent
from cti_adapter.calls.follow_ups import FollowUpAsked, FollowUpMade, FollowUpRefused
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.fold import Fold
from cti_adapter.service.history import mine
from cti_adapter.service.panel_ports import Announcement
from cti_adapter.service.ports import Agent

LONGEST = timedelta(days=3 * 365)
"""Nobody means a day farther off than this."""

ZONES = timedelta(days=1)
"""The agent's day may be behind ours."""


class FollowUps:
    """What agents mean to do later."""

    def __init__(self, flow: CallFlow) -> None:
        self._flow = flow

    def ask(self, agent: Agent, call_id: CallId, due: date, key: str) -> None:
        """Have a Task of the agent's made on the records of a call.

        Args:
            agent: who asks, and whose it will be.
            call_id: of a call on their panel or in their history.
            due: the day.
            key: the same again is done once.

        Raises:
            NoSuchThing: the call is not this agent's.
            Unprocessable: the day has passed, or is years away.
        """

        def work(fold: Fold) -> None:
            file = mine(fold, agent.id, call_id)
            today = fold.now.date()
            if not today - ZONES <= due <= today + LONGEST:
                fault = "choose a day from today on, within three years"
                raise Unprocessable(FieldFault(field="date", message=fault))
            if not (key and fold.unit.remembered(key, agent.id)):
                event = FollowUpAsked(at=fold.now, agent=agent.id, due=due.isoformat())
                fold.advance(file, event)

        self._flow.apply(agent.org_id, work)


def told(file: CallFile, event: CallEvent) -> tuple[AgentId, Announcement] | None:
    """Return what is said of a follow-up task to the agent who asked for it."""
    match event:
        case FollowUpMade(nth=nth):
            said = Announcement(code="said.follow-up-made", tone="success")
        case FollowUpRefused(nth=nth, final=True, message=message):
            params = {"message": message}
            said = Announcement(code="said.follow-up-refused", params=params, tone="warning")
        case _:
            return None
    asked = next(each for each in file.follow_ups if each.nth == nth)
    return asked.agent, replace(said, call_id=file.call.id)
