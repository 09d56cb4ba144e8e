"""Combobox 'Presence', and what stands beside it, in the real panel (5.2, B-32)."""

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from tests.browser.panel.conftest import Show
from tests.browser.panel.scenes import ago, call, desk, snapshot
from tests.browser.panel.stage import Stage
from tests.support.axe import complaints

NOT_OURS = frozenset({"page-has-heading-one"})


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


def test_in_logout_it_says_since_when_and_to_whom_calls_go(show: Show, stage: Stage) -> None:
    """To the companion, or to nobody where the agent is not signed in there (DECISION 38)."""
    here = desk(active=None)
    presence = replace(here.presence, state="logout", since=ago(60), salesforce=False)
    nowhere = replace(here, presence=presence)
    page = show(snapshot(at_desk=nowhere), "logout")
    expect(page.get_by_text("no calls are offered to you")).to_be_visible()
    expect(page.get_by_text("since ")).to_be_visible()
    found = complaints(page, but=NOT_OURS)
    stage.show(snapshot(at_desk=replace(here, presence=replace(presence, companion=True))))
    expect(page.get_by_text("calls are offered to your companion")).to_be_visible()
    stage.show(snapshot(at_desk=here))

    expect(page.get_by_text("since ")).to_be_hidden()
    assert [] == found
