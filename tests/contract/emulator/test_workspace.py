"""The console's workspace: subtabs, forms, lists, search (facts/open-cti.md 2.8, 2.9)."""

from playwright.sync_api import expect

from tests.contract.emulator.console_page import Console


def test_a_record_opened_from_a_tab_s_page_becomes_its_subtab(console: Console) -> None:
    """Each switch is reported, with the address of the subtab."""
    console.open("analytical_engines")
    console.follow("00001027")
    expect(console.main_heading()).to_have_text("00001027")
    subtabs = console.page.get_by_role("navigation", name="Subtabs")
    subtabs.get_by_role("tab", name="Analytical Engines").click()
    expect(console.main_heading()).to_have_text("Analytical Engines")
    subtabs.get_by_role("tab", name="00001027").click()
    expect(console.main_heading()).to_have_text("00001027")
    told = console.heard("navigation", 4)
    case, account = console.org.records["case_1027"], console.org.records["analytical_engines"]
    within = f"%2Flightning%2Fr%2FAccount%2F{account}%2Fview"

    assert ["Analytical Engines", "00001027"] * 2 == [it["recordName"] for it in told]
    assert {
        "url": f"{console.org.url}/lightning/r/Case/{case}/view?ws={within}",
        "recordId": case,
        "recordName": "00001027",
        "objectType": "Case",
    } == told[1]
    assert told[1] == console.ask("getAppViewInfo")["returnValue"]


def test_a_reload_keeps_the_subtab(console: Console) -> None:
    """The address says which tab it belongs to; closing the tab closes all of it."""
    console.open("analytical_engines")
    console.follow("00001027")
    expect(console.main_heading()).to_have_text("00001027")
    console.page.reload()
    expect(console.main_heading()).to_have_text("00001027")
    console.button("Close 00001027").click()
    expect(console.main_heading()).to_have_text("Analytical Engines")
    console.button("Close Analytical Engines").click()

    expect(console.main_heading()).to_have_text("All Contacts")


def test_a_change_goes_through_the_org_s_rules(console: Console) -> None:
    """What the org refuses is said at the field; what it takes is a refresh of the tab."""
    console.open("ada")
    console.button("Edit").click()
    last_name = console.page.get_by_role("textbox", name="Last Name")
    last_name.fill("")
    console.button("Save").click()
    expect(console.page.get_by_role("alert")).to_contain_text("We hit a snag.")
    expect(last_name).to_have_accessible_description("Required fields are missing: [LastName]")
    last_name.fill("King")
    console.button("Save").click()
    expect(console.main_heading()).to_have_text("Ada King")
    told = console.heard("navigation", 2)[1]

    assert "Ada King" == told["recordName"]
    expect(console.tab("Ada King")).to_be_visible()
    assert "King" == console.org.read("Contact", console.org.records["ada"])["LastName"]


def test_unsaved_changes_wait_in_their_tab_and_ask_before_they_go(console: Console) -> None:
    """A call pops another record, and nothing that was typed is lost."""
    console.open("ada")
    console.button("Edit").click()
    title = console.page.get_by_role("textbox", name="Title")
    title.fill("Countess")
    console.ask("screenPop", type="sobject", params={"recordId": console.org.records["grace"]})
    expect(console.main_heading()).to_have_text("Grace Hopper")
    console.tab("Ada Lovelace").click()
    expect(title).to_have_value("Countess")
    console.button("Close Ada Lovelace").click()
    console.button("Stay").click()
    expect(title).to_have_value("Countess")
    console.button("Close Ada Lovelace").click()
    console.button("Discard Changes").click()

    expect(console.tab("Ada Lovelace")).to_have_count(0)
    assert "Head of Notes" == console.org.read("Contact", console.org.records["ada"])["Title"]


def test_a_new_record_opens_where_it_was_asked_for(console: Console) -> None:
    """From a related list as a subtab, already related; the softphone is told of it."""
    console.open("analytical_engines")
    console.button("New Contact").click()
    modal = console.page.get_by_role("dialog", name="New Contact")
    expect(modal.get_by_role("combobox", name="Account")).to_have_value("Analytical Engines")
    modal.get_by_role("button", name="Save", exact=True).click()
    expect(modal.get_by_role("alert")).to_contain_text("Required fields are missing")
    modal.get_by_role("textbox", name="Last Name").fill("Menabrea")
    reports_to = modal.get_by_role("combobox", name="Reports To")
    reports_to.press_sequentially("babb")
    modal.get_by_role("option", name="Charles Babbage").click()
    modal.get_by_role("button", name="Save", exact=True).click()
    expect(console.main_heading()).to_have_text("Menabrea")
    told = console.heard("navigation", 2)[1]
    made = console.org.read("Contact", told["recordId"])

    assert console.org.records["analytical_engines"] == made["AccountId"]
    assert console.org.records["charles"] == made["ReportsToId"]
    expect(console.page.get_by_role("navigation", name="Subtabs")).to_be_visible()


def test_a_modal_belongs_to_its_tab(console: Console) -> None:
    """The softphone stays usable, another tab hides it, coming back finds it again."""
    console.open("ada")
    console.ask(
        "screenPop",
        type="newRecord",
        params={"entityName": "Lead", "defaultFieldValues": {"Phone": "+1 415 555 0999"}},
    )
    modal = console.page.get_by_role("dialog", name="New Lead")
    expect(modal.get_by_role("textbox", name="Phone", exact=True)).to_have_value("+1 415 555 0999")
    console.tab("Contacts").click()
    expect(modal).to_be_hidden()
    console.tab("Ada Lovelace").click()
    console.page.keyboard.press("Escape")
    modal.get_by_role("button", name="Cancel", exact=True).click()

    expect(modal).to_have_count(0)
    assert ["Ada Lovelace", "Ada Lovelace"] == [it["recordName"] for it in console.told()]


