"""The stand-in's own interaction.js speaks Classic's wire (facts/open-cti.md section 3)."""

import json
from urllib.parse import parse_qs, urlsplit

import requests

from tests.contract.emulator.classic_page import Classic

EVERY_METHOD = {
    "interaction": [
        "isInConsole", "getPageInfo", "onFocus", "screenPop", "searchAndScreenPop",
        "searchAndGetScreenPopUrl", "saveLog", "runApex", "setVisible", "isVisible",
        "refreshPage", "refreshRelatedList", "cti", "entityFeed",
    ],
    "cti": [
        "enableClickToDial", "disableClickToDial", "onClickToDial", "getCallCenterSettings",
        "getSoftphoneLayout", "setSoftphoneHeight", "setSoftphoneWidth",
        "notifyInitializationComplete", "getDirectoryNumbers",
    ],
    "entityFeed": ["refreshObject", "onObjectUpdate", "reloadFrame"],
}  # fmt: skip
NEWER = {
    "searchAndGetScreenPopUrl", "refreshPage", "refreshRelatedList", "getSoftphoneLayout",
    "getDirectoryNumbers", "reloadFrame",
}  # fmt: skip
"""Since a version after the first, 25."""
RECORD_SENT = """
    window.sent = [];
    const keep = (to) => ({ postMessage: (text, origin) => sent.push([to, text, origin]) });
    Object.defineProperty(window, "parent", { value: keep("parent") });
"""
CALLS = """() => {
    const { interaction } = sforce, { cti } = interaction, told = () => {};
    interaction.getPageInfo(told);
    interaction.onFocus(told);
    cti.onClickToDial(told);
    interaction.screenPop("/003?a=1&b", true);
    interaction.searchAndScreenPop("A +", undefined, null, told);
    interaction.saveLog("Task", "Subject=a%26b&Id=1", told);
    cti.getDirectoryNumbers(true, null, told, 0, 2);
    cti.setSoftphoneHeight(300);
    cti.notifyInitializationComplete();
    interaction.setVisible(false, told);
    return sent;
}"""
SENT = [
    "method=getPageInfo_0",
    "method=onFocus",
    "method=onClickToDial",
    "method=screenPop&targetUrl=%2F003%3Fa%3D1%26b&force=true",
    "method=searchAndScreenPop_1&searchParams=A%20%2B&queryParams=undefined&callType=null",
    "method=saveLog_2&objectName=Task&saveParams=Subject%253Da%252526b%2526Id%253D1",
    "method=getDirectoryNumbers_3&isGlobal=true&resultSetPageSize=2",
    "method=setSoftphoneHeight&height=300",
    "method=notifyInitializationComplete",
    "method=setVisible_4&value=false",
]
HEAR = """(texts) => {
    const heard = [], { interaction } = sforce;
    interaction.getPageInfo((it) => heard.push(["first", it]));
    interaction.isVisible((it) => heard.push(["second", it]));
    interaction.onFocus((it) => heard.push(["focus", it]));
    interaction.onFocus(() => { throw new Error("of the softphone's own"); });
    for (const [data, origin] of texts)
        dispatchEvent(new MessageEvent("message", { data, origin: origin ?? "https://org.test" }));
    return heard;
}"""


def _page(classic: Classic, query: str, before: str = "", version: str = "66.0") -> None:
    """Load the script in a page of its own, at an address with this query."""
    source = f"{classic.org.url}/support/api/{version}/interaction.js"
    script = requests.get(source, timeout=10).text
    address = classic.phone.url.partition("?")[0]
    classic.page = classic.page.context.new_page()
    classic.page.goto(f"{address}?{query}")
    classic.page.evaluate(f"() => {{ {RECORD_SENT} {before} }}")
    classic.page.evaluate("text => (0, eval)(text)", script)


def test_each_call_is_one_text_for_the_page_alone(classic: Classic) -> None:
    """Names, order and encoding are those of the real library; the origin is in lower case."""
    _page(classic, "nonce=ab12&sfdcIFrameOrigin=https%3A%2F%2FOrg.Test")
    sent = classic.page.evaluate(CALLS)

    assert [
        ["parent", f"interactionApi/{text}&nonce=ab12&apiVersion=66", "https://org.test"]
        for text in SENT
    ] == sent


