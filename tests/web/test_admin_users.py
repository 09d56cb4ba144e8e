"""The page 'Users' without a script: every form works, and a refused one loses nothing."""

import re
from html import unescape
from http import HTTPStatus

import pytest
import requests
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.service.ports import Agent
from tests.support.admin_page import AdminClient, words
from tests.support.panel_client import PanelClient
from tests.support.running import Running
from tests.support.three_agents import ThreeAgents
from tests.web.stage import OtherSeat, goodbye

FORM = "/admin/users/a"
_NAMES = "seen|user|user_was|user_was_text|digest"
HIDDEN = re.compile(f'<input type="hidden" name="({_NAMES})" value="([^"]*)"')


@pytest.fixture
def house(running: Running) -> ThreeAgents:
    return ThreeAgents(running)


@pytest.fixture
def admin(house: ThreeAgents) -> AdminClient:
    return AdminClient(house.running, org_id=house.id)


def form_on(page: requests.Response, **said: str) -> dict[str, str | list[str]]:
    """Return what the form of agent A sends, with what an admin says in it."""
    hidden = {name: unescape(value) for name, value in HIDDEN.findall(page.text)}
    text = hidden.get("user_was_text", "")
    return {"line": "101", "name": "Agent A", "email": "", "user_text": text, **hidden, **said}


@pytest.mark.requirement("S3-2")
def test_an_agent_is_linked_to_one_user_whom_nobody_else_has(
    admin: AdminClient, house: ThreeAgents
) -> None:
    """User C is free; user B is agent B's."""
    chosen = form_on(admin.get(FORM), user=house.users["c@example.test"], user_text="Agent C")
    saved = admin.submit(FORM, chosen)
    other = form_on(admin.get(FORM), user=house.users["b@example.test"], user_text="Agent B")
    refused = admin.submit(FORM, other)

    with house.running.configuration() as configuration:
        (version,) = configuration.versions(house.id, limit=1)

    assert HTTPStatus.OK == saved.status_code
    assert "Agent A is saved." in words(saved)
    assert "c@example.test" == house.link_of("a")
    assert "Agent Agent A (101) was linked to c@example.test." == version.summary
    assert HTTPStatus.UNPROCESSABLE_ENTITY == refused.status_code
    assert "b@example.test is linked to Agent B." in words(refused)


@pytest.mark.requirement("S3-12")
def test_text_without_a_choice_is_refused_and_what_it_finds_is_offered(
    admin: AdminClient, house: ThreeAgents
) -> None:
    """Without JavaScript the choice is made on the page that comes back."""
    refused = admin.submit(FORM, form_on(admin.get(FORM), user_text="agent c"))
    nobody = admin.submit(FORM, form_on(admin.get(FORM), user_text="nobody"))
    before = house.link_of("a")
    choice = form_on(refused, user_text="agent c", choice=house.users["c@example.test"])
    chosen = admin.submit(FORM, choice)

    assert HTTPStatus.UNPROCESSABLE_ENTITY == refused.status_code == nobody.status_code
    assert "“agent c” was typed, but nobody was chosen" in words(refused)
    assert "Agent C (c@example.test)" in words(refused)
    assert "No active user has “nobody”" in words(nobody)
    assert "a@example.test" == before
    assert HTTPStatus.OK == chosen.status_code
    assert "c@example.test" == house.link_of("a")


def test_an_empty_field_removes_the_link_and_signs_the_user_out(running: Running) -> None:
    """Who is no longer an agent takes no more calls, whatever they have open."""
    house = ThreeAgents(running)
    admin, seat = AdminClient(running, org_id=house.id), OtherSeat(house)
    path = f"/admin/users/{seat.agent_id}"
    with PanelClient(seat, house.key) as panel:
        form = form_on(admin.get(path), line=seat.line, name=seat.name, user_text="", user="")
        saved = admin.submit(path, form)
        code = goodbye(panel)

    assert HTTPStatus.OK == saved.status_code
    assert 4401 == code


def test_a_name_is_corrected_and_the_link_stays(admin: AdminClient, house: ThreeAgents) -> None:
    """The user of somebody linked elsewhere is shown by asking for them."""
    house.put(replace(house.agent("a"), username="", user_name=""))
    page = admin.get(FORM)
    saved = admin.submit(FORM, form_on(page, name="Ada", email="ada@example.test", do_not_log="on"))
    agent = house.agent("a")

    assert "Agent A (a@example.test)" in unescape(page.text)
    assert HTTPStatus.OK == saved.status_code
    assert ("Ada", "ada@example.test", True) == (agent.name, agent.email, agent.do_not_log)
    assert "a@example.test" == house.link_of("a")


