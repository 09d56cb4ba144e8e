"""The dial list of each agent, on both databases."""

from cti_adapter.calls.number import PhoneNumber
from cti_adapter.service.dial_list import DialEntry, DialList
from cti_adapter.storage import Storage
from tests.contract.storage.builders import ORG, OTHER_ORG, A, B

LIST = DialList(entries=(DialEntry(id="e-1", number=PhoneNumber("+14155550101"), label="Ada"),))


def test_a_dial_list_is_one_agent_s_alone(storage: Storage) -> None:
    """It comes back as it was put last; no other agent and no other org has it."""
    storage.units.write(ORG, lambda unit: unit.put_dial_list(A, DialList()))
    storage.units.write(ORG, lambda unit: unit.put_dial_list(A, LIST))

    assert LIST == storage.units.read(ORG, lambda unit: unit.dial_list(A))
    assert DialList() == storage.units.read(ORG, lambda unit: unit.dial_list(B))
    assert DialList() == storage.units.read(OTHER_ORG, lambda unit: unit.dial_list(A))
