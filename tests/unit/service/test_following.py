"""When an org is asked for conversions, and which calls hear of them (DECISION 21)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cti_adapter.calls.on_task import CallTask, Conversion, TaskRecords
from cti_adapter.calls.record import Learned, Record, RecordId, Unreadable
from cti_adapter.errors import RetryLater
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.findings import Finding
from cti_adapter.service.following import BACK, EVERY, Following
from tests.support.builders import ADA, ALAN, DIFFERENCE_ENGINE, at

ONE, TWO = OrgId("one"), OrgId("two")
NOBODY: Any = None
"""Folds what is found; here no call is found by its key."""
KEPT = {ONE: timedelta(days=90), TWO: timedelta(days=30)}
BECAME = Conversion(
    lead_id=ALAN.id, contact_id=ADA.id, opportunity_id=DIFFERENCE_ENGINE.id, account_id=None
)


class Asked:
    """An org that notes how far back it is asked; it may be away."""

    def __init__(self) -> None:
        self.since: list[datetime] = []
        self.people: list[tuple[RecordId, ...]] = []
        self.away = False
        self.became: tuple[Conversion, ...] = ()

    @property
    def followed(self) -> "Asked":
        return self

    def conversions_since(self, since: datetime) -> tuple[Conversion, ...]:
        self.since.append(since)
        if self.away:
            raise RetryLater("no answer", code="TIMEOUT")
        return self.became

    def call_tasks_on(self, people: Sequence[RecordId]) -> tuple[CallTask, ...]:
        self.people.append(tuple(people))
        return ()

    def conversions_of(self, leads: Sequence[RecordId]) -> tuple[Conversion, ...]:
        raise AssertionError(leads)

    def tasks_as_they_stand(self, ids: Sequence[RecordId]) -> Mapping[RecordId, TaskRecords]:
        raise AssertionError(ids)

    def learn(self, ids: Sequence[RecordId]) -> Mapping[RecordId, Learned | Unreadable]:
        records: dict[RecordId, Record] = {each.id: each for each in (ADA, DIFFERENCE_ENGINE)}
        return {at: Learned(record=records[at]) for at in ids}


class Kept:
    """Findings in memory."""

    def __init__(self) -> None:
        self.found: dict[OrgId, dict[str, Finding]] = {}

    def put(self, org_id: OrgId, subject: str, finding: Finding) -> None:
        self.found.setdefault(org_id, {})[subject] = finding

    def of(self, org_id: OrgId, *, like: str = "") -> Mapping[str, Finding]:
        there = self.found.get(org_id, {})
        return {subject: each for subject, each in there.items() if subject.startswith(like)}

    def drop(self, org_id: OrgId, *, like: str) -> bool:
        raise AssertionError((org_id, like))


class World:
    """Looks around when it is told to."""

    def __init__(self) -> None:
        self.now = at("09:00:00")
        self.orgs = {ONE: Asked(), TWO: Asked()}
        self.kept = Kept()
        self.following = self.process()

    def process(self) -> Following:
        return Following(
            NOBODY,
            self.orgs.__getitem__,
            lambda *_: None,
            self.kept,
            lambda: self.now,
        )

    def look(self) -> None:
        self.following.look_around((ONE, TWO), KEPT)

    def turn(self) -> None:
        self.now += EVERY
        self.look()


def test_the_first_look_goes_back_as_far_as_calls_are_kept_and_the_next_ones_to_the_last() -> None:
    """Whatever happened while the product was away; nothing is asked as it starts."""
    world = World()
    world.look()
    assert [] == world.orgs[ONE].since
    world.turn()
    first = world.now
    world.look()
    world.turn()

    assert [first - KEPT[ONE], first - BACK] == world.orgs[ONE].since
    assert first - KEPT[TWO] == world.orgs[TWO].since[0]


def test_another_process_goes_on_where_the_last_one_stopped() -> None:
    """The moment is kept in the database."""
    world = World()
    world.look()
    world.turn()
    first = world.now
    world.following = world.process()
    world.look()
    world.turn()

    assert first - BACK == world.orgs[ONE].since[-1]


def test_an_org_that_is_away_is_asked_as_far_back_again_and_holds_up_no_other() -> None:
    """Nothing is missed."""
    world = World()
    world.look()
    world.orgs[ONE].away = True
    world.turn()
    first = world.now
    world.orgs[ONE].away = False
    world.turn()

    assert [first - KEPT[ONE], first + EVERY - KEPT[ONE]] == world.orgs[ONE].since
    assert [first - KEPT[TWO], first - BACK] == world.orgs[TWO].since


def test_calls_are_sought_by_the_lead_and_by_what_it_became() -> None:
    """Salesforce may have brought the Task along, or left it behind."""
    world = World()
    world.orgs[ONE].became = (BECAME,)
    world.look()
    world.turn()

    assert ([(ALAN.id, ADA.id)], []) == (world.orgs[ONE].people, world.orgs[TWO].people)
