"""What is told of a call after its Task is written, and how the Task follows (S1-3, B-24)."""

from typing import Any

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import OutsideCall, save, saved_once, wrapping_up

RECORDING = "https://pbx.example.test/recordings/42"
THE_ORGS_OWN = {"LastModifiedDate", "LastModifiedById", "SystemModstamp"}


def saved(panel: PanelClient, call: OutsideCall) -> dict[str, Any]:
    save(panel, wrapping_up(panel, call))
    return saved_once(panel, call)


def changed(running: Running, call: OutsideCall, before: dict[str, Any]) -> dict[str, Any]:
    """Wait for the call's one Task to change; return the fields that did, and how."""

    def differing() -> dict[str, Any]:
        (task,) = running.tasks_of(call.placed)
        return {
            name: value
            for name, value in task.items()
            if value != before.get(name) and name not in THE_ORGS_OWN
        }

    return until(differing, "a correction of the Task")


@pytest.mark.requirement("B-24")
def test_a_recording_that_comes_a_minute_after_save_stands_on_the_same_task(
    panel: PanelClient, call: OutsideCall
) -> None:
    """And nothing else of it has changed."""
    before = saved(panel, call)
    call.system.tell(call.event("recording.available", ago_s=-60, url=RECORDING))

    assert {"CTI_Recording__c": RECORDING} == changed(panel.running, call, before)


def test_what_somebody_changed_in_salesforce_stays_as_the_recording_comes(
    panel: PanelClient, call: OutsideCall
) -> None:
    """A correction writes what has become known, and never what was known before (A-14)."""
    before = saved(panel, call)
    case = panel.running.record_id("Case", "00001027")
    panel.running.change("Task", before["Id"], WhatId=case, Subject="Refund for Ada")
    call.tell("recording.available", url=RECORDING)
    until(lambda: "CTI_Recording__c" in changed(panel.running, call, before), "the recording")

    assert {
        "CTI_Recording__c": RECORDING,
        "WhatId": case,
        "Subject": "Refund for Ada",
    }.items() <= changed(panel.running, call, before).items()


def test_a_correction_that_salesforce_does_not_take_at_once_is_repeated(
    panel: PanelClient, call: OutsideCall
) -> None:
    """It waits in the same outbox as the Task itself; the log stays saved all the while."""
    before = saved(panel, call)
    panel.running.fault("PATCH /sobjects/Task", "e503", times=2)
    call.tell("recording.available", url=RECORDING)

    assert RECORDING == changed(panel.running, call, before)["CTI_Recording__c"]
    assert "saved" == panel.call(phase="saved")["log"]["state"]


def test_a_correction_that_is_refused_is_told_and_the_task_stays_as_it_was(
    panel: PanelClient, call: OutsideCall
) -> None:
    """In Salesforce's own words, with the log still written."""
    before = saved(panel, call)
    words = "Closed calls may not be changed."
    panel.running.fault("PATCH /sobjects/Task", f"reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:{words}")
    call.tell("recording.available", url=RECORDING)
    told = until(
        lambda: panel.call(phase="saved")["log"]["reason"], "the panel to be told of the refusal"
    )

    assert "log.correction-refused" == told["code"]
    assert words in told["params"]["message"]
    assert before == panel.running.task_of(call.placed)


def test_a_task_that_somebody_deleted_is_not_made_again(
    panel: PanelClient, call: OutsideCall
) -> None:
    """That is theirs to decide; the panel says that it is gone."""
    before = saved(panel, call)
    panel.running.delete(before["Id"])
    call.tell("recording.available", url=RECORDING)
    told = until(
        lambda: panel.call(phase="saved")["log"]["reason"], "the panel to be told of the deletion"
    )

    assert "log.task-gone" == told["code"]
    assert [] == panel.running.tasks_of(call.placed)


def test_a_hang_up_that_overtakes_the_answer_leaves_the_agent_a_wrap_up(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Webhooks are sent side by side: it was no missed call, and is logged as what it was."""
    call.tell("leg.offered")
    panel.call(phase="ringing", matching="done")
    answered = call.event("leg.connected", ago_s=30)
    call.tell("call.ended")
    call.system.tell(answered)
    save(panel, panel.call(phase="wrap-up"))
    task = saved_once(panel, call)

    assert (30, panel.seat.user_id) == (task["CallDurationInSeconds"], task["OwnerId"])
    assert "asked for refund" in task["Description"]


def test_an_answer_told_after_the_task_puts_that_right(
    panel: PanelClient, call: OutsideCall
) -> None:
    """The delivery failed and was repeated much later: still one Task, and the agent's."""
    call.tell("leg.offered")
    panel.call(phase="ringing", matching="done")
    answered = call.event("leg.connected", ago_s=30)
    call.tell("call.ended")
    missed = panel.running.task_of(call.placed)
    call.system.tell(answered)
    save(panel, panel.call(phase="wrap-up"))
    mended = changed(panel.running, call, missed)

    assert 30 == mended["CallDurationInSeconds"]
    assert "asked for refund" in mended["Description"]


def test_an_answer_told_after_the_lost_word_of_the_task_makes_it_the_agents(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Salesforce had made the Task of a missed call, and nobody knew: found again, it is put right.

    Whose it is as well: found by `torture kill`.
    """
    call.tell("leg.offered")
    panel.call(phase="ringing", matching="done")
    answered = call.event("leg.connected", ago_s=30)
    panel.running.fault("POST /sobjects/Task", "drop_after")
    call.tell("call.ended")
    missed = panel.running.task_of(call.placed)
    call.system.tell(answered)
    save(panel, panel.call(phase="wrap-up"))
    task = saved_once(panel, call)

    assert (missed["Id"], panel.seat.user_id, 30) == (
        task["Id"],
        task["OwnerId"],
        task["CallDurationInSeconds"],
    )
