"""Whom an org has told of its calls, and the part of the outbox that goes to them."""

import pytest
from msgspec.structs import replace

from cti_adapter.outbox.entry import Entry, Kind, OrgId, Status
from cti_adapter.outbox.pause import Pause
from cti_adapter.service.outward import Listener
from cti_adapter.service.receivers import Receiver
from cti_adapter.storage import Storage
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import NINE, ORG, SECOND, an_entry, an_org

LEASE = 60 * SECOND
CRM = Receiver(
    org_id=ORG,
    key="crm",
    name="CRM sync",
    url="https://crm.example.com/calls",
    events=("call.logged", "call.undone"),
    secrets=("whsec_new", "whsec_old"),
    created_at=NINE,
)
ANOTHER = replace(CRM, key="bi", name="Reports", created_at=NINE + SECOND)
HOOK = an_entry(key="hook 1", kind=Kind.HOOK, call_id="crm/call-1")
LOG = an_entry(key="log call-1", kind=Kind.LOG)


@pytest.fixture(autouse=True)
def orgs(storage: Storage) -> None:
    storage.settings.put_org(an_org())


def test_receivers_come_back_as_they_were_put(storage: Storage) -> None:
    """The oldest first, with secrets that open."""
    storage.receivers.put(ANOTHER)
    storage.receivers.put(CRM)

    assert (CRM, ANOTHER) == storage.receivers.of(ORG)
    assert CRM == storage.receivers.find(ORG, "crm")


def test_a_receiver_is_changed_in_its_place(storage: Storage) -> None:
    """Its key stays, and so does what waits for it."""
    storage.receivers.put(CRM)
    moved = replace(CRM, url="https://crm.example.com/new", secrets=("whsec_new",))
    storage.receivers.put(moved)

    assert (moved,) == storage.receivers.of(ORG)


def test_a_receiver_that_is_removed_is_gone(storage: Storage) -> None:
    """With its secrets."""
    storage.receivers.put(CRM)
    storage.receivers.remove(ORG, "crm")

    assert ((), None) == (storage.receivers.of(ORG), storage.receivers.find(ORG, "crm"))


def test_another_org_has_none_of_them(storage: Storage) -> None:
    """Nor can it remove them (D11)."""
    storage.receivers.put(CRM)
    storage.receivers.remove(OrgId("org-2"), "crm")

    assert () == storage.receivers.of(OrgId("org-2"))
    assert None is storage.receivers.find(OrgId("org-2"), "crm")
    assert (CRM,) == storage.receivers.of(ORG)


def test_a_transaction_sees_who_listens_and_no_secret(storage: Storage) -> None:
    """Asked when there is something to tell."""
    storage.receivers.put(CRM)
    listeners = storage.units.write(ORG, lambda unit: unit.receivers())

    assert (Listener(key="crm", events=CRM.events),) == listeners


def test_what_goes_to_receivers_has_a_courier_of_its_own(storage: Storage) -> None:
    """One that is slow takes no place from the logs."""
    put(storage, HOOK, LOG)

    assert ["log call-1"] == [e.key for e in storage.queue.claim(NINE, NINE + LEASE, 10)]
    assert ["hook 1"] == [e.key for e in storage.elsewhere.claim(NINE, NINE + LEASE, 10)]


def test_a_paused_org_still_tells_its_receivers(storage: Storage) -> None:
    """They are not Salesforce."""
    put(storage, HOOK)
    pause = Pause(reason="limit", began_at=NINE, probe_at=NINE + 300 * SECOND, words="A: B")
    storage.queue.put_pause(ORG, pause)

    assert ["hook 1"] == [e.key for e in storage.elsewhere.claim(NINE, NINE + LEASE, 10)]


def test_what_no_receiver_took_is_no_call_that_is_not_saved(storage: Storage) -> None:
    """The overview counts it apart; the letter names its call."""
    put(storage, HOOK)
    (entry,) = storage.elsewhere.claim(NINE, NINE + LEASE, 10)
    dead = replace(entry, status=Status.DEAD, last_error="NOT_DELIVERED: CRM sync: HTTP 500")
    storage.units.write(ORG, lambda unit: unit.settle_entry(dead))
    unsaved = storage.queue.unsaved(ORG)
    (letter,) = storage.reconciliation.dead_letters(ORG, start=0, most=5)

    assert (0, 0, 1) == (unsaved.refused, unsaved.late, unsaved.untold)
    assert ("call-1", Kind.HOOK) == (letter.call_id, letter.kind)


def put(storage: Storage, *entries: Entry) -> None:
    def work(unit: SqlUnit) -> None:
        for entry in entries:
            unit.put_entry(entry)

    storage.units.write(ORG, work)