def test_answers_are_read_as_the_real_library_reads_them(classic: Classic) -> None:
    """Booleans are recognised, + is no space, a callback runs once, a listener each time."""
    _page(classic, "nonce=ab12&sfdcIFrameOrigin=https://org.test")
    heard = classic.page.evaluate(
        HEAR,
        [
            ["interactionApi/method=getPageInfo_0&result=a", "https://evil.test"],
            ["method=getPageInfo_0&result=b"],
            [{"method": "getPageInfo_0"}],
            ["interactionApi/method=getPageInfo_0&result=a+b%20c%3D1&error=&id=00T"],
            ["interactionApi/method=getPageInfo_0&result=again"],
            ["interactionApi/method=isVisible_1&result=false"],
            ["interactionApi/method=onFocus&result=1"],
            ["interactionApi/method=onFocus&result=true"],
        ],
    )

    assert [
        [
            "first",
            {"method": "getPageInfo_0", "result": "a+b c=1", "error": None, "id": "00T"},
        ],
        ["second", {"method": "isVisible_1", "result": False}],
        ["focus", {"method": "onFocus", "result": "1"}],
        ["focus", {"method": "onFocus", "result": True}],
    ] == heard


def test_without_origin_or_nonce_it_stays_deaf(classic: Classic) -> None:
    """It never throws, unlike the Lightning one: calls simply go nowhere."""
    silent = {}
    for query in (
        "",
        "nonce=ab12",
        "sfdcIFrameOrigin=https://org.test",
        "sfdcIframeOrigin=x&nonce=1",
    ):
        _page(classic, query)
        silent[query] = classic.page.evaluate(CALLS)
        classic.page.close()
        classic.page = classic.page.context.pages[0]

    assert [] == [sent for sent in silent.values() if sent]


def test_a_canvas_app_takes_origin_and_nonce_from_its_signed_request(classic: Classic) -> None:
    """The address names nobody; the Canvas SDK knows."""
    sdk = """
        const parameters = { sfdcIframeOrigin: "https://Org.Test", nonce: "cd34" };
        const request = () => ({ payload: { environment: { parameters } } });
        window.Sfdc = { canvas: { client: { signedrequest: request } } };
    """
    _page(classic, "", sdk)
    sent = classic.page.evaluate("() => { sforce.interaction.isInConsole(() => {}); return sent }")

    assert [
        [
            "parent",
            "interactionApi/method=isInConsole_0&nonce=cd34&apiVersion=66",
            "https://org.test",
        ]
    ] == sent


def test_case_feed_has_a_channel_and_a_nonce_of_its_own(classic: Classic) -> None:
    """No softphone needs it; without its nonce nothing is sent."""
    talk = """() => {
        const { entityFeed } = sforce.interaction;
        entityFeed.onObjectUpdate(() => {});
        entityFeed.refreshObject();
        entityFeed.reloadFrame(() => {});
        return sent.map(([, text]) => text);
    }"""
    _page(classic, "nonce=ab12&sfdcIFrameOrigin=https://org.test&entityFeedNonce=ef56")
    fed = classic.page.evaluate(talk)

    assert [
        "entityFeedApi/method=onObjectUpdate&nonce=ef56&apiVersion=66",
        "entityFeedApi/method=refreshObject&nonce=ef56&apiVersion=66",
        "entityFeedApi/method=reloadFrame_0&nonce=ef56&apiVersion=66",
    ] == fed


def test_the_script_has_what_its_version_has(classic: Classic) -> None:
    """Newer methods are missing in older ones; what is no version is not there."""
    members = """() => Object.fromEntries(
        Object.entries({ interaction: sforce.interaction, ...sforce.interaction })
            .filter(([, it]) => typeof it === "object")
            .map(([name, it]) => [name, Object.keys(it).filter((key) => it[key])]))"""
    names = classic.phone.evaluate(members)
    _page(classic, "nonce=ab12&sfdcIFrameOrigin=https://org.test", version="25.0")
    older = classic.page.evaluate(members)
    missing = {each for group in names for each in set(names[group]) - set(older[group])}
    nowhere = requests.get(f"{classic.org.url}/support/api/x.0/interaction.js", timeout=10)

    assert EVERY_METHOD == names
    assert NEWER == missing
    assert 404 == nowhere.status_code


def test_both_directions_of_one_call(classic: Classic) -> None:
    """The page echoes the method, answers JSON as a text, and needs the frame's own nonce."""
    classic.open("ada")
    answer = classic.ask("getPageInfo")
    (_, asked), (_, told) = classic.messages()[-2:]
    nonce = parse_qs(urlsplit(classic.phone.url).query)["nonce"][0]

    assert f"interactionApi/method=getPageInfo_0&nonce={nonce}&apiVersion=66" == asked
    assert told.startswith("interactionApi/method=getPageInfo_0&result=%7B%22url%22%3A%22http")
    assert {
        "url": f"{classic.org.url}/{classic.id_of('ada')}",
        "objectId": classic.id_of("ada"),
        "objectName": "Ada Lovelace",
        "object": "Contact",
        "displayName": "Contact",
    } == json.loads(answer["result"])
