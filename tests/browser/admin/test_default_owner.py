"""Page Salesforce, 'Default lead owner': chosen in the browser, seen in what Salesforce gets."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.admin.conftest import enter
from tests.support.patience import until
from tests.support.running import Running, fresh_name
from tests.web.stage import OURS, OtherOrg, OtherSeat, OutsideCall


@pytest.fixture
def org(running: Running) -> OtherOrg:
    """An org of this test alone that logs missed queue calls; the stand-in is one for all."""
    running.no_more_faults()
    return OtherOrg(running, log_missed_queue_calls=True)


@pytest.fixture
def page(context: BrowserContext, org: OtherOrg) -> Page:
    """The Salesforce page of its admin, reached by the navigation."""
    enter(context, org.running, org.id)
    page = context.new_page()
    page.goto(f"{org.running.url}/admin/")
    page.get_by_role("navigation", name="Settings").get_by_role("link", name="Salesforce").click()
    return page


def owner_of_a_missed_call(org: OtherOrg) -> str:
    """Let a queue call be missed; return who owns its Task."""
    call = OutsideCall(org.system(), OtherSeat(org).line)
    call.tell("call.created", direction="inbound", local_number=OURS)
    call.tell("call.queued", queue="Support")
    call.tell("call.ended")
    owner: str = org.running.task_of(call.placed)["OwnerId"]
    return owner


def choose(page: Page, type_: str, typed: str, option: str) -> None:
    """Choose a default owner as a person does, and update it."""
    page.get_by_role("combobox", name="Lead owner type").select_option(type_)
    field = page.get_by_role("combobox", name="Lead owner", exact=True)
    field.fill(typed)
    page.get_by_role("option", name=option).click()
    page.get_by_role("button", name="Update default owner").click()
    expect(page.get_by_text("The default owner is updated.")).to_be_visible()
    page.reload()


@pytest.mark.requirement("S3-16", "S3-17", "S3-18", "S3-19")
def test_the_default_owner_is_who_made_the_connection_until_somebody_is_chosen(
    page: Page, org: OtherOrg
) -> None:
    """Settings, Integrations, Salesforce: three types and no more."""
    groups = page.get_by_role("navigation", name="Settings")
    integrations = groups.get_by_role("list", name="Integrations")
    types = page.get_by_role("combobox", name="Lead owner type")
    (integration_user,) = [
        row["Id"]
        for row in org.running.records("User")
        if row["Username"] == "integration@example.test"
    ]

    expect(integrations.get_by_role("link", name="Salesforce")).to_have_attribute(
        "aria-current", "page"
    )
    expect(page.get_by_role("heading", name="Default lead owner", exact=True)).to_be_visible()
    expect(types).to_have_value("Default")
    assert ["Default", "User", "Queue"] == types.get_by_role("option").all_inner_texts()
    assert integration_user == owner_of_a_missed_call(org)


@pytest.mark.requirement("S3-16", "S3-20", "S3-22")
def test_a_user_who_is_chosen_owns_what_is_missed(page: Page, org: OtherOrg) -> None:
    """The second field lists active users; after a reload both stand there as chosen."""
    name = fresh_name("owner")
    user = org.running.make_user(f"{name}@example.test", name)
    page.get_by_role("combobox", name="Lead owner type").select_option("User")
    field = page.get_by_role("combobox", name="Lead owner", exact=True)
    field.press("ArrowDown")
    expect(page.get_by_role("option", name="a@example.test")).to_be_visible()

    choose(page, "User", name[:-1], f"{name}@example.test")

    expect(page.get_by_role("combobox", name="Lead owner type")).to_have_value("User")
    expect(field).to_have_value(name)
    assert user == owner_of_a_missed_call(org)


@pytest.mark.requirement("S3-25")
def test_what_is_chosen_before_the_scripts_came_counts_all_the_same(
    page: Page, org: OtherOrg
) -> None:
    """On a slow line the page is there before them."""
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route(re.compile(r"/js/admin/(owner|unsaved)\.js"), hold)
    page.goto(f"{org.running.url}/admin/salesforce", wait_until="commit")
    page.get_by_role("combobox", name="Lead owner type").select_option("Queue")
    owner = page.get_by_role("combobox", name="Lead owner", exact=True)
    expect(owner).to_be_hidden()
    until(lambda: len(late) > 1, "the page asking for its scripts")
    for script in late:
        script.continue_()
    expect(owner).to_be_visible()
    page.wait_for_load_state()
    page.get_by_role("link", name="Overview").click()

    expect(page.get_by_role("dialog", name="Leave without saving?")).to_be_visible()


@pytest.mark.requirement("S3-21", "S3-22")
def test_a_queue_that_is_chosen_owns_what_is_missed(page: Page, org: OtherOrg) -> None:
    """Each queue says what it can own."""
    (queue,) = [row["Id"] for row in org.running.records("Group") if row["Name"] == "Support"]

    choose(page, "Queue", "Supp", "Support Tasks and Leads")

    expect(page.get_by_role("combobox", name="Lead owner type")).to_have_value("Queue")
    expect(page.get_by_role("combobox", name="Lead owner", exact=True)).to_have_value("Support")
    assert queue == owner_of_a_missed_call(org)
