"""Anything at any moment: a machine of rules plays the service, and what must hold is looked at.

Hypothesis chooses what happens next: an event is told, again or in disorder, an agent types, saves
or takes the Save back, Salesforce fails, somebody there edits or moves a record, our process dies
inside whatever it does. After each step the invariants are checked; in the end everything may
finish in peace. What is played is the product's own code, as in `torture sim`.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallKey
from cti_adapter.errors import RequestError
from cti_adapter.service.agent_desk import AgentDesk, LogForm
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.noting import Typed
from cti_adapter.service.open_record import PageAnswer
from cti_adapter.torture.calls import NOTES, Planned, Telling
from cti_adapter.torture.clock import VirtualClock
from cti_adapter.torture.crashes import Crash, Hazards
from cti_adapter.torture.faults import READS, WRITES, Faults
from cti_adapter.torture.ground import ORG, Ground, ground
from cti_adapter.torture.process import Process
from cti_adapter.torture.salesforce import CALL_ID, SimulatedSalesforce
from cti_adapter.torture.verdict import Verdict

LINES = ("101", "102")
PHONE = "+14155550101"
STORY = ("call.created", "leg.offered", "leg.connected", "leg.ended", "call.ended")
SECONDS = (0, 0, 4, 64, 64)
LONG = 2 * 3600.0
"""Longer than every wait of the outbox and every wrap-up."""

NO_DICE = Random(0)  # noqa: S311 - never rolled
FEW = settings(
    max_examples=25,
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),  # a loaded machine draws slowly
)

lines = st.sampled_from(LINES)


class Chosen(Faults):
    """Salesforce fails when the test says so, and only the next request."""

    def __init__(self) -> None:
        super().__init__(NO_DICE)
        self.next = ""

    def roll(self, now: float, *, writing: bool) -> str:
        """Fail once; what befalls writes alone waits for the next one."""
        del now
        if not writing and self.next not in READS:
            return ""
        fault, self.next = self.next, ""
        return fault

    def lateness(self) -> float:
        return 5.0


class Countdown(Hazards):
    """Our process dies at the boundary the test chose."""

    def __init__(self) -> None:
        super().__init__(NO_DICE, 0.0)
        self.left = -1

    def boundary(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Crash


class Service(RuleBasedStateMachine):
    """Two agents, a call each, one caller."""

    bare: Ground
    has_key = True

    def __init__(self) -> None:
        super().__init__()
        self.around = ExitStack()
        self.storage = self.around.enter_context(self.bare.fresh())
        self.clock, self.faults, self.hazards = VirtualClock(), Chosen(), Countdown()
        self.dice = Random(0)  # noqa: S311 - to be rolled again, not to be secret
        self.salesforce = SimulatedSalesforce(
            self.clock, self.faults, unique_key=self.has_key, finds_calls=self.has_key
        )
        self.caller = self.salesforce.add("Contact", Phone=PHONE)
        self.calls = {line: _call(line, self.caller, self.clock) for line in LINES}
        self.process = self._new_process()
        self.typed = 0
        self.told: set[str] = set()
        self.seqs = dict.fromkeys(LINES, 0)
        self.edited: dict[str, str] = {}

    def teardown(self) -> None:
        try:
            self._finish()
        finally:
            self.around.close()

    # what happens

    @rule(line=lines, number=st.integers(1, len(STORY)))
    def events_are_told(self, line: str, number: int) -> None:
        """The next ones; the telephone system goes on where it was not answered."""
        for telling in self._untold(line)[:number]:
            if not self._is_told(line, telling):
                break

    @rule(line=lines, number=st.integers(0, len(STORY) - 1))
    def an_event_is_told(self, line: str, number: int) -> None:
        """Once more, or before what came before it."""
        self._is_told(line, self.calls[line].tellings[number])

    @rule(line=lines)
    def notes_are_typed(self, line: str) -> None:
        self.typed += 1
        text = f"{self.calls[line].text} {self.typed}"
        if self._press(line, lambda desk, it: desk.note(it.agent, it.id, Typed(text=text), text)):
            self.calls[line].kept_text = text

    @rule(line=lines)
    def save_is_pressed(self, line: str) -> None:
        self.typed += 1
        text = f"{self.calls[line].text} {self.typed}"
        log = LogForm(notes=Typed(text=text), call_result="", page=PageAnswer(answered=False))
        if self._press(line, lambda desk, it: desk.save(it.agent, it.id, log, text)):
            self.calls[line].kept_text = text

    @rule(line=lines)
    def save_is_taken_back(self, line: str) -> None:
        self.typed += 1
        self._press(line, lambda desk, it: desk.undo(it.agent, it.id, f"undo-{self.typed}"))

    @rule(seconds=st.sampled_from([1, 30, 70, 400, 1000]))
    def time_goes_by(self, seconds: int) -> None:
        self.clock.pass_(seconds)
        self._alive(lambda it: it.timekeeper.tick())

    @rule(rounds=st.integers(1, 4))
    def the_courier_makes_rounds(self, rounds: int) -> None:
        for _ in range(rounds):
            self._alive(_make_a_round)

    @rule(fault=st.sampled_from(sorted(WRITES)))
    def salesforce_will_fail(self, fault: str) -> None:
        self.faults.next = fault

    @rule(boundary=st.integers(1, 6))
    def our_process_will_die(self, boundary: int) -> None:
        self.hazards.left = boundary

    @precondition(lambda self: self.salesforce.tasks())
    @rule()
    def somebody_edits_a_task(self) -> None:
        task = self.salesforce.tasks()[0]
        self.edited[task["Id"]] = task["Subject"] = "Mine now"
        task["LastModifiedDate"] = "meanwhile"

    @precondition(lambda self: self.salesforce.heir_of(self.caller) == self.caller)
    @rule(fate=st.sampled_from(["merged", "deleted"]))
    def the_caller_is(self, fate: str) -> None:
        heir = self.salesforce.add("Contact") if fate == "merged" else None
        self.salesforce.move("Contact", self.caller, IsDeleted=True, MasterRecordId=heir)

    # what holds

    @invariant()
    def no_call_has_two_tasks(self) -> None:
        made = [task[CALL_ID] for task in self.salesforce.tasks()]

        assert sorted(set(made)) == sorted(made)

    @invariant()
    def what_is_called_saved_is_there(self) -> None:
        for file in self._files():
            if file.ledger.state == "saved":
                assert file.ledger.task_id in self.salesforce.rows["Task"]

    @invariant()
    def what_somebody_edited_stays(self) -> None:
        for task, subject in self.edited.items():
            assert subject == self.salesforce.rows["Task"][task]["Subject"]

    @invariant()
    def messages_are_numbered_one_after_the_other(self) -> None:
        for line in LINES:
            seq = self.storage.people.desk(ORG, AgentId(line)).seq
            heard = self.storage.people.messages_since(ORG, AgentId(line), self.seqs[line])
            if heard is not None:
                assert list(range(self.seqs[line] + 1, seq + 1)) == [each.seq for each in heard]
            self.seqs[line] = seq

    # how

    def _finish(self) -> None:
        """Let everything be told, and everything be written: each call is one Task, or says why."""
        self.hazards.left = -1
        for line in LINES:
            for telling in self._untold(line):
                self.process.take_in(self.calls[line], telling)
        for _ in range(4):
            self.clock.pass_(LONG)
            self.process.timekeeper.tick()
            while _make_a_round(self.process):
                pass
        self.salesforce.finish()
        verdict = Verdict(self.storage, self.salesforce)
        verdict.judge(list(self.calls.values()))

        assert [] == verdict.sentences

    def _is_told(self, line: str, telling: Telling) -> bool:
        taken = self._alive(lambda it: it.take_in(self.calls[line], telling))
        if taken:
            self.told.add(telling.delivery_id)
        return taken

    def _untold(self, line: str) -> list[Telling]:
        tellings = self.calls[line].tellings
        return [each for each in tellings if each.delivery_id not in self.told]

    def _press(self, line: str, command: Callable[[AgentDesk, "_Panel"], Any]) -> bool:
        """Let an agent's page ask; False where it was refused, or nobody answered."""

        def work(process: Process) -> None:
            file = self._file(line)
            agent = self.storage.people.agent(ORG, AgentId(line))
            if file is None or agent is None:
                raise RequestError
            command(AgentDesk(process.flow), _Panel(agent=agent, id=file.call.id))

        with suppress(RequestError):
            return self._alive(work)
        return False

    def _alive(self, work: Callable[[Process], object]) -> bool:
        """Let our process do something; a new one comes where it dies of it."""
        try:
            work(self.process)
        except Crash:
            self.process = self._new_process()
            return False
        return True

    def _files(self) -> list[CallFile]:
        return [file for file in map(self._file, LINES) if file is not None]

    def _file(self, line: str) -> CallFile | None:
        key = CallKey(self.calls[line].key)
        return self.storage.units.read(ORG, lambda unit: unit.lock_call_by_key(key))

    def _new_process(self) -> Process:
        return Process(
            self.storage,
            self.salesforce,
            clock=self.clock,
            hazards=self.hazards,
            dice=self.dice,
            errand=lambda errand: errand,
        )


