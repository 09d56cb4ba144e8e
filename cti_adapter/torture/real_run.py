"""What every run with real processes is made of: calls are played, all is written, all is judged.

What goes wrong meanwhile is the business of who runs it (kill.py, outage.py).
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from random import Random

from cti_adapter.torture.calls import Planned, plan, told_badly
from cti_adapter.torture.clock import MORNING
from cti_adapter.torture.found import Found
from cti_adapter.torture.line import LineThread
from cti_adapter.torture.people import NOBODY, People
from cti_adapter.torture.rig import Rig
from cti_adapter.torture.salesforce import CALL_ID
from cti_adapter.torture.staff import lines_of
from cti_adapter.torture.verdict import Verdict

PEACE_S = 600.0
"""What is not written so long after the last fault is told as it stands."""
_EVER = MORNING.replace(year=MORNING.year + 100)
_LONG_DIGITS = re.compile(r"\d{7,}")


class RealRun:
    """The calls of one run, and what became of them.

    Args:
        rig: the product, up and running.
        dice: of this run.
        found: where everything is noted.
        go_on: asked before each call; what is not begun then never is.
        pause_s: how long a line waits between two deliveries, at most.
    """

    def __init__(
        self,
        rig: Rig,
        dice: Random,
        found: Found,
        *,
        go_on: Callable[[], bool],
        pause_s: float = 0.0,
    ) -> None:
        self._rig = rig
        self._found = found
        self._may_begin = threading.Event()
        self._may_begin.set()
        self._people = People(rig.salesforce, dice)
        self._planned = self._plan(dice)
        rig.salesforce.refuse(call.native_id for call in self._planned if call.refused)
        self._lines = [
            LineThread(
                rig,
                line,
                calls=[call for call in self._planned if call.line == line],
                people=self._people,
                progress=found.progress,
                seed=f"{found.seed}-{line}",
                go_on=lambda: self._may_begin.wait() and go_on(),
                pause_s=pause_s,
            )
            for line in lines_of(rig.users)
        ]

    def _plan(self, dice: Random) -> list[Planned]:
        """Roll every call, spread over the lines."""
        lines = lines_of(self._rig.users)
        planned = []
        for number in range(self._found.calls):
            line = lines[number % len(lines)]
            caller = self._people.caller()
            call = plan(dice, f"c-{number}", line, caller, MORNING, silences=False)
            call.connector = self._rig.connector
            planned.append(call)
        return planned

    def begin(self) -> None:
        """Let every line begin with its calls."""
        for line in self._lines:
            line.start()

    def hold(self, *, is_full: bool) -> None:
        """Let no line begin another call as long as too much is not written yet."""
        if is_full:
            self._may_begin.clear()
        else:
            self._may_begin.set()

    def goes_on(self) -> bool:
        """Say whether a line is still busy, a moment later.

        Raises:
            BaseException: what ended a line before its time.
        """
        time.sleep(0.05)
        for line in self._lines:
            if line.error is not None:
                raise line.error
        return any(line.is_busy for line in self._lines)

    def so_far(self) -> str:
        """Say how far the run is, and what of its findings can be seen before its end."""
        begun, found = sum(len(line.played) for line in self._lines), self._found
        tasks = Counter(task[CALL_ID] for task in self._rig.salesforce.tasks())
        doubled = sum(times > 1 for times in tasks.values())
        strangers = len(tasks.keys() - {call.native_id for call in self._planned})
        return (
            f"torture {found.way}  {begun} of {found.calls} calls, "
            f"{found.progress.taken} deliveries, {self._rig.kills.total()} SIGKILLs, "
            f"{len(tasks)} Tasks: DUPLICATE={doubled} GHOST={strangers} so far"
        )

    def finish(self, look: Callable[[], None] = lambda: None) -> None:
        """Let everything be written in peace, long after, and compare it with what was told.

        Args:
            look: called when all is written and the product still runs.
        """
        self._found.faults = self._rig.salesforce.faults()
        self._rig.salesforce.be_good()
        self._rig.begin_anew()
        began = time.perf_counter()
        storage = self._rig.storage()
        try:
            while time.perf_counter() - began < PEACE_S:
                if storage.queue.next_due() is None and not storage.timers.due_calls(_EVER, 1):
                    break
                time.sleep(0.1)
        finally:
            storage.close()
        self._found.drain_s = time.perf_counter() - began
        look()
        self._rig.stop()
        self._judge()

    def _judge(self) -> None:
        found = self._found
        played = [call for line in self._lines for call in line.played]
        storage = self._rig.storage()
        try:
            verdict = Verdict(
                storage, _Truth(self._rig, self._people), self._rig.org_id, self._rig.users
            )
            verdict.judge(played)
        finally:
            storage.close()
        found.calls = len(played)
        found.found, found.sentences = verdict.found, verdict.sentences
        found.dead, found.refused = verdict.dead, sum(call.refused for call in played)
        found.noted = sum(bool(call.kept_text) for call in played)
        found.badly = told_badly(played)
        found.kills, found.moved = self._rig.kills, self._people.moved
        for leaked in _leaked(self._rig, played):
            found.found["PII_IN_LOG"] += 1
            found.sentences.append(f"PII_IN_LOG {leaked}")


class _Truth:
    """What the stand-in has (verdict.py, Truth)."""

    def __init__(self, rig: Rig, people: People) -> None:
        self._rig = rig
        self.heir_of, self.is_hidden = people.heir_of, people.is_hidden
        self.is_edited, self.edits_of = people.is_edited, people.edits_of

    def tasks(self) -> list[dict[str, object]]:
        return self._rig.salesforce.tasks()


def _leaked(rig: Rig, planned: list[Planned]) -> list[str]:
    """Return what stands in the product's log and must not: numbers, notes, tokens."""
    log = rig.log()
    numbers = {NOBODY[1:]}
    numbers |= {each.tellings[0].members["remote_number"][1:] for each in planned if each.tellings}
    digits = set(_LONG_DIGITS.findall(log))
    words = {each.text for each in planned} | {rig.token(line) for line in rig.users}
    words.add(rig.webhook_secret)
    seen = [word for word in words if word in log]
    seen += [n for n in digits if any(number[-10:] in n for number in numbers)]
    return sorted(seen)
