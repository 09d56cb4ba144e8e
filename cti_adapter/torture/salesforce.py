"""A Salesforce without a network: Tasks and people, a unique key, late commits, records that move.

It speaks as the library simple-salesforce does, so that everything of ours from the gateway up is
the real thing. Its Tasks are the truth a verdict is given by. It is small: no rights, no triggers.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

from simple_salesforce.exceptions import SalesforceError

from cti_adapter.calls.record import record_id
from cti_adapter.torture.clock import VirtualClock
from cti_adapter.torture.faults import PASSING, TIMEOUT_S, Faults, refusal, silence

Row = dict[str, Any]

KEY = "CTI_Call_Key__c"
CALL_ID = "CTI_Call_Id__c"
_OPEN, _CLOSED = {"ApiName": "Open", "IsClosed": False}, {"ApiName": "Completed", "IsClosed": True}
_TYPES = {"00T": "Task", "001": "Account", "003": "Contact", "00Q": "Lead"}
_TASK_FIELDS = {
    "WhoId": 0, "WhatId": 0, "OwnerId": 0, "Subject": 255, "Status": 0, "ActivityDate": 0,
    "TaskSubtype": 0, "CallType": 0, "CallDurationInSeconds": 0, "CallDisposition": 255,
    "CallObject": 255, "Description": 32_000, KEY: 255, CALL_ID: 255, "CTI_Recording__c": 255,
}  # fmt: skip
_FATES = ("Id", "IsDeleted", "MasterRecordId", "IsConverted", "ConvertedContactId")
_QUERY = re.compile(r"SELECT .* FROM (\w+)(?: WHERE (.*?))?(?: ORDER BY \w+)?(?: LIMIT \d+)?")
_CONDITION = re.compile(r"(\w+) = '?([^' ]*)'?")


class SimulatedSalesforce:
    """One org.

    Args:
        clock: of this simulation.
        faults: what goes wrong.
        unique_key: whether the org keeps the call key unique, as our package has it.
        finds_calls: whether a query by the telephone system's id finds anything.
    """

    def __init__(
        self, clock: VirtualClock, faults: Faults, *, unique_key: bool, finds_calls: bool
    ) -> None:
        self._clock = clock
        self._faults = faults
        self._unique_key = unique_key
        self._finds_calls = finds_calls
        self._numbers = count(1)
        self._late: list[tuple[float, Callable[[], object]]] = []
        self._edited: dict[str, Row] = {}
        self.session = 1
        self.requests = 0
        self.rows: dict[str, dict[str, Row]] = {name: {} for name in _TYPES.values()}
        self.refused_calls: set[str] = set()
        """What a validation rule of the org will not have."""

    # what happens in the org by itself

    def add(self, kind: str, **fields: Any) -> str:
        """Make a record and return its id."""
        prefix = next(each for each, name in _TYPES.items() if name == kind)
        at = record_id(f"{prefix}{next(self._numbers):012}")
        blank = dict.fromkeys(_FATES) if kind != "Task" else {}
        self.rows[kind][at] = {**blank, **fields, "Id": at}
        return at

    def move(self, kind: str, at: str, **fate: Any) -> None:
        """Let somebody merge, convert or delete a record; its Tasks move along."""
        self.rows[kind][at] |= fate
        heir = fate.get("MasterRecordId") or fate.get("ConvertedContactId")
        for task in self.rows["Task"].values() if heir else ():
            if task.get("WhoId") == at:
                task["WhoId"] = heir

    def edit(self, task: str, **fields: Any) -> None:
        """Let somebody edit a Task."""
        self._edited.setdefault(task, {}).update(fields)
        self.rows["Task"][task] |= {**fields, "LastModifiedDate": "meanwhile"}

    def is_edited(self, task: str) -> bool:
        """Whether somebody has edited this Task."""
        return task in self._edited

    def edits_of(self, task: str) -> Row:
        """Return what people wrote last into this Task, by field."""
        return self._edited.get(task, {})

    @property
    def is_late(self) -> bool:
        """Whether a write is under way whose answer nobody waits for any more."""
        return bool(self._late)

    def heir_of(self, at: str) -> str | None:
        """Return where a person is now; None where nobody is left."""
        row = self._person(at)
        if row["IsConverted"]:
            return self.heir_of(row["ConvertedContactId"])
        if not row["IsDeleted"]:
            return at
        return self.heir_of(row["MasterRecordId"]) if row["MasterRecordId"] else None

    def tasks(self) -> list[Row]:
        """Return every Task there is."""
        return list(self.rows["Task"].values())

    def is_hidden(self, at: str) -> bool:
        """Whether a look-up by number finds neither this person nor the heir: never."""
        del at
        return False

    def finish(self) -> None:
        """Carry out what Salesforce is still late with."""
        self._clock.pass_(TIMEOUT_S)
        self._commit_late()

    # what is asked of it

    def ask(self, act: Callable[[], Any], session: int, *, writing: bool) -> Any:
        """Carry out one request, or let it fail as the dice say."""
        self._commit_late()
        self.requests += 1
        fault = self._faults.roll(self._clock.seconds(), writing=writing)
        if fault == "session":
            self.session += 1
        if session != self.session:
            raise refusal(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if fault in {"503", "lock", "limit", "read-only"}:
            raise refusal(*PASSING[fault])
        if fault in {"never-arrived", "late"}:
            self._clock.pass_(TIMEOUT_S)
            if fault == "late":
                self._late.append((self._clock.seconds() + self._faults.lateness(), act))
            raise silence()
        answer = act()
        if fault == "answer-lost":
            self._clock.pass_(TIMEOUT_S)
            raise silence()
        if fault == "500-after":
            raise refusal(*PASSING[fault])
        return answer

    def insert(self, kind: str, fields: Row) -> Row:
        """Make a record as the API does."""
        self._check(fields)
        if fields.get(CALL_ID) in self.refused_calls:
            raise refusal(
                400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "Calls of this kind need a case"
            )
        double = next((t for t in self.rows[kind].values() if t.get(KEY) == fields.get(KEY)), None)
        if self._unique_key and double is not None:
            words = f"duplicate value found: {KEY} duplicates value on record with id: "
            raise refusal(400, "DUPLICATE_VALUE", words + double["Id"][:15])
        return {"success": True, "id": self.add(kind, **fields)}

    def change(self, kind: str, at: str, fields: Row) -> None:
        """Change a record as the API does."""
        self._check(fields)
        self.rows[kind][at] |= fields

    def select(self, soql: str) -> Row:
        """Answer a query of ours: one object, conditions joined by AND."""
        said = _QUERY.fullmatch(soql)
        if said is None:
            raise refusal(400, "MALFORMED_QUERY", soql)
        if said[1] == "TaskStatus":
            return {"records": [_OPEN, _CLOSED]}
        conditions = _CONDITION.findall(said[2] or "")
        blind = not self._finds_calls and any(name == "CallObject" for name, _ in conditions)
        found = [
            dict(row)
            for row in self.rows[said[1]].values()
            if not blind and all(str(row.get(name)) == value for name, value in conditions)
        ]
        return {"records": found}

    def describe(self, kind: str) -> Row:
        """Describe an object type, as far as we read it."""
        if kind != "Task":
            return {"label": kind, "fields": [{"name": name} for name in _FATES]}
        fields = [
            {"name": name, "length": length, "createable": True, "referenceTo": []}
            for name, length in _TASK_FIELDS.items()
        ]
        for field in fields:
            field["unique"] = field["externalId"] = field["name"] == KEY and self._unique_key
        return {"fields": fields}

    def together(self, parts: list[Row]) -> Row:
        """Carry out the parts of a composite request; an org of its own kind has that."""
        raise refusal(404, "NOT_FOUND", f"no composite of {len(parts)}")

    def types(self) -> Row:
        """Name all object types."""
        return {"sobjects": [{"keyPrefix": at, "name": name} for at, name in _TYPES.items()]}

    def _commit_late(self) -> None:
        now = self._clock.seconds()
        due = sorted((each for each in self._late if each[0] <= now), key=lambda each: each[0])
        self._late = [each for each in self._late if each[0] > now]
        for _, act in due:
            with suppress(SalesforceError):  # nobody waits for the answer any more
                act()

    def _check(self, fields: Row) -> None:
        who = fields.get("WhoId")
        if who is None:
            return
        row = self._person(who)
        if row["IsConverted"]:
            raise refusal(400, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")
        if row["IsDeleted"]:
            raise refusal(400, "ENTITY_IS_DELETED", "entity is deleted", "WhoId")

    def _person(self, at: str) -> Row:
        return self.rows[_TYPES[at[:3]]][at]


class Session:
    """What simple-salesforce's `Salesforce` offers, as far as our gateway uses it."""

    def __init__(self, org: SimulatedSalesforce, session: int) -> None:
        self._org = org
        self._session = session

    def query_all(self, soql: str, *, include_deleted: bool = False) -> Row:
        """Answer a query; deleted records are found by their fate alone."""
        del include_deleted
        answer: Row = self.ask(lambda: self._org.select(soql))
        return answer

    def describe(self) -> Row:
        """Name all object types."""
        answer: Row = self.ask(self._org.types)
        return answer

    def restful(self, path: str, *, method: str, json: Row) -> Row:
        """Send a composite request."""
        del path, method
        answer: Row = self.ask(lambda: self._org.together(json["compositeRequest"]), writing=True)
        return answer

    def ask(self, act: Callable[[], Any], *, writing: bool = False) -> Any:
        """Send one request."""
        return self._org.ask(act, self._session, writing=writing)

    def __getattr__(self, kind: str) -> "SessionOfType":
        return SessionOfType(self, self._org, kind)


class SessionOfType:
    """What the library offers for one object type."""

    def __init__(self, session: Session, org: SimulatedSalesforce, kind: str) -> None:
        self._session = session
        self._org = org
        self._kind = kind

    def create(self, fields: Row, headers: object = None) -> Row:
        """Insert a record."""
        del headers
        kept = dict(fields)
        made: Row = self._session.ask(lambda: self._org.insert(self._kind, kept), writing=True)
        return made

    def update(self, at: str, fields: Row) -> None:
        """Change a record."""
        kept = dict(fields)
        self._session.ask(lambda: self._org.change(self._kind, at, kept), writing=True)

    def describe(self) -> Row:
        """Describe the type."""
        said: Row = self._session.ask(lambda: self._org.describe(self._kind))
        return said
