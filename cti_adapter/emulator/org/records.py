"""What can be learned of an org: its objects, its records, its settings, its clock.

Everything here only looks; what changes a record is org.py. Rules see the org through this.
"""

import json
from collections.abc import Iterable
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Self

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused, not_found
from cti_adapter.emulator.org import access, checks, ids, schema, settings
from cti_adapter.emulator.org.checks import Standing
from cti_adapter.emulator.org.schema import ObjectType, Schema
from cti_adapter.emulator.org.settings import OrgSettings, Switchboard
from cti_adapter.emulator.org.store import Store, Values
from cti_adapter.emulator.soql import look_ups


class Records:
    """The records of one org, its schema, its settings and its time."""

    def __init__(self, profile: str, store: Store) -> None:
        """Args: profile is "rich" or "plain", see config.Config."""
        self.store = store
        self.access = access.FULL
        """What is kept from the user who looks; nothing, unless `seen_by` says who it is."""
        self._profile = profile
        self._switches = Switchboard(store, settings.of_profile(profile))
        store.look_up_by(lambda name: look_ups.columns(self.schema, name))
        self.lead_by = timedelta(0)
        """How far the org's clock is ahead of ours."""

    @property
    def schema(self) -> Schema:
        """The objects and fields there are for who looks, the settings being what they are."""
        features = frozenset({self._profile, *self.settings.features()})
        if self.access == access.FULL:
            return schema.load(features)
        return access.narrowed(features, self.access)

    def seen_by(self, user: str | None) -> Self:
        """Return the org as a user sees it; nobody in particular sees everything.

        To be used at once and thrown away: it does not hear of changes to the clock.
        """
        view = copy(self)
        view.access = access.of_user(self.store, user)
        return view

    def whole(self) -> Self:
        """Return the org as nobody in particular sees it: with everything in it."""
        return self if self.access == access.FULL else self.seen_by(None)

    def visible(self, record_ids: Iterable[str]) -> list[str]:
        """Return those of some 18-character ids that who looks may see, in their order."""
        kinds = self.schema
        return [one for one in record_ids if one not in self.access.records and kinds.type_of(one)]

    def find(self, record_id: str) -> tuple[Values, bool] | None:
        """Return a record's fields and whether it is deleted; None for one that is hidden."""
        return self.store.find(record_id) if self.visible([record_id]) else None

    @property
    def settings(self) -> OrgSettings:
        """What an admin has switched on and off."""
        return self._switches.now()

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
        found = self.find(full) if full else None
        if found is None:
            raise not_found()
        values, deleted = found
        if deleted:
            code, text = rules.DELETED_REFERENCE
            raise Refused(code, text, status=rules.DELETED_RECORD_STATUS)
        return values

    def read(self, kind: ObjectType, record_id: str) -> Values:
        """Return a record of this object; another object's id is not found."""
        values = self.get(record_id)
        found = self.schema.type_of(values["Id"])
        if found is None or found.name != (kind.stored_as or kind.name) or not kind.holds(values):
            raise not_found()
        return values

    def name_of(self, record_id: str | None) -> str:
        """Return how the record is named: its name field, or the object's label."""
        kind = self.schema.type_of(record_id or "")
        found = self.store.find(record_id or "")
        if kind is None or found is None:
            return ""
        return str(found[0].get(kind.name_field or "") or kind.label)

    # ── what rules ask ───────────────────────────────────────────────────────────────────────

    def standing(self, record_id: str) -> tuple[str | None, Standing]:
        """Return the object an id is of, and how its record stands for who looks."""
        kind = self.schema.type_of(record_id)
        name = kind.name if kind else None
        found = self.store.run("SELECT deleted FROM record WHERE id = ?", (record_id,))
        if not found:
            return name, Standing.NOWHERE
        if record_id in self.access.records:
            return name, Standing.HIDDEN
        return name, Standing.DELETED if found[0][0] else Standing.LIVES

    def closed_statuses(self) -> frozenset[str]:
        """Return the Task statuses that close a Task; the admin of the org decides them."""
        return frozenset(one["ApiName"] for one in self.every("TaskStatus") if one["IsClosed"])

    def default_status(self) -> str:
        return next((one["ApiName"] for one in self.every("TaskStatus") if one["IsDefault"]), "")

    def record_types(self, type_name: str) -> list[str]:
        """Return the ids of an object's active record types, the default first."""
        rows = [row for row in self.every("RecordType") if row.get("IsActive")]
        return [row["Id"] for row in rows if row.get("SobjectType") == type_name]

    def queue_takes(self, queue_id: str, type_name: str) -> bool:
        return any(
            row["QueueId"] == queue_id and row["SobjectType"] == type_name
            for row in self.every("QueueSobject")
        )

    def now(self) -> datetime:
        return datetime.now(UTC) + self.lead_by

    def now_text(self) -> str:
        return self.now().strftime(checks.STAMP)

    def referring(self, kind: ObjectType, column: str, record_id: str) -> list[Values]:
        """Return the living records of an object that refer to a record by a column."""
        sql = (
            f"SELECT body FROM record WHERE type = '{kind.name}' AND deleted = 0"  # noqa: S608 - names of the schema
            f" AND json_extract(body, '$.{kind.fields[column].name}') = ?"
        )
        return [json.loads(body) for (body,) in self.store.run(sql, (record_id,))]

    def every(self, type_name: str) -> list[Values]:
        """Return all living records of an object, oldest first."""
        rows = self.store.run(
            "SELECT body FROM record WHERE type = ? AND deleted = 0 ORDER BY id", (type_name,)
        )
        return [json.loads(body) for (body,) in rows]
