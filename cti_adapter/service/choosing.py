"""What an agent chooses in 'Name' and 'Related To', from what is found to what is assigned.

A record is taken from what is known of it: by the call, by the open record, by the answer in which
it was found; any other is read from Salesforce first, before a call is locked. What may stand in
which slot is not decided here but in assignment/.
"""

from datetime import datetime

from cti_adapter.assignment.slots import Slots
from cti_adapter.assignment.state import heard_of
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import ContactAdded, SlotSwapped
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.errors import FieldFault, NoSuchThing, Unprocessable
from cti_adapter.service.afterwards import Afterwards
from cti_adapter.service.agent_desk import AgentDesk
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.finding import Answer, Finder, SearchedOrgs, Slot
from cti_adapter.service.ports import Agent, Unit, Units

_NOT_READ = "Salesforce has no such record, or does not show it to the integration user"


class Choosing:
    """The commands behind the two comboboxes."""

    def __init__(
        self,
        desk: AgentDesk,
        afterwards: Afterwards,
        units: Units,
        orgs: SearchedOrgs,
        finder: Finder,
    ) -> None:
        self._desk = desk
        self._afterwards = afterwards
        self._units = units
        self._orgs = orgs
        self._finder = finder

    def search(
        self, agent: Agent, text: str, slot: Slot, call_id: CallId | None
    ) -> tuple[Answer, Slots]:
        """Find what was typed, and return the slots of the call it is to stand in.

        Raises:
            NoSuchThing: the call is neither on this agent's panel nor in their history.
            TooManyRequests, SearchTimeout, SearchFailed: as Finder.search.
        """
        slots = self._file(agent, call_id).assignment.slots if call_id is not None else Slots()
        return self._finder.search(agent, text, slot), slots

    def open_cases(self, agent: Agent, call_id: CallId) -> tuple[Answer, Slots]:
        """Find the open Cases of the customer on a call, where the admin wants them listed.

        Raises:
            NoSuchThing: the call is neither on this agent's panel nor in their history.
            TooManyRequests, SearchTimeout, SearchFailed: as Finder.search.
        """
        slots = self._file(agent, call_id).assignment.slots
        who = slots.who.record if slots.who is not None else None
        if who is None or who.type == "Lead" or not self._orgs.policy(agent.org_id).list_open_cases:
            return Answer(), slots
        return self._finder.open_cases(agent, who), slots

    def swap(
        self, agent: Agent, call_id: CallId, slot: Slot, record_id: RecordId, key: str
    ) -> None:
        """Put the record chosen in a combobox into its slot (DECISIONS 4, 8 and 25).

        Raises:
            NoSuchThing: the call is not on this agent's panel.
            StateConflict: its log is complete.
            Unprocessable: the org has no such record, or does not show it to the product.
            TooManyRequests, SearchTimeout, SearchFailed: it could not be read.
        """
        record = self._record(agent, call_id, record_id)

        def event(at: datetime) -> SlotSwapped:
            return SlotSwapped(at=at, agent=agent.id, slot=slot, record=record)

        self._desk.do(agent, call_id, key, event)

    def add(self, agent: Agent, call_id: CallId, record_id: RecordId, key: str) -> None:
        """Put a further Contact beside the one in Name (DECISION 25).

        Raises:
            NoSuchThing, StateConflict, Unprocessable: as `swap`.
            TooManyRequests, SearchTimeout, SearchFailed: as `swap`.
        """
        record = self._record(agent, call_id, record_id)
        shared = self._orgs.shared_activities(agent.org_id)

        def event(at: datetime) -> ContactAdded:
            return ContactAdded(at=at, agent=agent.id, record=record, shared=shared)

        self._desk.do(agent, call_id, key, event)

    def add_afterwards(self, agent: Agent, call_id: CallId, record_id: RecordId, key: str) -> None:
        """Put a further Contact on the Task of a call that is logged (S2-52).

        Raises:
            NoSuchThing: the call is not in this agent's history.
            StateConflict: its log is not written, or takes no such record.
            Unprocessable, TooManyRequests, SearchTimeout, SearchFailed: as `swap`.
        """
        record = self._record(agent, call_id, record_id)
        shared = self._orgs.shared_activities(agent.org_id)
        self._afterwards.add(agent, call_id, record, shared=shared, key=key)

    def _record(self, agent: Agent, call_id: CallId, record_id: RecordId) -> Record:
        """Return what is known of a record, read from Salesforce where that is not enough."""
        file = self._file(agent, call_id)
        heard = heard_of(file.assignment)
        known = next((each for each in heard if each.id == record_id and each.known), None)
        record = known or self._finder.read(agent, record_id)
        if record is None:
            raise Unprocessable(FieldFault(field="record_id", message=_NOT_READ))
        return record

    def _file(self, agent: Agent, call_id: CallId) -> CallFile:
        def work(unit: Unit) -> CallFile | None:
            here = unit.desk(agent.id).has(call_id) or unit.has_past_call(agent.id, call_id)
            return unit.find_call(call_id) if here else None

        file = self._units.read(agent.org_id, work)
        if file is None:
            raise NoSuchThing("this call is neither on your panel nor in your history")
        return file
