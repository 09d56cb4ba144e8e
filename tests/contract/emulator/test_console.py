"""The console page hosts a softphone exactly as Lightning does (facts/open-cti.md section 2)."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.contract.emulator.console_page import Console


def test_the_softphone_s_address_carries_what_salesforce_appends(console: Console) -> None:
    """Behind the adapter's own query; the nonce has 64 hexadecimal digits."""
    query = parse_qs(urlsplit(console.phone.url).query)

    assert ["org", "mode", "ltn_app_id", "isdtp", "sfdcIframeOrigin", "clc", "nonce"] == list(query)
    assert (["Lightning"], ["vw"], [console.org.url], ["1"]) == (
        query["mode"],
        query["isdtp"],
        query["sfdcIframeOrigin"],
        query["clc"],
    )
    assert 64 == len(query["nonce"][0])


def test_an_opened_record_is_reported_and_answered(console: Console) -> None:
    """onNavigationChange and getAppViewInfo say the same; ids have 18 characters."""
    console.open("case_1026")
    told = console.heard("navigation", 1)[0]
    answer = console.ask("getAppViewInfo")
    case = console.org.records["case_1026"]

    assert {
        "url": f"{console.org.url}/lightning/r/Case/{case}/view",
        "recordId": case,
        "recordName": "00001026",
        "objectType": "Case",
    } == told
    assert {"success": True, "returnValue": told, "errors": None} == answer


def test_tabs_are_opened_switched_refreshed_and_closed(console: Console) -> None:
    """Each switch is reported; a list is not."""
    console.open("ada")
    console.open("case_1026")
    console.tab("Ada Lovelace").click()
    console.page.get_by_role("button", name="Refresh Ada Lovelace").click()
    console.tab("Contacts").click()
    expect(console.main_heading()).to_have_text("All Contacts")
    console.tab("00001026").click()
    console.page.get_by_role("button", name="Close 00001026").click()
    names = [it["recordName"] for it in console.heard("navigation", 6)]

    assert [
        "Ada Lovelace", "00001026", "Ada Lovelace", "Ada Lovelace", "00001026", "Ada Lovelace",
    ] == names  # fmt: skip
    expect(console.tab("00001026")).to_have_count(0)


def test_on_a_list_a_console_gives_no_answer(console: Console) -> None:
    """getAppViewInfo stays silent; another method asked later is answered."""
    console.phone.evaluate(
        "() => { sforce.opencti.getAppViewInfo({callback: () => { late = 1 }}) }"
    )
    console.ask("isSoftphonePanelVisible")

    assert console.phone.evaluate("window.late === undefined")


def test_coming_back_to_the_window_repeats_the_record(console: Console) -> None:
    """The same payload again: adapters must remove duplicates."""
    console.open("ada")
    console.page.evaluate("standin.refocus()")
    first, second = console.heard("navigation", 2)

    assert first == second


def test_a_number_dials_only_when_enabled(console: Console) -> None:
    """On a case it is its contact's number, told as the page shows it."""
    console.open("case_1026")
    number = console.page.get_by_role("button", name="Call (415) 555-0101").first
    expect(number).to_have_count(0)
    console.ask("enableClickToDial")
    number.click()
    told = console.heard("dial", 1)[0]

    assert {
        "number": "(415) 555-0101",
        "recordId": console.org.records["case_1026"],
        "recordName": "00001026",
        "objectType": "Case",
    } == told
    console.ask("disableClickToDial")
    expect(number).to_have_count(0)


def test_a_pop_opens_a_record_a_list_a_search(console: Console) -> None:
    """returnValue is null; what the org has not is INVALID_PARAM."""
    grace = console.org.records["grace"]
    answer = console.ask("screenPop", type="sobject", params={"recordId": grace})
    expect(console.main_heading()).to_have_text("Grace Hopper")
    console.ask("screenPop", type="objecthome", params={"scope": "Lead"})
    expect(console.main_heading()).to_have_text("All Leads")
    console.ask("screenPop", type="search", params={"searchString": "lovelace"})
    expect(console.main_heading()).to_have_text("Search results for “lovelace”")
    console.ask("screenPop", type="url", params={"url": f"/{grace}"})
    expect(console.main_heading()).to_have_text("Grace Hopper")
    short = console.ask("screenPop", type="search", params={"searchString": "ab"})
    nobody = console.ask("screenPop", type="sobject", params={"recordId": "003Hs0000000zzz"})

    assert {"success": True, "returnValue": None, "errors": None} == answer
    assert ["INVALID_PARAM"] * 2 == [it["errors"][0]["code"] for it in (short, nobody)]


def test_a_deferred_search_pops_nothing_until_its_data_is_popped(console: Console) -> None:
    """SCREEN_POP_DATA goes to screenPop unchanged."""
    console.open("grace")
    found = console.ask(
        "searchAndScreenPop", searchParams="4155550101", callType="inbound", deferred=True
    )["returnValue"]
    ada = console.org.records["ada"]

    expect(console.main_heading()).to_have_text("Grace Hopper")
    assert {ada, "SCREEN_POP_DATA"} == set(found)
    assert ("Ada Lovelace", "Contact") == (found[ada]["Name"], found[ada]["RecordType"])
    console.ask("screenPop", **found["SCREEN_POP_DATA"])
    expect(console.main_heading()).to_have_text("Ada Lovelace")


