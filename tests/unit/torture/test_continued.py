"""The judge of calls that continue a Task: it has to see what people lost (ADR 0026)."""

from typing import Any

import pytest

from cti_adapter.torture.calls import Planned
from cti_adapter.torture.clock import MORNING
from cti_adapter.torture.continued import wrong_on

CALL = Planned(
    native_id="c-1",
    line="101",
    kind="outbound",
    who=None,
    refused=False,
    talked_s=60,
    tellings=[],
    saves_after_s=None,
    text="",
    begun=MORNING,
    task="00T1",
)
TASK = {
    "Id": "00T1",
    "Subject": "Call back",
    "Description": "Ask for the new price\n\n09:00:00 dialled by Agent 101",
}


@pytest.mark.parametrize(
    ("task", "edits", "wrong"),
    [
        (TASK, {}, 0),
        (TASK | {"Id": "00T2"}, {}, 1),
        (TASK | {"Subject": "Outbound call"}, {}, 1),
        (TASK | {"Subject": "Mine"}, {"Subject": "Mine"}, 0),
        (TASK | {"Description": "09:00:00 dialled by Agent 101"}, {}, 1),
        (TASK, {"Description": "Ask for the new price\nBen has called already"}, 1),
        (TASK, {"CallDisposition": "Interested"}, 1),
    ],
)
def test_what_people_wrote_into_the_task_of_a_call_is_missed_where_it_is_gone(
    task: dict[str, Any], edits: dict[str, Any], wrong: int
) -> None:
    """A judge that overlooks it would let us overwrite whatever we like (A-14)."""
    assert wrong == len(wrong_on(CALL, task, edits))
