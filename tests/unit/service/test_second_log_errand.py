"""What is done in Salesforce about a second log: nothing is lost, whatever stands there by now."""

from collections.abc import Mapping
from typing import Literal

import pytest
from msgspec.structs import replace

from cti_adapter.calls.events import SecondLogFound, SecondLogSettled
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import RecordId
from cti_adapter.logbook.second_log import OtherLog, pointer
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.second_log_errand import SecondLogErrand
from tests.support.builders import at
from tests.support.story import play
from tests.unit.service.call_stories import WRITTEN

NOON = at("12:00:00")
URL = "https://there/00T1"
FOUND = "09:20:00 | second-log.found | task_id=00T2, text=asked for a spare\n"
SETTLED = "09:21:00 | second-log.settled | task_id=00T2, outcome=kept\n"
OTHER = OtherLog(
    id=RecordId("00T2"),
    url="u",
    owner_id="005A",
    created_at=at("09:05:30"),
    names=frozenset(),
    subject="Call",
    comments="asked for a spare",
)
OURS = replace(OTHER, id=RecordId("00T000000000001AAA"), comments="ours\r\nasked for a spare")
KEPT = SecondLogSettled(at=NOON, task_id="00T2", outcome="kept")
MERGED = replace(KEPT, outcome="merged")


class Org:
    """Salesforce, as far as it is asked here."""

    def __init__(self, *tasks: OtherLog) -> None:
        self.tasks: Mapping[str, OtherLog] = {task.id: task for task in tasks}
        self.linked: list[tuple[str, str, str | None]] = []

    def other_log(self, at: RecordId) -> OtherLog | None:
        return self.tasks.get(at)

    def link_second_log(self, at: RecordId, call_id: str, pointer: str | None = None) -> None:
        self.linked.append((at, call_id, pointer))


def call(policy: Literal["keep-both", "merge"], more: str = FOUND) -> CallFile:
    written = WRITTEN.replace("00T000000000001AAA", f"00T000000000001AAA, url={URL}")
    return play(f"{written}{more}", Policy(second_log=policy)).file


def performed(org: Org, file: CallFile) -> SecondLogFound | SecondLogSettled | None:
    return SecondLogErrand(lambda: NOON).perform(org, file)


@pytest.mark.requirement("S1-24")
def test_both_are_kept_and_linked() -> None:
    """By the plain id of the call; its comments stay where they are."""
    org = Org(OTHER)

    assert KEPT == performed(org, call("keep-both"))
    assert [("00T2", "c-42", None)] == org.linked


@pytest.mark.requirement("S1-24")
def test_merged_it_is_closed_with_a_pointer_to_our_task() -> None:
    """Its comments were read in ours before; repeated, it says the same."""
    org = Org(OTHER, OURS)
    once = performed(org, call("merge"))
    org.tasks = {"00T2": replace(OTHER, comments=pointer(URL), call_id="c-42")}
    again = performed(org, call("merge"))

    assert MERGED == once == again
    assert [("00T2", "c-42", pointer(URL))] * 2 == org.linked


def test_what_does_not_stand_in_our_task_is_not_taken_out_of_the_other() -> None:
    """It was too long, or somebody has edited ours, or deleted it."""
    for ours in ((replace(OURS, comments="ours, edited"),), ()):
        org = Org(OTHER, *ours)

        assert KEPT == performed(org, call("merge"))
        assert [("00T2", "c-42", None)] == org.linked


def test_what_was_typed_meanwhile_is_taken_in_first() -> None:
    """And written into ours, before the other one is touched."""
    org = Org(replace(OTHER, comments="asked for two"), OURS)

    assert SecondLogFound(at=NOON, task_id="00T2", url="u", text="asked for two") == performed(
        org, call("merge")
    )
    assert [] == org.linked


@pytest.mark.parametrize("there", [(), (replace(OTHER, call_id="c-7"),)], ids=["gone", "another's"])
def test_what_is_gone_or_another_calls_is_left_alone(there: tuple[OtherLog, ...]) -> None:
    """Nothing is written."""
    org = Org(*there)

    assert KEPT == performed(org, call("merge"))
    assert [] == org.linked


@pytest.mark.parametrize("story", ["", f"{FOUND}{SETTLED}"], ids=["none", "settled"])
def test_what_is_done_is_not_done_again(story: str) -> None:
    """Not even a question."""
    assert performed(Org(), call("merge", story)) is None


def test_what_salesforce_refused_can_be_tried_again() -> None:
    """By an admin, from the dead letters."""
    refused = FOUND + SETTLED.replace("kept", "refused")

    assert MERGED == performed(Org(OTHER, OURS), call("merge", refused))
