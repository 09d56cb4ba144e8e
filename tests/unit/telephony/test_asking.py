"""What vendors are asked where an agent asks a colleague first: to the last field.

What such calls come to stands in tests/payloads, `asked-and-*.story.json`.
"""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Command, Target, Verb
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.connector import ApiRequest
from tests.contract.telephony.senders import BY_KIND, NOW, credentials
from tests.support.talked import requests_of, said

COLLEAGUE, OUTSIDE = Target(line=Line("102")), Target(number=PhoneNumber("+14155550199"))
OURS, HOOK = "+14155550100", "https://cti.example.com/hooks/k1"


def asked_of(kind: str, verb: Verb, answers: Any = (), **more: Any) -> list[tuple[str, Any]]:
    """Return what changes something at the vendor: the end of each address, and what is said."""
    connector = BY_KIND[kind]
    named = {"native_id": "CA1", "leg_id": "CA2", "line": Line("101"), "target": COLLEAGUE, **more}
    command = Command(id="cmd-1", verb=verb, **named)
    sent = requests_of(connector.encode(command, NOW, credentials(connector)), answers)
    return [(urlsplit(each.url).path, spoken(each)) for each in sent if each.method != "GET"]


def spoken(request: ApiRequest) -> Any:
    if request.headers["content-type"] == "application/json":
        return msgspec.json.decode(request.body)
    return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}


# ── Twilio ───────────────────────────────────────────────────────────────────────────────────


def conference(*labels: str) -> list[Any]:
    """Answer that a call is in a conference, with these labels beside customer and agent."""
    people = [
        ("CA1", None),
        ("CA2", "agent:101"),
        *((f"CA{n + 3}", x) for n, x in enumerate(labels)),
    ]
    told = [{"call_sid": sid, "label": label} for sid, label in people]
    return [said({"conferences": [{"sid": "CF1"}]}), said({"participants": told})]


def of_twilio(verb: Verb, *labels: str, **more: Any) -> list[tuple[str, Any]]:
    found = asked_of("twilio", verb, conference(*labels), **more)
    return [(path.partition("/Accounts/")[2].partition("/")[2], fields) for path, fields in found]


def test_twilio_lets_the_customer_wait_and_rings_the_colleague() -> None:
    """The colleague does not end the conference by declining."""
    waits, joins = of_twilio("consult")

    assert ("Conferences/CF1/Participants/CA1.json", {"Hold": "true"}) == waits
    assert (
        "Conferences/CF1/Participants.json",
        {
            "From": OURS,
            "To": "client:102",
            "Label": "asked:102",
            "EndConferenceOnExit": "false",
            "StatusCallback": f"{HOOK}?call=CA1&agent=102&role=rung",
            "StatusCallbackEvent": "initiated",
        },
    ) == joins


def test_twilio_asks_somebody_outside_as_well() -> None:
    """Their going is told as the end of the asking, never as the end of the call."""
    *_, (_, joins) = of_twilio("consult", target=OUTSIDE)

    assert ("asked-number:+14155550199", f"{HOOK}?call=CA1&leg=CA2&agent=101&role=asked") == (
        joins["Label"],
        joins["StatusCallback"],
    )


def test_twilio_hands_over_by_letting_the_one_go_who_asked() -> None:
    """The conference must outlive them, and end with the other."""
    assert [
        ("Conferences/CF1/Participants/CA2.json", {"EndConferenceOnExit": "false"}),
        ("Conferences/CF1/Participants/CA4.json", {"EndConferenceOnExit": "true"}),
        ("Conferences/CF1/Participants/CA1.json", {"Hold": "false"}),
        ("Calls/CA2.json", {"Status": "completed"}),
    ] == of_twilio("complete_consult", "asked:103", "asked:102")


def test_twilio_goes_back_to_the_customer() -> None:
    assert [
        ("Calls/CA3.json", {"Status": "completed"}),
        ("Conferences/CF1/Participants/CA1.json", {"Hold": "false"}),
    ] == of_twilio("cancel_consult", "asked-number:+14155550199", target=OUTSIDE)


