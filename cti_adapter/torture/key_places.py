"""Tasks written into a failing Salesforce, once for each place the call key may have (D8, P11).

No calls and no outbox: our own Task writer repeats each write until it is answered, while answers
are lost and requests are carried out late. What stands twice in the end is counted, and whether it
was told.
"""

from collections import Counter
from random import Random
from typing import Any, Literal, get_args

import msgspec
from simple_salesforce.exceptions import SalesforceError as Refusal

from cti_adapter.errors import SalesforceError
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.salesforce.failures import KEY_FIELD, KEY_OBJECT, KEY_OBJECT_TASK
from cti_adapter.torture.clock import VirtualClock
from cti_adapter.torture.crashes import Hazards
from cti_adapter.torture.faults import Faults, refusal
from cti_adapter.torture.org import SimulatedOrg
from cti_adapter.torture.salesforce import SimulatedSalesforce

Place = Literal["task", "object", "nowhere"]
Row = dict[str, Any]

CALLS_A_SEED = 20

_PREFIX = "a02"
_DAY = "2026-11-21"
_LONGEST_PAUSE_S = 4.0
"""The courier waits about as long before its second attempt."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the writes, in calls."""

    place: Place
    calls: int
    lost: int
    """Without a Task."""
    doubled: int
    """With more than one."""
    told: int
    """Of these, those whose Tasks were all named when the org was asked."""
    at_least_once: int
    """Whose answer said that there might be a second one."""

    @property
    def is_good(self) -> bool:
        """Whether each call is one Task, or where none can be ruled out, every second one told."""
        if self.place != "nowhere":
            return self.lost == self.doubled == self.at_least_once == 0
        return not self.lost and self.doubled == self.told and self.at_least_once == self.calls

    def __str__(self) -> str:
        return (
            f"torture keys  place={self.place} calls={self.calls}  LOST={self.lost}"
            f" DUPLICATE={self.doubled} | told={self.told} at_least_once={self.at_least_once}"
        )


def campaign(calls: int) -> tuple[Outcome, ...]:
    """Write so many Tasks for each place, some of each seed; return what stands for each."""
    seeds, places = range(-(-calls // CALLS_A_SEED)), get_args(Place)
    return tuple(_sum([written(place, seed, CALLS_A_SEED) for seed in seeds]) for place in places)


def _sum(outcomes: list[Outcome]) -> Outcome:
    names = [name for name in Outcome.__struct_fields__ if name != "place"]
    sums = {name: sum(getattr(each, name) for each in outcomes) for name in names}
    return Outcome(place=outcomes[0].place, **sums)


def written(place: Place, seed: int, calls: int) -> Outcome:
    """Write so many Tasks, and say what stands in the end.

    Args:
        place: where the org keeps the key.
        seed: of everything that goes wrong; the same again does the same.
        calls: how many.
    """
    dice, clock = Random(seed), VirtualClock()  # noqa: S311 - a simulation, not a secret
    faults = Faults(dice)
    kind = KeyObjectSalesforce if place == "object" else SimulatedSalesforce
    salesforce = kind(clock, faults, unique_key=place == "task", finds_calls=True)
    org = SimulatedOrg(salesforce, Hazards(dice, 0.0), clock)

    def until_answered(act: Any) -> Any:
        while True:
            try:
                return act()
            except SalesforceError:
                clock.pass_(dice.uniform(0.5, _LONGEST_PAUSE_S))

    entries = [_entry(number) for number in range(calls)]
    answers = [until_answered(lambda entry=entry: org.write(entry)) for entry in entries]
    salesforce.finish()
    standing = Counter(str(task["CallObject"]) for task in salesforce.tasks())
    doubled = [entry for entry in entries if standing[entry.call_id] > 1]
    named = (
        len(until_answered(lambda entry=entry: org.tasks_of_call(entry.call_id, _DAY)))
        for entry in doubled
    )
    return Outcome(
        place=place,
        calls=calls,
        lost=sum(standing[entry.call_id] == 0 for entry in entries),
        doubled=len(doubled),
        told=sum(n == standing[e.call_id] for n, e in zip(named, doubled, strict=True)),
        at_least_once=sum(answer.at_least_once for answer in answers),
    )


def _entry(number: int) -> LogEntry:
    return LogEntry(
        key=f"pbx:c-{number}",
        call_id=f"c-{number}",
        who_id=None,
        what_id=None,
        owner_id=None,
        subject="Inbound call",
        direction="Inbound",
        date=_DAY,
        duration_s=65,
        call_result="Solved",
        comments="09:00:01 delivered to A",
    )


class KeyObjectSalesforce(SimulatedSalesforce):
    """An org with the object of manifest/call-object/, whose key is unique."""

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.rows[KEY_OBJECT] = {}

    def types(self) -> Row:
        more = {"keyPrefix": _PREFIX, "name": KEY_OBJECT}
        return {"sobjects": [*super().types()["sobjects"], more]}

    def describe(self, kind: str) -> Row:
        if kind != KEY_OBJECT:
            return super().describe(kind)
        key = {"name": KEY_FIELD, "unique": True, "externalId": True}
        fields = ({**key, "createable": True}, {"name": KEY_OBJECT_TASK, "createable": True})
        return {"label": "CTI Call", "fields": list(fields)}

    def together(self, parts: list[Row]) -> Row:
        """All or none: what fails puts everything back."""
        before = {kind: dict(rows) for kind, rows in self.rows.items()}
        task = key = None
        try:
            task = self.insert("Task", parts[0]["body"])
            key = self._keyed(task["id"], parts[1]["body"])
        except Refusal as error:
            self.rows = before
            halted = [{"errorCode": "PROCESSING_HALTED", "message": "rolled back"}]
            failed = {"httpStatusCode": error.status, "body": error.content}
            undone = {"httpStatusCode": 400, "body": halted}
            return {"compositeResponse": [undone, failed] if task else [failed, undone]}
        return {
            "compositeResponse": [{"httpStatusCode": 201, "body": each} for each in (task, key)]
        }

    def _keyed(self, task_id: str, fields: Row) -> Row:
        calls, key = self.rows[KEY_OBJECT], fields[KEY_FIELD]
        double = next((at for at, row in calls.items() if row[KEY_FIELD] == key), None)
        if double is not None:
            words = f"duplicate value found: {KEY_FIELD} duplicates value on record with id: "
            raise refusal(400, "DUPLICATE_VALUE", words + double)
        at = f"{_PREFIX}{len(calls) + 1:012}AAA"
        calls[at] = {"Id": at, KEY_FIELD: key, KEY_OBJECT_TASK: task_id}
        return {"success": True, "id": at}