def test_the_panel_is_shown_hidden_and_sized(console: Console) -> None:
    """Minimising keeps the frame; sizes out of range are refused."""
    console.phone.evaluate("kept = 1")
    panel = console.page.get_by_role("region", name="Phone")
    console.page.get_by_role("button", name="Phone", exact=True).click()
    expect(panel).to_be_visible()
    box = console.page.get_by_title("Softphone").bounding_box()
    console.page.get_by_role("button", name="Minimize").click()
    expect(panel).to_be_hidden()
    hidden = console.ask("isSoftphonePanelVisible")["returnValue"]
    console.ask("setSoftphonePanelVisibility", visible=True)
    expect(panel).to_be_visible()
    sized = console.ask("setSoftphonePanelHeight", heightPX=480)
    refused = console.ask("setSoftphonePanelWidth", widthPX=100)

    assert (400, 560) == (box and box["width"], box and box["height"])
    assert {"visible": False} == hidden
    assert console.phone.evaluate("kept") == 1
    assert (True, "INVALID_PARAM") == (sized["success"], refused["errors"][0]["code"])


def test_the_utility_item_is_named_by_the_softphone(console: Console) -> None:
    """Its label and icon may change with the call."""
    console.ask("setSoftphoneItemLabel", label="Ada Lovelace calls")
    console.ask("setSoftphoneItemIcon", key="incoming_call")

    expect(console.page.get_by_role("button", name="Ada Lovelace calls")).to_be_visible()


def test_a_log_is_saved_as_the_page_s_user(console: Console) -> None:
    """saveLog works, and its refusals name the field."""
    value = {"entityApiName": "Task", "Subject": "Call", "WhoId": console.org.records["ada"]}
    saved = console.ask("saveLog", value=value)["returnValue"]["recordId"]
    refused = console.ask("saveLog", value={**value, "CallType": "Sideways"})["errors"][0]

    assert console.org.records["user_a"] == console.org.read("Task", saved)["CreatedById"]
    assert ["CallType"] == list(refused["details"]["fieldErrors"])


def test_the_view_is_refreshed_on_request(console: Console) -> None:
    """A Task written by the server appears after refreshView, with its call icon's words."""
    console.open("ada")
    past = console.page.get_by_role("region", name="Past Activity")
    console.org.made(
        "Task", Subject="Call with Ada", WhoId=console.org.records["ada"], Status="Completed",
        TaskSubtype="Call", CallType="Inbound", CallDurationInSeconds=75,
    )  # fmt: skip
    expect(past.get_by_role("link", name="Call with Ada")).to_have_count(0)
    console.ask("refreshView")

    expect(past.get_by_role("link", name="Call with Ada")).to_be_visible()
    expect(past).to_contain_text("Inbound1:15")


def test_a_class_that_nobody_registered_is_an_error(console: Console) -> None:
    """In Salesforce's words."""
    apex = console.ask("runApex", apexClass="Missing", methodName="m", methodParams="a=1")

    assert "Could not load Apex class: Missing" == apex["errors"][0]["description"]


def test_the_page_can_be_told_to_answer_otherwise(console: Console) -> None:
    """Silence, an error, another record: what a real page has been seen to do."""
    console.open("ada")
    console.page.evaluate("id => standin.answerAppViewInfo(id)", console.org.records["grace"])
    other = console.ask("getAppViewInfo")["returnValue"]["recordName"]
    console.page.evaluate("standin.answer('saveLog', {fault: 'SERVER_ERROR'})")
    failed = console.ask("saveLog", value={"entityApiName": "Task"})

    assert ("Grace Hopper", False) == (other, failed["success"])


def test_a_reload_keeps_the_tabs(console: Console) -> None:
    """The record shown is shown again, the others wait in their tabs."""
    console.open("ada")
    console.open("grace")
    console.page.reload()

    expect(console.main_heading()).to_have_text("Grace Hopper")
    expect(console.tab("Ada Lovelace")).to_be_visible()


def test_a_link_to_a_record_asks_to_log_in_first(console: Console) -> None:
    """And then shows the record; logging out ends the session."""
    task = console.org.records["call_ada_back"]
    console.page.goto(console.org.url + "/secur/logout.jsp")
    console.page.goto(f"{console.org.url}/lightning/r/Task/{task}/view")
    console.page.get_by_role("button", name="Agent B").click()

    expect(console.main_heading()).to_have_text("Call Ada back")


def test_the_global_search_finds_beginnings_of_words(console: Console) -> None:
    """Typed as a person types; the number on the card too."""
    console.page.get_by_role("combobox", name="Search").fill("lovel")
    console.page.keyboard.press("Enter")
    console.page.get_by_role("region", name="Contacts").get_by_role(
        "link", name="Ada Lovelace"
    ).click()

    expect(console.main_heading()).to_have_text("Ada Lovelace")


def test_the_navigation_menu_leads_to_lists(console: Console) -> None:
    """By the plural of the object."""
    console.page.get_by_role("button", name="Show navigation menu").click()
    console.page.get_by_role("menuitem", name="Opportunities").click()

    expect(console.page.get_by_role("link", name="Difference Engine")).to_be_visible()


def test_the_browser_s_back_button_is_a_navigation(console: Console) -> None:
    """It leads to the record before, and the softphone is told."""
    console.open("ada")
    console.open("grace")
    console.page.go_back()

    expect(console.main_heading()).to_have_text("Ada Lovelace")
    assert "Ada Lovelace" == console.heard("navigation", 3)[2]["recordName"]


def test_an_address_of_nobody_says_so(console: Console) -> None:
    """The page stays usable."""
    console.page.goto(f"{console.org.url}/lightning/r/Contact/003Hs0000000zzz/view")

    expect(console.main_heading()).to_have_text("Looks like there's a problem.")
    expect(console.tab("Not found")).to_be_visible()
