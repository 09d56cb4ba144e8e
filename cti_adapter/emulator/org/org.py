"""The org: what may be done with its records, under its rules.

Create, change and delete, each as one transaction. REST, the pages and the control interface
all come through here, so none of them can do what Salesforce would refuse. Whoever writes, the
rules see the whole org; only what is given is checked with the writer's own eyes.
"""

from datetime import timedelta
from typing import Any

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org import checks, events, external_ids, ids
from cti_adapter.emulator.org.change import Change, Done, Guard
from cti_adapter.emulator.org.events import Event
from cti_adapter.emulator.org.options import USUAL, Options
from cti_adapter.emulator.org.records import Records
from cti_adapter.emulator.org.schema import ObjectType
from cti_adapter.emulator.org.settings import OrgSettings
from cti_adapter.emulator.org.store import Taken, Values
from cti_adapter.emulator.org.word_index import texts_of
from cti_adapter.emulator.rulebook import admin, relations
from cti_adapter.emulator.rulebook import registry as rulebook


class Org(Records):
    """One Salesforce org, and what may be done to it.

    `guards` are asked of every record saved; a refusal undoes the write.
    """

    guards: tuple[Guard, ...] = ()

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
        if self.whole() is not self:
            return self.whole().create(actor, kind, given, options)
        kind = self.kind(kind.name)
        if not (kind.writable or options.trusted):
            raise _not_offered(kind, "create")
        with self.store.transaction():
            values = self._accepted(actor, kind, given, options, new=True)
            after = {**self._defaults(kind, actor), **values}
            record_id = ids.make(kind.prefix, self.store.next_number(kind.prefix))
            stamp = self.now_text()
            after |= {"Id": record_id, "CreatedById": actor, "CreatedDate": stamp}
            after |= {key: values[key] for key in ("CreatedById", "CreatedDate") if key in values}
            self._assign(kind, after, options)
            self._number(kind, after)
            self._rule(kind, Change(after, None, self, values, options))
            checks.missing(kind, after)
            self._save(kind, after, actor, stamp)
            self._saved(kind, Done(actor, None, after), options)
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
        if self.whole() is not self:
            self.whole().update(actor, kind, record_id, given, options)
            return
        kind = self.kind(kind.name)
        if not (kind.updateable or options.trusted):
            raise _not_offered(kind, "update")
        with self.store.transaction():
            before = self._within_reach(actor, kind, record_id, options)
            values = self._accepted(actor, kind, given, options, new=False)
            after = {**before, **values}
            self._rule(kind, Change(after, before, self, values, options))
            checks.missing(kind, after)
            self._save(kind, after, actor, self.now_text())
            self._saved(kind, Done(actor, before, after), options)

    def delete(
        self, actor: str, kind: ObjectType, record_id: str, options: Options = USUAL
    ) -> None:
        """Put a record into the recycle bin."""
        if self.whole() is not self:
            self.whole().delete(actor, kind, record_id, options)
            return
        with self.store.transaction():
            values = self._within_reach(actor, kind, record_id, options)
            stamp = {"IsDeleted": True, "LastModifiedById": actor, **self._stamps(self.now_text())}
            self.store.put(values["Id"], kind.name, {**values, **stamp}, deleted=True)
            self.store.claim(values["Id"], kind.name, ())
            self.store.index(values["Id"], {})
            self._saved(kind, Done(actor, values, None), options)

    def change_settings(self, given: Any) -> OrgSettings:
        """Change some settings; raises `settings.BadSetting`."""
        with self.store.transaction():
            before, after = self.settings, self._switches.change(given)
            if after.shared_activities and not before.shared_activities:
                relations.begin(self)
        return after

    def empty(self) -> None:
        """Forget every record; clock and settings are what they are in a new org."""
        self.lead_by = timedelta(0)
        self.store.clear()
        self._switches.reset()

    # ── inside ───────────────────────────────────────────────────────────────────────────────

    def _accepted(
        self, actor: str, kind: ObjectType, given: Values, options: Options, *, new: bool
    ) -> Values:
        """Check what is given against what the writer may see and write."""
        seen = self if options.trusted else self.seen_by(actor)
        mine = seen.kind(kind.name)
        if not (options.trusted or (mine.writable if new else mine.updateable)):
            raise _not_offered(kind, "create" if new else "update")
        by_id = external_ids.resolved(seen, mine, given)
        return checks.accepted(mine, by_id, seen.standing, new=new, trusted=options.trusted)

    def _within_reach(
        self, actor: str, kind: ObjectType, record_id: str, options: Options
    ) -> Values:
        """Return a record the writer may see."""
        values = self.read(kind, record_id)
        if not options.trusted and values["Id"] in self.seen_by(actor).access.records:
            raise checks.out_of_sight(values["Id"])
        return values

    def _defaults(self, kind: ObjectType, actor: str) -> Values:
        filled = {f.name: f.default for f in kind.fields.values() if f.default is not None}
        return {**filled, "OwnerId": actor} if "OwnerId" in kind.fields else filled

    def _assign(self, kind: ObjectType, after: Values, options: Options) -> None:
        """Let the assignment rule give a new record its owner (7, [P])."""
        if options.trusted or not options.auto_assign:
            return
        for rule in admin.rules_of(self, admin.ASSIGNMENT, kind.name):
            after["OwnerId"] = ids.long_form(rule["owner"])

    def _number(self, kind: ObjectType, after: Values) -> None:
        for one in kind.fields.values():
            if one.autoNumber is None:
                continue
            given = int(after.get(one.name) or 1)
            number = self.store.next_number(f"{kind.name}.{one.name}", at_least=given)
            after[one.name] = one.autoNumber % number

    def _rule(self, kind: ObjectType, change: Change) -> None:
        for rule in (*rulebook.EVERYWHERE, *rulebook.RULES.get(kind.name, ())):
            rule(change)

    def _saved(self, kind: ObjectType, done: Done, options: Options) -> None:
        """Let an admin's rules refuse what was saved, tell of it, and write what follows."""
        for guard in self.guards:
            guard(self, kind, done, options)
        self._tell(kind, done, options)
        for effect in rulebook.EFFECTS.get(kind.name, ()):
            effect(self, done)

    def _tell(self, kind: ObjectType, done: Done, options: Options) -> None:
        if not options.told:
            return
        what = "DELETE" if done.after is None else "CREATE" if done.before is None else "UPDATE"
        record = done.after or done.before or {}
        event = Event(
            entity=kind.name,
            kind=what,
            record_id=record["Id"],
            user=done.actor,
            at=self.now_text(),
            values=events.difference(done.before, done.after) if done.after else {},
        )
        events.note(self.store, event)

    def _searchable_from(self) -> float | None:
        """Return when a search finds what is saved now; None where the index does not lag."""
        delay = self.settings.index_delay_s
        return self.now().timestamp() + delay if delay else None

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
        self.store.index(after["Id"], texts_of(kind, after), self._searchable_from())


def _not_offered(kind: ObjectType, operation: str) -> Refused:
    return Refused(
        rules.NOT_FOR_THIS_OBJECT, f"entity type {kind.name} does not support {operation}"
    )
