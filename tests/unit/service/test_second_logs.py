"""When an org is asked for second logs: in its turn, and without any noise where it is away."""

from datetime import datetime, timedelta

from cti_adapter.errors import RetryLater
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.second_logs import BACK, EVERY, FIRST_BACK, SecondLogs
from tests.support.builders import at

ONE, TWO = OrgId("one"), OrgId("two")


class Watch(SecondLogs):
    """Notes how far back each org is asked; one may be away."""

    def __init__(self) -> None:
        self.now = at("09:00:00")
        self._clock = lambda: self.now
        self._next, self._looked = {}, set()
        self.asked: list[tuple[OrgId, timedelta]] = []
        self.away = False

    def look(self, org_id: OrgId, since: datetime, until: datetime) -> int:
        self.asked.append((org_id, until - since))
        if self.away:
            raise RetryLater("no answer", code="TIMEOUT")
        return 0

    def turns(self) -> list[OrgId | None]:
        return [self.look_around((ONE, TWO)) for _ in range(3)]


def test_each_org_has_its_turn_a_quarter_of_an_hour_after_the_start_and_then_again() -> None:
    """One org a round, the first time a whole day back."""
    watch = Watch()
    at_the_start = watch.turns()
    watch.now += EVERY
    first = watch.turns()
    watch.now += EVERY
    second = watch.turns()

    assert [None] * 3 == at_the_start
    assert [ONE, TWO, None] == first == second
    assert [FIRST_BACK, FIRST_BACK, BACK, BACK] == [back for _, back in watch.asked]


def test_an_org_that_was_away_is_asked_for_the_whole_day_again() -> None:
    """Nothing is missed."""
    watch = Watch()
    watch.turns()
    watch.away = True
    watch.now += EVERY
    watch.turns()
    watch.away = False
    watch.now += EVERY
    watch.turns()

    assert [FIRST_BACK] * 4 == [back for _, back in watch.asked]
