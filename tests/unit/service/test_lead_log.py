"""cti_adapter.service.lead_log: one Lead per number, and no Task that waits for it for ever."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
import pytest
from msgspec.structs import replace

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallerLookedUp, LeadMade, LeadRefused
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Learned, Record, RecordId, Unreadable
from cti_adapter.errors import (
    OrgPaused,
    Rejected,
    RetryLater,
    SalesforceError,
    SignInNeeded,
    UnknownOutcome,
)
from cti_adapter.logbook.continued import Completion
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.logbook.follow_up import FollowUpEntry
from cti_adapter.logbook.lead import LeadEntry
from cti_adapter.logbook.ownership import Standing
from cti_adapter.logbook.second_log import OtherLog
from cti_adapter.outbox.entry import Kind, OrgId
from cti_adapter.salesforce.leads import LeadWritten
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.lead_log import (
    AT_LEAST_ONCE,
    MOST_TRIES,
    WAIT_FOR_ANOTHER,
    LeadErrand,
)
from cti_adapter.service.org_ports import Made, TaskAsFound, TaskWritten
from tests.support.builders import ADA, ALAN, CALL_ID, ORG, UNKNOWN_NUMBER, an_entry, at
from tests.support.story import play

NOON = at("12:00:00")
OTHER = CallId("call-2")
NOBODY = play(
    """
    09:00:00 | leg.offered      | 101, remote_number=+14155550999
    09:00:01 | caller.looked-up |
    09:00:10 | call.ended       |
    """,
    Policy(create_lead="missed"),
)


class Shelf:
    """The port MadeLeads in memory."""

    def __init__(self) -> None:
        self.rows: dict[tuple[OrgId, PhoneNumber], Made] = {}

    def claim(self, org_id: OrgId, number: PhoneNumber, call_id: CallId, at: datetime) -> Made:
        """Return who makes the Lead."""
        claimed = Made(call_id=call_id, lead_id=None, at=at, is_new=True)
        known = self.rows.setdefault((org_id, number), claimed)
        return claimed if known is claimed else replace(known, is_new=False)

    def made(self, org_id: OrgId, number: PhoneNumber, lead_id: RecordId) -> None:
        """Note the Lead."""
        self.rows[org_id, number] = replace(self.rows[org_id, number], lead_id=lead_id)

    def release(self, org_id: OrgId, number: PhoneNumber, lead_id: RecordId | None) -> None:
        """Forget it."""
        if self.rows[org_id, number].lead_id == lead_id:
            del self.rows[org_id, number]


class Org:
    """The port of that name, as far as Leads go; what it answers a test chooses."""

    def __init__(self, fails: SalesforceError | None = None) -> None:
        self.fails = fails
        self.found: dict[PhoneNumber, tuple[Record, ...]] = {}
        self.left: frozenset[str] = frozenset()
        self.records: dict[RecordId, Record] = {}
        self.made: list[LeadEntry] = []
        self.keyed = True

    def find(self, number: PhoneNumber, also: Sequence[RecordId] = ()) -> tuple[Record, ...]:
        return self.found.get(number, tuple(self.records[at] for at in also))

    def read(self, ids: Sequence[RecordId]) -> Mapping[RecordId, Record]:
        return {each: self.records[each] for each in ids if each in self.records}

    def learn(self, ids: Sequence[RecordId]) -> Mapping[RecordId, Learned | Unreadable]:
        raise AssertionError(f"no page showed any of these: {ids}")

    def find_task(self, at: RecordId) -> TaskAsFound | Unreadable:
        raise AssertionError(f"no call was dialled from this: {at}")

    def complete(self, entry: LogEntry, task: Completion) -> TaskWritten | None:
        raise AssertionError(f"no Task is due here: {entry} {task}")

    def write(self, entry: LogEntry) -> TaskWritten:
        raise AssertionError(f"no Task is due here: {entry}")

    def correct(
        self,
        entry: LogEntry,
        *,
        at: RecordId,
        wrote: Mapping[str, str],
        unanswered: Sequence[LogEntry] = (),
    ) -> TaskWritten | None:
        raise AssertionError(f"no Task stands here: {entry} {at} {wrote} {unanswered}")

    def make_lead(self, entry: LeadEntry) -> LeadWritten:
        if self.fails is not None:
            raise self.fails
        self.made.append(entry)
        return LeadWritten(id=ALAN.id, at_least_once=not self.keyed)

    def follow_up(self, entry: FollowUpEntry) -> TaskWritten:
        raise AssertionError(f"nobody asked for {entry}")

    def own_lead(self, at: RecordId, owner_id: str) -> None:
        raise self.fails or AssertionError(f"{at} needs no other owner than {owner_id}")

    def other_logs(self, since: datetime, until: datetime) -> Sequence[OtherLog]:
        raise AssertionError(f"nobody asks what was logged: {since} {until}")

    def other_log(self, at: RecordId) -> OtherLog | None:
        raise AssertionError(f"nobody asks for a log: {at}")

    def link_second_log(self, at: RecordId, call_id: str, pointer: str | None = None) -> None:
        raise AssertionError(f"no log is linked here: {at} {call_id} {pointer}")

    def tasks_of_call(self, call_id: str, day: str) -> tuple[RecordId, ...]:
        raise AssertionError(f"no Task is counted here: {call_id} {day}")

    def standing(self, ids: Collection[str]) -> Standing:
        return Standing(inactive=self.left.intersection(ids))


class Stage:
    """An errand about one call, and what it speaks to."""

    def __init__(self, org: Org | None = None) -> None:
        self.org, self.shelf = org or Org(), Shelf()
        self.now = NOON
        self.errand = LeadErrand(self.shelf, lambda: self.now)

    def make(self, file: CallFile = NOBODY.file, *, attempts: int = 1) -> object:
        entry = an_entry(Kind.LEAD, attempts=attempts)
        return self.errand.make(self.org, entry, file, None)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_killed_attempt_is_taken_up_under_the_same_key(stage: Stage) -> None:
    """It looks at nothing again: what stands there may be its own Lead."""
    stage.make()
    stage.org.found = {UNKNOWN_NUMBER: (ADA,)}
    again = stage.make()

    assert isinstance(again, LeadMade)
    assert [f"call:{CALL_ID}"] * 2 == [entry.key for entry in stage.org.made]


def test_another_call_of_the_number_is_waited_for_and_not_for_ever(stage: Stage) -> None:
    """Whoever takes over uses the first one's key: then Salesforce keeps it one."""
    stage.shelf.claim(ORG, UNKNOWN_NUMBER, OTHER, NOON)
    with pytest.raises(RetryLater, match="another call"):
        stage.make()
    stage.now = NOON + WAIT_FOR_ANOTHER
    stage.make()

    assert [f"call:{OTHER}"] == [entry.key for entry in stage.org.made]


