"""What is known of opened and named records, and what becomes of those that nothing is known of."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import ADA, NOBODY, OutsideCall, save, saved_once, telephone_system


def talking(panel: PanelClient, **named: Any) -> dict[str, Any]:
    """Bring a call to the agent that shows a list; return it as the panel has it."""
    number = named.pop("number", NOBODY)
    panel.show(None)
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, number)
    call.tell("leg.offered", **named)
    call.tell("leg.connected")
    return panel.call(phase="talking", matching="done" if number else "not-matched")


def made(running: Running, kind: str, **fields: Any) -> dict[str, str]:
    """Make a record of its own for a test; return it as a page names it."""
    row = {"attributes": {"type": kind, "referenceId": "it"}, **fields}
    at = running.load(row)["it"]
    return {"id": at, "type": kind, "name": str(fields.get("LastName") or fields.get("Name"))}


def a_contact(running: Running, name: str = "") -> dict[str, str]:
    account = running.record_id("Account", "Compiler Works")
    return made(
        running, "Contact", LastName=name or f"Contact {uuid4().hex[:8]}", AccountId=account
    )


def shown(panel: PanelClient, **wanted: Any) -> dict[str, Any]:
    """Wait until the open record has these members; "note" is the code of its note."""

    def found() -> dict[str, Any] | None:
        panel.listen()
        seen: dict[str, Any] | None = panel.desk.get("open_record")
        if seen is None:
            return None
        told = {**seen, "note": (seen["note"] or {}).get("code", "")}
        return told if all(told[name] == value for name, value in wanted.items()) else None

    return until(
        found, lambda: f"an open record with {wanted}; there is {panel.desk.get('open_record')}"
    )


# ── nothing can be known of it ───────────────────────────────────────────────────────────────


def test_a_record_that_vanished_is_said_to_be_gone(panel: PanelClient) -> None:
    """Somebody deleted it; the page still shows it, and nothing is assigned by that."""
    contact = a_contact(panel.running)
    panel.running.delete(contact["id"])
    talking(panel)
    panel.show(contact)
    shown(panel, id=contact["id"], note="note.gone")

    assert [] == panel.assigned()


def test_a_record_hidden_from_us_is_said_to_be_hidden_until_it_is_not(panel: PanelClient) -> None:
    """The agent sees it, the integration user does not; opened again, it is asked for again."""
    contact = a_contact(panel.running)
    panel.running.hide(contact["id"])
    talking(panel)
    panel.show(contact)
    shown(panel, id=contact["id"], note="note.hidden")
    nothing = panel.assigned()
    panel.running.hide()

    def assigned() -> bool:
        panel.show(None)
        panel.show(contact)
        return panel.assigned() == [(contact["name"], "auto")]

    until(assigned, "the record to be assigned once it can be seen")
    assert [] == nothing


def test_a_record_of_no_type_of_this_org_is_only_offered(panel: PanelClient) -> None:
    """A prefix nobody has: it cannot be assigned, by opening or by a press."""
    strange = {"id": "zzz000000000001AAA", "type": "Zebra__c", "name": "Zebra"}
    call = talking(panel)
    panel.show(strange)
    shown(panel, note="note.hidden")
    press = {"record_id": strange["id"], "page": {"answered": True, "record": strange}}
    panel.press(f"calls/{call['id']}/assign", press)
    panel.listen()

    assert [] == panel.assigned()
    assert not panel.desk["assign"]["enabled"]


@pytest.mark.parametrize("bad", ["003", "003000000000001A", "003!00000000001", "x" * 19])
def test_what_is_no_record_id_is_refused_by_its_field(panel: PanelClient, bad: str) -> None:
    """A page that reports nonsense is told which field, and nothing is opened by it."""
    body = {"window": "w", "record": {"id": bad, "type": "Contact", "name": "x"}}
    answer = panel.press("page", body)

    assert HTTPStatus.UNPROCESSABLE_ENTITY == answer.status_code
    assert "record.id" in answer.text


# ── a page may be wrong ──────────────────────────────────────────────────────────────────────


def test_a_page_that_lies_about_the_type_is_not_believed(panel: PanelClient) -> None:
    """The id says Contact: it goes into Name, and the agent reads what the page called it."""
    contact = a_contact(panel.running)
    talking(panel)
    panel.show({**contact, "type": "Account"})
    until(lambda: panel.assigned() == [(contact["name"], "auto")], "the Contact to be assigned")
    seen = shown(panel, id=contact["id"], note="note.other-type")
    (call,) = panel.calls.values()

    assert "Contact" == seen["type"]
    assert ["who"] == [one["slot"] for one in call["assigned"]]


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>", "\u202eecalevoL adA", "'; DROP TABLE", "{record}"]
)
def test_a_name_is_text_whatever_stands_in_it(panel: PanelClient, name: str) -> None:
    """Markup and writing from right to left change neither what is assigned nor its label."""
    contact = a_contact(panel.running, name)
    talking(panel)
    panel.show(contact)
    until(lambda: panel.assigned() == [(name, "auto")], f"{name!r} to be assigned")

    assert contact["id"] == shown(panel, label=name)["id"]


# ── it is known already, or it changed ───────────────────────────────────────────────────────


def test_a_record_that_is_known_is_assigned_without_asking_anybody(panel: PanelClient) -> None:
    """Opened a second time within a minute, while Salesforce is away."""
    contact = a_contact(panel.running)
    panel.show(contact)
    shown(panel, id=contact["id"], account="Compiler Works")
    talking(panel)
    panel.running.fault("GET /query", "html503", times=2)
    panel.show(contact)
    until(lambda: panel.assigned() == [(contact["name"], "auto")], "the Contact to be assigned")
    panel.running.no_more_faults()


def test_a_record_that_changed_is_read_anew_when_the_page_reports_it_again(
    panel: PanelClient,
) -> None:
    """A page reports its record once more when somebody has saved it."""
    contact = a_contact(panel.running)
    panel.show(contact)
    shown(panel, id=contact["id"], account="Compiler Works")
    other = panel.running.record_id("Account", "Analytical Engines")
    panel.running.change("Contact", contact["id"], AccountId=other)

    def read_anew() -> bool:
        panel.show(contact)
        panel.listen()
        return bool(panel.desk["open_record"]["account"] == "Analytical Engines")

    until(read_anew, "the account it has now")


# ── named by the telephone system (DECISION 56) ──────────────────────────────────────────────


def test_a_record_the_telephone_system_names_is_assigned_beside_the_caller(
    panel: PanelClient,
) -> None:
    """An IVR asked for the case number: the Case fills Related To, the number fills Name."""
    case = panel.running.record_id("Case", "00001026")
    talking(panel, number=ADA, record_id=case)
    wanted = {("Ada Lovelace", "auto"), ("Case 00001026", "auto")}
    until(lambda: set(panel.assigned()) == wanted, lambda: f"{wanted}; there is {panel.assigned()}")
    (call,) = panel.calls.values()

    assert {"what": "because.named", "who": "because.only-match"} == {
        one["slot"]: one["because"]["code"] for one in call["assigned"]
    }


def test_a_named_record_counts_where_no_number_is_shown(panel: PanelClient) -> None:
    """A withheld number finds nobody; what the caller typed does."""
    case = panel.running.record_id("Case", "00001027")
    talking(panel, number=None, record_id=case)

    until(lambda: panel.assigned() == [("Case 00001027", "auto")], "the Case to be assigned")


@pytest.mark.parametrize("named", ["case 1026", "003Hs0000099999", "zzz000000000001"])
def test_a_record_id_that_is_wrong_does_not_disturb_the_call(
    panel: PanelClient, named: str
) -> None:
    """It is journaled and ignored; the number alone says who calls."""
    talking(panel, number=ADA, record_id=named)

    until(lambda: panel.assigned() == [("Ada Lovelace", "auto")], "Ada to be assigned")


# ── just made for a number ───────────────────────────────────────────────────────────────────


def assigned_to(panel: PanelClient, call: OutsideCall) -> dict[str, str]:
    """Make a Contact that the search does not know, and assign it to a call of its number."""
    number = str(call.number)
    odd = f"+1 ({number[2:5]}) {number[5:8]}.{number[8:]}"
    panel.running.index_lags(300)
    panel.show(None)
    call.tell("leg.offered", "leg.connected")
    panel.call(phase="talking", matching="done")
    contact = made(panel.running, "Contact", LastName=f"Contact {number[-4:]}", MobilePhone=odd)
    panel.running.index_lags(0)
    panel.show(contact)
    until(lambda: panel.assigned() == [(contact["name"], "auto")], "the new Contact to be assigned")
    return contact


def found_again(panel: PanelClient, number: str) -> list[tuple[str, str]]:
    """Let the number call somebody else; return what is assigned then, and why."""
    with PanelClient(panel.running.seat()) as other:
        again = talking(other, number=number)
    return [(one["record"]["label"], one["because"]["code"]) for one in again["assigned"]]


@pytest.mark.sqlite("remembered at once by the one process; by another, once the log is written")
def test_who_was_just_made_for_a_number_is_found_at_its_next_call(
    panel: PanelClient, number: str
) -> None:
    """The search knows nothing of the Contact yet: what the last call assigned is read anew."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, number)
    contact = assigned_to(panel, call)

    assert [(contact["name"], "because.only-match")] == found_again(panel, number)


def test_who_was_just_made_for_a_number_is_found_once_its_call_is_logged(
    panel: PanelClient, number: str
) -> None:
    """By whichever process looks for callers: the one that writes the logs does."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, number)
    contact = assigned_to(panel, call)
    call.tell("call.ended")
    save(panel, panel.call(phase="wrap-up"))
    saved_once(panel, call)

    assert [(contact["name"], "because.only-match")] == found_again(panel, number)
