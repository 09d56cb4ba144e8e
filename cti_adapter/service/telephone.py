"""What an agent asks of the telephone system: answer, hold, hang up, dial.

The wish is checked against the state, then sent. It counts as done when its event arrives, so
nothing here changes a call by itself, but for a call that we place: that exists from the dial on
(DECISION 10), so that its record is assigned before the far end rings.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from http import HTTPStatus

from msgspec.structs import replace

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import Call, CallId
from cti_adapter.calls.commands import Command, Target, Verb, allowed, verbs_for
from cti_adapter.calls.events import CallEnded, DialPlaced, TelephonyEvent
from cti_adapter.calls.number import PhoneNumber, normal_form
from cti_adapter.calls.record import Record
from cti_adapter.calls.source_clock import in_its_clock
from cti_adapter.errors import (
    FieldFault,
    NoSuchThing,
    StateConflict,
    TelephonyError,
    Unprocessable,
)
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.do_not_call import (
    DoNotCall,
    expect_warned,
    say_marked,
    say_unchecked,
)
from cti_adapter.service.fold import Fold, opened
from cti_adapter.service.missed_calls import called_back, not_called_back
from cti_adapter.service.org_ports import Orgs
from cti_adapter.service.panel_ports import Announcement
from cti_adapter.service.panels import panel_phase
from cti_adapter.service.past_calls import PastCallsWanted
from cti_adapter.service.ports import Agent, Telephony, Unit, Units


class Telephone:
    """The agent's telephone, worked from the panel."""

    def __init__(  # noqa: PLR0913 - the composition root hands in each port by name
        self,
        flow: CallFlow,
        *,
        units: Units,
        orgs: Orgs,
        telephony: Telephony,
        do_not_call: DoNotCall,
        new_id: Callable[[], str],
    ) -> None:
        self._flow = flow
        self._units = units
        self._orgs = orgs
        self._telephony = telephony
        self._do_not_call = do_not_call
        self._new_id = new_id

    def ask(  # noqa: PLR0913 - each says one thing about the one press
        self,
        agent: Agent,
        call_id: CallId,
        verb: Verb,
        *,
        key: str,
        digits: str = "",
        target: Target | None = None,
    ) -> None:
        """Ask for something to be done with a call on the agent's panel.

        Raises:
            NoSuchThing: the call is not on this panel.
            StateConflict: the call's state does not allow it.
            TelephonyError: the telephone system did not take the command.
        """
        file = self._units.read(agent.org_id, lambda unit: _on_panel(unit, agent, call_id))
        phase = panel_phase(file, agent.line)
        leg = file.call.leg_of(agent.line)
        system = self._orgs.capabilities(agent.org_id).get(file.call.connector, ())
        can = verbs_for(file.call, system)
        if leg is None or verb not in allowed(file.call, agent.line) & can:
            conflict = StateConflict(f"cannot {verb} now", state=phase or "over")
            self._units.write(agent.org_id, lambda unit: _refuse(unit, agent, key, conflict))
            return
        command = Command(
            id=_command_id(agent, call_id, verb, key) if key else self._new_id(),
            verb=verb,
            native_id=file.call.native_id,
            leg_id=leg.id,
            line=agent.line,
            digits=digits,
            target=target or _asked(file.call, agent.line, verb),
            attributes=file.call.attributes,
        )
        try:
            follows = self._telephony.send(agent.org_id, file.call.connector, command)
        except TelephonyError as refused:
            self._find_too_late(agent, file, verb, refused)
            raise
        if follows:
            self._flow.apply(agent.org_id, lambda fold: _report(fold, file, follows))
        if key:
            self._units.write(agent.org_id, lambda unit: unit.remembered(key, agent.id))

    def _find_too_late(
        self, agent: Agent, file: CallFile, verb: Verb, refused: TelephonyError
    ) -> None:
        """Tell a refusal that the state explains: the call moved on while the command was sent.

        Raises:
            StateConflict: with the state as it is now.
        """
        now = self._units.read(agent.org_id, lambda unit: unit.find_call(file.call.id)) or file
        moved_on = verb not in allowed(now.call, agent.line)
        if moved_on or getattr(refused, "status", 0) == HTTPStatus.CONFLICT:
            state = panel_phase(now, agent.line) or "over"
            raise StateConflict(f"cannot {verb} now", state=state) from refused

    def dial(  # noqa: PLR0913 - each says one thing about the one press
        self,
        agent: Agent,
        number: str,
        record: Record | None,
        *,
        browser: str,
        key: str,
        warned: Sequence[Record] = (),
        also: Callable[[Fold, CallId], None] | None = None,
    ) -> None:
        """Place a call for the agent, from a typed number or from a record's number.

        Args:
            agent: who dials.
            number: as it was typed or clicked.
            record: what it was clicked on.
            browser: where; only the one that has the lease dials (DECISION 48).
            key: the same again is done once.
            warned: who is marked DoNotCall, as the agent was told before 'Dial anyway' (B-31).
            also: what the call brings with it, in the same transaction; what it raises prevents
                the call.

        Raises:
            Unprocessable: the text is no telephone number.
            StateConflict: the agent is on a call already, or another browser has the lease.
            MarkedDoNotCall: somebody is of whom the agent was not warned.
            TelephonyError: the telephone system did not take it; the call is closed as failed.
        """
        region = self._orgs.policy(agent.org_id).region
        try:
            dialled = normal_form(number, region)
        except ValueError as error:
            raise Unprocessable(FieldFault(field="number", message=str(error))) from error
        if dialled is None:
            raise Unprocessable(FieldFault(field="number", message="type the number to dial"))
        look = self._do_not_call.look(agent, dialled)
        connector = self._system_of(agent)
        native_id, leg_id = f"cti-{self._new_id()}", f"leg-{self._new_id()}"
        placed: list[CallId] = []

        def place(fold: Fold) -> None:
            if key and fold.unit.remembered(key, agent.id):
                return
            _check_free(fold, agent)
            _check_lease(fold, agent, browser)
            despite = expect_warned(look.marked, warned)
            event = DialPlaced(
                at=fold.now,
                agent=agent.id,
                line=agent.line,
                leg_id=leg_id,
                number=dialled,
                record=fold.best_known(record) if record is not None else None,
                despite=despite,
                unchecked=look.marked is None and not despite,
            )
            call_id = CallId(self._new_id())
            file = opened(agent.org_id, call_id, connector, native_id, event)
            fold.advance(file, event, is_new=True)
            fold.panels.miss(agent.id, lambda missed: called_back(missed, dialled, call_id))
            if also is not None:
                also(fold, call_id)
            if event.unchecked:
                say_unchecked(fold, agent)
            placed.append(call_id)

        self._flow.apply(agent.org_id, place)
        if not placed:
            return
        if not warned:
            look.when_known(lambda marked: self._warn(agent, placed[-1], marked))
        command = Command(
            id=self._new_id(),
            verb="originate",
            native_id=native_id,
            leg_id=leg_id,
            line=agent.line,
            number=dialled,
        )
        try:
            self._telephony.send(agent.org_id, connector, command)
        except TelephonyError:
            self._flow.apply(agent.org_id, lambda fold: _give_up(fold, agent, placed[-1]))
            raise

    def _system_of(self, agent: Agent) -> str:
        """Return the connector to dial on: of several, the one of the agent's latest call."""
        systems = self._telephony.connectors_for(agent)
        if len(systems) == 1:
            return systems[0]
        latest = self._units.read(
            agent.org_id, lambda unit: unit.past_calls(agent.id, PastCallsWanted(limit=1))
        )
        used = [file.call.connector for file in latest.files]
        return next((each for each in used if each in systems), systems[0])

    def _warn(self, agent: Agent, call_id: CallId, marked: Sequence[Record]) -> None:
        self._flow.apply(agent.org_id, lambda fold: say_marked(fold, agent, call_id, marked))


