"""What Lightning does for a softphone besides showing it (facts/open-cti.md 2.6 to 2.16)."""

from typing import Any

import pytest
import requests
from playwright.sync_api import expect

from tests.contract.emulator.console_page import Console

FOUND_NOBODY = {"searchParams": "4155550999", "callType": "inbound"}
NAME = {"displayName": "Name", "apiName": "Name"}


def test_a_call_center_s_own_sections_are_settings(console: Console, adapter: str) -> None:
    """Flat, by path, all texts; with label and order (2.13)."""
    settings = {"/hub/region": "eu", "/reqDialingOptions/reqOutsidePrefix": "9"}
    console.org.control("POST", "call-center", {"adapter_url": adapter, "settings": settings})
    told = console.ask("getCallCenterSettings")["returnValue"]

    assert ("eu", "region", "0.0") == (
        told["/hub/region"],
        told["/hub/region/label"],
        told["/hub/region/sortOrder"],
    )
    assert ("9", adapter) == (
        told["/reqDialingOptions/reqOutsidePrefix"],
        told["/reqGeneralInfo/reqAdapterUrl"],
    )
    assert {str} == {type(value) for value in told.values()}


def test_a_user_s_layout_decides_what_is_found(console: Console) -> None:
    """Only its objects, only its fields; one without fields finds nothing (2.10, 2.14)."""
    layout = {
        "user": "a@example.test",
        "Inbound": {
            "callRelatedFields": ["ANI"],
            "objects": {"Account": [], "Lead": [NAME, {"displayName": "Co", "apiName": "Company"}]},
            "screenPopSettings": {},
        },
    }
    console.org.control("POST", "softphone-layout", layout)
    told = console.ask("getSoftphoneLayout")["returnValue"]
    lead = console.ask("searchAndScreenPop", searchParams="4155550130", callType="inbound")
    account = console.ask("searchAndScreenPop", searchParams="4155550110", callType="inbound")
    contact = console.ask("searchAndScreenPop", searchParams="4155550101", callType="inbound")
    alan = console.org.records["alan"]

    assert {"Internal", "Inbound", "Outbound"} == set(told)
    assert layout["Inbound"] == told["Inbound"]
    assert {"Id", "LastModifiedDate", "Name", "Company", "RecordType"} == set(
        lead["returnValue"][alan]
    )
    assert [{}, {}] == [account["returnValue"], contact["returnValue"]]
    expect(console.main_heading()).to_have_text("All Contacts")


def test_a_layout_may_pop_a_new_record_where_nobody_is_found(console: Console) -> None:
    """With the values the softphone gave (2.10)."""
    pops = {"NoMatch": {"screenPopType": "PopToEntity", "screenPopData": "Lead"}}
    inbound = {"objects": {"Contact": [NAME]}, "screenPopSettings": pops}
    console.org.control("POST", "softphone-layout", {"Inbound": inbound})
    console.ask("searchAndScreenPop", **FOUND_NOBODY, defaultFieldValues={"Company": "Unknown"})
    modal = console.page.get_by_role("dialog", name="New Lead")

    expect(modal.get_by_role("textbox", name="Company")).to_have_value("Unknown")


def test_a_layout_may_pop_a_flow(console: Console) -> None:
    """It is given what the softphone says; deferred, only when that is popped."""
    pops = {"NoMatch": {"screenPopType": "PopToFlow", "screenPopData": "Caller_not_found"}}
    inbound = {"objects": {"Contact": [NAME]}, "screenPopSettings": pops}
    console.org.control("POST", "softphone-layout", {"Inbound": inbound})
    given = [{"name": "phone", "type": "String", "value": "4155550999"}]
    found = console.ask(
        "searchAndScreenPop", **FOUND_NOBODY, deferred=True, params={"FLOW": {"flowArgs": given}}
    )["returnValue"]
    console.ask("screenPop", **found["SCREEN_POP_DATA"])

    expect(console.main_heading()).to_have_text("Caller_not_found")
    expect(console.main).to_contain_text("4155550999")


def test_a_layout_may_pop_a_visualforce_page(console: Console) -> None:
    """With the softphone's queryParams on its address."""
    pops = {"SingleMatch": {"screenPopType": "PopToVisualforce", "screenPopData": "Callers"}}
    inbound = {"objects": {"Contact": [NAME]}, "screenPopSettings": pops}
    console.org.control("POST", "softphone-layout", {"Inbound": inbound})
    asked = {"searchParams": "4155550101", "callType": "inbound", "queryParams": "line=1"}
    console.ask("searchAndScreenPop", **asked)

    expect(console.main_heading()).to_have_text("Callers")
    assert console.page.url.endswith("/apex/Callers?line=1")


def test_several_matches_pop_a_search_and_internal_calls_pop_nothing(console: Console) -> None:
    """Both callers are in the answer each time."""
    asked = {"searchParams": "4155550199"}
    internal = console.ask("searchAndScreenPop", **asked, callType="internal")["returnValue"]
    expect(console.main_heading()).to_have_text("All Contacts")
    inbound = console.ask("searchAndScreenPop", **asked, callType="inbound")["returnValue"]
    wrong = console.ask("searchAndScreenPop", **asked, callType="sideways")

    assert 2 == len(internal) == len(inbound)
    assert "INVALID_PARAM" == wrong["errors"][0]["code"]
    expect(console.main_heading()).to_have_text("Search results for “4155550199”")


