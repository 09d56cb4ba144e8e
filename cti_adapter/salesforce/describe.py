"""What the org looks like: its object types, which of them take activities, its Task.

Asked of the org and remembered for a while; nothing here is a constant list, because licences,
custom objects and the API user's rights decide (facts/salesforce.md 2). Reads no record.
"""

import math
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, NamedTuple, TypeVar

import msgspec

from cti_adapter.calls.record import RecordId
from cti_adapter.errors import CtiError, Rejected
from cti_adapter.salesforce.by_admin import TaskColumns, columns_of
from cti_adapter.salesforce.failures import KEY_FIELD, KEY_OBJECT, KEY_OBJECT_TASK, translated
from cti_adapter.salesforce.gateway import Gateway, Row

T = TypeVar("T")

Clock = Callable[[], float]
"""Seconds that never run backwards."""

LIFETIME_S = 600.0
"""How long an answer is believed: an admin who adds a field waits no longer than this."""

DOUBT_S = 120.0
"""So long it is believed that the call key has no place: what is missing is often just coming."""

PATIENCE_S = 20.0
"""So long nobody asks a second time behind somebody's back."""

PEOPLE = frozenset({"Contact", "Lead"})
"""The types that may stand in Name (facts 1.1)."""


class Schema(msgspec.Struct, frozen=True, kw_only=True):
    """What the org says of its Task and of its object types."""

    trackable: frozenset[str]
    """Types that may stand in Related To."""
    task_fields: dict[str, int]
    """The Task fields we may set at creation, with their length in characters (0: none)."""
    keyed: bool
    """Whether Task carries our key, unique: one call then is one Task."""
    key_object: bool = False
    """Whether the object CTI Call carries it, asked only where Task does not."""
    closed_status: str
    """First closed status of the org, "" where it has none."""
    shared_activities: bool
    """Whether a Task may name several contacts."""
    types: dict[str, str]
    """Object type by the first three characters of an id."""
    labels: dict[str, str] = {}
    """What the org calls its object types, by API name."""
    columns: TaskColumns = TaskColumns()
    """What an admin's settings may name."""

    @property
    def at_least_once(self) -> bool:
        """Whether nothing of the org keeps a second Task of a call out (P11)."""
        return not (self.keyed or self.key_object)

    def type_of(self, at: RecordId) -> str | None:
        """Return the object type of an id; None where the org has no such type."""
        return self.types.get(at[:3])


class TrackedObject(msgspec.Struct, frozen=True, kw_only=True):
    """A custom object for which activities are tracked."""

    name: str
    """API name."""
    label: str


CUSTOM = "__c"
"""How the name of a custom object ends."""


def tracked_objects(schema: Schema) -> tuple[TrackedObject, ...]:
    """Return the custom objects whose records may stand in Related To, by label."""
    found = (
        TrackedObject(name=name, label=schema.labels.get(name, name))
        for name in schema.trackable
        if name.endswith(CUSTOM)
    )
    return tuple(sorted(found, key=lambda each: (each.label.casefold(), each.name)))


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """Where one object type keeps what we show of its records."""

    type: str
    label: str
    """The type as people read it: "Case"."""
    name_field: str | None
    numbered: bool
    """Whether the name is a running number ("00001026")."""
    phone_fields: tuple[str, ...]
    """Where its records keep numbers: fields of type phone, unless an admin named others."""
    account_field: str | None
    """The lookup that says whose record it is, for example AccountId; None: no such lookup."""
    account_relation: str | None
    """The same as a path to the account: "Account"."""
    numbers_in_text: bool = False
    """Whether one of them is a field of plain text."""
    columns: frozenset[str]
    """Every field the integration user may read."""
    createable: dict[str, int] = {}
    """The fields we may set at creation, with their length in characters (0: none)."""
    keyed: bool = False
    """Whether it carries our key, unique: what is made twice is then one record."""

    @property
    def persons(self) -> bool:
        """Whether its rows tell person accounts from others."""
        return "IsPersonAccount" in self.columns


def _in_a_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="describe", daemon=True).start()


class _Known(NamedTuple, Generic[T]):
    """What the org said, when, and how often everything had been forgotten by then."""

    at: float
    forgotten: int
    said: T