def test_twilio_joins_all_three() -> None:
    """Who asked may go first without taking the others along."""
    assert [
        ("Conferences/CF1/Participants/CA2.json", {"EndConferenceOnExit": "false"}),
        ("Conferences/CF1/Participants/CA1.json", {"Hold": "false"}),
    ] == of_twilio("conference", "asked:102")


# ── Vonage ───────────────────────────────────────────────────────────────────────────────────

CUSTOMER, AGENT, ASKED = (f"aaaaaaaa-bbbb-4ccc-8ddd-00000000000{n}" for n in (1, 2, 3))


def of_vonage(verb: Verb, *legs: str, **more: Any) -> list[tuple[str, Any]]:
    told = [{"uuid": each, "status": "answered"} for each in (CUSTOMER, AGENT, *legs)]
    answers = [said({"conversation_uuid": "CON-1"}), said({"_embedded": {"calls": told}})]
    known = {"vonage.customer": CUSTOMER} if legs else {}
    about = {"native_id": "CON-1", "leg_id": AGENT, "attributes": known, **more}
    found = asked_of("vonage", verb, answers, **about)
    names = {CUSTOMER: "customer", AGENT: "agent", ASKED: "asked"}
    return [
        ("/".join(names.get(part, part) for part in path.split("/")[3:]), content)
        for path, content in found
    ]


def into(room: str, *, ends: bool) -> dict[str, Any]:
    ncco = [{"action": "conversation", "name": room, "endOnExit": ends}]
    return {"action": "transfer", "destination": {"type": "ncco", "ncco": ncco}}


def test_vonage_moves_the_call_where_somebody_can_join_it() -> None:
    """The customer waits there as on hold; who is asked is called into it."""
    *moved, mute, earmuff, music, (called, content) = of_vonage("consult")

    assert [(who, into("ask-cmd-1", ends=True)) for who in ("agent", "customer")] == moved
    assert [("customer", {"action": "mute"}), ("customer", {"action": "earmuff"})] == [
        mute,
        earmuff,
    ]
    assert "customer/stream" == music[0]
    assert ("", [{"type": "app", "user": "102"}]) == (called, content["to"])
    assert [f"{HOOK}?call=CON-1&agent=102&role=rung"] == content["event_url"]
    assert [{"action": "conversation", "name": "ask-cmd-1", "endOnExit": False}] == content["ncco"]


BACK = [
    ("customer", {"action": "unearmuff"}),
    ("customer", {"action": "unmute"}),
    ("customer/stream", {}),
]


def test_vonage_hands_over_by_moving_both_away_from_who_asked() -> None:
    assert [
        *BACK,
        ("asked", into("on-cmd-1", ends=True)),
        ("customer", into("on-cmd-1", ends=True)),
        ("agent", {"action": "hangup"}),
    ] == of_vonage("complete_consult", ASKED)


def test_vonage_goes_back_to_the_customer() -> None:
    hung_up = ("asked", {"action": "hangup"})

    assert [hung_up, *BACK] == of_vonage("cancel_consult", ASKED)


def test_vonage_joins_all_three() -> None:
    """The customer alone ends it by going."""
    assert [
        *BACK,
        ("agent", into("on-cmd-1", ends=False)),
        ("asked", into("on-cmd-1", ends=False)),
        ("customer", into("on-cmd-1", ends=True)),
    ] == of_vonage("conference", ASKED)


def test_vonage_hands_on_the_customer_alone_once_a_colleague_has_joined() -> None:
    """And not the colleague, who would be sent to themselves."""
    handed_on = of_vonage("transfer", ASKED)

    assert ["customer", "agent"] == [who for who, _ in handed_on]


# ── what cannot be ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("verb", ["complete_consult", "cancel_consult", "conference"])
def test_where_nobody_is_asked_any_more_that_is_said(verb: Verb) -> None:
    """They hung up a moment ago; nobody else is hung up or joined in their place."""
    with pytest.raises(TelephonyError, match="nobody is being asked"):
        of_twilio(verb, "asked:103")
    with pytest.raises(TelephonyError, match="nobody"):
        of_vonage(verb)


@pytest.mark.parametrize("kind", ["twilio", "vonage"])
def test_a_queue_cannot_be_asked(kind: str) -> None:
    with pytest.raises(TelephonyError, match="an agent or a number"):
        asked_of(kind, "consult", conference(), target=Target(queue="Support"))
