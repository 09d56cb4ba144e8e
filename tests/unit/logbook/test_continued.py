"""The Task a call was dialled from, as the ledger notes it (DECISION 49)."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.answered import TaskFound
from cti_adapter.calls.call import Call
from cti_adapter.calls.events import TaskWritten
from cti_adapter.calls.leg import Leg, LegState
from cti_adapter.calls.record import RecordId
from cti_adapter.logbook.continued import Completion, completion_of, continuing
from cti_adapter.logbook.ledger import Ledger, answered
from tests.support.builders import LINE_A, a_call, at

ADA_BACK = RecordId("00T000000000001AAA")
FOUND = TaskFound(at=at("09:00:00"), task_id=ADA_BACK, stood={"Subject": "aa"}, comments=13)
CALLED = replace(a_call(), outcome="no_answer")
BEGUN = continuing(Ledger(), FOUND, ("who", "what"))
AS_IT_STOOD = Completion(at=ADA_BACK, stood={"Subject": "aa"}, kept=13)


def test_a_call_completes_the_task_it_was_dialled_from() -> None:
    """How that one stood is kept, to tell later who changed it."""
    assert AS_IT_STOOD == completion_of(BEGUN, CALLED, ())


def test_a_slot_that_the_agent_emptied_is_cleared() -> None:
    """One that was empty from the start says nothing about the Task."""
    task = completion_of(BEGUN, CALLED, {"what", "others"})

    assert replace(AS_IT_STOOD, emptied=("what",)) == task


def test_a_task_of_another_call_is_not_continued() -> None:
    """This call gets one of its own."""
    ledger = continuing(Ledger(), replace(FOUND, taken=True), ("who",))

    assert Ledger() == ledger
    assert completion_of(ledger, CALLED, ()) is None


def test_a_later_save_mends_what_an_earlier_one_completed() -> None:
    """Between the two, comments are told apart by where ours begin."""
    written = TaskWritten(at=at("09:01:00"), task_id=ADA_BACK, url="", wrote={"a": "b"}, kept=20)
    ledger = answered(replace(BEGUN, state="saving", edition=1), written)

    task = replace(AS_IT_STOOD, wrote={"a": "b"}, kept=20, is_written=True)
    assert task == completion_of(ledger, CALLED, ())


def test_a_call_that_got_a_task_of_its_own_keeps_to_that_one() -> None:
    """The other one was gone, or had become another call's."""
    assert completion_of(replace(BEGUN, task_id="00T000000000002AAA"), CALLED, ()) is None


@pytest.mark.parametrize(("legs", "completes"), [((), False), ((True,), True)])
def test_a_call_that_was_never_placed_leaves_the_task_open(
    legs: tuple[bool, ...], *, completes: bool
) -> None:
    """What was to be done is still to be done; a call that broke down after a talk is a call."""
    spoken = Leg(id="l", line=LINE_A, state=LegState.ENDED, connected_at=at("09:00:05"))
    call: Call = replace(a_call(), outcome="failed", legs=tuple(spoken for _ in legs))

    assert completes == (completion_of(BEGUN, call, ()) is not None)
