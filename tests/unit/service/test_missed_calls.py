"""Whom an agent may call back: missed calls on their desk, and the last number dialled (B-31)."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from cti_adapter.calls.call import CallId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.missed_calls import (
    KEPT,
    MOST,
    Customer,
    Missed,
    called_back,
    is_missed,
    not_called_back,
    noted,
)
from tests.support.builders import ADA, ADAS_NUMBER, UNKNOWN_NUMBER, at
from tests.support.story import play

NOON = at("12:00:00")
BACK = CallId("call-back")
MISSED = """
    09:00:00 | leg.offered | 101, remote_number=+14155550101
    09:00:30 | call.ended  |
"""
MATCHED = f"{MISSED}09:00:31 | caller.looked-up | Ada Lovelace"


def desk_of(*files: CallFile) -> Missed:
    """Return what stands on the desk after these calls."""
    missed = Missed()
    for file in files:
        missed = noted(missed, file, NOON)
    return missed


def another(number: int) -> CallFile:
    file = play(MISSED).file
    began = at("09:00:00") + timedelta(minutes=number)
    return replace(file, call=replace(file.call, id=CallId(f"call-{number}"), created_at=began))


def test_a_missed_call_stands_there_and_gets_its_caller_when_the_match_comes() -> None:
    """The match may be slower than the caller's patience; there is one entry all the same."""
    nameless, named = desk_of(play(MISSED).file), desk_of(play(MISSED).file, play(MATCHED).file)

    assert [(ADAS_NUMBER, None)] == [(each.number, each.customer) for each in nameless.calls]
    ada = Customer(id=ADA.id, type="Contact", label="Ada Lovelace")
    assert [ada] == [each.customer for each in named.calls]


def test_a_call_that_was_answered_after_all_leaves() -> None:
    """Its answer was told late."""
    late = play(f"{MISSED}09:00:40 | leg.connected | 101").file

    assert () == desk_of(play(MISSED).file, late).calls
    assert Missed() == noted(Missed(), late, NOON)


@pytest.mark.parametrize(
    "story",
    [
        "09:00:00 | leg.offered | 101, remote_number=+14155550101",
        "09:00:00 | leg.offered | 101\n09:00:30 | call.ended |",
        "09:00:00 | leg.initiated | 101, remote_number=+14155550101\n09:00:30 | call.ended |",
        f"{MISSED}09:00:40 | leg.connected | 101",
        MISSED.replace("101,", "101, channel=chat,"),
    ],
    ids=["still-rings", "withheld", "outbound", "answered", "chat"],
)
def test_what_cannot_be_called_back_is_no_missed_call(story: str) -> None:
    """The list is for dialling."""
    assert not is_missed(play(story).call)


def test_the_newest_stand_first_and_the_list_is_short() -> None:
    """The history has them all."""
    missed = desk_of(*(another(number) for number in range(MOST + 3)))

    assert [f"call-{number}" for number in range(MOST + 2, 2, -1)] == [
        each.call_id for each in missed.calls
    ]


def test_an_old_one_is_let_go() -> None:
    """Nobody waits for a call back that long."""
    missed = desk_of(another(1), another(2))

    assert 2 == len(missed.since(NOON))
    assert ["call-2"] == [each.call_id for each in missed.since(at("09:01:30") + KEPT)]


def test_dialling_the_number_calls_back_whoever_has_it() -> None:
    """By the button or typed: the customer is called once, however often they tried."""
    missed = called_back(desk_of(another(1), another(2)), ADAS_NUMBER, BACK)

    assert (ADAS_NUMBER, [BACK, BACK]) == (
        missed.last_dialled,
        [each.called_back_by for each in missed.calls],
    )
    later = noted(missed, another(2), NOON)
    assert [BACK, BACK] == [each.called_back_by for each in later.calls]


def test_another_number_calls_nobody_back() -> None:
    """It is the one dialled last, no more."""
    missed = called_back(desk_of(another(1)), UNKNOWN_NUMBER, BACK)

    assert (UNKNOWN_NUMBER, [None]) == (
        missed.last_dialled,
        [each.called_back_by for each in missed.calls],
    )


def test_what_was_not_dialled_after_all_called_nobody_back() -> None:
    """The telephone system did not take it; 'Redial' tries it again."""
    before = called_back(desk_of(another(1)), ADAS_NUMBER, CallId("another"))
    missed = called_back(desk_of(another(1)), ADAS_NUMBER, BACK)

    assert [None] == [each.called_back_by for each in not_called_back(missed, BACK).calls]
    assert before == not_called_back(before, BACK)
    assert ADAS_NUMBER == not_called_back(missed, BACK).last_dialled
