"""Calls dialled from a Task, and people who edit that Task meanwhile (ADR 0026, A-14).

What they wrote into it before, while and after the call must stand there in the end; the call must
be found on that Task and on no other. Only what Salesforce has is looked at.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from cti_adapter.torture.calls import Planned
from cti_adapter.torture.clock import Agenda
from cti_adapter.torture.salesforce import SimulatedSalesforce

SHARE = 0.5
"""Of the outbound calls, those that are dialled from a Task."""
EDITED_WITHIN_S = 1500.0
"""From the dial on; many a Task is completed by then, many a one is not."""
_LATER_S = 40.0
_WORDS = ("Ask for the new price", "Ben has called already", "Look at the contract")


class TaskPeople:
    """Who makes Tasks, and edits them.

    Args:
        salesforce: the org.
        dice: of their own, so that what else is rolled stays as it is.
        agenda: of the simulation.
        tell: told what they do.
    """

    def __init__(
        self,
        salesforce: SimulatedSalesforce,
        dice: Random,
        agenda: Agenda,
        tell: Callable[[str], None],
    ) -> None:
        self._salesforce = salesforce
        self._dice = dice
        self._agenda = agenda
        self._tell = tell

    def choose(self, call: Planned) -> None:
        """Let a call be dialled from a Task, where the dice say so."""
        if call.kind != "outbound" or self._dice.random() >= SHARE:
            return
        call.refused = False
        call.task = self._salesforce.add(
            "Task", Subject="Call back", Status="Not Started", Description=_WORDS[0]
        )

    def begin(self, call: Planned) -> None:
        """Edit its Task, once or twice, while the call runs or later."""
        for _ in range(self._dice.randint(0, 2)):
            self._agenda.after(self._dice.uniform(0, EDITED_WITHIN_S), lambda: self._edit(call))

    def _edit(self, call: Planned) -> None:
        """Edit what one likes; never between our reading and a write that is on its way.

        Salesforce has no update on a condition, so an edit in that moment may be lost (ADR 0026).
        """
        if call.task is None or self._salesforce.is_late:
            self._agenda.after(_LATER_S, lambda: self._edit(call))
            return
        stands = self._salesforce.rows["Task"][call.task]
        fields: dict[str, Any] = self._dice.choice(
            (
                {"Subject": f"{stands['Subject']}!"},
                {"Description": f"{stands['Description']}\n{self._dice.choice(_WORDS[1:])}"},
                {"CallDisposition": "Interested"},
            )
        )
        self._tell(f"{call.task} edited: {', '.join(fields)}")
        self._salesforce.edit(call.task, **fields)


def wrong_on(call: Planned, task: dict[str, Any], edits: dict[str, Any]) -> list[str]:
    """Say what is wrong with the Task that a call was dialled from.

    Args:
        call: dialled from a Task.
        task: the one that carries the call.
        edits: what people wrote last into each field of it; comments line by line.
    """
    if task["Id"] != call.task:
        return [f"Id: {task['Id']}, not the Task {call.task} it was dialled from"]
    said = edits.get("Description", _WORDS[0]).split("\n")
    gone = [line for line in said if line not in task.get("Description", "")]
    wrong = [f"comments of people are gone: {gone}"] if gone else []
    others = {"Subject": "Call back", **edits}
    return wrong + [
        f"{name} of people, {right!r}: {task.get(name)!r}"
        for name, right in others.items()
        if name != "Description" and task.get(name) != right
    ]
