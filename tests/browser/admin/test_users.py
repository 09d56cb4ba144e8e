"""The page 'Users' in the browser: an admin links agents to Salesforce users (requirements 2.3)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, expect

from tests.browser.admin.conftest import enter
from tests.support.axe import complaints
from tests.support.running import Running
from tests.support.three_agents import ThreeAgents


class UsersPage:
    """The page as its admin uses it, in an org with agents A, B and C."""

    def __init__(self, context: BrowserContext, house: ThreeAgents) -> None:
        self.house = house
        self.page: Page = context.new_page()
        self.url = f"{house.running.url}/admin/users"

    def edit(self, name: str) -> None:
        """Open the form of an agent from the list."""
        self.page.goto(self.url)
        self.button(f"Edit {name}").click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    @property
    def user(self) -> Locator:
        return self.page.get_by_role("combobox", name="Salesforce user", exact=True)

    @property
    def listed(self) -> Locator:
        return self.page.get_by_role("option")

    def choose(self, text: str, name: str) -> None:
        """Type, and choose what is listed."""
        self.user.fill(text)
        self.page.get_by_role("option", name=name, exact=True).click()

    def save(self) -> None:
        self.button("Save changes").click()


@pytest.fixture
def users(context: BrowserContext, running: Running) -> Iterator[UsersPage]:
    house = ThreeAgents(running)
    enter(context, running, house.id)
    page = UsersPage(context, house)
    yield page
    page.page.close()  # whatever is unsaved there: nobody is asked


@pytest.mark.requirement("S3-9")
@pytest.mark.requirement("S3-10")
@pytest.mark.requirement("S3-24")
def test_the_link_has_a_section_of_its_own_in_the_form_of_an_agent(users: UsersPage) -> None:
    """One place for it, one label, and a placeholder that says what to type."""
    users.page.set_viewport_size({"width": 768, "height": 400})
    users.edit("Agent A")
    heading = users.page.get_by_role("heading", name="Agent profile", exact=True)
    form = users.page.url
    users.link("Agent profile").click()

    expect(heading).to_be_in_viewport()
    expect(users.page).to_have_url(f"{form}#agent-profile")
    expect(users.user).to_have_count(1)
    expect(users.user).to_have_attribute("placeholder", "Type a Salesforce username")
    expect(users.page.get_by_label("Salesforce user")).to_have_count(2)  # it, and its list
    expect(users.page.get_by_role("textbox", name="Salesforce user")).to_have_count(0)


@pytest.mark.requirement("S3-2")
@pytest.mark.requirement("S3-11")
@pytest.mark.requirement("S3-12")
@pytest.mark.requirement("S3-13")
def test_an_agent_is_linked_to_the_user_who_is_chosen_while_typing(users: UsersPage) -> None:
    """To one user, whom no other agent has, and only by a choice."""
    users.edit("Agent A")
    users.user.fill("example.test")
    expect(users.listed.filter(has_text="a@example.test")).to_have_count(1)
    users.user.fill("A@EXAM")
    expect(users.listed).to_have_text(["Agent A (a@example.test)"])
    users.user.fill("agent c")
    expect(users.listed).to_have_text(["Agent C (c@example.test)"])
    users.user.press("ArrowDown")
    users.user.press("Enter")
    expect(users.user).to_have_value("Agent C (c@example.test)")
    users.save()
    expect(users.page.get_by_role("status").filter(has_text="Agent A is saved.")).to_be_visible()
    users.page.reload()
    expect(users.user).to_have_value("Agent C (c@example.test)")
    linked = users.house.link_of("a")

    users.choose("b@example", "Agent B (b@example.test)")
    users.save()
    refused = users.page.get_by_role("alert").filter(
        has_text="b@example.test is linked to Agent B."
    )
    expect(refused).to_be_visible()
    users.user.fill("c@example.test")
    expect(users.listed).to_have_count(1)
    users.save()
    free_text = users.page.get_by_role("alert").filter(has_text="nobody was chosen")
    expect(free_text).to_be_visible()

    assert "c@example.test" == linked == users.house.link_of("a")
    assert "b@example.test" == users.house.link_of("b")


@pytest.mark.requirement("S3-25")
def test_leaving_with_an_unsaved_link_asks_first(users: UsersPage) -> None:
    """The stored link changes by 'Save changes' alone."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    users.edit("Agent A")
    form = users.page.url
    users.choose("agent c", "Agent C (c@example.test)")
    users.link("Agent profile").click()
    users.link("Overview").click()
    question = users.page.get_by_role("dialog", name="Leave without saving?")
    expect(question).to_be_visible()
    question.get_by_role("button", name="Stay on this page").click()
    expect(users.user).to_have_value("Agent C (c@example.test)")
    users.page.once("dialog", stay)
    users.page.evaluate("location.reload()")
    expect(users.user).to_have_value("Agent C (c@example.test)")
    users.button("Deutsch").click()  # another form: it would lose what is chosen as well
    question.get_by_role("button", name="Stay on this page").click()
    users.link("Overview").click()
    question.get_by_role("button", name="Leave without saving").click()
    expect(users.page).to_have_url(users.url.removesuffix("users"))
    users.page.goto(form)
    users.link("Overview").click()  # nothing was changed: nobody is asked
    expect(users.page).to_have_url(users.url.removesuffix("users"))

    assert ["beforeunload"] == asked
    assert "a@example.test" == users.house.link_of("a")


@pytest.mark.requirement("S3-1")
def test_agents_are_linked_once_salesforce_is_connected(
    users: UsersPage, context: BrowserContext
) -> None:
    """Without a connection there is nobody to choose from; the page says where to make one."""
    users.edit("Agent A")
    expect(users.user).to_be_enabled()
    connected = complaints(users.page)
    unconnected = ThreeAgents(users.house.running)
    unconnected.disconnect()
    enter(context, unconnected.running, unconnected.id)
    users.page.goto(users.url)
    chosen = complaints(users.page)
    users.button("Edit Agent A").click()

    expect(users.page.get_by_role("combobox", name="Salesforce user")).to_be_disabled()
    expect(users.link("Open the connection")).to_have_attribute("href", "/admin/salesforce")
    assert [] == [*connected, *chosen, *complaints(users.page)]