def test_the_lead_of_an_earlier_call_is_taken_while_it_stands(stage: Stage) -> None:
    """Renamed by then, it is called what it is called now."""
    stage.shelf.claim(ORG, UNKNOWN_NUMBER, OTHER, NOON - timedelta(hours=1))
    stage.shelf.made(ORG, UNKNOWN_NUMBER, ALAN.id)
    stage.org.records = {ALAN.id: ALAN}
    assert LeadMade(at=NOON, record=ALAN) == stage.make()
    stage.org.records = {}
    made = stage.make()

    assert isinstance(made, LeadMade)
    assert [f"call:{CALL_ID}"] == [entry.key for entry in stage.org.made]


def test_a_number_that_is_stored_by_now_is_a_match(stage: Stage) -> None:
    """And free again for whoever comes when it is not."""
    stage.org.found = {UNKNOWN_NUMBER: (ADA,)}

    assert CallerLookedUp(at=NOON, found=(ADA,)) == stage.make()
    assert {} == stage.shelf.rows


def test_an_assigned_call_needs_none(stage: Stage) -> None:
    """The agent was quicker, or the match came late."""
    known = play(
        "09:00:00 | leg.offered | 101, remote_number=+14155550999\n"
        "09:00:01 | caller.looked-up | Ada Lovelace\n",
        Policy(create_lead="always"),
    )

    assert None is stage.make(known.file)
    assert [] == stage.org.made


def test_an_org_without_the_key_is_noted(stage: Stage) -> None:
    """At least once, and not more than that is said (P11)."""
    stage.org.keyed = False
    made = stage.make()

    assert isinstance(made, LeadMade)
    assert (AT_LEAST_ONCE,) == made.repaired


@pytest.mark.parametrize(
    ("error", "attempts", "gives_up"),
    [
        (Rejected("no"), 1, True),
        (UnknownOutcome("late", code="UNKNOWN_EXCEPTION"), MOST_TRIES - 1, False),
        (UnknownOutcome("late", code="UNKNOWN_EXCEPTION"), MOST_TRIES, True),
        (UnknownOutcome("silence"), 500, False),
        (OrgPaused(code="REQUEST_LIMIT_EXCEEDED"), 500, False),
        (SignInNeeded(code="INVALID_SESSION_ID"), 500, False),
    ],
)
def test_a_lead_is_given_up_where_only_the_lead_fails(
    error: SalesforceError, attempts: int, *, gives_up: bool
) -> None:
    """While the org is away the Task could not be written either; else it goes without."""
    stage = Stage(Org(fails=error))
    if not gives_up:
        with pytest.raises(type(error)):
            stage.make(attempts=attempts)
        return

    assert LeadRefused(at=NOON, message=str(error)) == stage.make(attempts=attempts)
    assert {} == stage.shelf.rows


def test_an_owner_is_waited_for_while_salesforce_is_away() -> None:
    """Only a refusal is one."""
    payload = msgspec.json.encode({"lead_id": ALAN.id, "owner_id": "005A"})
    entry = replace(an_entry(Kind.LEAD_OWNER), payload=payload)

    def own(error: SalesforceError) -> object:
        stage = Stage(Org(fails=error))
        return stage.errand.own(stage.org, entry)

    with pytest.raises(RetryLater):
        own(RetryLater())

    assert LeadRefused(at=NOON, message="no", asked="own") == own(Rejected("no"))
