"""The checkbox 'Do not log the call in Salesforce': one for each agent of each call (DECISION 35).

It lives here on the server, whichever client it was switched in; what it does to the log is
decided at the end of the call (logbook/authority.py).
"""

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import DoNotLogChosen
from cti_adapter.errors import NoSuchThing, StateConflict
from cti_adapter.logbook.stated import of
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.fold import Fold
from cti_adapter.service.ports import Agent
from cti_adapter.service.statements import statements
from cti_adapter.service.who_logs import may_choose


class DoNotLog:
    """The command behind the checkbox."""

    def __init__(self, flow: CallFlow) -> None:
        self._flow = flow

    def choose(self, agent: Agent, call_id: CallId, *, checked: bool, key: str) -> None:
        """Switch the checkbox; the same again changes nothing.

        Args:
            agent: whose checkbox.
            call_id: of a call on this agent's panel.
            checked: how it is to stand.
            key: the same command again is done once.

        Raises:
            NoSuchThing: the call is not on this agent's panel.
            StateConflict: it is over, or this agent has no checkbox there now.
        """

        def work(fold: Fold) -> None:
            if key and fold.unit.remembered(key, agent.id):
                return
            there = fold.unit.desk(agent.id).has(call_id)
            file = fold.unit.lock_call(call_id) if there else None
            if file is None:
                raise NoSuchThing("this call is not on your panel")
            phase = file.call.phase_for(agent.line)
            if phase in {"wrap-up", "over"}:
                raise StateConflict("the call is over: who logs it is decided", state=phase)
            for told in statements(fold.unit, file, None, fold.policy, fold.now):
                file = fold.advance(file, told)
            if not may_choose(file, agent.line):
                raise StateConflict("this call has no such choice for you now", state=phase)
            known = of(file.stated, agent.line)
            if known is None or known.do_not_log != checked:
                fold.advance(file, DoNotLogChosen(at=fold.now, agent=agent.id, checked=checked))

        self._flow.apply(agent.org_id, work)