def test_of_two_admins_the_second_is_told_and_may_insist(
    admin: AdminClient, house: ThreeAgents
) -> None:
    """Nothing is written over unseen, and nothing typed is lost."""
    mine = form_on(admin.get(FORM), name="Mine")
    admin.submit(FORM, form_on(admin.get(FORM), name="Theirs"))
    told = admin.submit(FORM, mine)
    between = house.agent("a").name
    again = admin.submit(FORM, form_on(told, name="Mine"))

    assert HTTPStatus.CONFLICT == told.status_code
    assert "Now it is: line 101, name Theirs" in words(told)
    assert 'value="Mine"' in told.text
    assert "Theirs" == between
    assert HTTPStatus.OK == again.status_code
    assert "Mine" == house.agent("a").name


def test_without_an_answer_of_the_org_nothing_is_saved_and_nothing_is_lost(
    admin: AdminClient, house: ThreeAgents
) -> None:
    """The page says so; what was typed stands there still, and a name is saved all the same."""
    house.disconnect()
    page = admin.get(FORM)
    chosen = {"user": house.users["c@example.test"], "user_text": "C", "user_was": ""}
    refused = admin.submit(FORM, form_on(page, name="Ada", **chosen))
    seen = dict(HIDDEN.findall(page.text))["seen"]
    renamed = admin.submit(FORM, {"seen": seen, "line": "101", "name": "Ada"})

    assert "Agents can be linked once Salesforce is connected" in words(page)
    assert HTTPStatus.BAD_GATEWAY == refused.status_code
    assert "Nothing was saved and nothing is lost" in words(refused)
    assert 'value="Ada"' in refused.text
    assert HTTPStatus.OK == renamed.status_code
    assert ("Ada", "a@example.test") == (house.agent("a").name, house.link_of("a"))
    assert HTTPStatus.BAD_GATEWAY == admin.get("/admin/users/suggestions").status_code
    assert HTTPStatus.BAD_GATEWAY == admin.get("/admin/data/users?q=a").status_code


def test_agents_are_added_and_removed(admin: AdminClient) -> None:
    """A line that is taken is refused with whose it is."""
    taken = admin.submit("/admin/users/new", {"line": "101", "name": "D"})
    added = admin.submit("/admin/users/new", {"line": "104", "name": "Agent D"})
    removed = admin.submit("/admin/users/b/remove", {})

    assert "Line 101 belongs to Agent A." in words(taken)
    assert "Agent D was added." in words(added)
    assert "Agent B was removed." in words(removed)
    assert "102" not in words(admin.get("/admin/users?q=102"))
    assert HTTPStatus.NOT_FOUND == admin.get("/admin/users/b").status_code


def test_agents_are_found_by_page_search_and_filter(admin: AdminClient, house: ThreeAgents) -> None:
    """Ten thousand agents come fifty at a time."""
    for number in range(200, 251):
        name = f"Agent {number}"
        house.put(
            Agent(
                org_id=house.id, id=AgentId(name), line=Line(str(number)), name=name, user_id=None
            )
        )
    first, second = admin.get("/admin/users"), admin.get("/admin/users?show=unlinked&page=2")
    found = admin.get("/admin/users?q=b%40example")

    assert "54 agents · 52 not linked" in words(first)
    assert "Page 1 of 2" in words(first)
    assert 'href="/admin/users?show=unlinked&amp;page=1"' in second.text
    assert ("Agent 249" in second.text, "Agent 248" in second.text) == (True, False)
    assert ("Agent B" in found.text, "Agent A" in found.text) == (True, False)
    assert "No agent fits." in words(admin.get("/admin/users?q=nobody&page=x"))


def test_a_suggestion_is_confirmed_one_by_one_or_all_at_once(
    admin: AdminClient, house: ThreeAgents
) -> None:
    """Looking at suggestions links nobody (never silently)."""
    house.put(replace(house.agent("c"), email="c@example.test"))
    before = admin.get("/admin/users/suggestions")
    unlinked = house.link_of("c")
    pair = f"c:{house.users['c@example.test']}"
    stale = admin.submit("/admin/users/suggestions", {"shown": [pair, "a:x"]})

    assert "Link Agent C to c@example.test" in before.text
    assert "The agent's e-mail, line or name is the username." in words(before)
    assert None is unlinked
    assert "1 of 2 were linked." in words(stale)
    assert "c@example.test" == house.link_of("c")
    assert "Nothing to suggest" in words(stale)


