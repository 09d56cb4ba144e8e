"""Group 'Logging' and the checkbox, in the real panel (S4-9, S4-33)."""

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from cti_adapter.web.logging_shapes import LoggingView
from cti_adapter.web.messages import CallChanged
from tests.browser.panel.conftest import Show
from tests.browser.panel.scenes import call, desk, snapshot
from tests.browser.panel.stage import Stage
from tests.support.axe import complaints

IN_ROW_4 = LoggingView(
    code="logging.companion", row=4, by="companion", reason="companion", checkbox=True
)
NOT_LOGGED = replace(
    IN_ROW_4,
    code="logging.nobody",
    params={"why": "do-not-log"},
    by="nobody",
    reason="do-not-log",
    checked=True,
)
NOT_OURS = frozenset({"page-has-heading-one"})


@pytest.mark.requirement("S4-7")
def test_the_checkbox_is_worked_by_keyboard_and_the_group_says_what_follows(
    show: Show, stage: Stage
) -> None:
    """It stands as it was pressed until the server has said how it stands."""
    page = show(snapshot(call(logging=IN_ROW_4)), "talking")
    box = page.get_by_role("checkbox", name="Do not log the call in Salesforce", exact=True)
    group = page.get_by_role("group", name="Logging", exact=True)
    expect(group).to_have_text(
        "Will be logged by the companion (signed out of Salesforce), written by the server"
    )
    expect(box).not_to_be_checked()

    box.press("Space")
    expect(box).to_be_checked()
    stage.tell(
        lambda seq, now: CallChanged(seq=seq, now=now, call=call(logging=NOT_LOGGED), desk=desk())
    )
    expect(group).to_have_text("Will not be logged: the agent chose not to log it")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    for phase in ("held", "ringing", "dialling"):
        stage.show(snapshot(call(phase=phase, logging=NOT_LOGGED)))
        expect(page.locator(f"[data-phase='{phase}']")).to_be_visible()
        expect(box).to_be_checked()
    asked = [post.body for post in stage.posts if post.path.endswith("/do-not-log")]
    found = complaints(page, but=NOT_OURS)
    stage.tell(lambda seq, now: CallChanged(seq=seq, now=now, call=call(), desk=desk()))

    expect(box).to_be_hidden()
    ended = call(phase="wrap-up", logging=replace(NOT_LOGGED, checkbox=False, checked=False))
    stage.tell(lambda seq, now: CallChanged(seq=seq, now=now, call=ended, desk=desk()))
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_accessible_description(
        "No task is written"
    )
    assert ([{"checked": True}], []) == (asked, found)
