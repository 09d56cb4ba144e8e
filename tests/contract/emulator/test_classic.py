"""Classic hosts a softphone as Salesforce does (facts/open-cti.md sections 3, 4 and 8)."""

import json
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.contract.emulator.classic_page import Classic


def test_the_softphone_s_address_carries_what_classic_appends(classic: Classic) -> None:
    """Behind the adapter's own query; no mode, and another spelling than Lightning's."""
    query = parse_qs(urlsplit(classic.phone.url).query)

    assert ["org", "isdtp", "nonce", "sfdcIFrameOrigin"] == list(query)
    assert (["vw"], [classic.org.url]) == (query["isdtp"], query["sfdcIFrameOrigin"])
    assert 64 == len(query["nonce"][0])


def test_every_navigation_loads_the_softphone_anew(classic: Classic) -> None:
    """With another nonce: what an adapter kept in its page is gone."""
    classic.phone.evaluate("window.kept = true")
    first = parse_qs(urlsplit(classic.phone.url).query)["nonce"]
    classic.page.get_by_role("link", name="Cases").click()
    expect(classic.main_heading()).to_have_text("All Cases")

    assert classic.phone.evaluate("window.kept === undefined")
    assert first != parse_qs(urlsplit(classic.phone.url).query)["nonce"]


def test_off_a_record_the_page_info_has_empty_members(classic: Classic) -> None:
    """Unlike Lightning's console, Classic always answers."""
    answer = classic.ask("getPageInfo")

    assert {
        "url": f"{classic.org.url}/classic/home",
        "objectId": "",
        "objectName": "",
        "object": "",
        "displayName": "",
    } == json.loads(answer["result"])
    assert {"method", "result"} == set(answer)


def test_coming_back_to_the_window_tells_what_the_page_shows(classic: Classic) -> None:
    """onFocus has getPageInfo's result; registering it was answered with nothing."""
    classic.open("case_1026")
    classic.ask("isVisible")  # behind the listeners' registration
    classic.page.evaluate("standin.refocus()")
    told = classic.heard("focus", 1)[0]

    assert "00001026" == json.loads(told["result"])["objectName"]
    assert "onFocus" == told["method"]


def test_a_number_dials_only_when_enabled_and_on_this_page(classic: Classic) -> None:
    """The number as the page shows it, with the record it belongs to; the next page is inert."""
    classic.open("case_1026")
    number = classic.page.get_by_role("button", name="Call (415) 555-0101").first
    expect(number).to_have_count(0)
    assert {"method": "enableClickToDial_0", "result": True} == classic.ask("enableClickToDial")
    number.click()
    told = json.loads(classic.heard("dial", 1)[0]["result"])
    classic.page.reload()

    assert {
        "number": "(415) 555-0101",
        "objectId": classic.id_of("case_1026"),
        "objectName": "00001026",
        "object": "Case",
        "displayName": "Case",
    } == told
    expect(number).to_have_count(0)


def test_a_pop_is_a_navigation(classic: Classic) -> None:
    """Answered first, then the page goes; another site is no relative address."""
    assert classic.pop(f"/{classic.id_of('ada')}", force=False)["result"] is True
    expect(classic.main_heading()).to_have_text("Ada Lovelace")
    refused = classic.pop("//evil.example/", force=True)

    assert (False, "The URL must be relative.") == (refused["result"], refused["error"])


def test_an_edit_page_is_popped_away_by_force_alone(classic: Classic) -> None:
    """What the agent typed is not lost to a ringing telephone."""
    address = f"/{classic.id_of('grace')}"
    classic.page.goto(f"{classic.org.url}/{classic.id_of('case_1026')}/e")
    classic.page.get_by_label("Subject").fill("half a word")

    assert classic.pop(address, force=False)["result"] is False
    expect(classic.page.get_by_label("Subject")).to_have_value("half a word")
    assert classic.pop(address, force=True)["result"] is True
    expect(classic.main_heading()).to_have_text("Grace Hopper")


def test_the_sidebar_takes_a_height_and_no_width(classic: Classic) -> None:
    """Width belongs to the console; below 0 is refused."""
    high = classic.ask("setSoftphoneHeight", 333)
    low, wide = classic.ask("setSoftphoneHeight", -1), classic.ask("setSoftphoneWidth", 300)

    assert [True, False, False] == [high["result"], low["result"], wide["result"]]
    assert "333px" == classic.page.get_by_title("Softphone").evaluate("it => it.style.height")
    assert [False, True] == [
        classic.ask("isInConsole")["result"],
        classic.ask("isVisible")["result"],
    ]


def test_a_log_is_saved_and_shows_in_the_history_after_a_refresh(classic: Classic) -> None:
    """saveParams are encoded twice; Id changes; what the org refuses comes back as a text."""
    classic.open("ada")
    about = f"WhoId={classic.id_of('ada')}&Status=Completed&CallDurationInSeconds=61"
    saved = classic.ask("saveLog", "Task", f"Subject=Cam%20%26%20shaft&{about}")
    changed = classic.ask("saveLog", "Task", f"Id={saved['id']}&Description=50%25 worn")
    refused = classic.ask("saveLog", "Task", "Status=Completed&WhoId=nobody")
    history = classic.page.get_by_role("table", name="Activity History")
    expect(history).to_have_count(0)
    assert classic.ask("refreshRelatedList", "ActivityHistory")["result"] is True
    expect(history.get_by_role("link", name="Cam & shaft", exact=True)).to_be_visible()
    task = classic.org.read("Task", saved["id"])

    assert [True, True, False] == [saved["result"], changed["result"], refused["result"]]
    assert ("Cam & shaft", "50% worn", 61) == (
        task["Subject"],
        task["Description"],
        task["CallDurationInSeconds"],
    )
    assert "Name ID: id value of incorrect type: nobody" == refused["error"]


def test_messages_of_strangers_and_with_another_nonce_are_not_heard(classic: Classic) -> None:
    """The frame itself, from the adapter's origin, with the nonce it was given."""
    phone = classic.phone
    text = "interactionApi/method=setSoftphoneHeight_9&height=1&apiVersion=66&nonce="
    phone.evaluate("text => parent.postMessage(text, '*')", f"{text}{'0' * 64}")
    nonce = parse_qs(urlsplit(phone.url).query)["nonce"][0]
    classic.page.evaluate("text => postMessage(text, '*')", f"{text}{nonce}")
    classic.ask("isVisible")

    assert [] == [text for _, text in classic.messages() if "setSoftphoneHeight" in text]


def test_the_conversation_can_be_watched_across_pages(classic: Classic) -> None:
    """Beside the page, for an integrator; it stays open, remembers, and shows no nonce."""
    monitor = classic.page.get_by_role("complementary", name="Open CTI messages")
    expect(monitor).to_be_hidden()
    classic.page.get_by_role("button", name="Open CTI messages").click()
    classic.ask("isInConsole")
    classic.open("ada")
    classic.ask("getPageInfo")

    for method in ("isInConsole", "getPageInfo"):
        expect(monitor.get_by_role("listitem").filter(has_text=method)).to_have_count(2)
    expect(monitor).to_contain_text("from softphone")
    expect(
        monitor.get_by_text(parse_qs(urlsplit(classic.phone.url).query)["nonce"][0])
    ).to_have_count(0)