class _Panel(msgspec.Struct):
    """Who asks, and about which call."""

    agent: Any
    id: Any


def _make_a_round(process: Process) -> bool:
    claimed = process.courier.claim(4)
    for entry in claimed:
        process.courier.deliver(entry)
    return bool(claimed)


def _call(line: str, who: str, clock: VirtualClock) -> Planned:
    """Return a call that this agent takes, and what is told of it."""
    members: list[dict[str, str]] = [{"agent": line} for _ in STORY]
    members[0] = {
        "route": "agent",
        "direction": "inbound",
        "remote_number": PHONE,
        "local_number": "+14155550100",
    }
    members[-1] = {}
    tellings = [
        Telling(
            delivery_id=f"c-{line}-{number}",
            call_id=f"c-{line}",
            number=number,
            second=SECONDS[number],
            type=kind,
            members=members[number],
            after_s=0,
        )
        for number, kind in enumerate(STORY)
    ]
    return Planned(
        native_id=f"c-{line}",
        line=line,
        kind="inbound",
        who=who,
        refused=False,
        talked_s=60,
        tellings=tellings,
        saves_after_s=None,
        text=NOTES[0],
        begun=clock() - timedelta(seconds=SECONDS[-1]),
    )


class Keyless(Service):
    """The same in an org without our unique key, where nobody looks whether the Task is there."""

    has_key = False


def test_whatever_happens_in_whatever_order_no_call_is_lost_doubled_or_overwritten() -> None:
    """Rules find what nobody thinks of: a Save that is taken back while its answer is late."""
    play(Service, settings(FEW))


def test_the_invariants_catch_a_design_without_a_key() -> None:
    """A machine that let this pass would let ours pass whatever it does."""
    with ground() as bare:
        Keyless.bare = bare
        world = Keyless()
        with world.around:
            world.events_are_told("101", len(STORY))
            world.the_courier_makes_rounds(2)
            world.salesforce_will_fail("answer-lost")
            world.save_is_pressed("101")
            world.the_courier_makes_rounds(1)
            world.no_call_has_two_tasks()
            world.time_goes_by(400)
            world.the_courier_makes_rounds(1)
            with pytest.raises(AssertionError):
                world.no_call_has_two_tasks()


def play(machine: type[Service], how: settings) -> None:
    with ground() as bare:
        machine.bare = bare
        run_state_machine_as_test(machine, settings=how)
