"""What happens to a follow-up task: an agent asks for one, Salesforce answers (B-31).

Events, told on by events.py. `nth` counts the follow-up tasks of one call, from one on.
"""

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.reported import Event


class FollowUpAsked(Event, frozen=True, kw_only=True, tag="follow-up.asked"):
    """The agent wants a Task of their own on the records of the call, due on a day."""

    agent: AgentId
    due: str
    """YYYY-MM-DD."""


class FollowUpMade(Event, frozen=True, kw_only=True, tag="follow-up.made"):
    """The Task stands in Salesforce."""

    nth: int
    task_id: str
    url: str


class FollowUpRefused(Event, frozen=True, kw_only=True, tag="follow-up.refused"):
    """The Task could not be made; unless `final` the server keeps trying."""

    nth: int
    message: str
    final: bool


FollowUpEvent = FollowUpAsked | FollowUpMade | FollowUpRefused
