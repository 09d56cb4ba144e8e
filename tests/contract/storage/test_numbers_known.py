"""A number is found by its keyed hash wherever it stands, on both databases (B-15)."""

from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from msgspec.structs import replace

from cti_adapter.calls.call import CallId
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.service.desk import Desk
from cti_adapter.service.dial_list import DialEntry, DialList, shown_of
from cti_adapter.service.findings import Finding
from cti_adapter.service.ports import AgentMessage, InboxItem
from cti_adapter.storage import FernetSealer, Storage, open_storage
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, A, a_file, an_entry
from tests.contract.storage.test_erasing import ADA, RINGS

FORM = InboxItem(source="/form", event_id="evt-1", body=b"phone=%2B14155550101&name=Ada")


def in_a_call(storage: Storage) -> None:
    file = a_file()
    with_ada = replace(file, call=replace(file.call, remote_number=ADA))
    storage.units.write(ORG, lambda unit: unit.put_call(with_ada))


def in_a_journal(storage: Storage) -> None:
    storage.units.write(ORG, lambda unit: unit.append_journal(CallId("call-1"), (RINGS,)))


def in_a_raw_event(storage: Storage) -> None:
    storage.units.write(ORG, lambda unit: unit.take_in("main", FORM, NINE))


def in_an_entry(storage: Storage) -> None:
    entry = replace(an_entry(), payload=b'{"said": "+1415555010", "number": "+14155550101"}')
    storage.units.write(ORG, lambda unit: unit.put_entry(entry))


def on_a_desk(storage: Storage) -> None:
    listed = DialList(entries=(DialEntry(id="d-1", number=ADA, label="Ada"),))
    desk = Desk(org_id=ORG, agent_id=A, dial_list=shown_of(listed))
    storage.units.write(ORG, lambda unit: unit.put_desk(desk))


def on_a_dial_list(storage: Storage) -> None:
    listed = DialList(entries=(DialEntry(id="d-1", number=ADA, label="Ada"),))
    storage.units.write(ORG, lambda unit: unit.put_dial_list(A, listed))


def in_a_message(storage: Storage) -> None:
    message = AgentMessage(agent_id=A, seq=1, body=b'{"number": "+14155550101"}')
    storage.units.write(ORG, lambda unit: unit.append_message(message))


def in_a_finding(storage: Storage) -> None:
    storage.findings.put(ORG, "hook/main", Finding(at=NINE, code="refused", words=f"of {ADA}"))


@pytest.mark.requirement("B-15")
@pytest.mark.parametrize(
    "put",
    [
        in_a_call,
        in_a_journal,
        in_a_raw_event,
        in_an_entry,
        on_a_desk,
        on_a_dial_list,
        in_a_message,
        in_a_finding,
    ],
)
def test_a_number_is_found_by_its_hash_wherever_it_stands(
    storage: Storage, put: Callable[[Storage], None]
) -> None:
    """In no other org, and nobody else with it."""
    put(storage)
    known = storage.erasures.known_as(ORG, ADA)

    assert {known: ADA} == storage.erasures.numbers_known_as(ORG, [known, "0123456789ab"])
    assert {} == storage.erasures.numbers_known_as(OTHER_ORG, [known])


@pytest.mark.requirement("B-15")
def test_an_extension_is_found_as_well(storage: Storage) -> None:
    """Who calls from inside has a short number."""
    inside, file = PhoneNumber("103"), a_file()
    call = replace(file.call, remote_number=inside)
    storage.units.write(ORG, lambda unit: unit.put_call(replace(file, call=call)))
    known = storage.erasures.known_as(ORG, inside)

    assert {known: inside} == storage.erasures.numbers_known_as(ORG, [known])


@pytest.mark.requirement("B-15")
def test_what_was_recorded_with_a_former_key_is_found(url: str) -> None:
    """Keys are rotated; backups are older than that."""
    former, newest = (Fernet.generate_key().decode() for _ in range(2))
    before = open_storage(url, FernetSealer([former]))
    in_a_call(before)
    known = before.erasures.known_as(ORG, ADA)
    before.close()
    storage = open_storage(url, FernetSealer([newest, former]))
    found = storage.erasures.numbers_known_as(ORG, [known])
    storage.close()

    assert {known: ADA} == found
