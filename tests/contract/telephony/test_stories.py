"""Calls as each vendor tells them, and what they come to: the promises about routing and events.

`NAME.expected.json` beside each recorded call says what it came to: who it happened to and when,
who answers for it, what was asked of the vendor's API.
"""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.contract.telephony.senders import BY_KIND, PAYLOADS, stories
from tests.contract.telephony.telling import Told, by_another_clock, summary

STORIES = [
    pytest.param(kind, name, steps, id=f"{kind}-{name}")
    for kind in BY_KIND
    for name, steps in stories(kind)
    if (PAYLOADS / kind / f"{name}.expected.json").exists()
]
TELLS = sorted({str(param.values[0]) for param in STORIES})


def expected(kind: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PAYLOADS / kind / f"{name}.expected.json").read_bytes())
    return found


def played(kind: str, name: str) -> Told:
    return Told(BY_KIND[kind]).play(dict(stories(kind))[name])


@pytest.mark.parametrize(("kind", "name", "steps"), STORIES)
def test_a_recorded_call_comes_to_what_is_written_beside_it(
    kind: str, name: str, steps: list[dict[str, Any]]
) -> None:
    """What a vendor tells means the same in every release."""
    assert expected(kind, name) == summary(Told(BY_KIND[kind]).play(steps))


@pytest.mark.parametrize(("kind", "name", "steps"), STORIES)
def test_a_call_told_twice_is_one_call(kind: str, name: str, steps: list[dict[str, Any]]) -> None:
    """Every vendor repeats itself when an answer of ours is lost."""
    del name
    twice = [step for step in steps for _ in range(1 if "command" in step else 2)]

    once, again = summary(Told(BY_KIND[kind]).play(steps)), summary(Told(BY_KIND[kind]).play(twice))

    for differing in ("ignored", "sent"):
        del once[differing], again[differing]
    assert once == again


@pytest.mark.parametrize("hours", [-3, 5])
@pytest.mark.parametrize(("kind", "name", "steps"), STORIES)
def test_a_clock_that_is_hours_off_changes_nothing_but_the_hour(
    kind: str, name: str, steps: list[dict[str, Any]], hours: int
) -> None:
    """What answers to commands tell is told by the same clock, or a hold would last for hours."""
    off = timedelta(hours=hours)
    right = expected(kind, name)
    told = summary(Told(BY_KIND[kind], off).play(by_another_clock(steps, off)))

    for each in (right, told):
        each["happened"] = [what[len("HH:") :] for what in each["happened"]]
    assert right == told


@pytest.mark.parametrize("kind", TELLS)
@pytest.mark.requirement("S3-6", "S1-13")
def test_a_call_to_an_agent_is_delivered_to_them_and_their_user_owns_it(kind: str) -> None:
    """Through each connector that tells of calls."""
    told = summary(played(kind, "to-an-agent"))

    assert "the linked user" == told["owner"]
    assert f"delivered {told['agent']}" in told["happened"][0]


@pytest.mark.parametrize("kind", TELLS)
@pytest.mark.requirement("S3-7")
def test_a_call_to_a_queue_is_the_answering_agent_s(kind: str) -> None:
    """Whoever else it rang at."""
    told = summary(played(kind, "to-a-queue"))
    answered = [each.split()[2] for each in told["happened"] if " answered " in each]

    assert ("the linked user", answered) == (told["owner"], [told["agent"]])


@pytest.mark.parametrize("kind", TELLS)
@pytest.mark.requirement("S3-8")
def test_a_call_to_a_receiving_number_is_the_default_owner_s(kind: str) -> None:
    """Also where a linked agent answers it."""
    assert "receiving-number" == summary(played(kind, "to-a-number"))["owner"]


@pytest.mark.parametrize(
    ("kind", "name"), [("twilio", "held-and-handed-on"), ("vonage", "another-conversation")]
)
@pytest.mark.requirement("S1-14")
def test_a_transfer_is_told_with_its_time(kind: str, name: str) -> None:
    """The vendor raises no event of it: the answer to our command tells it."""
    assert "09:01:00 transferred 101 to 102" in summary(played(kind, name))["happened"]


@pytest.mark.parametrize("kind", TELLS)
@pytest.mark.requirement("B-24")
def test_a_recording_is_linked_however_late_it_is_told(kind: str) -> None:
    """After the end of the call, when its log may be saved already."""
    assert summary(played(kind, "to-an-agent"))["recording"].startswith("https://")


def test_a_form_that_was_filled_in_is_handed_on_as_one() -> None:
    """It becomes a Lead (docs/intake.md), and no call."""
    told = played("ctm", "form")
    ((form,),) = (delivery.forms for delivery in told.deliveries)

    assert {} == told.files
    assert ("Ada Lovelace", "ada@example.com") == (form.fields["name"], form.fields["email"])


def test_a_message_is_of_its_channel() -> None:
    """A text message is no telephone call."""
    assert "sms" == played("ctm", "message").file.call.channel
