"""The org: what may be done with its records, under its rules.

Create, change, delete and read, each as one transaction. REST, the pages and the control
interface all come through here, so none of them can do what Salesforce would refuse.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from cti_adapter.emulator import checks, ids, rules
from cti_adapter.emulator.errors import Refused, not_found
from cti_adapter.emulator.schema import Field, ObjectType, Schema
from cti_adapter.emulator.settings import OrgSettings, Switchboard
from cti_adapter.emulator.store import Store, Taken, Values

_REFERENCE: Final = Path(__file__).with_name("reference.json")
_SCOPES: Final = {"phone": "PHONE", "email": "EMAIL"}
_WORDY: Final = frozenset({"string", "textarea", "phone", "email", "combobox", "url"})


class Org:
    """One Salesforce org: its schema, its records, its time."""

    def __init__(self, schema: Schema, store: Store, defaults: OrgSettings) -> None:
        self.schema = schema
        self.store = store
        self._switches = Switchboard(store, defaults)
        self.lead_by = timedelta(0)
        """How far the org's clock is ahead of ours."""

    @property
    def settings(self) -> OrgSettings:
        """What an admin has switched on and off."""
        return self._switches.now()

    def change_settings(self, given: Any) -> OrgSettings:
        """Change some settings; raises `settings.BadSetting`."""
        return self._switches.change(given)

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def kind(self, name: str) -> ObjectType:
        """Return an object by its API name in any case.

        Raises:
            Refused: NOT_FOUND, the org has no such object.
        """
        found = self.schema.find(name)
        if found is None:
            raise not_found()
        return found

    def get(self, record_id: str) -> Values:
        """Return a living record by its id of 15 or 18 characters.

        Raises:
            Refused: NOT_FOUND, or ENTITY_IS_DELETED with 404 (5.4, [P]).
        """
        full = ids.long_form(record_id)
        found = self.store.find(full) if full else None
        if found is None:
            raise not_found()
        values, deleted = found
        if deleted:
            raise Refused("ENTITY_IS_DELETED", "entity is deleted", status=HTTPStatus.NOT_FOUND)
        return values

    def read(self, kind: ObjectType, record_id: str) -> Values:
        """Return a record of this object; another object's id is not found."""
        values = self.get(record_id)
        if self.schema.type_of(values["Id"]) is not kind:
            raise not_found()
        return values

    def find_by_key(self, kind: ObjectType, field: str, value: str) -> str:
        """Return the id of the record with this external id.

        Raises:
            Refused: NOT_FOUND, for an unknown key field as for an unknown value (6, [C]).
        """
        one = kind.by_lower.get(field.lower())
        owner = self.store.owner_of(kind.name, one.name, value) if one and one.unique else None
        if owner is None:
            raise not_found()
        return owner

    def name_of(self, record_id: str | None) -> str:
        """Return how the record is named: its name field, or the object's label."""
        kind = self.schema.type_of(record_id or "")
        found = self.store.find(record_id or "")
        if kind is None or found is None:
            return ""
        return str(found[0].get(kind.name_field or "") or kind.label)

    # ── writing ──────────────────────────────────────────────────────────────────────────────

    def create(self, actor: str, kind: ObjectType, given: Values, *, trusted: bool = False) -> str:
        """Create a record and return its id.

        Args:
            actor: id of the user who writes.
            kind: the object.
            given: column to value.
            trusted: read-only columns may be given (reference data, control).

        Raises:
            Refused: the org does not take it.
        """
        if not (kind.writable or trusted):
            raise Refused("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", f"{kind.label} is read-only")
        with self.store.transaction():
            values = checks.accepted(kind, given, self.standing, new=True, trusted=trusted)
            after = {**self._defaults(kind, actor), **values}
            record_id = ids.make(kind.prefix, self.store.next_number(kind.prefix))
            stamp = self.now_text()
            after |= {"Id": record_id, "CreatedById": actor, "CreatedDate": stamp}
            after |= {key: values[key] for key in ("CreatedById", "CreatedDate") if key in values}
            self._number(kind, after)
            self._rule(kind, after, None)
            checks.missing(kind, after)
            self._save(kind, after, actor, stamp)
        return record_id

    def update(self, actor: str, kind: ObjectType, record_id: str, given: Values) -> None:
        """Change some columns of a record.

        Raises:
            Refused: there is no such record, or the org does not take the change.
        """
        with self.store.transaction():
            before = self.read(kind, record_id)
            values = checks.accepted(kind, given, self.standing, new=False)
            after = {**before, **values}
            self._rule(kind, after, before)
            checks.missing(kind, after)
            self._save(kind, after, actor, self.now_text())

    def delete(self, actor: str, kind: ObjectType, record_id: str) -> None:
        """Put a record into the recycle bin."""
        with self.store.transaction():
            values = self.read(kind, record_id)
            stamp = {"IsDeleted": True, "LastModifiedById": actor, **self._stamps(self.now_text())}
            self.store.put(values["Id"], kind.name, {**values, **stamp}, deleted=True)
            self.store.claim(values["Id"], kind.name, ())
            self.store.index(values["Id"], ())

    def load(self, rows: Iterable[Values], actor: str = "") -> dict[str, str]:
        """Create records given in the form of a Salesforce record tree.

        Each row has `attributes` with `type` and perhaps `referenceId`; a value "@name" stands
        for the id of the row with that referenceId. Returns referenceId (or place in the list)
        to id.
        """
        made: dict[str, str] = {}
        with self.store.transaction():
            for place, row in enumerate(rows):
                attributes = row.get("attributes") or {}
                values = {
                    name: made.get(value[1:], value)
                    if isinstance(value, str) and value.startswith("@")
                    else value
                    for name, value in row.items()
                }
                record_id = self.create(
                    actor, self.kind(str(attributes.get("type"))), values, trusted=True
                )
                made[str(attributes.get("referenceId") or place)] = record_id
        return made

    def reset(self) -> dict[str, str]:
        """Empty the org and load the reference data of requirements 1.3 again."""
        self.lead_by = timedelta(0)
        with self.store.transaction():
            self.store.clear()
            self._switches.reset()
            rows = json.loads(_REFERENCE.read_text(encoding="utf-8"))
            made = self.load(rows)
            integration = made["integration"]
            for record_id in made.values():
                self._adopt(record_id, integration)
        return made

    # ── what rules ask ───────────────────────────────────────────────────────────────────────

    def standing(self, record_id: str) -> tuple[str | None, bool | None]:
        """Return the object an id is of, and whether its record lives (None: no such record)."""
        kind = self.schema.type_of(record_id)
        found = self.store.run("SELECT deleted FROM record WHERE id = ?", (record_id,))
        return (kind.name if kind else None), (not found[0][0] if found else None)

    def closed_statuses(self) -> frozenset[str]:
        """Return the Task statuses that close a Task; the admin of the org decides them."""
        return frozenset(one["ApiName"] for one in self._statuses() if one["IsClosed"])

    def default_status(self) -> str:
        return next((one["ApiName"] for one in self._statuses() if one["IsDefault"]), "")

    def queue_takes(self, queue_id: str, type_name: str) -> bool:
        return any(
            row["QueueId"] == queue_id and row["SobjectType"] == type_name
            for row in self.every("QueueSobject")
        )

    def now(self) -> datetime:
        return datetime.now(UTC) + self.lead_by

    def now_text(self) -> str:
        return self.now().strftime(checks.STAMP)

    def every(self, type_name: str) -> list[Values]:
        """Return all living records of an object, oldest first."""
        rows = self.store.run(
            "SELECT body FROM record WHERE type = ? AND deleted = 0 ORDER BY id", (type_name,)
        )
        return [json.loads(body) for (body,) in rows]

    # ── inside ───────────────────────────────────────────────────────────────────────────────

    def _statuses(self) -> list[Values]:
        return self.every("TaskStatus")

    def _defaults(self, kind: ObjectType, actor: str) -> Values:
        filled = {f.name: f.default for f in kind.fields.values() if f.default is not None}
        return {**filled, "OwnerId": actor} if "OwnerId" in kind.fields else filled

    def _number(self, kind: ObjectType, after: Values) -> None:
        for one in kind.fields.values():
            if one.autoNumber is None:
                continue
            given = int(after.get(one.name) or 1)
            number = self.store.next_number(f"{kind.name}.{one.name}", at_least=given)
            after[one.name] = one.autoNumber % number

    def _rule(self, kind: ObjectType, after: Values, before: Values | None) -> None:
        for rule in rules.RULES.get(kind.name, ()):
            rule(rules.Change(after, before, self))

    def _stamps(self, stamp: str) -> Values:
        return {"LastModifiedDate": stamp, "SystemModstamp": stamp}

    def _save(self, kind: ObjectType, after: Values, actor: str, stamp: str) -> None:
        after |= {"LastModifiedById": actor, **self._stamps(stamp)}
        unique = [
            (f.name, str(after[f.name]))
            for f in kind.fields.values()
            if f.unique and after.get(f.name)
        ]
        try:
            self.store.claim(after["Id"], kind.name, unique)
        except Taken as taken:
            raise Refused(
                "DUPLICATE_VALUE",
                f"duplicate value found: {taken.field} duplicates value on record with id:"
                f" {taken.record_id[: ids.SHORT]}",
            ) from taken
        self.store.put(after["Id"], kind.name, after)
        self.store.index(after["Id"], _words(kind, after))

    def _adopt(self, record_id: str, owner: str) -> None:
        """Give a record of the reference data its writer, and its owner where it has none."""
        kind, found = self.schema.type_of(record_id), self.store.find(record_id)
        if kind is None or found is None:
            return
        values = {**found[0], "CreatedById": owner, "LastModifiedById": owner}
        if "OwnerId" in values:
            values["OwnerId"] = values["OwnerId"] or owner
        self.store.put(record_id, kind.name, values)


def _words(kind: ObjectType, values: Values) -> Iterable[tuple[str, str]]:
    for one in kind.fields.values():
        value = values.get(one.name)
        if isinstance(value, str) and one.type in _WORDY:
            split = rules.phone_words if one.type == "phone" else rules.words
            for word in split(value):
                yield word, _scope(kind, one)


def _scope(kind: ObjectType, one: Field) -> str:
    return "NAME" if one.name == kind.name_field else _SCOPES.get(one.type, "TEXT")
