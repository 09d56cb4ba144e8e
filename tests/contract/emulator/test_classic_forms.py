"""Classic's own forms, and how its pages look to assistive technology."""

from playwright.sync_api import expect

from tests.contract.emulator.classic_page import Classic
from tests.contract.emulator.test_lightning_axe import faults


def test_a_call_logged_by_hand_stands_in_the_history(classic: Classic) -> None:
    """The form begins with what the related list's button names; comments are kept."""
    classic.open("ada")
    history = classic.page.get_by_role("region", name="Activity History")
    history.get_by_role("link", name="Log a Call").click()
    main = classic.page.get_by_role("main")
    expect(main.get_by_label("Subject")).to_have_value("Call")
    expect(main.get_by_label("Name", exact=True)).to_have_value("Ada Lovelace")
    main.get_by_label("Comments").fill("Stalls after 40 turns.\nSent a spare cam.")
    main.get_by_role("button", name="Save").click()
    expect(main.get_by_text("Sent a spare cam.")).to_be_visible()
    main.get_by_role("link", name="Ada Lovelace").click()

    logged = classic.page.get_by_role("table", name="Activity History").get_by_role("row")
    expect(logged.filter(has_text="Agent A")).to_have_count(1)


def test_an_address_fills_a_new_record_by_the_ids_of_classic_s_inputs(classic: Classic) -> None:
    """As vendors' screen pops for unknown callers do; a missing name is refused in words."""
    classic.page.goto(f"{classic.org.url}/003/e?con10=%2B1+415+555+0177&name_firstcon2=Emmy")
    main = classic.page.get_by_role("main")
    expect(main.get_by_label("Business Phone")).to_have_value("+1 415 555 0177")
    main.get_by_label("Last Name").fill("Noether")
    main.get_by_label("Account", exact=True).fill("analytical engines")
    main.get_by_role("button", name="Save").click()
    expect(classic.main_heading()).to_have_text("Emmy Noether")

    assert ["Emmy Noether"] == classic.org.names(
        "SELECT Name FROM Contact WHERE Phone = '+1 415 555 0177' AND Account.Name != null"
    )


def test_axe_finds_nothing_on_the_pages_of_classic(classic: Classic) -> None:
    """Home, a list, a record with numbers to dial, a refused form, the console."""
    page = classic.page
    found = faults(page)
    page.get_by_role("link", name="Contacts", exact=True).click()
    found += faults(page)
    classic.open("ada")
    classic.ask("enableClickToDial")
    found += faults(page)
    page.goto(f"{classic.org.url}/{classic.id_of('case_1026')}/e")
    page.get_by_label("Contact").fill("Nobody")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found += faults(page)
    page.goto(f"{classic.org.url}/console#%2F{classic.id_of('ada')}")
    expect(classic.shown().get_by_role("heading", level=1)).to_have_text("Ada Lovelace")

    assert [] == found + faults(page)


def test_what_is_kept_from_a_user_is_on_no_page(classic: Classic) -> None:
    """A record is not there, a field has no place in page and form, an object has no tab."""
    kept = {
        "user": "a@example.test",
        "hidden": [classic.org.records["grace"], "Lead"],
        "hidden_fields": {"Contact": ["Phone"]},
    }
    classic.org.control("POST", "visibility", kept)
    classic.page.goto(f"{classic.org.url}/{classic.id_of('grace')}")
    expect(classic.main_heading()).to_have_text("Unable to Access Page")
    classic.open("ada")

    main = classic.page.get_by_role("main")
    expect(main.get_by_text("Title", exact=True)).to_be_visible()
    expect(main.get_by_text("Business Phone", exact=True)).to_have_count(0)
    expect(classic.page.get_by_role("link", name="Leads")).to_have_count(0)
    expect(classic.page.get_by_role("link", name="Contacts")).to_have_count(1)
