"""'Name' and 'Related To' by keyboard, and while Salesforce takes its time (requirements 5.5)."""

import re
from typing import Any

import msgspec
from playwright.sync_api import Locator, Page, expect

from cti_adapter.web.messages import Snapshot, Text
from tests.browser.panel.conftest import Show
from tests.browser.panel.parade import NOT_OURS
from tests.browser.panel.scenes import (
    ADA,
    BABBAGE,
    CASE,
    HOPPER,
    ROLLOUT,
    assigned,
    call,
    desk,
    record,
    snapshot,
)
from tests.browser.panel.stage import Stage
from tests.support.axe import CONTRAST, complaints

PEOPLE = [msgspec.structs.replace(each, slot="who") for each in (ADA, BABBAGE, HOPPER)]
ENGINES = record("Account", "Analytical Engines", slot="what")
ON_THE_CALL = (
    *PEOPLE[1:],
    *(msgspec.structs.replace(each, slot="what") for each in (ENGINES, CASE, ROLLOUT)),
)
SEARCH, SWAP, ADD = "/api/search", "/api/calls/call-1/swap", "/api/calls/call-1/add"


def with_ada(*, shared: bool = False, lists: bool = False) -> Snapshot:
    """Ada on the phone; her colleague, another's employee and three subjects were opened."""
    view = call(assigned=(assigned(PEOPLE[0]),), matches=(), candidates=ON_THE_CALL)
    at_desk = msgspec.structs.replace(desk(), shared_activities=shared)
    told = snapshot(view, at_desk=at_desk)
    settings = msgspec.structs.replace(told.settings, list_open_cases=lists)
    return msgspec.structs.replace(told, settings=settings)


def found(*labels: str, more: bool = False) -> tuple[int, dict[str, Any]]:
    people = [record("Contact", label, "Compiler Works", slot="who") for label in labels]
    records = [{"record": msgspec.to_builtins(each), "about": ""} for each in people]
    return 200, {"records": records, "more": more}


def box(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name, exact=True)


