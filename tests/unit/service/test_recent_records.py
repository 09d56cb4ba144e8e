"""Records just made or chosen for a number: bounded, of one org, for a while."""

import pytest

from cti_adapter.calls.record import RecordId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.recent_records import LIFETIME_S, MOST_OF_A_NUMBER, RecentRecords
from tests.support.builders import ADA, ADAS_NUMBER, ALANS_NUMBER, GRACE, ORG

OTHER_ORG = OrgId("other")


class Clock:
    """Seconds as the test tells them."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_what_was_assigned_is_remembered_for_its_number_and_org(clock: Clock) -> None:
    """Another number, and another org's same number, know nothing of it."""
    recent = RecentRecords(clock)
    recent.note(ORG, ADAS_NUMBER, ADA.id, GRACE.id)

    assert (ADA.id, GRACE.id) == recent.of(ORG, ADAS_NUMBER)
    assert () == recent.of(ORG, ALANS_NUMBER) == recent.of(OTHER_ORG, ADAS_NUMBER)


def test_it_is_forgotten_when_the_index_has_caught_up(clock: Clock) -> None:
    """From then on the search alone says who has the number; what is noted anew stays."""
    recent = RecentRecords(clock)
    recent.note(ORG, ADAS_NUMBER, ADA.id, GRACE.id)
    clock.now = LIFETIME_S - 1
    recent.note(ORG, ADAS_NUMBER, ADA.id)
    clock.now = LIFETIME_S

    assert (ADA.id,) == recent.of(ORG, ADAS_NUMBER)


def test_memory_is_bounded(clock: Clock) -> None:
    """A number that everybody dials, and a thousand numbers, cost little."""
    recent = RecentRecords(clock, most=1)
    recent.note(ORG, ALANS_NUMBER, ADA.id)
    ids = [RecordId(f"003{number:012}AAA") for number in range(MOST_OF_A_NUMBER + 2)]
    recent.note(ORG, ADAS_NUMBER, *ids)

    assert tuple(ids[2:]) == recent.of(ORG, ADAS_NUMBER)
    assert () == recent.of(ORG, ALANS_NUMBER)
