"""The one way in which anything happens to a call: one call at a time, one transaction.

inbox row → fold → journal row → call snapshot → outbox rows → agent messages (design.md §1).
What must happen is written here; what may be missed (push, wake-up, look-up of a record for the
screen) runs after the commit.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec
import structlog

from cti_adapter.calls.events import TelephonyEvent
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.calls.told_presence import SaidPresence
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.fold import Fold, Setting
from cti_adapter.service.org_ports import Orgs
from cti_adapter.service.outcome import Outcome, Wanted
from cti_adapter.service.panel_ports import Panel
from cti_adapter.service.ports import Bell, Clock, InboxItem, Post, Unit, Units
from cti_adapter.service.presence_in import take_presences

log = structlog.get_logger()


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """One decoded event of a telephone system, with its raw form for the inbox.

    `event` is None for what is of no call, and for a type we do not know: kept, and ignored.
    """

    item: InboxItem
    native_id: str
    event: TelephonyEvent | None
    also: tuple[str, ...] = ()
    """Other ids of the same call and of its parts: it goes on by them, and is found by them."""
    said: SaidPresence | None = None
    """What it says of an agent rather than of a call."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a delivery."""

    accepted: int
    duplicates: int


class Records(Protocol):
    """What is known of records (open_record.py)."""

    def best_known(self, org_id: OrgId, record: Record) -> Record:
        """Return a record as it is known here, without asking anybody."""
        ...

    def look_up(self, org_id: OrgId, wanted: Wanted) -> None:
        """Start finding out about a record."""
        ...

    def note_assigned(self, org_id: OrgId, number: PhoneNumber, at: RecordId) -> None:
        """Remember for the next call of a number what was assigned to this one."""
        ...


class CallFlow:
    """Takes events and folds them into their calls."""

    def __init__(  # noqa: PLR0913 - the composition root hands in each port by name
        self,
        units: Units,
        *,
        orgs: Orgs,
        panel: Panel,
        post: Post,
        bell: Bell,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._units = units
        self._orgs = orgs
        self._panel = panel
        self._post = post
        self._bell = bell
        self._clock = clock
        self._new_id = new_id
        self.records: Records | None = None
        """Who knows of records, and finds out after the commit; set where everything is wired."""

    def take_in(
        self, org_id: OrgId, connector: str, delivery_id: str, incoming: Sequence[Incoming]
    ) -> Taken:
        """Store one delivery of a telephone system and fold its events.

        Repeats are found by the delivery's id and by each event's source and id.

        Raises:
            StorageUnavailable: nothing was stored; the sender has to send again.
        """
        setting = self._setting(org_id)

        def work(unit: Unit) -> tuple[Taken, Outcome]:
            now = self._clock()
            if not unit.take_delivery(connector, delivery_id, now):
                return Taken(accepted=0, duplicates=len(incoming)), Outcome()
            fold = Fold(unit, setting(now))
            new = [one for one in incoming if unit.take_in(connector, one.item, now)]
            for one in new:
                if one.event is not None:
                    file = fold.report(connector, one.native_id, one.event, also=one.also)
                    if file.erased_at is not None:
                        unit.empty_item(connector, one.item)
            take_presences(fold, connector, [one.said for one in new if one.said is not None])
            taken = Taken(accepted=len(new), duplicates=len(incoming) - len(new))
            return taken, fold.outcome()

        taken, outcome = self._units.write(org_id, work)
        self.after(org_id, outcome)
        return taken

    def apply(self, org_id: OrgId, work: Callable[[Fold], None]) -> None:
        """Run `work` on a fold in one transaction, then do what follows the commit."""
        setting = self._setting(org_id)

        def in_unit(unit: Unit) -> Outcome:
            fold = Fold(unit, setting(self._clock()))
            work(fold)
            return fold.outcome()

        self.after(org_id, self._units.write(org_id, in_unit))

    def after(self, org_id: OrgId, outcome: Outcome) -> None:
        """Do what may be missed: log, push, wake, look up."""
        for stage in outcome.trace:
            log.info(stage.name, call=stage.call_id, what=stage.what)
        if outcome.messages:
            self._post.deliver(org_id, outcome.messages)
            for call_id in dict.fromkeys(stage.call_id for stage in outcome.trace):
                log.info("panel.told", call=call_id, messages=len(outcome.messages))
        if outcome.wake_courier:
            self._bell.ring()
        if self.records is not None:
            for wanted in outcome.wanted_records:
                self.records.look_up(org_id, wanted)
            for number, at in outcome.assigned:
                self.records.note_assigned(org_id, number, at)

    def _setting(self, org_id: OrgId) -> Callable[[datetime], Setting]:
        """Read what a transaction goes by, before it begins; its moment is its own."""
        policy, version = self._orgs.in_force(org_id)
        shared_activities = self._orgs.shared_activities(org_id)
        can = self._orgs.capabilities(org_id)
        return lambda now: Setting(
            org_id=org_id,
            policy=policy,
            version=version,
            panel=self._panel,
            now=now,
            new_id=self._new_id,
            shared_activities=shared_activities,
            can=can,
            best_known=self._best_known(org_id),
        )

    def _best_known(self, org_id: OrgId) -> Callable[[Record], Record]:
        records = self.records
        return lambda each: each if records is None else records.best_known(org_id, each)
