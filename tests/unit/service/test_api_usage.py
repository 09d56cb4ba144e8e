"""cti_adapter.service.api_usage: what one process was told, every process knows."""

from datetime import UTC, datetime, timedelta

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.api_usage import LASTS, ApiUsages
from tests.unit.service.test_following import Kept

ORG, OTHER = OrgId("acme"), OrgId("other")
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Process:
    """One that is told something by Salesforce now and then."""

    def __init__(self, findings: Kept) -> None:
        self.told: dict[OrgId, tuple[int, int]] = {}
        self.now = NINE
        self.usages = ApiUsages(lambda: [ORG, OTHER], self.told.get, findings, lambda: self.now)


def test_each_process_knows_what_the_latest_answer_to_any_of_them_said() -> None:
    """Also where it was told something itself, longer ago."""
    kept = Kept()
    web, work = Process(kept), Process(kept)
    web.told[ORG] = (10, 100)
    at_once = web.usages.of(ORG)
    web.usages.write_down()
    work.told[ORG] = (81, 100)
    before = web.usages.of(ORG)
    work.usages.write_down()

    assert ((10, 100), (10, 100), (81, 100)) == (at_once, before, web.usages.of(ORG))
    assert None is web.usages.of(OTHER)


def test_what_nobody_was_told_for_a_day_is_not_known() -> None:
    """Salesforce has forgotten those requests as well."""
    kept = Kept()
    first, late = Process(kept), Process(kept)
    first.told[ORG] = (90, 100)
    first.usages.write_down()
    late.now = NINE + LASTS
    in_time = late.usages.of(ORG)
    late.now += timedelta(seconds=1)

    assert ((90, 100), None) == (in_time, late.usages.of(ORG))


def test_nothing_is_written_where_nothing_is_new() -> None:
    """A quiet org costs no write every other second."""
    kept = Kept()
    process = Process(kept)
    process.told[ORG] = (1, 100)
    process.usages.write_down()
    kept.found.clear()
    process.usages.write_down()

    assert {} == kept.of(ORG)
