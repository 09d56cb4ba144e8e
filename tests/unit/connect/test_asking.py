"""An agent asks a colleague through `connect`: what is pressed on the PBX, and when.

The events of a real PBX that follow are recordings; that it obeys is in live/asterisk.
"""

from pathlib import Path

import pytest

from tests.support.asterisk_recordings import lines_of
from tests.support.held_line import call_of, held, now
from tests.support.patience import until
from tests.support.pbx_stand_in import Hook, StandInPbx

ASKED = "33-consult-completed"
KEYS = {"FEATUREMAP(atxfer)": "*2", "FEATURE(atxferthreeway)": "*3"}


def talks_to_who_is_asked(pbx: StandInPbx, hook: Hook) -> None:
    """Say so much that the customer waits while 101 talks to 102."""
    lines = now(lines_of(ASKED))
    last = max(nth for nth, line in enumerate(lines) if b"BridgeAttendedTransfer" in line)
    before = [nth for nth in range(last) if b"ChannelHangupRequest" in lines[nth]]
    pbx.say(*lines[: before[-1]])
    until(lambda: hook.told().count("leg.connected") == 2, "the colleague answers")


def pressed(pbx: StandInPbx) -> str:
    keys = [each["Digit"] for each in pbx.actions if each["Action"] == "PlayDTMF"]
    return "".join(keys)


def named(pbx: StandInPbx) -> list[str]:
    """Return to whom the phone's own transfer keys would have led, step by step."""
    set_ = [each for each in pbx.actions if each.get("Variable") == "TRANSFER_EXTEN"]
    return [each["Value"] for each in set_]


def test_asking_names_the_colleague_and_presses_the_keys_of_the_pbx(
    pbx: StandInPbx, hook: Hook, tmp_path: Path
) -> None:
    """The keys are the admin's; afterwards the phone's own transfer asks for a number again."""
    pbx.values = KEYS
    with held(pbx, hook, tmp_path) as line:
        talks_to_who_is_asked(pbx, hook)
        status = line.ask("consult", call_id=call_of(hook), agent="101", target="102")

    assert (202, "*2", ["102", ""]) == (status, pressed(pbx), named(pbx))


def test_a_consultation_that_does_not_begin_is_refused(
    pbx: StandInPbx, hook: Hook, tmp_path: Path
) -> None:
    """The PBX says yes to every key, whatever comes of it."""
    pbx.values = KEYS
    with held(pbx, hook, tmp_path, consult_s=0.1) as line:
        pbx.say(*now(lines_of("24-event-filter-allow-list")[:12]))
        until(lambda: "leg.connected" in hook.told(), "they talk")
        status = line.ask("consult", call_id=call_of(hook), agent="101", target="102")

    assert (502, "*2", ["102", ""]) == (status, pressed(pbx), named(pbx))


def test_without_keys_nothing_is_pressed(pbx: StandInPbx, hook: Hook, tmp_path: Path) -> None:
    """A PBX whose features.conf names none would play tones to the customer."""
    with held(pbx, hook, tmp_path) as line:
        talks_to_who_is_asked(pbx, hook)
        status = line.ask("consult", call_id=call_of(hook), agent="101", target="102")

    assert (502, "") == (status, pressed(pbx))


def test_a_conference_presses_its_keys(pbx: StandInPbx, hook: Hook, tmp_path: Path) -> None:
    """Customer, agent and colleague hear each other."""
    pbx.values = KEYS
    with held(pbx, hook, tmp_path) as line:
        talks_to_who_is_asked(pbx, hook)
        status = line.ask("conference", call_id=call_of(hook), agent="101")

    assert (202, "*3") == (status, pressed(pbx))


@pytest.mark.parametrize(
    ("verb", "action"), [("complete_consult", "Hangup"), ("cancel_consult", "CancelAtxfer")]
)
def test_asking_ends_by_handing_over_or_by_coming_back(
    pbx: StandInPbx, hook: Hook, tmp_path: Path, verb: str, action: str
) -> None:
    """Both are done on the agent's own channel; the PBX knows who is to stay with whom."""
    with held(pbx, hook, tmp_path) as line:
        talks_to_who_is_asked(pbx, hook)
        status = line.ask(verb, call_id=call_of(hook), agent="101")
        asked = line.asked()

    assert (202, action, True) == (status, asked["Action"], "PJSIP/alice" in asked["Channel"])