def upload(admin: AdminClient, content: bytes) -> requests.Response:
    mark = {"csrf": admin.mark_on("/admin/")}
    address = f"{admin.running.url}/admin/users/import"
    files = {"file": ("links.csv", content, "text/csv")}
    return admin.http.post(address, data=mark, files=files, timeout=10)


def apply(admin: AdminClient, preview: requests.Response, content: bytes) -> requests.Response:
    digest = dict(HIDDEN.findall(preview.text))["digest"]
    return admin.submit("/admin/users/import", {"digest": digest, "content": content.decode()})


def test_a_file_is_shown_first_and_applied_as_it_was_shown(
    admin: AdminClient, house: ThreeAgents
) -> None:
    """Two who swap, and one who is new, in one step."""
    content = b"line,username,name\n101,b@example.test,\n102,a@example.test,\n104,,Agent D\n"
    preview = upload(admin, content)
    before = house.link_of("a")
    done = apply(admin, preview, content)

    assert "3 agents change, 0 unchanged. Nothing is done yet." in words(preview)
    assert "a@example.test" == before
    assert "The file was applied: 3 agents changed." in words(done)
    assert ("b@example.test", "a@example.test") == (house.link_of("a"), house.link_of("b"))
    assert "Agent D" in words(done)


def test_every_bad_row_of_a_file_is_named_and_nothing_is_half_applied(
    admin: AdminClient, house: ThreeAgents
) -> None:
    """With its number, so that it is found in the spreadsheet."""
    refused = upload(admin, b"line,username\n103,c@example.test\n101,nobody@x.test\n103,\n110,\n")
    told = words(refused)

    assert HTTPStatus.UNPROCESSABLE_ENTITY == refused.status_code
    assert "Row 3: Salesforce has no active user nobody@x.test." in told
    assert "Row 4: Line 103 stands in row 2 already." in told
    assert "Row 5: Line 110 is new and needs a name." in told
    assert None is house.link_of("c")


def test_a_file_that_would_do_something_else_by_now_is_shown_again(
    admin: AdminClient, house: ThreeAgents
) -> None:
    """Somebody linked meanwhile; the admin decides on what is so."""
    content = b"line,username\n101,c@example.test\n"
    preview = upload(admin, content)
    house.put(replace(house.agent("a"), name="Ada"))
    told = apply(admin, preview, content)
    between = house.link_of("a")
    done = apply(admin, told, content)

    assert HTTPStatus.CONFLICT == told.status_code
    assert "Something changed since the preview, so nothing was done." in words(told)
    assert "a@example.test" == between
    assert HTTPStatus.OK == done.status_code
    assert "c@example.test" == house.link_of("a")


def test_a_user_who_left_since_the_preview_stops_the_whole_file(
    admin: AdminClient, house: ThreeAgents
) -> None:
    """Their row is named; the row above it, which was good, is not applied without it."""
    name = f"leaver-{house.key}@example.test"
    leaver = house.running.make_user(name, "Leaver")
    content = f"line,username,name\n104,,Agent D\n101,{name},\n".encode()
    preview = upload(admin, content)
    house.running.change("User", leaver, IsActive=False)
    told = apply(admin, preview, content)

    assert "2 agents change" in words(preview)
    assert "Something changed since the preview, so nothing was done." in words(told)
    assert f"Row 3: Salesforce has no active user {name}." in words(told)
    assert "Agent D" not in words(admin.get("/admin/users"))
    assert "a@example.test" == house.link_of("a")


def test_a_large_file_is_taken_and_one_too_large_is_told_so(admin: AdminClient) -> None:
    """Ten thousand rows are more than any other form may send."""
    rows = "".join(f"{9000 + row},,Agent with a long name {row}\n" for row in range(10_000))
    taken = upload(admin, f"line,username,name\n{rows}".encode())
    refused = upload(admin, b"x" * (2 * 1024 * 1024 + 1))

    assert "10000 agents change" in words(taken)
    assert "The file is larger than 2 MB. Split it." in words(refused)


def test_an_agent_of_another_org_is_not_there(admin: AdminClient, house: ThreeAgents) -> None:
    """An admin session names one org (D11)."""
    other = ThreeAgents(house.running)
    other.put(replace(other.agent("a"), id=AgentId("theirs"), line=Line("109"), user_id=None))

    assert HTTPStatus.NOT_FOUND == admin.get("/admin/users/theirs").status_code
    assert HTTPStatus.NOT_FOUND == admin.submit("/admin/users/theirs/remove", {}).status_code
    assert "Agent A" == other.agent("theirs").name