def test_a_registered_class_answers_with_a_text(console: Console) -> None:
    """An unknown method of it is an error (2.12)."""
    rows = [{"class": "UserInfo", "method": "name", "returns": '{"name": "Agent A"}'}]
    console.org.control("POST", "apex", rows)
    asked = {"apexClass": "UserInfo", "methodParams": "a=1"}
    told = console.ask("runApex", **asked, methodName="name")
    wrong = console.ask("runApex", **asked, methodName="missing")

    assert {"runApex": '{"name": "Agent A"}'} == told["returnValue"]
    assert "SERVER_ERROR" == wrong["errors"][0]["code"]


def test_a_log_can_be_changed_and_answers_in_two_shapes(console: Console, adapter: str) -> None:
    """By Id; the documents say a text, the field saw an object (2.11)."""
    made = console.ask("saveLog", value={"entityApiName": "Task", "Subject": "Call"})
    task = made["returnValue"]["recordId"]
    console.ask("saveLog", value={"Id": task, "Status": "Completed"})
    nothing = console.ask("saveLog", value={"Subject": "of no object"})
    console.org.control("POST", "call-center", {"adapter_url": adapter, "save_log_returns": "id"})
    console.page.reload()
    plain = console.ask("saveLog", value={"Id": task, "Subject": "Call 2"})["returnValue"]

    assert "Completed" == console.org.read("Task", task)["Status"]
    assert "INVALID_PARAM" == nothing["errors"][0]["code"]
    assert task == plain


def test_messages_reach_the_listeners_of_their_channel(console: Console) -> None:
    """Each subscription has a token; the last one to go tells Salesforce (2.15)."""
    console.phone.evaluate("""async () => {
        window.got = [];
        const { opencti } = sforce;
        const subscribed = (name) => new Promise((resolve) => opencti.subscribe({
            channelName: "Call__c", listener: (it) => got.push([name, it]),
            callback: ({ subscription }) => resolve(subscription) }));
        window.tokens = [await subscribed("first"), await subscribed("second")];
    }""")
    console.page.evaluate("standin.publish('Call__c', {from: 'page'})")
    console.page.evaluate("standin.publish('Other__c', {from: 'elsewhere'})")
    console.ask("publish", channelName="Call__c", message={"from": "softphone"})
    console.phone.evaluate("sforce.opencti.unsubscribe({subscription: tokens[0]})")
    console.ask("publish", channelName="Call__c", message={"from": "second"})
    answer = console.phone.evaluate("ask('unsubscribe', {subscription: tokens[1]})")
    console.page.evaluate("standin.publish('Call__c', {from: 'page again'})")
    console.ask("isSoftphonePanelVisible")
    sent = [it["message"]["methodName"] for it in console.page.evaluate("standin.messages()")]

    assert [
        ["first", {"from": "page"}], ["second", {"from": "page"}],
        ["first", {"from": "softphone"}], ["second", {"from": "softphone"}],
        ["second", {"from": "second"}],
    ] == console.phone.evaluate("got")  # fmt: skip
    assert answer["success"]
    assert 2 == sent.count("unsubscribe")


def test_every_listener_runs_in_its_turn(console: Console) -> None:
    """Registering twice is hearing twice, as the real library does (2.4, 2.7)."""
    console.phone.evaluate(
        "sforce.opencti.onNavigationChange({listener: (it) => heard.push(['again', it])})"
    )
    console.open("ada")
    console.heard("again", 1)

    assert ["navigation", "again"] == [kind for kind, _ in console.phone.evaluate("heard")]


def test_strictly_the_script_refuses_localhost(console: Console, adapter: str) -> None:
    """As the real one does, where the call center asks for it."""
    address = f"{console.org.url}/support/api/66.0/lightning/opencti.js"
    usual = requests.get(address, timeout=10).text
    console.org.control(
        "POST", "call-center", {"adapter_url": adapter, "host_origin_check": "strict"}
    )
    strict = requests.get(address, timeout=10).text

    assert (True, False) == (console.org.url in usual, console.org.url in strict)


def test_the_host_takes_messages_of_the_adapter_s_origin_alone(console: Console) -> None:
    """Neither of another window nor of a page the frame has gone on to."""
    console.page.evaluate("""() => postMessage({methodName: "setSoftphoneItemLabel", callId: 0,
        apiVersion: 66, apiType: "opencti", args: {label: "Forged"}}, "*")""")
    answer = console.ask("isSoftphonePanelVisible")

    assert answer["success"]
    expect(console.button("Phone")).to_be_visible()
    assert "Forged" not in str(console.page.evaluate("standin.messages()"))


WRONG: list[tuple[str, Any, str]] = [
    ("apex", [{"class": "X"}], "give a list of objects with class, method and returns"),
    ("softphone-layout", {"Sideways": {}}, "Sideways: give objects"),
    ("softphone-layout", {"Inbound": {"objects": {"Nothing": []}}}, "the org has no such object"),
    ("softphone-layout", {"user": "nobody"}, "user: there is no such username"),
    ("call-center", {"adapter_url": "x", "timeout_ms": 5}, "give standby_url and timeout_ms"),
    ("call-center", {"adapter_url": "x", "hight": 5}, "hight is none of"),
    ("call-center", {"adapter_url": "x", "settings": {"/a/b c": "1"}}, "settings is an object"),
]


@pytest.mark.parametrize(("path", "body", "says"), WRONG)
def test_a_wrong_set_up_says_what_to_mend(org: Any, path: str, body: Any, says: str) -> None:
    """Before a test trusts it."""
    answer = requests.post(f"{org.url}/_control/{path}", json=body, timeout=10)

    assert 400 == answer.status_code
    assert says in answer.json()[0]["message"]