_OF_ASKING: frozenset[Verb] = frozenset({"complete_consult", "cancel_consult", "conference"})


def _asked(call: Call, line: Line, verb: Verb) -> Target | None:
    """Return whom this agent asks, where that is what the command is about."""
    name = call.asks(line) if verb in _OF_ASKING else ""
    if not name:
        return None
    is_agent = not name.startswith("+") or call.leg_of(Line(name)) is not None
    return Target(line=Line(name)) if is_agent else Target(number=PhoneNumber(name))


def _report(fold: Fold, file: CallFile, events: Sequence[TelephonyEvent]) -> None:
    """Fold what the telephone system's answer tells, because no event of it will come."""
    for event in events:
        told = replace(event, at=in_its_clock(file.call, event.at))
        fold.report(file.call.connector, file.call.native_id, told)


def _refuse(unit: Unit, agent: Agent, key: str, conflict: StateConflict) -> None:
    """Refuse what the state forbids, but not the repeat of what was done and so changed it."""
    if not key or not unit.remembered(key, agent.id):
        raise conflict  # which rolls back the unit: the key was not used


def _command_id(agent: Agent, call_id: CallId, verb: Verb, key: str) -> str:
    """Return the same id for the same press, so that sent twice it is one command out there too."""
    press = f"{agent.org_id}\n{agent.id}\n{call_id}\n{verb}\n{key}"
    return sha256(press.encode()).hexdigest()[:32]


def _on_panel(unit: Unit, agent: Agent, call_id: CallId) -> CallFile:
    file = unit.find_call(call_id) if unit.desk(agent.id).has(call_id) else None
    if file is None:
        raise NoSuchThing("this call is not on your panel")
    return file


def _check_free(fold: Fold, agent: Agent) -> None:
    busy = {"dialling", "talking", "held"}
    for call in fold.unit.desk(agent.id).calls:
        if call.phase in busy:
            raise StateConflict("you are on a call already", state=call.phase)


def _check_lease(fold: Fold, agent: Agent, browser: str) -> None:
    """Within one browser the lease follows the focus, so whoever clicked there may dial."""
    if fold.unit.desk(agent.id).lease.browser not in {"", browser}:
        raise StateConflict("another browser dials; take over first", state="elsewhere")


def _give_up(fold: Fold, agent: Agent, call_id: CallId) -> None:
    file = fold.unit.lock_call(call_id)
    if file is not None:
        fold.advance(file, CallEnded(at=fold.now, outcome="failed"))
        fold.panels.miss(agent.id, lambda missed: not_called_back(missed, call_id))
    fold.announce(agent.id, Announcement(code="said.dial-failed", tone="error"))
