"""A follow-up task: the agent's own, open, on the records of the call, without its key (B-31)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.web.stage import ADA, OutsideCall, save, telephone_system, wrapping_up
from tests.web.test_history import heard, history, in_history, missed


def in_three_days() -> str:
    return (datetime.now(UTC) + timedelta(days=3)).date().isoformat()


def follow_ups(panel: PanelClient) -> list[dict[str, Any]]:
    """Return the open Tasks of this agent."""
    own = panel.seat.user_id
    rows = panel.running.records("Task")
    return [row for row in rows if row["OwnerId"] == own and not row["IsClosed"]]


@pytest.mark.requirement("B-31")
def test_it_is_an_open_task_of_the_agent_on_the_call_s_records(panel: PanelClient) -> None:
    """Asked for in wrap-up, sent twice: one Task beside that of the call."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, ADA)
    ended = wrapping_up(panel, call)
    key, due = uuid4().hex, in_three_days()
    path = f"calls/{ended['id']}/follow-up"
    answers = [panel.press(path, {"date": due}, key=key).status_code for _ in range(2)]
    heard(panel, "said.follow-up-made")
    save(panel, ended)
    log = panel.running.task_of(call.placed)

    (task,) = follow_ups(panel)
    assert [202, 202] == answers
    assert (log["WhoId"], log.get("WhatId"), due, "Follow-up: Ada Lovelace") == (
        task["WhoId"],
        task.get("WhatId"),
        task["ActivityDate"],
        task["Subject"],
    )
    assert not task.get("CTI_Call_Key__c")


def test_one_is_asked_for_from_the_history_though_the_call_is_not_logged(
    panel: PanelClient,
) -> None:
    """Whoever was missed is called back another day."""
    missed(panel, ADA)
    past = in_history(panel, state="not-logged", records=["Ada Lovelace"])
    answer = panel.press(f"calls/{past['id']}/follow-up", {"date": in_three_days()})

    assert 202 == answer.status_code
    until(lambda: 1 == len(follow_ups(panel)), "the follow-up task")
    assert "not-logged" == history(panel)["calls"][0]["state"]


def test_a_lost_answer_makes_no_second_one(panel: PanelClient) -> None:
    """The repeat finds what the first attempt has made."""
    missed(panel, ADA)
    past = in_history(panel, state="not-logged", records=["Ada Lovelace"])
    panel.running.fault("POST /sobjects/Task", "drop_after")
    panel.press(f"calls/{past['id']}/follow-up", {"date": in_three_days()})
    heard(panel, "said.follow-up-made")

    assert 1 == len(follow_ups(panel))


@pytest.mark.parametrize("due", ["yesterday", "2020-01-01", "2999-01-01"])
def test_a_day_that_cannot_be_meant_is_refused(panel: PanelClient, due: str) -> None:
    """The field is named, and nothing is written."""
    missed(panel, ADA)
    past = in_history(panel, state="not-logged")
    answer = panel.press(f"calls/{past['id']}/follow-up", {"date": due})

    assert (422, "date") == (answer.status_code, answer.json()["errors"][0]["field"])
    assert [] == follow_ups(panel)


def test_what_salesforce_refuses_is_told_with_its_words(panel: PanelClient) -> None:
    """Nothing comes by itself then: an admin finds it among the dead letters."""
    missed(panel, ADA)
    past = in_history(panel, state="not-logged")
    words = "Say in the subject what is to be done."
    rule = f"reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:{words}"
    panel.running.fault("POST /sobjects/Task", rule)
    panel.press(f"calls/{past['id']}/follow-up", {"date": in_three_days()})

    heard(panel, "said.follow-up-refused")
    assert [] == follow_ups(panel)
