"""Combobox 'Presence', in the real panel (B-32)."""

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from tests.browser.panel.conftest import Show
from tests.browser.panel.scenes import call, desk, snapshot
from tests.browser.panel.stage import Stage


@pytest.mark.requirement("B-32")
def test_a_presence_that_no_telephone_system_takes_says_so(show: Show, stage: Stage) -> None:
    """Or the agent would believe that no call is put through to them."""
    told = desk()
    untold = replace(told, presence=replace(told.presence, told=False))
    page = show(snapshot(call(), at_desk=untold), "talking")
    presence = page.get_by_role("combobox", name="Presence", exact=True)
    expect(presence).to_have_accessible_description("Your telephone system is not told")

    stage.show(snapshot(call(), at_desk=told))
    expect(presence).to_have_accessible_description("")
