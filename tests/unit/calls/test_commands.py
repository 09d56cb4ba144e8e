"""What the panel offers is what the telephone system can do now, and nothing else."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.commands import IN_CONFERENCE, Capability, allowed, verbs_for, verbs_of
from tests.support.builders import LINE_A, LINE_B
from tests.support.story import play

RINGING = "09:00:00 | leg.offered | 101"
TALKING = f"{RINGING}\n09:00:04 | leg.connected | 101"
HELD = f"{TALKING}\n09:01:00 | leg.held | 101"
ASKING = f"{HELD}\n09:01:01 | consult.started | 101, target=102"
RUNG = f"{ASKING}\n09:01:01 | leg.offered | 102"
HEARD = f"{RUNG}\n09:01:05 | leg.connected | 102"


@pytest.mark.parametrize(
    ("table", "verbs"),
    [
        ("09:00:00 | leg.initiated | 101", {"hang_up"}),
        (RINGING, {"answer", "decline"}),
        (TALKING, {"hold", "mute", "dtmf", "transfer", "consult", "hang_up"}),
        (
            f"{TALKING}\n09:00:09 | leg.muted | 101",
            {"hold", "unmute", "dtmf", "transfer", "consult", "hang_up"},
        ),
        (HELD, {"retrieve", "mute", "transfer", "consult", "hang_up"}),
        (f"{TALKING}\n09:02:00 | leg.ended | 101", set()),
        (f"{HELD}\n09:02:00 | call.ended |", set()),
    ],
)
def test_each_state_has_its_controls(table: str, verbs: set[str]) -> None:
    assert verbs == allowed(play(table).call, LINE_A)


@pytest.mark.parametrize(
    ("table", "verbs"),
    [
        (RUNG, {"cancel_consult", "mute", "hang_up"}),
        (HEARD, {"cancel_consult", "complete_consult", "conference", "mute", "hang_up"}),
        # of a number outside nothing more is told
        (
            f"{HELD}\n09:01:01 | consult.started | 101, target=+14155550120",
            {"cancel_consult", "complete_consult", "conference", "mute", "hang_up"},
        ),
        (
            f"{RUNG}\n09:01:09 | leg.withdrawn | 102, reason=rejected",
            {"retrieve", "mute", "transfer", "consult", "hang_up"},
        ),
        (
            f"{HEARD}\n09:02:00 | consult.ended | 101, target=102",
            {"retrieve", "mute", "transfer", "consult", "hang_up"},
        ),
        (
            f"{HEARD}\n09:02:00 | call.conferenced | lines=101 102",
            {"retrieve", "mute", "transfer", "consult", "hang_up"},
        ),
    ],
)
def test_while_a_colleague_is_asked_the_question_comes_first(table: str, verbs: set[str]) -> None:
    """The customer waits: they are joined, handed over or gone back to, and nothing else."""
    assert verbs == allowed(play(table).call, LINE_A)


def test_who_is_only_asked_has_no_customer_to_hand_on() -> None:
    """DECISION 16; with the customer they have every control."""
    joined = f"{HEARD}\n09:02:00 | call.conferenced | lines=101 102"

    assert {"answer", "decline"} == allowed(play(RUNG).call, LINE_B)
    assert {"mute", "hang_up"} == allowed(play(HEARD).call, LINE_B)
    assert {"hold", "mute", "dtmf", "transfer", "consult", "hang_up"} == allowed(
        play(joined).call, LINE_B
    )


def test_who_is_not_on_the_call_controls_nothing() -> None:
    assert frozenset() == allowed(play(TALKING).call, LINE_B)


def test_what_a_system_can_do_says_what_can_be_asked_of_it() -> None:
    """Who can mute can unmute; knowing what runs is asked by nobody's press."""
    assert {"mute", "unmute", "hang_up"} == verbs_of(["mute", "hang-up", "resync"])


@pytest.mark.parametrize(
    ("attributes", "verbs"),
    [
        ({}, {"transfer", "hang_up"}),
        ({IN_CONFERENCE: "CF1"}, {"transfer", "hang_up", "hold", "retrieve", "mute", "unmute"}),
    ],
)
def test_what_takes_a_conference_is_offered_in_one(
    attributes: dict[str, str], verbs: set[str]
) -> None:
    """Twilio holds and mutes participants, never a call that is merely bridged."""
    can: list[Capability] = ["conference-first", "transfer", "hang-up", "hold", "resume", "mute"]
    call = replace(play(RINGING).call, attributes=attributes)

    assert verbs == verbs_for(call, can)
