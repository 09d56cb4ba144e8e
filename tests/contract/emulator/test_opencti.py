"""The stand-in's own opencti_min.js speaks the documented wire (facts/open-cti.md section 2)."""

import requests

from tests.contract.emulator.console_page import Console

ONE_OBJECT = "Must pass in only one object"
WRONG_CALLS = {
    "getAppViewInfo()": ONE_OBJECT,
    "getAppViewInfo({})": ONE_OBJECT,
    "refreshView({})": ONE_OBJECT,
    "getAppViewInfo({x: 1})": "getAppViewInfo: a callback function is required",
    "onClickToDial({callback() {}})": "onClickToDial: a listener function is required",
    "saveLog({callback() {}})": "saveLog: value must be an object",
    "publish({message: {}})": "publish: channelName must be a text",
}
REFUSED = "Failed to initialize Open CTI. "
NOT_AT_HOME = {
    "mode=Lightning": REFUSED + "sfdcIframeOrigin is missing from the address.",
    "sfdcIframeOrigin=https://a.force.com": REFUSED + "mode is missing from the address.",
    "mode=Lightning&sfdcIframeOrigin=http://localhost:1": REFUSED
    + "sfdcIframeOrigin is no Salesforce domain.",
    "mode=Lightning&sfdcIframeOrigin=https://evil.example/.force.com": REFUSED
    + "sfdcIframeOrigin is no Salesforce domain.",
    "mode=Lightning&sfdcIframeOrigin=https://acme.lightning.force.com": REFUSED
    + "sfdcIframeOrigin has another protocol than this page.",
}


def test_a_call_speaks_the_documented_wire_format(console: Console) -> None:
    """Members and flags of both directions; a listener's registration is never acknowledged."""
    console.ask("setSoftphonePanelLabel", label="Line 1")
    sent, answered = console.page.evaluate("standin.messages()")[-2:]
    told = [it["message"] for it in console.page.evaluate("standin.messages()")]

    assert {
        "methodName": "setSoftphonePanelLabel",
        "callId": 2,
        "apiVersion": 66,
        "apiType": "opencti",
        "isCallbackRegistered": True,
        "isListenerRegistered": False,
        "args": {"label": "Line 1"},
    } == sent["message"]
    assert ("out", 66, True, False) == (
        answered["way"],
        answered["message"]["apiVersion"],
        answered["message"]["shouldExecuteCallback"],
        answered["message"]["shouldExecuteListener"],
    )
    assert ["onNavigationChange", "onClickToDial"] == [
        it["methodName"] for it in told if it.get("isListenerRegistered")
    ]
    assert "onNavigationChange" not in [it["methodName"] for it in told if "response" in it]


def test_the_script_refuses_wrong_arguments(console: Console) -> None:
    """By an Error, before anything is sent."""
    faults = {
        call: console.phone.evaluate(
            f"() => {{ try {{ sforce.opencti.{call} }} catch (e) {{ return e.message }} }}"
        )
        for call in WRONG_CALLS
    }

    assert WRONG_CALLS == {call: fault[: len(WRONG_CALLS[call])] for call, fault in faults.items()}


def test_an_answer_for_another_version_or_a_repeat_is_dropped(console: Console) -> None:
    """The version is compared as a number, and a callback runs once."""
    counts = console.phone.evaluate("""async () => {
        let ran = 0;
        sforce.opencti.getAppViewInfo({ callback: () => { ran += 1; } });
        const answer = (over) => window.dispatchEvent(new MessageEvent("message", {
            origin: new URLSearchParams(location.search).get("sfdcIframeOrigin"),
            data: { apiType: "opencti", apiVersion: 66, methodName: "getAppViewInfo", callId: 2,
                    response: {}, shouldExecuteCallback: true, ...over } }));
        const seen = [];
        for (const over of [{ apiVersion: 67 }, { apiVersion: "66" }, { apiType: "x" },
                            { shouldExecuteCallback: 1 }, {}, {}]) {
            answer(over);
            seen.push(ran);
        }
        return seen;
    }""")

    assert [0, 0, 0, 0, 1, 1] == counts


def test_the_script_throws_a_text_where_it_is_not_at_home(console: Console) -> None:
    """A plain string, as the real one; the object is there but deaf."""
    text = requests.get(f"{console.org.url}/support/api/66.0/lightning/opencti_min.js", timeout=10)
    page = console.page.context.new_page()
    faults = {}
    for query in NOT_AT_HOME:
        page.goto(f"{console.phone.url.partition('?')[0]}?{query}")
        faults[query] = page.evaluate(
            "text => { try { (0, eval)(text) } catch (e) { return e } }", text.text
        )

    assert NOT_AT_HOME == faults
    assert "object" == page.evaluate("typeof sforce.opencti")


def test_a_subscription_that_fails_hears_nothing(console: Console) -> None:
    """The library takes its listener away again."""
    console.page.evaluate("standin.answer('subscribe', {fault: 'GENERIC_ERROR'})")
    answer = console.phone.evaluate("""() => new Promise((resolve) => sforce.opencti.subscribe({
        channelName: "Call__c", listener: (it) => heard.push(["message", it]),
        callback: resolve }))""")
    console.page.evaluate("standin.publish('Call__c', {})")
    console.ask("isSoftphonePanelVisible")

    assert (False, "GENERIC_ERROR") == (answer["success"], answer["errors"][0]["code"])
    assert [] == console.phone.evaluate("heard")


def test_what_is_passed_is_passed_as_the_real_library_passes_it(console: Console) -> None:
    """Functions fall out of a published message, saveLog's value is renamed and may be null,
    and screenPop forwards type and params alone."""
    console.phone.evaluate("""() => {
        const { opencti } = sforce;
        opencti.publish({ channelName: "Call__c", message: { kept: 1, dropped() {} } });
        opencti.saveLog({ value: null });
        opencti.screenPop({ type: "search", params: { searchString: "abc" },
                            defaultFieldValues: { LastName: "lost" } });
        opencti.notifyInitializationComplete();
    }""")
    console.ask("isSoftphonePanelVisible")
    told = [it["message"] for it in console.page.evaluate("standin.messages()")]
    args = {it["methodName"]: it["args"] for it in told if "args" in it}

    assert {"eventName": "Call__c", "message": {"kept": 1}} == args["publish"]
    assert {"object": None} == args["saveLog"]
    assert {"type": "search", "params": {"searchString": "abc"}} == args["screenPop"]
    assert {} == args["notifyInitializationComplete"]


def test_an_older_version_has_less(console: Console) -> None:
    """Messages since 47, Sales Engagement since 46, further domains after 43."""
    page = console.page.context.new_page()
    there = {}
    for version in (43, 46, 47):
        page.goto(console.phone.url)
        address = f"{console.org.url}/support/api/{version}.0/lightning/opencti.js"
        page.evaluate("text => (0, eval)(text)", requests.get(address, timeout=10).text)
        there[version] = page.evaluate("[typeof sforce.opencti.hvs, typeof sforce.opencti.publish]")
    page.goto(
        f"{console.phone.url.partition('?')[0]}?mode=Lightning"
        "&sfdcIframeOrigin=http://acme.my-salesforce.com"
    )
    refusal = page.evaluate(
        "text => { try { (0, eval)(text) } catch (e) { return e } }",
        requests.get(f"{console.org.url}/support/api/43.0/lightning/opencti.js", timeout=10).text,
    )

    assert {
        43: ["undefined", "undefined"],
        46: ["object", "undefined"],
        47: ["object", "function"],
    } == there
    assert REFUSED + "sfdcIframeOrigin is no Salesforce domain." == refusal
