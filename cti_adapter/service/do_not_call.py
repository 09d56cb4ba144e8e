"""Before a number is dialled: does somebody who has it want no calls? (B-31, adr/0041).

Salesforce is asked for a moment and no longer. What it does not say in time is no reason not to
dial: the agent is told that nobody could say, the journal keeps it, and an answer that comes while
the call runs is told as a warning. Nothing here dials.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import msgspec
import structlog

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.calls.number import PhoneNumber, is_matchable
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record
from cti_adapter.errors import CtiError, MarkedDoNotCall
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.background import Background
from cti_adapter.service.fold import Fold
from cti_adapter.service.panel_ports import Announcement
from cti_adapter.service.ports import Agent

PATIENCE_S = 1.0
"""A press of Dial waits so long for Salesforce, in seconds."""

_log = structlog.get_logger()

Marked = tuple[Record, ...] | None
"""Who has the number and is marked; None: nobody could say."""
Ask = Callable[[OrgId, PhoneNumber], tuple[Record, ...]]
"""Asks Salesforce who is; raises the SalesforceError tree."""


class Look(msgspec.Struct, frozen=True):
    """What Salesforce said of a number, or will say."""

    marked: Marked
    coming: Future[Marked] | None = None
    """Where it did not say in time, and may yet."""

    def when_known(self, tell: Callable[[tuple[Record, ...]], None]) -> None:
        """Have `tell` called with who is marked, where that turns out later; by any thread."""
        if self.coming is not None:
            self.coming.add_done_callback(lambda done: _told(tell, done.result()))


class DoNotCall:
    """Knows whom not to call. Safe for threads.

    Args:
        ask: Salesforce.
        policy: of an org: a number of too few digits is nobody's.
        background: where Salesforce is asked.
        patience_s: seconds that a press waits.
    """

    def __init__(
        self,
        ask: Ask,
        policy: Callable[[OrgId], Policy],
        background: Background,
        *,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._ask = ask
        self._policy = policy
        self._background = background
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._asking: set[tuple[OrgId, AgentId]] = set()

    def look(self, agent: Agent, number: PhoneNumber) -> Look:
        """Return who has a number and is marked, as far as Salesforce says so in time.

        Args:
            agent: who dials. One whose last question is still open does not wait for another.
            number: in normal form.
        """
        if not is_matchable(number, self._policy(agent.org_id).minimum_digits):
            return Look(())
        who = agent.org_id, agent.id
        with self._lock:
            if who in self._asking:
                return Look(None)
            self._asking.add(who)
        answer: Future[Marked] = Future()

        def work() -> None:
            marked: Marked = None
            try:
                marked = self._ask(agent.org_id, number)
            except CtiError as error:
                _log.warning("do_not_call.unknown", error=type(error).__name__)
            finally:
                with self._lock:
                    self._asking.discard(who)
                answer.set_result(marked)  # whoever waits for it may ask again at once

        self._background.start(work)
        try:
            return Look(answer.result(timeout=self._patience_s))
        except TimeoutError:
            return Look(None, answer)


def _told(tell: Callable[[tuple[Record, ...]], None], marked: Marked) -> None:
    try:
        if marked:
            tell(marked)
    except CtiError as error:  # the database is away
        _log.warning("do_not_call.untold", error=type(error).__name__)


def expect_warned(marked: Marked, warned: Sequence[Record]) -> tuple[Record, ...]:
    """Return who is dialled all the same; where nobody can say, those the agent was warned of.

    Raises:
        MarkedDoNotCall: somebody is of whom the agent was not warned.
    """
    if marked is None:
        return tuple(warned)
    told = {each.id for each in warned}
    if any(each.id not in told for each in marked):
        named = ({"id": each.id, "type": each.type, "name": each.label} for each in marked)
        raise MarkedDoNotCall(tuple(named))
    return marked


def say_unchecked(fold: Fold, agent: Agent) -> None:
    """Tell the agent that nobody could say whether the number may be dialled."""
    fold.announce(agent.id, Announcement(code="said.not-checked", tone="warning"))


def say_marked(fold: Fold, agent: Agent, call_id: CallId, marked: Sequence[Record]) -> None:
    """Tell the agent of a mark while the call runs already."""
    phases = {call.id: call.phase for call in fold.unit.desk(agent.id).calls}
    if phases.get(call_id) in {"dialling", "talking", "held"}:
        params = {"record": ", ".join(each.label for each in marked)}
        said = Announcement(code="said.marked", params=params, tone="warning", call_id=call_id)
        fold.announce(agent.id, said)
