"""What is told of who logs a call: where its agents are signed in, and what they chose.

Events, told on by events.py. They stand in the journal, so that what is decided at the end of the
call rests on nothing else (D2).
"""

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.reported import Event
from cti_adapter.calls.sign_in import SignedIn


class SignInStated(Event, frozen=True, kw_only=True, tag="sign-in.stated"):
    """Where an agent of the call is signed in from here on: at first, and when it changes."""

    agent: AgentId
    line: Line
    signed_in: SignedIn
    default_do_not_log: bool = False
    """'Do not log by default' of this agent."""
    linked: bool = True
    """Whether the agent has a Salesforce user."""


class DoNotLogChosen(Event, frozen=True, kw_only=True, tag="do-not-log.chosen"):
    """The agent switched the checkbox 'Do not log the call in Salesforce' of this call."""

    agent: AgentId
    checked: bool


WhoLogsEvent = SignInStated | DoNotLogChosen