def options(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option")


def in_the_dark(page: Page) -> list[str]:
    page.emulate_media(color_scheme="dark")
    return complaints(page, CONTRAST)


def test_a_record_is_chosen_without_a_pointer(show: Show, stage: Stage) -> None:
    """Arrow keys move, Enter chooses; the focus never leaves the field (A-15)."""
    page = show(with_ada(), "talking")
    related = box(page, "Related To")
    related.focus()
    page.keyboard.press("ArrowDown")
    expect(related).to_have_attribute("aria-expanded", "true")
    wanted = ["Analytical Engines", "Case 00001026", "Compiler rollout"]
    expect(options(page)).to_contain_text(wanted)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    active = related.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_accessible_name(
        re.compile("^Case 00001026 ?, Case · Analytical Engines$")
    )
    page.keyboard.press("Enter")

    assert {"slot": "what", "record_id": CASE.id} == stage.wait_for(SWAP).body
    expect(related).to_be_focused()
    expect(options(page)).to_have_count(0)


def test_escape_brings_back_what_is_assigned(show: Show, stage: Stage) -> None:
    """Typing alone changes nothing, and neither does leaving the field."""
    page = show(with_ada(), "talking")
    name = box(page, "Name")
    expect(name).to_have_value("Ada Lovelace")
    name.fill("gr")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(name).to_have_value("Ada Lovelace")
    name.fill("gr")
    box(page, "Related To").focus()
    expect(name).to_have_value("Ada Lovelace")

    assert [] == stage.commands()


def test_what_is_typed_on_is_searched_once(show: Show, stage: Stage) -> None:
    """Salesforce is asked for the word, not for each of its letters."""
    stage.answers[SEARCH] = found("Adam Byron", more=True)
    page = show(with_ada(), "talking")
    box(page, "Name").click()
    page.keyboard.type("adam", delay=20)
    expect(options(page)).to_contain_text(["Adam Byron"])

    assert [{"slot": "who", "text": "adam", "call_id": "call-1"}] == [
        post.body for post in stage.posts if post.path == SEARCH
    ]
    expect(page.get_by_text("There are more")).to_be_visible()


def test_other_buttons_work_while_a_search_hangs(show: Show, stage: Stage) -> None:
    """An org that takes its time holds up nothing but its own answer."""
    stage.answers[SEARCH] = found("Lady Byron")
    stage.late[SEARCH] = [1.0]
    page = show(with_ada(), "talking")
    box(page, "Name").fill("byron")
    expect(page.get_by_text("Searching Salesforce")).to_be_visible()
    page.get_by_role("button", name="Hold", exact=True).click()
    stage.wait_for("/api/calls/call-1/hold")

    assert [] == [post for post in stage.posts if post.path == SEARCH]
    expect(box(page, "Name")).to_have_value("Ada Lovelace")


def test_a_search_that_fails_says_so_and_is_tried_again_by_enter(show: Show, stage: Stage) -> None:
    """Nobody is told that nothing was found; what the call knows stays listed."""
    stage.answers[SEARCH] = (504, {"error_id": "search-timeout"})
    page = show(with_ada(), "talking")
    box(page, "Name").fill("babb")
    expect(page.get_by_text("Salesforce does not answer").first).to_be_visible()
    expect(options(page)).to_have_count(1)
    stage.answers[SEARCH] = found("Benjamin Babbage")
    page.keyboard.press("Enter")

    expect(options(page)).to_have_count(2)
    assert 2 == len([post for post in stage.posts if post.path == SEARCH])


def test_a_further_contact_is_added_where_the_org_shares_activities(
    show: Show, stage: Stage
) -> None:
    """Two people on one call: both stand on the Task (DECISION 25)."""
    page = show(with_ada(shared=True), "talking")
    box(page, "Name").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    adds = page.get_by_role("button", name="Add Charles Babbage")
    expect(adds).to_be_visible()
    page.keyboard.press("Tab")
    expect(adds).to_be_focused()
    page.keyboard.press("Enter")
    assert {"record_id": BABBAGE.id} == stage.wait_for(ADD).body
    box(page, "Name").click()
    options(page).filter(has_text="Grace Hopper").locator(".option__add").click()

    assert {"record_id": HOPPER.id} == stage.wait_for(ADD, nth=2).body


def test_nobody_is_added_where_the_org_does_not_share_them(show: Show) -> None:
    """The control is absent (DECISION 25)."""
    page = show(with_ada(), "talking")
    box(page, "Name").click()
    expect(options(page)).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")

    expect(page.get_by_role("button", name="Add")).to_have_count(0)


def test_open_cases_stand_untyped_where_the_admin_wants_them(show: Show, stage: Stage) -> None:
    """With their subjects, once per customer; typing filters them (DECISION 23)."""
    case = record("Case", "Case 00001027", "Analytical Engines", slot="what")
    answer = {"record": msgspec.to_builtins(case), "about": "Spare cam"}
    stage.answers["/api/calls/call-1/cases"] = (200, {"records": [answer], "more": False})
    page = show(with_ada(lists=True), "talking")
    related = box(page, "Related To")
    related.click()
    group = page.get_by_role("group", name="Open cases of the customer")
    expect(group.get_by_role("option")).to_contain_text("Spare cam")
    related.fill("cam")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Escape")
    related.click()
    expect(group.get_by_role("option")).to_have_count(1)

    assert ["/api/calls/call-1/cases"] == stage.commands()


def test_a_name_is_never_markup(show: Show, stage: Stage) -> None:
    """Whatever somebody called themselves in the org."""
    evil = "<img src=x onerror=alert(1)> \u202egnihton"
    stage.answers[SEARCH] = found(evil)
    page = show(with_ada(), "talking")
    box(page, "Name").fill("img")

    expect(options(page)).to_contain_text(["<img src=x onerror=alert(1)>"])
    assert 0 == page.locator("[role=listbox] img").count()


def test_the_open_list_is_accessible_and_leaves_hang_up_free(show: Show, stage: Stage) -> None:
    """In the light and in the dark, in the smallest panel (B-19, requirements 5.1)."""
    stage.answers[SEARCH] = found("Grace Murray", more=True)
    page = show(with_ada(shared=True), "talking")
    page.set_viewport_size({"width": 320, "height": 480})
    box(page, "Name").fill("grace")
    expect(options(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")

    assert [] == [*complaints(page, but=NOT_OURS), *in_the_dark(page)]
    page.get_by_role("button", name="Hang up").click(trial=True)
    assert 320 == page.evaluate("document.documentElement.scrollWidth")


def test_the_comboboxes_name_a_note_for_what_is_held_back(show: Show) -> None:
    """Red is said in words too (requirements 5.3)."""
    other = Text(code="note.other-account", params={"account": "Compiler Works"})
    held_back = msgspec.structs.replace(ON_THE_CALL[-1], relation="other-account", note=other)
    view = call(assigned=(assigned(PEOPLE[0]),), candidates=(held_back,))
    page = show(snapshot(view), "talking")
    box(page, "Related To").click()

    option = options(page).first
    expect(option).to_have_attribute("data-relation", "other-account")
    expect(option).to_have_attribute("data-record-id", held_back.id)
    expect(option).to_contain_text("different account – Compiler Works")
