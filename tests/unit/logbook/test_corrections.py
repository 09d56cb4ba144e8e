"""What the ledger says of a Task that was corrected, or could not be."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.events import CorrectionRefused, TaskCorrected, TaskGone
from cti_adapter.calls.on_task import OnTask
from cti_adapter.calls.owner import Owner
from cti_adapter.logbook.corrections import GONE, REFUSED, corrected
from cti_adapter.logbook.ledger import Ledger
from tests.support.builders import GRACE, at

NOON = at("12:00:00")
WRITTEN = Ledger(
    state="saved",
    edition=1,
    task_id="00T1",
    owner=Owner(id="005A", why="agent"),
    wrote={"Description": "aa", "WhoId": "bb"},
    repaired=("Description:cut", "WhoId:deleted", "WhatId:left"),
)
AGAIN = TaskCorrected(at=NOON, wrote={"Description": "aa", "WhoId": "cc"}, repaired=())


def test_it_knows_what_stands_in_the_task_now() -> None:
    """The next correction goes by the newest marks; nothing is left to anybody any more."""
    ledger = corrected(WRITTEN, AGAIN)

    assert (AGAIN.wrote, ("Description:cut",)) == (ledger.wrote, ledger.repaired)
    assert (WRITTEN.state, WRITTEN.owner) == (ledger.state, ledger.owner)


def test_what_is_left_to_somebody_is_remembered() -> None:
    """The agent is told of it."""
    ledger = corrected(WRITTEN, replace(AGAIN, repaired=("CallDisposition:left",)))

    assert ("Description:cut", "CallDisposition:left") == ledger.repaired
    assert ledger.left


def test_another_agent_may_turn_out_to_own_it() -> None:
    """A transfer was told late (S1-3)."""
    other = Owner(id="005B", why="agent")

    assert other == corrected(WRITTEN, replace(AGAIN, owner=other)).owner


def test_what_others_changed_is_known_until_it_is_theirs_no_more() -> None:
    """The history shows it; a slot the agent changed too has to be chosen."""
    stands = OnTask(who=GRACE, contested=("who",))
    asked = corrected(WRITTEN, replace(AGAIN, on_task=stands))

    assert (stands, True) == (asked.on_task, asked.is_contested)
    assert not corrected(WRITTEN, replace(AGAIN, on_task=OnTask(who=GRACE))).is_contested
    assert not corrected(asked, AGAIN).is_contested


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (CorrectionRefused(at=NOON, message="locked by an approval"), REFUSED),
        (TaskGone(at=NOON), GONE),
    ],
)
def test_a_trouble_is_told_until_a_correction_goes_through(
    event: CorrectionRefused | TaskGone, reason: str
) -> None:
    """The log itself is written and stays so."""
    told = corrected(WRITTEN, event)

    assert ("saved", reason) == (told.state, told.reason)
    assert getattr(event, "message", "") == told.message
    assert "" == corrected(told, AGAIN).reason


def test_a_reason_of_another_kind_stays() -> None:
    """An admin gave an edition up; that a correction went through is another matter."""
    assert "given-up" == corrected(replace(WRITTEN, reason="given-up"), AGAIN).reason


@pytest.mark.parametrize("ledger", [replace(WRITTEN, state="open"), replace(WRITTEN, edition=2)])
def test_of_a_log_that_has_gone_on_no_trouble_is_told(ledger: Ledger) -> None:
    """The next Save writes what is right by then."""
    assert ledger == corrected(ledger, CorrectionRefused(at=NOON, message="no"))
