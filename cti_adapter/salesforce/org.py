"""One org, as the rest of the product speaks to it: find, read, write, update.

Everything else in this package stands behind this object. It holds no call and decides nothing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import quote

from msgspec.structs import replace

from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.policy import MatchedObject
from cti_adapter.calls.record import Learned, Record, RecordId, Unreadable, record_id
from cti_adapter.configuration.task_settings import TaskShape
from cti_adapter.errors import OwnerRefused
from cti_adapter.logbook.continued import Completion
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.logbook.follow_up import FollowUpEntry
from cti_adapter.logbook.lead import LeadEntry
from cti_adapter.logbook.ownership import Standing
from cti_adapter.logbook.second_log import OtherLog
from cti_adapter.salesforce import second_log
from cti_adapter.salesforce.call_key import tasks_of_call, tasks_of_calls
from cti_adapter.salesforce.callees import callees
from cti_adapter.salesforce.continuing import complete_task, find_task
from cti_adapter.salesforce.correction import correct_task
from cti_adapter.salesforce.describe import CUSTOM, Clock, Describe, TrackedObject, tracked_objects
from cti_adapter.salesforce.directory import Directory
from cti_adapter.salesforce.do_not_call import marked
from cti_adapter.salesforce.follow_up import make_follow_up
from cti_adapter.salesforce.followed import Followed
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.in_their_name import Names
from cti_adapter.salesforce.leads import LeadWritten, make_lead, own_lead
from cti_adapter.salesforce.lines import ApiUsage
from cti_adapter.salesforce.oauth import OrgAccess, ServerAccess
from cti_adapter.salesforce.queues import Queue
from cti_adapter.salesforce.records import read_records, why_unreadable
from cti_adapter.salesforce.rights import Rights
from cti_adapter.salesforce.search import CALLERS, find_callers
from cti_adapter.salesforce.standing import Standings
from cti_adapter.salesforce.task import TaskWritten, write_task
from cti_adapter.salesforce.text_search import FoundRecord, Slot, TextSearch
from cti_adapter.service.finding import Callee
from cti_adapter.service.org_ports import TaskAsFound


class SalesforceOrg:
    """One org, in the name of its integration user. Safe for threads.

    Every method raises SalesforceError as failures.py says.

    Args:
        access: how the product gets into the org.
        region: ISO country by which numbers without a country code are read.
        tracked: custom objects that may stand in Related To; () for all that Salesforce tracks.
        matched: where a caller's number is looked for.
        clock: seconds that never run backwards; descriptions of the org age by it.
        pages: how the address of a call's own page begins; "" where there are none.
    """

    def __init__(  # noqa: PLR0913 - what it goes by, each by its name
        self,
        access: OrgAccess,
        *,
        region: str,
        clock: Clock,
        tracked: Collection[str] = (),
        matched: Sequence[MatchedObject] = CALLERS,
        pages: str = "",
    ) -> None:
        self._gateway = Gateway(ServerAccess(access), access.api_version)
        self._names = Names(access, self._gateway, clock)
        self._describe = Describe(self._gateway, clock)
        self._gateway.on_unknown_name(self._describe.doubt)
        self.followed = Followed(self._gateway, self._describe)
        """What became of Tasks and Leads after their call."""
        self._standings = Standings(self._gateway, clock, access.username)
        self._texts = TextSearch(self._gateway, self._describe, clock, self._is_chosen)
        self._region = region
        self._pages = pages
        self._tracked = frozenset(tracked)
        self._matched = tuple(matched)
        self.directory = Directory(self._gateway, clock)
        """Who works in the org."""
        self.rights = Rights(self._gateway)
        """Who may do what in it."""

    def find(self, number: PhoneNumber, also: Sequence[RecordId] = ()) -> tuple[Record, ...]:
        """Return every record that stores the number, nobody's number: ().

        Args:
            number: in normal form.
            also: records that may store it without the search knowing it yet.
        """
        return find_callers(
            self._gateway,
            self._describe,
            number,
            region=self._region,
            places=self._matched,
            also=also,
        )

    def do_not_call(self, number: PhoneNumber) -> tuple[Record, ...]:
        """Return who stores the number and is marked DoNotCall."""
        return marked(self._gateway, self._describe, number, self._region, self._matched)

    def search_text(self, text: str, slot: Slot, limit: int) -> tuple[FoundRecord, ...]:
        """Return the records an agent may mean by what was typed, the likeliest first.

        Args:
            text: a name, a number or part of one, the start of an e-mail address.
            slot: "who" finds people, "what" all that may stand in Related To.
            limit: the most that is returned.
        """
        return self._texts.find(text, slot)[:limit]

    def open_cases(self, customer: Record, limit: int) -> tuple[FoundRecord, ...]:
        """Return the open Cases of a Contact's account, or of the Contact; the newest first."""
        return self._texts.open_cases(customer, limit)

    def callees(self, ids: Sequence[RecordId]) -> dict[RecordId, Callee]:
        """Return who would be called from each of these records, Tasks among them."""
        return callees(self._gateway, self._describe, ids)

    def read(self, ids: Sequence[RecordId]) -> dict[RecordId, Record]:
        """Return the records of these ids; one that cannot be read is absent."""
        found = read_records(self._gateway, self._describe, ids)
        return {at: self._as_chosen(learned.record) for at, learned in found.items()}

    def learn(self, ids: Sequence[RecordId]) -> dict[RecordId, Learned | Unreadable]:
        """Return what there is to know of each of these ids, or why it cannot be known."""
        found = read_records(self._gateway, self._describe, ids)
        missing = [at for at in dict.fromkeys(map(record_id, ids)) if at not in found]
        why = why_unreadable(self._gateway, self._describe, missing) if missing else {}
        known = {at: replace(it, record=self._as_chosen(it.record)) for at, it in found.items()}
        return {**known, **why}

    def find_task(self, at: RecordId) -> TaskAsFound | Unreadable:
        """Return how the Task a call is dialled from stands, or why it cannot be read."""
        found = find_task(self._gateway, self._describe, at)
        if isinstance(found, str) or found.what is None:
            return found
        return replace(found, what=self._as_chosen(found.what))

    def complete(self, entry: LogEntry, task: Completion) -> TaskWritten | None:
        """Complete the Task a call was dialled from; None where a new one has to be made.

        May be repeated after any failure. What somebody changed in Salesforce while the call ran
        stays as it is and is told in `repaired`.

        Raises:
            OwnerRefused: it cannot be this owner's; the entry may be written with another one.
        """
        with self._doubting():
            return complete_task(self._gateway, self._describe, self._paged(entry), task)

    def write(self, entry: LogEntry) -> TaskWritten:
        """Write the Task of a call, or find it written; may be repeated after any failure.

        Raises:
            OwnerRefused: it cannot be this owner's; the entry may be written with another one.
        """
        with self._doubting():
            written = write_task(self._gateway, self._describe, self._paged(entry), self._names)
        why = {mend.rpartition(":")[2] for mend in written.repaired}
        if why & {"dropped", "missing"}:
            self._describe.doubt("dropped" in why)
        return written

    def correct(
        self,
        entry: LogEntry,
        *,
        at: RecordId,
        wrote: Mapping[str, str],
        unanswered: Sequence[LogEntry] = (),
    ) -> TaskWritten | None:
        """Bring the Task of a call to what its log says now; None where the Task is gone.

        What somebody changed in Salesforce since we wrote it (`wrote`, from the TaskWritten of
        then) stays as it is and is told in `repaired`. What the log said since (`unanswered`) may
        have been written without our hearing of it, and is no change of somebody's.
        """
        with self._doubting():
            paged = self._paged(entry)
            earlier = tuple(map(self._paged, unanswered))
            return correct_task(
                self._gateway, self._describe, paged, at=at, wrote=wrote, unanswered=earlier
            )

    def _paged(self, entry: LogEntry) -> LogEntry:
        """Return an entry that knows where all of it can be read."""
        page = f"{self._pages}{quote(entry.key, safe=':')}" if self._pages else ""
        return replace(entry, page=page)

    def follow_up(self, entry: FollowUpEntry) -> TaskWritten:
        """Make a follow-up task, or find it made; may be repeated after any failure.

        Raises:
            OwnerRefused: it cannot be this owner's; it may be made with another one.
            SalesforceError: as failures.py says.
        """
        with self._doubting():
            return make_follow_up(self._gateway, self._describe, entry)

    def tasks_of_call(self, call_id: str, day: str) -> tuple[RecordId, ...]:
        """Return the Tasks with the telephone system's id of a call, and that date."""
        return tasks_of_call(self._gateway, call_id, day)

    def tasks_of_calls(self, call_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the addresses of Tasks with the telephone system's ids of calls, by the id."""
        return tasks_of_calls(self._gateway, call_ids)

    def make_lead(self, entry: LeadEntry) -> LeadWritten:
        """Make a Lead, or find it made; may be repeated after any failure.

        Raises:
            OwnerRefused: it cannot be this owner's; it may be made with another one.
            SalesforceError: as failures.py says.
        """
        with self._doubting():
            return make_lead(self._gateway, self._describe, entry)

    def own_lead(self, at: RecordId, owner_id: str) -> None:
        """Give a Lead to a user; raises OwnerRefused where it cannot be theirs."""
        with self._doubting():
            own_lead(self._gateway, at, owner_id)

    def other_logs(self, since: datetime, until: datetime) -> tuple[OtherLog, ...]:
        """Return the Tasks about calls that were made in a time and belong to no call of ours."""
        return second_log.other_logs(self._gateway, self._describe, since, until)

    def other_log(self, at: RecordId) -> OtherLog | None:
        """Return such a Task, or one of ours, as it is now; None where it is gone."""
        return second_log.other_log(self._gateway, self._describe, at)

    def link_second_log(self, at: RecordId, call_id: str, pointer: str | None = None) -> None:
        """Write the plain id of its call on a Task; with a pointer, close it with that."""
        second_log.link_second_log(self._gateway, self._describe, at, call_id, pointer)

    def standing_tasks(self, ids: Sequence[RecordId]) -> frozenset[RecordId]:
        """Return those of these Tasks that are there and not in the recycle bin."""
        return second_log.standing_tasks(self._gateway, list(ids))

    def queues(self) -> tuple[Queue, ...]:
        """Return the org's queues by name, and what each can own; a few minutes old at most."""
        return self._standings.queues()

    def standing(self, ids: Collection[str]) -> Standing:
        """Return what is known of users and queues who are to own something."""
        return self._standings.standing(ids)

    def tracked_objects(self) -> tuple[TrackedObject, ...]:
        """Return the custom objects whose records may stand in Related To, by label."""
        return tracked_objects(self._describe.schema())

    def task_shape(self) -> TaskShape:
        """Return what of the org's Task an admin's settings may name."""
        return self._describe.schema().columns.shape()

    def shared_activities(self) -> bool:
        """Whether a Task may name several Contacts, as far as is known by now; never waits."""
        schema = self._describe.known_schema()
        return schema is not None and schema.shared_activities

    def _as_chosen(self, record: Record) -> Record:
        """Keep a custom object out of Related To that an admin has not chosen."""
        is_kept = not record.type.endswith(CUSTOM) or self._is_chosen(record.type)
        return record if is_kept else replace(record, trackable=False)

    def _is_chosen(self, custom: str) -> bool:
        return not self._tracked or custom in self._tracked

    def forget(self) -> None:
        """Ask the org anew for all that is remembered of it: somebody may have changed it."""
        self._describe.forget()
        self._standings.forget()

    @property
    def usage(self) -> ApiUsage | None:
        """How much of the org's daily allowance is used up; None before the first answer."""
        return self._gateway.usage

    @contextmanager
    def _doubting(self) -> Iterator[None]:
        """Look anew at what the org has just contradicted."""
        try:
            yield
        except OwnerRefused:
            self._standings.forget()
            raise

    def close(self) -> None:
        """Close the connections that wait for reuse."""
        self._gateway.close()
