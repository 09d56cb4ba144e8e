"""An erasure is done again by what is recorded of it, and the record goes on (B-15)."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from cti_adapter.calls.number import PhoneNumber
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import Version
from cti_adapter.service.erasing import Erasable
from cti_adapter.service.erasures import Again, Erasure, erase_again, recorded, summary_of

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
ENGINES, COMPILERS = OrgId("engines"), OrgId("compilers")
ADA, ALAN = PhoneNumber("+14155550101"), PhoneNumber("+14155550130")


def an_erasure(caller: str, org_id: OrgId = ENGINES) -> Erasure:
    return Erasure(org_id=org_id, caller=caller, at=NINE, by="ada@example.test")


@pytest.mark.requirement("B-15")
def test_erasures_are_read_from_all_versions() -> None:
    """However many there are since; what else was done is none."""
    summaries = ["settings", summary_of("ab12", 3, 1), "exported caller #ab12: 3 calls"] * 200
    kept = [
        Version(number=n, at=NINE + timedelta(minutes=n), by="ada@example.test", summary=each)
        for n, each in enumerate(summaries, start=1)
    ]

    def versions(before: int | None, limit: int) -> Sequence[Version]:
        older = [each for each in reversed(kept) if before is None or each.number < before]
        return older[:limit]

    found = list(recorded(ENGINES, versions))

    assert 200 == len(found)
    assert {("ab12", ENGINES, "ada@example.test")} == {
        (each.caller, each.org_id, each.by) for each in found
    }
    assert NINE + timedelta(minutes=599) == found[0].at


@pytest.mark.requirement("B-15")
def test_a_caller_is_erased_again_in_their_own_org_once() -> None:
    """The same hash is another number's elsewhere; who is not found is recorded all the same."""
    kept = {ENGINES: {"ab12": ADA}, COMPILERS: {"cd34": ALAN}}
    erased: list[tuple[OrgId, PhoneNumber]] = []
    noted: list[tuple[OrgId, str]] = []

    def find(org_id: OrgId, names: Collection[str]) -> dict[str, PhoneNumber]:
        return {name: number for name, number in kept[org_id].items() if name in names}

    def erase(org_id: OrgId, number: PhoneNumber) -> Erasable:
        erased.append((org_id, number))
        return Erasable(calls=2, going_on=1)

    wanted = [an_erasure("ab12"), an_erasure("ab12"), an_erasure("ab12", COMPILERS)]
    done = erase_again(wanted, find=find, erase=erase, note=lambda *said: noted.append(said))

    assert Again(callers=1, calls=2, going_on=1) == done
    assert [(ENGINES, ADA)] == erased
    assert [(COMPILERS, "erased caller #ab12: 0 calls, 0 left")] == noted
