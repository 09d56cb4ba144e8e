"""`torture sim`: one seed is one schedule of calls, crashes and faults, in virtual time.

The dice decide everything and the clock is ours, so that the same seed plays the same story again,
step by step. The database is a real SQLite file, and it alone outlives our process.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from random import Random

from cti_adapter.outbox.entry import Entry
from cti_adapter.storage import Storage
from cti_adapter.torture.calls import Planned, Telling, plan
from cti_adapter.torture.clock import Agenda, VirtualClock
from cti_adapter.torture.continued import TaskPeople
from cti_adapter.torture.crashes import Crash, Hazards
from cti_adapter.torture.designs import Design, errand_of, has_unique_key
from cti_adapter.torture.faults import Faults
from cti_adapter.torture.ground import USERS
from cti_adapter.torture.process import Process
from cti_adapter.torture.salesforce import SimulatedSalesforce
from cti_adapter.torture.verdict import Verdict

CALLS_OF_A_LINE = 3
CRASH_RATE = 0.015
ROUND_S, IDLE_S = 1.0, 10.0
"""Between two rounds of courier and clock; the longer where the last one had nothing to do."""
PATIENCE_S = 12 * 3600.0
"""What is not written by then never will be."""
STALLED = 0.03
"""Share of the deliveries that hang for longer than their lease."""


class Simulation:
    """One seed.

    Args:
        seed: of the dice.
        storage: an empty one.
        design: ours, or one that is broken on purpose.
    """

    def __init__(
        self,
        seed: int,
        storage: Storage,
        design: Design = "ours",
    ) -> None:
        self._dice = Random(f"{seed}")  # noqa: S311 - to be rolled again, not to be secret
        self.clock = VirtualClock()
        self._agenda = Agenda(self.clock)
        self._storage = storage
        self._design = design
        self._hazards = Hazards(self._dice, CRASH_RATE)
        self.faults = Faults(self._dice)
        self.salesforce = SimulatedSalesforce(
            self.clock,
            self.faults,
            unique_key=has_unique_key(design),
            finds_calls=design != "no-key",
        )
        self.story: list[str] = []
        self._task_people = TaskPeople(
            self.salesforce,
            Random(f"{seed} tasks"),  # noqa: S311 - to be rolled again, not to be secret
            self._agenda,
            self._tell,
        )
        self.told = 0
        self.moved = 0
        """Records that somebody merged, converted or deleted meanwhile."""
        self.calls: list[Planned] = []
        self._life = 0
        self._is_up = True
        self._process = self._new_process()

    @property
    def crashes(self) -> int:
        """How often our process has died."""
        return self._hazards.crashes

    def run(self) -> Verdict:
        """Play the seed to its end and judge it."""
        people = self._people()
        for line in USERS:
            mine = [
                plan(
                    self._dice, f"c-{line}-{number}", line, self._dice.choice(people), self.clock()
                )
                for number in range(CALLS_OF_A_LINE)
            ]
            self.calls += mine
            for call in mine if self._design == "ours" else ():
                self._task_people.choose(call)
            self._agenda.after(self._dice.uniform(0, 60), partial(self._next_call, mine))
        self.salesforce.refused_calls = {each.native_id for each in self.calls if each.refused}
        self._agenda.after(ROUND_S, self._round)
        while self._agenda.until(PATIENCE_S):
            pass
        self.salesforce.finish()
        verdict = Verdict(self._storage, self.salesforce)
        verdict.judge(self.calls)
        return verdict

    # the people

    def _people(self) -> list[tuple[str, str | None]]:
        """Make who calls; each may be merged, converted or deleted at any moment."""
        people: list[tuple[str, str | None]] = [("+14155550999", None)]
        for number in range(6):
            kind, phone = ("Lead", "Contact")[number % 2], f"+1415555010{number}"
            at = self.salesforce.add(kind, Phone=phone)
            people.append((phone, at))
            if self._dice.random() < 1 / 3:
                moves = partial(self._move, kind, at)
                self._agenda.after(self._dice.uniform(0, 2400), moves)
        return people

    def _move(self, kind: str, at: str) -> None:
        self.moved += 1
        if self._dice.random() < 0.3:  # noqa: PLR2004 - some are simply deleted
            self._tell(f"{at} deleted")
            self.salesforce.move(kind, at, IsDeleted=True)
        elif kind == "Lead":
            heir = self.salesforce.add("Contact")
            self._tell(f"{at} converted to {heir}")
            self.salesforce.move(kind, at, IsConverted=True, ConvertedContactId=heir)
        else:
            heir = self.salesforce.add("Contact")
            self._tell(f"{at} merged into {heir}")
            self.salesforce.move(kind, at, IsDeleted=True, MasterRecordId=heir)

    # the calls

    def _next_call(self, mine: list[Planned]) -> None:
        """Let the agent's next call begin; it ends the wrap-up of the one before."""
        if not mine:
            return
        call, *rest = mine
        call.begun = self.clock().replace(microsecond=0)
        self._tell(f"{call.native_id} begins: {call.kind}")
        if call.task is None:
            self._send(call, partial(self._all_told, call, rest))
        else:
            self._task_people.begin(call)
            self._dial(call, rest)

    def _dial(self, call: Planned, rest: list[Planned]) -> None:
        """Dial from a Task, as often as it takes; only then is there a call to tell of."""
        done = self._alive(lambda process: process.dial(call))
        self._tell(f"{call.native_id} dialled from {call.task}: {'taken' if done else 'not taken'}")
        if done:
            self._send(call, partial(self._all_told, call, rest))
        else:
            self._agenda.after(self._dice.uniform(0.2, 2), partial(self._dial, call, rest))

    def _send(self, call: Planned, then: Callable[[], None]) -> None:
        """Send the events of a call, each at its time; go on once all are taken."""
        call.untold = len(call.tellings)
        begun = (self.clock() - call.begun).total_seconds()
        for telling in call.tellings:
            comes = max(0.0, telling.after_s - begun)
            self._agenda.after(comes, partial(self._deliver, call, telling, then))

    def _deliver(self, call: Planned, telling: Telling, then: Callable[[], None]) -> None:
        """Send an event as a telephone system does: again and again until it is taken."""
        taken = self._answered(call, telling)
        self._tell(f"{telling.delivery_id} {'taken' if taken else 'not taken'}")
        if not taken:
            again = partial(self._deliver, call, telling, then)
            self._agenda.after(self._dice.uniform(0.2, 3), again)
            return
        self.told += 1
        call.untold -= 1
        if call.untold == 0:
            then()

    def _answered(self, call: Planned, telling: Telling) -> bool:
        if self._design != "answer-first":
            return self._alive(lambda process: process.take_in(call, telling))
        if self._is_up:  # the answer is out, the event is still in memory
            later = partial(self._in_this_life, self._life, lambda it: it.take_in(call, telling))
            self._agenda.after(self._dice.uniform(0, 0.5), later)
        return self._is_up

    def _all_told(self, call: Planned, rest: list[Planned]) -> None:
        """Let the agent write, save, and take the next call."""
        self._agenda.after(0.5, partial(self._insist, lambda it: it.type_notes(call), "notes"))
        if call.saves_after_s is not None:
            save = partial(self._insist, lambda it: it.press_save(call), "save")
            self._agenda.after(0.5 + call.saves_after_s, save)
        self._agenda.after(self._dice.uniform(1, 120), partial(self._next_call, rest))

    def _insist(self, work: Callable[[Process], None], what: str) -> None:
        """Do what an agent's page does: the same again until it is answered."""
        done = self._alive(work)
        self._tell(f"{what} {'taken' if done else 'not taken'}")
        if not done:
            self._agenda.after(self._dice.uniform(0.2, 2), partial(self._insist, work, what))

    # our process

    def _round(self) -> None:
        """Make one round of the clock and of the courier, as long as there is anything to do."""
        self._alive(lambda process: process.timekeeper.tick())
        limit = self._dice.randint(1, 4)
        claimed: list[Entry] = []
        self._alive(lambda process: claimed.extend(process.courier.claim(limit)))
        for entry in claimed:
            stalls = self._dice.random() < STALLED
            wait = self._dice.uniform(80, 160) if stalls else self._dice.uniform(0, 1)
            go = partial(self._carry, entry)
            self._agenda.after(wait, partial(self._in_this_life, self._life, go))
        pause = self._pause(idle=not claimed)
        if pause is not None:
            self._agenda.after(pause, self._round)

    def _pause(self, *, idle: bool) -> float | None:
        """Return when the next round is worth making; None where nothing will ever be due."""
        if not self._agenda.is_done:
            return IDLE_S if idle else ROUND_S
        due = self._storage.queue.next_due() or self._next_deadline()
        if due is None:
            return None
        waits = (due - self.clock()).total_seconds()
        return waits if waits > 0 else IDLE_S  # a paused org's entries are due and wait

    def _next_deadline(self) -> datetime | None:
        """Return when the clock has to look at a call next, None where it never will."""
        due = self._storage.timers.due_calls(self.clock.at(PATIENCE_S), 1)
        if not due:
            return None
        [(org_id, call_id)] = due
        file = self._storage.units.read(org_id, lambda unit: unit.find_call(call_id))
        return None if file is None else file.due_at

    def _carry(self, entry: Entry, process: Process) -> None:
        self._tell(f"{entry.key} attempt {entry.attempts + 1}")
        process.courier.deliver(entry)

    def _in_this_life(self, life: int, work: Callable[[Process], None]) -> None:
        """Do what a process had in memory, unless that process is gone."""
        if life == self._life:
            self._alive(work)

    def _alive(self, work: Callable[[Process], object]) -> bool:
        """Let our process do something; False where it is down, or has died of it."""
        if not self._is_up:
            return False
        try:
            work(self._process)
        except Crash:
            self._tell("the process dies")
            self._is_up = False
            self._life += 1
            self._agenda.after(self._dice.uniform(0.5, 5), self._boot)
            return False
        return True

    def _boot(self) -> None:
        self._process = self._new_process()
        self._is_up = True

    def _new_process(self) -> Process:
        return Process(
            self._storage,
            self.salesforce,
            clock=self.clock,
            hazards=self._hazards,
            dice=self._dice,
            errand=partial(errand_of, self._design),
        )

    def _tell(self, sentence: str) -> None:
        self.story.append(f"{self.clock():%H:%M:%S.%f}"[:12] + f" {sentence}")
