"""What an agent chooses in 'Name' and 'Related To', from what is found to what is assigned.

A record is taken from what is known of it: by the call, by the open record, by the answer in which
it was found; any other is read from Salesforce first, before a call is locked. What may stand in
which slot is not decided here but in assignment/.
"""

from cti_adapter.assignment.slots import Slots
from cti_adapter.calls.call import CallId
from cti_adapter.errors import NoSuchThing
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.finding import Answer, Finder, SearchedOrgs, Slot
from cti_adapter.service.ports import Agent, Unit, Units


class Choosing:
    """The commands behind the two comboboxes."""

    def __init__(self, units: Units, orgs: SearchedOrgs, finder: Finder) -> None:
        self._units = units
        self._orgs = orgs
        self._finder = finder

    def search(
        self, agent: Agent, text: str, slot: Slot, call_id: CallId | None
    ) -> tuple[Answer, Slots]:
        """Find what was typed, and return the slots of the call it is to stand in.

        Raises:
            NoSuchThing: the call is not on this agent's panel.
            TooManyRequests, SearchTimeout, SearchFailed: as Finder.search.
        """
        slots = self._file(agent, call_id).assignment.slots if call_id is not None else Slots()
        return self._finder.search(agent, text, slot), slots

    def open_cases(self, agent: Agent, call_id: CallId) -> tuple[Answer, Slots]:
        """Find the open Cases of the customer on a call, where the admin wants them listed.

        Raises:
            NoSuchThing: the call is not on this agent's panel.
            TooManyRequests, SearchTimeout, SearchFailed: as Finder.search.
        """
        slots = self._file(agent, call_id).assignment.slots
        who = slots.who.record if slots.who is not None else None
        if who is None or who.type == "Lead" or not self._orgs.policy(agent.org_id).list_open_cases:
            return Answer(), slots
        return self._finder.open_cases(agent, who), slots

    def _file(self, agent: Agent, call_id: CallId) -> CallFile:
        def work(unit: Unit) -> CallFile | None:
            return unit.find_call(call_id) if unit.desk(agent.id).has(call_id) else None

        file = self._units.read(agent.org_id, work)
        if file is None:
            raise NoSuchThing("this call is not on your panel")
        return file
