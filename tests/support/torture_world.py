"""Two agents with a call each, one caller, our process and Salesforce, in a world without threads.

Who plays it says what happens next, and when something fails or dies. The parts are those of
`torture sim`; nothing is rolled here. In the end everything may finish in peace, and is judged.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import msgspec

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallKey
from cti_adapter.errors import RequestError
from cti_adapter.service.agent_desk import AgentDesk, LogForm
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.noting import Typed
from cti_adapter.service.open_record import PageAnswer
from cti_adapter.service.ports import Agent
from cti_adapter.torture.calls import Planned, Telling
from cti_adapter.torture.clock import VirtualClock
from cti_adapter.torture.crashes import Crash, Hazards
from cti_adapter.torture.faults import READS, Faults
from cti_adapter.torture.ground import ORG, Ground
from cti_adapter.torture.process import Process
from cti_adapter.torture.salesforce import SimulatedSalesforce
from cti_adapter.torture.verdict import Verdict
from tests.support.notes_page import NotesPage

LINES = ("101", "102")
PAGES = ("s", "c")
"""The clients an agent has open: softphone and companion."""
STORY = ("call.created", "leg.offered", "leg.connected", "leg.ended", "call.ended")
_PHONE = "+14155550101"
_SECONDS = (0, 0, 4, 64, 64)
_LONG = 2 * 3600.0
"""Longer than every wait of the outbox and every wrap-up."""
_NO_DICE = Random(0)  # noqa: S311 - never rolled


class _Chosen(Faults):
    """Salesforce fails when it is said so, and only the next request."""

    def __init__(self) -> None:
        super().__init__(_NO_DICE)
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


class _Countdown(Hazards):
    """Our process dies at the boundary that was chosen."""

    def __init__(self) -> None:
        super().__init__(_NO_DICE, 0.0)
        self.left = -1

    def boundary(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Crash


class _Asked(msgspec.Struct, frozen=True):
    """Who asks, and about which call."""

    agent: Agent
    call: Any


Command = Callable[[AgentDesk, _Asked], Any]


class World:
    """Everything there is, from before the first event on.

    Args:
        bare: the database to begin with.
        has_key: whether the org has our unique key; without, nobody looks whether a Task is there.
    """

    def __init__(self, bare: Ground, *, has_key: bool = True) -> None:
        self._around = ExitStack()
        self.storage = self._around.enter_context(bare.fresh())
        self.clock, self.faults, self.hazards = VirtualClock(), _Chosen(), _Countdown()
        self._ids = Random(0)  # noqa: S311 - to be the same again, not to be secret
        self.salesforce = SimulatedSalesforce(
            self.clock, self.faults, unique_key=has_key, finds_calls=has_key
        )
        self.caller = self.salesforce.add("Contact", Phone=_PHONE)
        self.calls = {line: _call(line, self.caller, self.clock) for line in LINES}
        self.pages = {(line, name): NotesPage(name) for line in LINES for name in PAGES}
        self._told: set[str] = set()
        self._process = self._new_process()

    def close(self) -> None:
        """Let the files go."""
        self._around.close()

    # the telephone system

    def untold(self, line: str) -> list[Telling]:
        """Return what the telephone system has not been answered yet."""
        tellings = self.calls[line].tellings
        return [each for each in tellings if each.delivery_id not in self._told]

    def tell(self, line: str, telling: Telling) -> bool:
        """Tell one event; False where nobody answered."""
        taken = self.alive(lambda it: it.take_in(self.calls[line], telling))
        if taken:
            self._told.add(telling.delivery_id)
        return taken

    # the agents

    def type(self, line: str, name: str) -> None:
        """Type a word into the notes of one client."""
        page = self.pages[line, name]
        page.type()
        with suppress(RequestError):
            page.send(partial(self._note, line))

    def save(self, line: str, name: str) -> None:
        """Type a word and press Save."""
        page = self.pages[line, name]
        page.type()
        with suppress(RequestError):
            page.send(partial(self._save, line))

    def undo(self, line: str, key: str) -> None:
        """Press Undo."""
        with suppress(RequestError):
            self.press(line, lambda desk, it: desk.undo(it.agent, it.call, key))

    def hear(self, line: str, name: str) -> None:
        """Let a client take up what the server has."""
        file = self.file(line)
        if file is not None:
            self.pages[line, name].hear(file.notes.text)

    def press(self, line: str, command: Command) -> bool:
        """Let an agent's page ask for something; False where nobody answered.

        Raises:
            RequestError: it is refused.
        """

        def work(process: Process) -> None:
            file = self.file(line)
            agent = self.storage.people.agent(ORG, AgentId(line))
            if file is None or agent is None:
                raise RequestError
            command(AgentDesk(process.flow), _Asked(agent, file.call.id))

        return self.alive(work)

    def _note(self, line: str, typed: Typed, key: str) -> bool:
        return self.press(line, lambda desk, it: desk.note(it.agent, it.call, typed, f"n{key}"))

    def _save(self, line: str, typed: Typed, key: str) -> bool:
        log = LogForm(notes=typed, call_result="", page=PageAnswer(answered=False))
        return self.press(line, lambda desk, it: desk.save(it.agent, it.call, log, f"s{key}"))

    # our process

    def alive(self, work: Callable[[Process], object]) -> bool:
        """Let our process do something; a new one comes where it dies of it."""
        try:
            work(self._process)
        except Crash:
            self._process = self._new_process()
            return False
        return True

    def make_a_round(self) -> None:
        """Let the courier do what is due."""
        self.alive(_make_a_round)

    def file(self, line: str) -> CallFile | None:
        """Return a call as the product has it."""
        key = CallKey(self.calls[line].key)
        return self.storage.units.read(ORG, lambda unit: unit.lock_call_by_key(key))

    def _new_process(self) -> Process:
        return Process(
            self.storage,
            self.salesforce,
            clock=self.clock,
            hazards=self.hazards,
            dice=self._ids,
            errand=lambda errand: errand,
        )

    # the end

    def finish(self) -> list[str]:
        """Let all be told, answered and written in peace; return what is wrong then."""
        self.hazards.left = -1
        for page in self.pages.values():
            with suppress(RequestError):
                page.send_again()
        for line in LINES:
            for telling in self.untold(line):
                self.tell(line, telling)
        for _ in range(4):
            self.clock.pass_(_LONG)
            self._process.timekeeper.tick()
            while _make_a_round(self._process):
                pass
        self.salesforce.finish()
        verdict = Verdict(self.storage, self.salesforce)
        verdict.judge(list(self.calls.values()))
        return [*verdict.sentences, *self._wrong_notes()]

    def _wrong_notes(self) -> list[str]:
        files = {line: self.file(line) for line in LINES}
        tasks = self.salesforce.rows["Task"]
        return [
            f"{line} {wrong}"
            for (line, _), page in self.pages.items()
            if (file := files[line]) is not None and file.ledger.task_id
            if (wrong := page.wrong_in(tasks[file.ledger.task_id]["Description"]))
        ]


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
        "remote_number": _PHONE,
        "local_number": "+14155550100",
    }
    members[-1] = {}
    tellings = [
        Telling(
            delivery_id=f"c-{line}-{number}",
            call_id=f"c-{line}",
            number=number,
            second=_SECONDS[number],
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
        text="",
        begun=clock() - timedelta(seconds=_SECONDS[-1]),
    )
