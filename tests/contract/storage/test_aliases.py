"""A call that goes on under another id is found by both, in its own org alone."""

from cti_adapter.calls.call import CallId, CallKey
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import Unit
from cti_adapter.storage import Storage
from tests.contract.storage.builders import ORG, OTHER_ORG, a_file


def found(storage: Storage, org_id: OrgId, key: str) -> CallId | None:
    def look(unit: Unit) -> CallId | None:
        file, read = unit.lock_call_by_key(CallKey(key)), unit.find_call_by_key(CallKey(key))
        assert file == read
        return file.call.id if file is not None else None

    return storage.units.write(org_id, look)


def test_a_call_is_found_by_the_id_it_goes_on_under(storage: Storage) -> None:
    """And a second alias does not take the first one's place."""
    file = a_file()

    def begin(unit: Unit) -> None:
        unit.put_call(file)
        unit.put_alias(CallKey("pbx:CON-2"), file.call.id)
        unit.put_alias(CallKey("pbx:CON-2"), CallId("somebody-else"))

    storage.units.write(ORG, begin)

    assert file.call.id == found(storage, ORG, "pbx:CON-2")
    assert file.call.id == found(storage, ORG, file.call.key)
    assert found(storage, ORG, "pbx:CON-3") is None
    assert found(storage, OTHER_ORG, "pbx:CON-2") is None
