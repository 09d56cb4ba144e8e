"""What the agent is told when the page and the button do not agree (B-2)."""

import pytest

from cti_adapter.service.desk import OpenRecord
from cti_adapter.service.open_record import has_changed, is_old
from tests.support.builders import CALL_ID, CASE_27, at

SHOWN = OpenRecord(record=CASE_27, seen_at=at("09:00:00"), window="left")


def test_another_record_is_named_and_nothing_is_assigned() -> None:
    """The agent pressed for one record and looks at another."""
    said = has_changed(SHOWN, CALL_ID)

    assert ("said.open-record-changed", {"record": "Case 00001027"}, "warning", CALL_ID) == (
        said.code,
        said.params,
        said.tone,
        said.call_id,
    )


def test_no_record_is_said_too() -> None:
    """The page shows a list by now."""
    said = has_changed(None, CALL_ID)

    assert ("said.no-open-record", {}) == (said.code, said.params)


@pytest.mark.parametrize(("now", "age"), [("09:00:30", "30"), ("09:00:00", "0"), ("08:59:58", "0")])
def test_a_page_that_does_not_answer_has_its_age_shown(now: str, age: str) -> None:
    """ "seen 30 s ago", and never less than nothing when clocks differ."""
    said = is_old(SHOWN, CALL_ID, at(now))

    assert ("said.page-silent", {"record": "Case 00001027", "age": age}) == (
        said.code,
        said.params,
    )
