"""An org whose Tasks a validation rule refuses when a test says so, and its reconciliation page."""

import re
from typing import Any

import requests

from cti_adapter.calls.call import CallId
from cti_adapter.outbox.dead_letter import DeadLetter
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Unit
from tests.support.admin_page import AdminClient
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import NOBODY, OtherOrg, OtherSeat, OutsideCall

HERE = "/admin/reconciliation"


class RefusingOrg:
    """An org of its own with one agent, whose missed calls are logged without anybody."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.org = OtherOrg(running)
        self.admin = AdminClient(running, org_id=self.org.id)
        self.seat = OtherSeat(self.org)
        self.line, self.agent = self.seat.line, self.seat.name

    def missed_call(self) -> OutsideCall:
        """Let a call ring at the agent and end; its Task is written at once."""
        call = OutsideCall(self.org.system(), self.line, NOBODY)
        call.tell("leg.offered", "call.ended")
        return call

    def rule(self, *messages: str) -> None:
        """Let a validation rule of the org refuse every Task with a message; none: no rule."""
        rules = [
            {"object": "Task", "when": f"Subject != '{message}'", "message": message}
            for message in messages
        ]
        answer = requests.post(
            f"{self.running.salesforce}/_control/validation-rules", json=rules, timeout=TIMEOUT_S
        )
        assert answer.ok, answer.text

    def refused(self, message: str) -> OutsideCall:
        """Have one call refused with this message; return it."""
        before = len(self.letters())
        self.rule(message)
        call = self.missed_call()
        until(lambda: len(self.letters()) > before, "the Task to be refused")
        self.rule()
        return call

    def figures(self) -> dict[str, int]:
        """Return the figures at the head of the page."""
        page = self.admin.get(HERE).text
        found = re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page)
        return {label: int(n) for label, n in found}

    def letters(self) -> tuple[DeadLetter, ...]:
        return self._look(lambda s: s.reconciliation.dead_letters(self.org.id, start=0, most=50))

    def kept(self, letter: DeadLetter) -> tuple[CallFile, list[Any]]:
        """Return the call of a letter, and its journal."""

        def read(unit: Unit) -> tuple[CallFile, list[Any]]:
            file = unit.find_call(CallId(letter.call_id))
            assert file is not None
            return file, unit.read_journal(file.call.id)

        return self._look(lambda storage: storage.units.read(self.org.id, read))

    def press(self, button: str, **form: Any) -> requests.Response:
        return self.admin.submit(f"{HERE}/{button}", form)

    def press_elsewhere(self, path: str, **form: Any) -> requests.Response:
        return self.admin.submit(path, form)

    def _look(self, look: Any) -> Any:
        storage = self.running.storage()
        try:
            return look(storage)
        finally:
            storage.close()
