"""The org: what may be done with its records, under its rules.

Create, change, delete and read, each as one transaction. REST, the pages and the control
interface all come through here, so none of them can do what Salesforce would refuse.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from cti_adapter.emulator import checks, ids, rulebook, rules, schema, settings
from cti_adapter.emulator.change import Change
from cti_adapter.emulator.errors import Refused, not_found
from cti_adapter.emulator.options import USUAL, Options
from cti_adapter.emulator.schema import Field, ObjectType, Schema
from cti_adapter.emulator.settings import OrgSettings, Switchboard
from cti_adapter.emulator.store import Store, Taken, Values

_SCOPES: Final = {"phone": "PHONE", "email": "EMAIL"}
_WORDY: Final = frozenset({"string", "textarea", "phone", "email", "combobox", "url"})


class Org:
    """One Salesforce org: its schema, its records, its time."""

    def __init__(self, profile: str, store: Store) -> None:
        """Args: profile is "rich" or "plain", see config.Config."""
        self.store = store
        self._profile = profile
        self._switches = Switchboard(store, settings.of_profile(profile))
        self.lead_by = timedelta(0)
        """How far the org's clock is ahead of ours."""

    @property
    def schema(self) -> Schema:
        """The objects and fields the org has, its settings being what they are."""
        return schema.load(frozenset({self._profile, *self.settings.features()}))

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

    def name_of(self, record_id: str | None) -> str:
        """Return how the record is named: its name field, or the object's label."""
        kind = self.schema.type_of(record_id or "")
        found = self.store.find(record_id or "")
        if kind is None or found is None:
            return ""
        return str(found[0].get(kind.name_field or "") or kind.label)

    # ── writing ──────────────────────────────────────────────────────────────────────────────

    def create(self, actor: str, kind: ObjectType, given: Values, options: Options = USUAL) -> str:
        """Create a record and return its id.

        Args:
            actor: id of the user who writes.
            kind: the object.
            given: column to value.
            options: how the write was asked for.

        Raises:
            Refused: the org does not take it.
        """
        if not (kind.writable or options.trusted):
            raise _not_offered(kind, "create")
        with self.store.transaction():
            values = checks.accepted(kind, given, self.standing, new=True, trusted=options.trusted)
            after = {**self._defaults(kind, actor), **values}
            record_id = ids.make(kind.prefix, self.store.next_number(kind.prefix))
            stamp = self.now_text()
            after |= {"Id": record_id, "CreatedById": actor, "CreatedDate": stamp}
            after |= {key: values[key] for key in ("CreatedById", "CreatedDate") if key in values}
            self._number(kind, after)
            self._rule(kind, Change(after, None, self, values, options))
            checks.missing(kind, after)
            self._save(kind, after, actor, stamp)
        return record_id

    def update(
        self,
        actor: str,
        kind: ObjectType,
        record_id: str,
        given: Values,
        options: Options = USUAL,
    ) -> None:
        """Change some columns of a record.

        Raises:
            Refused: there is no such record, or the org does not take the change.
        """
        if not (kind.updateable or options.trusted):
            raise _not_offered(kind, "update")
        with self.store.transaction():
            before = self.read(kind, record_id)
            values = checks.accepted(kind, given, self.standing, new=False, trusted=options.trusted)
            after = {**before, **values}
            self._rule(kind, Change(after, before, self, values, options))
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

    def empty(self) -> None:
        """Forget every record; clock and settings are what they are in a new org."""
        self.lead_by = timedelta(0)
        self.store.clear()
        self._switches.reset()

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

    def _rule(self, kind: ObjectType, change: Change) -> None:
        for rule in rulebook.RULES.get(kind.name, ()):
            rule(change)

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


def _words(kind: ObjectType, values: Values) -> Iterable[tuple[str, str]]:
    for one in kind.fields.values():
        value = values.get(one.name)
        if isinstance(value, str) and one.type in _WORDY:
            split = rules.phone_words if one.type == "phone" else rules.words
            for word in split(value):
                yield word, _scope(kind, one)


def _scope(kind: ObjectType, one: Field) -> str:
    return "NAME" if one.name == kind.name_field else _SCOPES.get(one.type, "TEXT")


def _not_offered(kind: ObjectType, operation: str) -> Refused:
    return Refused(
        rules.NOT_FOR_THIS_OBJECT, f"entity type {kind.name} does not support {operation}"
    )