def test_a_deleted_record_leaves_with_its_tab(console: Console) -> None:
    """After a question; the record is in the recycle bin."""
    console.open("ada")
    console.open("alan")
    console.button("Delete").click()
    console.page.get_by_role("dialog", name="Delete Lead").get_by_role(
        "button", name="Delete"
    ).click()

    expect(console.main_heading()).to_have_text("Ada Lovelace")
    expect(console.tab("Alan Turing")).to_have_count(0)
    assert [] == console.org.names("SELECT Name FROM Lead")


def test_a_lead_is_converted_by_the_org(console: Console) -> None:
    """And its contact opens."""
    console.open("alan")
    console.button("Convert").click()
    console.page.get_by_role("dialog").get_by_role("button", name="Convert").click()

    expect(console.page.get_by_role("main").get_by_text("Contact").first).to_be_visible()
    expect(console.main_heading()).to_have_text("Alan Turing")
    assert "Contact" == console.heard("navigation", 2)[1]["objectType"]
    assert "Universal Machines" in console.org.names("SELECT Name FROM Account")


def test_a_list_is_sorted_and_paged(console: Console) -> None:
    """Fifty rows at a time; a number in it can be dialled."""
    rows = [
        {"attributes": {"type": "Lead"}, "LastName": f"Caller {place:02}", "Company": "Many"}
        for place in range(60)
    ]
    console.org.control("POST", "load", rows)
    console.ask("enableClickToDial")
    console.page.evaluate("standin.browse('Lead')")
    expect(console.page.get_by_text("61 items")).to_be_visible()
    console.button("Next").click()
    expect(console.page.get_by_text("Page 2 of 2")).to_be_visible()
    expect(console.main.get_by_role("link", name="Caller 59")).to_be_visible()
    console.button("Full Name").click()
    expect(console.page.get_by_role("columnheader", name="Full Name")).to_have_attribute(
        "aria-sort", "descending"
    )
    console.main.get_by_role("button", name="Phone").click()
    expect(console.main.get_by_role("columnheader", name="Phone")).to_have_attribute(
        "aria-sort", "ascending"
    )
    console.main.get_by_role("button", name="Phone").click()
    console.button("Call (415) 555-0130").click()

    assert "Alan Turing" == console.heard("dial", 1)[0]["recordName"]


def test_split_view_shows_the_list_beside_the_record(console: Console) -> None:
    """Its rows open workspace tabs."""
    console.open("ada")
    console.button("Open split view").click()
    split = console.page.get_by_role("complementary", name="Split view")
    split.get_by_role("link", name="Grace Hopper").click()

    expect(console.main_heading()).to_have_text("Grace Hopper")
    expect(split).to_be_visible()
    expect(console.tab("Grace Hopper")).to_be_visible()


def test_typing_in_the_search_box_suggests_records(console: Console) -> None:
    """By keys alone; the first suggestion is the whole page of results."""
    box = console.page.get_by_role("combobox", name="Search")
    box.press_sequentially("hopp")
    suggestions = console.page.get_by_role("listbox", name="Suggestions")
    expect(suggestions.get_by_role("option")).to_have_text(
        ["Search for “hopp”", "Grace HopperContact · Compiler Works"]
    )
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Enter")

    expect(console.main_heading()).to_have_text("Grace Hopper")


def test_home_is_told_by_its_address_alone(console: Console) -> None:
    """It names no record; its list of open tasks leads to one."""
    console.button("Show navigation menu").click()
    console.page.get_by_role("menuitem", name="Home").click()
    expect(console.main_heading()).to_have_text("Welcome, Agent")
    told = console.heard("navigation", 1)[0]
    console.follow("Call Ada back")

    expect(console.main_heading()).to_have_text("Call Ada back")
    assert {"url": f"{console.org.url}/lightning/page/home"} == told


def test_a_person_account_says_so(console: Console) -> None:
    """With the id of its other half, in events and with a clicked number (2.7, 2.8)."""
    console.org.control("POST", "org", {"person_accounts": True})
    account = console.org.made("Account", LastName="Byron", Phone="(415) 555-0140")
    console.ask("enableClickToDial")
    console.page.evaluate("id => standin.open(id)", account)
    console.button("Call (415) 555-0140").first.click()
    told, dialled = console.heard("navigation", 1)[0], console.heard("dial", 1)[0]
    console.open("analytical_engines")
    business = console.ask("getAppViewInfo")["returnValue"]
    contact = console.org.read("Account", account)["PersonContactId"]

    assert (True, contact) == (told["personAccount"], told["contactId"])
    assert (account, True, contact) == (
        dialled["recordId"],
        dialled["personAccount"],
        dialled["contactId"],
    )
    assert "personAccount" not in business


def test_what_a_user_may_not_see_is_on_no_page(console: Console) -> None:
    """Neither in lists nor in related lists nor found."""
    hidden = console.org.records["case_1026"]
    console.org.control("POST", "visibility", {"user": "a@example.test", "hidden": [hidden]})
    console.open("analytical_engines")

    expect(console.page.get_by_role("region", name="Cases")).to_contain_text("Cases (1)")
    expect(console.main.get_by_role("link", name="00001026")).to_have_count(0)
