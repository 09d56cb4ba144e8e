"""An agent's dial list at work: add to it, dial the next, skip, see what was reached (S1-6).

Dialling an entry is dialling its number from its record, with one thing more in the transaction:
the entry leaves the list. What the telephone system does not take comes back.
"""

from collections.abc import Callable, Mapping, Sequence

from cti_adapter.calls.call import CallId
from cti_adapter.calls.number import PhoneNumber, for_display, normal_form
from cti_adapter.calls.record import Record, RecordId, reported
from cti_adapter.errors import FieldFault, TelephonyError, Unprocessable
from cti_adapter.service import dial_list as lists
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.dial_list import DialEntry, DialList
from cti_adapter.service.dial_sheet import Wanted
from cti_adapter.service.finding import Callee
from cti_adapter.service.fold import Fold
from cti_adapter.service.org_ports import Orgs
from cti_adapter.service.ports import Agent, Unit, Units
from cti_adapter.service.telephone import Telephone

Callees = Callable[[Agent, Sequence[RecordId]], Mapping[RecordId, Callee]]
"""Asks Salesforce; records that cannot be read are absent. Raises as Finder.callees says."""

Change = Callable[[DialList], DialList]


class DialLists:
    """The dial lists of the agents, each their own.

    Args:
        flow: where transactions come from.
        units: for reading.
        orgs: for the country by which bare numbers are read.
        callees: finds the numbers of records.
        telephone: places the calls.
        new_id: makes names of entries.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each port by name
        self,
        flow: CallFlow,
        *,
        units: Units,
        orgs: Orgs,
        callees: Callees,
        telephone: Telephone,
        new_id: Callable[[], str],
    ) -> None:
        self._flow = flow
        self._units = units
        self._orgs = orgs
        self._callees = callees
        self._telephone = telephone
        self._new_id = new_id

    def read(self, agent: Agent) -> tuple[DialList, dict[CallId, CallFile]]:
        """Return the agent's whole list, with the calls of what was dialled from it."""

        def work(unit: Unit) -> tuple[DialList, dict[CallId, CallFile]]:
            there = unit.dial_list(agent.id)
            found = (unit.find_call(each.call_id) for each in there.dialled)
            return there, {file.call.id: file for file in found if file is not None}

        return self._units.read(agent.org_id, work)

    def add(self, agent: Agent, wanted: Sequence[Wanted], key: str) -> None:
        """Put somebody behind the last; all of them, or none where one has a fault.

        Raises:
            Unprocessable: a record without a number, or that cannot be read; no telephone number.
            StateConflict: the list would be too long.
            TooManyRequests, SearchTimeout, SearchFailed: as Finder.callees says.
        """
        ids = [each.record_id for each in wanted if each.record_id is not None]
        known = self._callees(agent, ids) if ids else {}
        region = self._orgs.policy(agent.org_id).region
        entries: list[DialEntry] = []
        faults: list[FieldFault] = []
        for each in wanted:
            try:
                entries.append(_entry(self._new_id(), each, known, region))
            except ValueError as error:
                faults.append(FieldFault(field=each.field, message=str(error)))
        if faults:
            raise Unprocessable(*faults)
        self._change(agent, key, lambda there: lists.added(there, tuple(entries)))

    def skip(self, agent: Agent, entry_id: str, key: str) -> None:
        """Put the first entry behind the last."""
        self._change(agent, key, lambda there: lists.skipped(there, entry_id))

    def remove(self, agent: Agent, entry_id: str | None, key: str) -> None:
        """Take one entry off, or all of them (None), and forget what was dialled then."""
        if entry_id is None:
            self._change(agent, key, lambda _: DialList())
        else:
            self._change(agent, key, lambda there: lists.without(there, entry_id))

    def dial(
        self,
        agent: Agent,
        entry_id: str,
        *,
        browser: str,
        key: str,
        warned: Sequence[Record] = (),
    ) -> None:
        """Dial the first entry as if its number had been clicked on its record.

        Args:
            agent: whose list it is.
            entry_id: what the button named: no other one is dialled.
            browser: as of Telephone.dial.
            key: the same again is done once.
            warned: as of Telephone.dial.

        Raises:
            StateConflict: another entry is the first by now, or as Telephone.dial says.
            TelephonyError: the telephone system did not take it; the entry is back in its place.
        """
        placed: list[CallId] = []
        there = self._units.read(agent.org_id, lambda unit: unit.dial_list(agent.id))
        entry = next((each for each in there.entries if each.id == entry_id), None)
        if entry is None:
            self._flow.apply(agent.org_id, lambda fold: _moved_on(fold, agent, entry_id, key))
            return

        def also(fold: Fold, call_id: CallId) -> None:
            now = fold.unit.dial_list(agent.id)
            first = lists.first_of(now, entry_id)
            _put(fold, agent, lists.taken(now, first, call_id, fold.now))
            placed.append(call_id)

        try:
            self._telephone.dial(
                agent,
                entry.number,
                entry.record,
                browser=browser,
                key=key,
                warned=warned,
                also=also,
            )
        except TelephonyError:
            if placed:
                self._change(agent, "", lambda now: lists.put_back(now, placed[-1]))
            raise

    def _change(self, agent: Agent, key: str, change: Change) -> None:
        def work(fold: Fold) -> None:
            if key and fold.unit.remembered(key, agent.id):
                return
            fold.unit.lock_desk(agent.id)  # of two changes the second one waits here
            before = fold.unit.dial_list(agent.id)
            after = change(before)
            if after != before:
                _put(fold, agent, after)

        self._flow.apply(agent.org_id, work)


def _put(fold: Fold, agent: Agent, dial_list: DialList) -> None:
    fold.unit.put_dial_list(agent.id, dial_list)
    fold.panels.show_dial_list(agent, lists.shown_of(dial_list))


def _moved_on(fold: Fold, agent: Agent, entry_id: str, key: str) -> None:
    """Refuse an entry that is gone, but not the repeat of the press that has dialled it."""
    if not key or not fold.unit.remembered(key, agent.id):
        lists.first_of(fold.unit.dial_list(agent.id), entry_id)


def _entry(
    entry_id: str, wanted: Wanted, known: Mapping[RecordId, Callee], region: str
) -> DialEntry:
    """Return an entry; raises ValueError with words for whoever wanted it."""
    callee = known.get(wanted.record_id) if wanted.record_id is not None else None
    if wanted.record_id is not None and callee is None:
        raise ValueError("Salesforce shows no such record")
    number = _number(wanted.number or (callee.number if callee is not None else ""), region)
    if callee is None:
        return DialEntry(id=entry_id, number=number, label=wanted.name)
    record = reported(callee.record.id, callee.record.type, callee.record.label)
    return DialEntry(
        id=entry_id, number=number, label=record.label, about=callee.about, record=record
    )


def _number(text: str, region: str) -> PhoneNumber:
    if not text:
        raise ValueError("this record has no number to dial")
    number = normal_form(text, region)
    if number is None or not for_display(number):
        raise ValueError("this is no number to dial")
    return number
