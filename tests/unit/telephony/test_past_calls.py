"""Calls as the vendors' own lists tell them, for those we never heard of."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cti_adapter.telephony import twilio_past, vonage_past
from cti_adapter.telephony.connector import ApiAnswer, ToldCall
from tests.contract.telephony.senders import BY_KIND, NOW, credentials
from tests.support.talked import said, talked

SINCE = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
BEGUN, ANSWERED, ENDED = (f"Sun, 22 Nov 2026 09:0{n}:00 +0000" for n in (0, 1, 5))
CUSTOMER = {
    "sid": "CA1",
    "direction": "inbound",
    "from": "+14155550101",
    "to": "+14155550100",
    "status": "completed",
    "start_time": BEGUN,
    "end_time": ENDED,
}
AGENT = {
    **CUSTOMER,
    "sid": "CA2",
    "direction": "outbound-dial",
    "parent_call_sid": "CA1",
    "to": "client:101",
    "start_time": ANSWERED,
}


def happened(call: ToldCall) -> list[str]:
    """Return what is told: "leg.connected 09:01"."""
    events = (one.event for one in call.incoming)
    return [f"{each.__struct_config__.tag} {each.at:%H:%M}" for each in events if each is not None]


def of_twilio(*rows: dict[str, Any]) -> dict[str, list[str]]:
    told = twilio_past.told_calls(list(rows), SINCE, "US")
    return {call.native_id: happened(call) for call in told}


def test_an_answered_call_is_told_whole() -> None:
    told = [
        "call.created 09:00",
        "leg.offered 09:01",
        "leg.connected 09:01",
        "leg.ended 09:05",
        "call.ended 09:05",
    ]

    assert {"CA1": told} == of_twilio(CUSTOMER, AGENT)


def test_a_missed_call_says_who_missed_it() -> None:
    told = ["call.created 09:00", "leg.offered 09:01", "leg.withdrawn 09:05", "call.ended 09:05"]

    assert {"CA1": told} == of_twilio(CUSTOMER, {**AGENT, "status": "no-answer"})


def test_a_call_an_agent_dialled_is_theirs() -> None:
    phone = {**CUSTOMER, "from": "client:101", "to": ""}
    far = {**AGENT, "from": "+14155550100", "to": "+14155550101"}
    begun = ["leg.initiated 09:00"]

    assert {"CA1": [*begun, "leg.connected 09:01", "call.ended 09:05"]} == of_twilio(phone, far)
    assert {"CA1": [*begun, "call.ended 09:05"]} == of_twilio(phone, {**far, "status": "busy"})


@pytest.mark.parametrize(
    "changed",
    [
        {"direction": "outbound-api"},
        {"end_time": None},
        {"start_time": "Sun, 22 Nov 2026 07:59:00 +0000"},
        {"start_time": "yesterday"},
        {"sid": 7},
        {"parent_call_sid": "CA0"},
    ],
    ids=str,
)
def test_what_is_no_call_of_its_own_or_not_over_is_left_alone(changed: dict[str, Any]) -> None:
    """Least of all the legs of a call we placed: they would be logged a second time."""
    assert {} == of_twilio({**CUSTOMER, **changed})


def test_the_list_is_read_to_its_last_page() -> None:
    twilio = BY_KIND["twilio"]
    pages: list[ApiAnswer] = [
        said({"calls": [CUSTOMER], "next_page_uri": "/2010-04-01/Accounts/AC/Calls.json?Page=1"}),
        said({"calls": [AGENT], "next_page_uri": None}),
    ]

    sent, told = talked(twilio.reconcile(SINCE, NOW, credentials(twilio)), pages)

    assert 2 == len(sent)
    assert sent[1].url.endswith("/2010-04-01/Accounts/AC/Calls.json?Page=1")
    assert 5 == len(told[0].incoming)


LEG = {"conversation_uuid": "CON-1", "status": "completed", "end_time": "2026-11-22T09:05:00.000Z"}
FIRST = {
    **LEG,
    "uuid": "u-1",
    "direction": "inbound",
    "from": {"type": "phone", "number": "14155550101"},
    "to": {"type": "phone", "number": "14155550100"},
    "start_time": "2026-11-22T09:00:00.000Z",
}
RUNG = {**FIRST, "uuid": "u-2", "direction": "outbound", "to": {"type": "app", "user": "101"}}


def test_vonage_s_legs_are_put_together_by_conversation() -> None:
    (call,) = vonage_past.told_calls([RUNG, FIRST], "US")

    assert "CON-1" == call.native_id
    assert ["call.created 09:00", "leg.offered 09:00"] == happened(call)[:2]
    assert call.incoming[0].event is not None
    assert "+14155550101" == call.incoming[0].event.facts.remote_number


@pytest.mark.parametrize(
    "legs", [[RUNG], [FIRST, {**RUNG, "end_time": None}], [{**FIRST, "uuid": None}], [{}]], ids=str
)
def test_a_conversation_that_is_not_over_or_not_a_customer_s_is_left_alone(
    legs: list[dict[str, Any]],
) -> None:
    assert [] == list(vonage_past.told_calls(legs, "US"))


def test_twilio_s_calls_that_run_say_who_is_on_them() -> None:
    """We were started in the middle of them."""
    parent = {**CUSTOMER, "status": "in-progress", "end_time": None}
    talks = {**AGENT, "status": "in-progress"}
    rings = {**AGENT, "sid": "CA3", "to": "client:102", "status": "ringing", "start_time": None}
    connector = BY_KIND["twilio"]
    answers = [said({"calls": [parent, talks]}), said({"calls": [rings]})]
    sent, (call,) = talked(connector.resync(NOW, credentials(connector)), answers)

    assert ["Status=in-progress", "Status=ringing"] == [
        each.url.partition("?")[2].partition("&")[0] for each in sent
    ]
    assert ["call.created 09:00", "leg.connected 09:01", "leg.offered 09:00"] == happened(call)


def test_vonage_s_calls_that_run_say_who_is_on_them() -> None:
    """A leg that has not begun says nothing; nor does a conversation without a customer."""
    begun = "2026-11-22T09:00:00.000Z"
    customer = {"uuid": "u-1", "conversation_uuid": "CON-1", "direction": "inbound"}
    customer |= {"status": "answered", "start_time": begun}
    agent = {**customer, "uuid": "u-2", "direction": "outbound", "to": {"user": "101"}}
    rung = {**agent, "uuid": "u-3", "to": {"user": "102"}, "status": "ringing"}
    placed = {**agent, "uuid": "u-4", "conversation_uuid": "CON-2"}
    connector = BY_KIND["vonage"]
    answers = [
        said({"_embedded": {"calls": [customer, agent, placed]}}),
        said({"_embedded": {"calls": [rung]}}),
    ]
    _, (call,) = talked(connector.resync(NOW, credentials(connector)), answers)

    assert ["call.created 09:00", "leg.connected 09:00", "leg.offered 09:00"] == happened(call)