class Describe:
    """The descriptions of one org, each asked for once per lifetime. Safe for threads.

    Args:
        gateway: to the org.
        clock: seconds that never run backwards.
        lifetime_s: seconds for which an answer is believed.
        start: runs what nobody waits for.
    """

    def __init__(
        self,
        gateway: Gateway,
        clock: Clock,
        *,
        lifetime_s: float = LIFETIME_S,
        start: Callable[[Callable[[], None]], None] = _in_a_thread,
    ) -> None:
        self._gateway = gateway
        self._clock = clock
        self._lifetime_s = lifetime_s
        self._start = start
        self._behind_again_at = clock()
        self._lock = threading.RLock()
        self._forgotten = 0
        self._doubted_at = -math.inf
        self._schema: _Known[Schema] | None = None
        self._shapes: dict[str, _Known[Shape | None]] = {}

    def schema(self) -> Schema:
        """Return what the org says of its Task; raises SalesforceError."""
        with self._lock:
            known = self._schema
            if known is None or self._is_old(known) or self._is_doubtful(known):
                self._schema = known = self._asked(lambda: _schema(self._gateway))
            return known.said

    def known_schema(self) -> Schema | None:
        """Return what the org said last of its Task, None before its first answer; never waits.

        What is missing or old is asked for behind the caller's back.
        """
        known, now = self._schema, self._clock()
        if (known is None or self._is_old(known)) and now >= self._behind_again_at:
            self._behind_again_at = now + PATIENCE_S
            self._start(self._try_schema)
        return known.said if known is not None else None

    def _try_schema(self) -> None:
        with suppress(CtiError):  # whoever needs it waits for an attempt of their own
            self.schema()

    def shape(self, object_type: str) -> Shape | None:
        """Return the shape of a type; None where the integration user may not see it."""
        with self._lock:
            known = self._shapes.get(object_type)
            if known is None or self._is_old(known):
                known = self._asked(lambda: _shape(self._gateway, object_type))
                self._shapes[object_type] = known
            return known.said

    def forget(self) -> None:
        """Ask the org again next time: it has contradicted what we knew, or was changed.

        Never waits: an answer that is under way is asked for again as well.
        """
        self._forgotten += 1

    def doubt(self, at_once: bool = False) -> None:  # noqa: FBT001, FBT002 - told by a gateway
        """Forget, at once or every two minutes at most: what is refused for ever is not news."""
        now = self._clock()
        if at_once or now - self._doubted_at >= DOUBT_S:
            self._doubted_at = now
            self.forget()

    def _asked(self, ask: Callable[[], T]) -> _Known[T]:
        forgotten = self._forgotten  # before it is asked: what is forgotten meanwhile is old
        return _Known(self._clock(), forgotten, ask())

    def _is_old(self, known: _Known[T]) -> bool:
        return known.forgotten != self._forgotten or self._clock() - known.at >= self._lifetime_s

    def _is_doubtful(self, known: _Known[Schema]) -> bool:
        return known.said.at_least_once and self._clock() - known.at >= DOUBT_S


def _schema(gateway: Gateway) -> Schema:
    task, types = gateway.describe("Task"), gateway.describe_global()
    statuses = gateway.query("SELECT ApiName, IsClosed FROM TaskStatus ORDER BY SortOrder")
    with translated(writing=False):
        fields: dict[str, Row] = {row["name"]: row for row in task["fields"]}
        keyed = _is_key(fields.get(KEY_FIELD, {}))
        return Schema(
            trackable=frozenset(fields.get("WhatId", {}).get("referenceTo", ())),
            task_fields=_createable(task["fields"]),
            keyed=keyed,
            key_object=not keyed and _has_key_object(gateway, types),
            closed_status=next((row["ApiName"] for row in statuses if row["IsClosed"]), ""),
            shared_activities="TaskWhoIds" in fields,
            types={row["keyPrefix"]: row["name"] for row in types if row["keyPrefix"]},
            labels={row["name"]: row.get("label") or row["name"] for row in types},
            columns=columns_of(task),
        )


def _shape(gateway: Gateway, object_type: str) -> Shape | None:
    try:
        said = gateway.describe(object_type)
    except Rejected:
        return None
    with translated(writing=False):
        fields: list[Row] = said["fields"]
        name = next((row for row in fields if row.get("nameField")), {})
        account = _account_lookup(fields)
        return Shape(
            type=object_type,
            label=said.get("label") or object_type,
            name_field=name.get("name"),
            numbered=bool(name.get("autoNumber")),
            phone_fields=tuple(row["name"] for row in fields if row.get("type") == "phone"),
            account_field=account.get("name"),
            account_relation=account.get("relationshipName"),
            columns=frozenset(row["name"] for row in fields),
            createable=_createable(fields),
            keyed=any(row["name"] == KEY_FIELD and _is_key(row) for row in fields),
        )


def _createable(fields: list[Row]) -> dict[str, int]:
    return {row["name"]: row.get("length") or 0 for row in fields if row.get("createable")}


def _has_key_object(gateway: Gateway, types: list[Row]) -> bool:
    """Whether the org has the object of manifest/call-object/, and we may make such records."""
    if all(row["name"] != KEY_OBJECT for row in types):
        return False
    shape = _shape(gateway, KEY_OBJECT)
    return shape is not None and shape.keyed and KEY_OBJECT_TASK in shape.createable


def _is_key(field: Row) -> bool:
    return bool(field.get("unique") and field.get("externalId") and field.get("createable"))


def _account_lookup(fields: list[Row]) -> Row:
    """Return the lookup that names the account, {} where there is none or no telling which.

    Of several the platform's own, else the one whose account owns the record (master-detail), else
    the one an admin gets who does not choose a name. A guess would hold records back wrongly.
    """
    lookups = [row for row in fields if row.get("referenceTo") == ["Account"]]
    custom = [row for row in lookups if row["name"].endswith("__c")]
    for candidates in (
        [row for row in lookups if row["name"] == "AccountId"],
        custom,
        [row for row in custom if row.get("cascadeDelete")],
        [row for row in custom if row["name"] == "Account__c"],
    ):
        if len(candidates) == 1:
            return candidates[0]
    return {}
