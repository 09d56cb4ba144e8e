"""The dial list as the agent sees it: its region beside the dialler, and its dialog (S1-6)."""

from datetime import UTC, datetime

import msgspec
from playwright.sync_api import expect

from cti_adapter.web.answers import DialledView, DialListAnswer
from cti_adapter.web.dial_list_shapes import DialEntryView, DialListView
from cti_adapter.web.messages import Snapshot
from tests.browser.panel.conftest import Show
from tests.browser.panel.scenes import snapshot
from tests.browser.panel.stage import Stage
from tests.browser.panel.states import dialling
from tests.browser.panel.test_menu import NOT_OURS, choose
from tests.support.axe import CONTRAST, complaints

ADA = DialEntryView(id="e-1", label="Call Ada back", about="Ada Lovelace", number="+1 415-555-0101")
ALAN = DialEntryView(id="e-2", label="Alan Turing", about="", number="+1 415-555-0130")
NOBODY = DialEntryView(id="e-3", label="", about="", number="+1 415-555-0999")
REACHED = DialledView(
    entry=DialEntryView(
        id="e-0", label="Grace Hopper", about="Compiler Works", number="+1 415-555-0120"
    ),
    at=datetime(2026, 11, 21, 9, 5, tzinfo=UTC),
    outcome="reached",
    task_url="https://acme.lightning.force.com/00T000000000001",
)


def told(*entries: DialEntryView, more: int = 0) -> Snapshot:
    """Return what a page without a call is told of its agent's list."""
    made = snapshot()
    dial_list = DialListView(entries=entries, more=more) if entries else None
    return msgspec.structs.replace(
        made, desk=msgspec.structs.replace(made.desk, dial_list=dial_list)
    )


def test_the_next_one_is_dialled_or_skipped(show: Show, stage: Stage) -> None:
    """The buttons are about the first entry, and say so to who cannot see it."""
    page = show(told(ADA, ALAN, NOBODY, more=5), "ready")
    page.set_viewport_size({"width": 320, "height": 480})
    region = page.get_by_role("region", name="Dial list")
    items = region.get_by_role("list", name="Dial entries").get_by_role("listitem")
    expect(items).to_have_text(
        ["Call Ada backAda Lovelace · +1 415-555-0101", "Alan Turing+1 415-555-0130", NOBODY.number]
    )
    expect(region).to_contain_text("and 5 more")
    found = complaints(page, but=NOT_OURS)
    page.emulate_media(color_scheme="dark")
    found += complaints(page, CONTRAST)
    dial = region.get_by_role("button", name="Dial next", exact=True)
    expect(dial).to_have_accessible_description("Call Ada back Ada Lovelace · +1 415-555-0101")
    region.get_by_role("button", name="Skip", exact=True).click()
    dial.press("Enter")

    assert {"entry": "e-1"} == stage.wait_for("/api/dial-list/skip").body
    expect(page.get_by_role("status")).to_contain_text("Skipped: Call Ada back comes last now")
    assert {"entry": "e-1"} == stage.wait_for("/api/dial-list/dial").body
    assert [] == found
    stage.show(dialling())
    expect(region).to_be_hidden()
    expect(page.get_by_role("region", name="Call")).to_be_focused()


def test_the_whole_list_stands_in_a_dialog(show: Show, stage: Stage) -> None:
    """Lines are taken or refused as a whole, entries taken off, and who was reached is told."""
    stage.dial_list = DialListAnswer(entries=(ADA, ALAN), dialled=(REACHED,))
    stage.answers["/api/dial-list"] = (422, {"errors": [{"field": "csv.3"}, {"field": "csv.7"}]})
    page = show(told(ADA, ALAN), "ready")
    dialog = choose(page, "Dial list")
    done = dialog.get_by_role("list", name="Dialled", exact=True).get_by_role("listitem")
    expect(done).to_contain_text("reached")
    expect(done.get_by_role("link", name="Open task")).to_be_visible()
    lines = dialog.get_by_role("textbox", name="Add lines")
    lines.fill("number\n1\nx")
    found = complaints(page, but=NOT_OURS)
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Look at line 3, 7")
    expect(lines).to_be_focused()
    dialog.get_by_role("button", name="Take Alan Turing off").click()

    stage.wait_for("/api/dial-list", nth=2)
    assert [{"csv": "number\n1\nx"}, {"entry": "e-2"}] == [
        post.body for post in stage.posts if post.path == "/api/dial-list"
    ]
    assert [] == found


def test_the_open_record_is_added_from_the_menu(show: Show, stage: Stage) -> None:
    """Without one the panel says what to do first; an empty list looks as a full one does."""
    page = show(told(), "ready")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("menuitem", name="Add to dial list", exact=True).click()

    expect(page.get_by_role("status")).to_contain_text("Open the record of whom you want to call")
    assert [] == [post for post in stage.posts if post.path == "/api/dial-list"]
    chosen = choose(page, "Dial list").locator("input[type=file]")
    expect(chosen).to_have_css("opacity", "0")  # its label is the button
