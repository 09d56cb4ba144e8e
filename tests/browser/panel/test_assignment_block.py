"""The block that decides whose call it is: Why, matches of hundreds, hostile names, no jump."""

from playwright.sync_api import Locator, Page, expect

from cti_adapter.web.messages import CallChanged, CallView, Text
from tests.browser.panel.conftest import Show
from tests.browser.panel.scenes import (
    ADA,
    BABBAGE,
    HOPPER,
    assigned,
    call,
    desk,
    record,
    ringing,
    snapshot,
    wrap_up,
)
from tests.browser.panel.situations import SITUATIONS, five_hundred_match, matches
from tests.browser.panel.stage import Stage
from tests.browser.panel.states import STATES


def tell(stage: Stage, view: CallView) -> None:
    """Tell the page about a call."""
    stage.tell(lambda seq, now: CallChanged(seq=seq, now=now, call=view, desk=desk(view.id)))


def matching(page: Page) -> Locator:
    """Return the list of matching records."""
    return page.get_by_role("list", name="Matching records")


def test_why_tells_the_rule_and_what_was_not_taken_and_closes_again(show: Show) -> None:
    """A reason nobody can read is no reason (B-4)."""
    page = show(SITUATIONS["why"][1](), "talking")
    why = page.get_by_role("button", name="Why Ada Lovelace")
    expect(why).to_have_attribute("aria-expanded", "false")
    why.press("Enter")
    rejected = page.get_by_role("list", name="Not taken").get_by_role("listitem")

    expect(page.get_by_text("the only record with the number +1 415 555 0101")).to_be_visible()
    expect(rejected).to_have_text(
        [
            "Grace Hopper · Contact · different account – Compiler Works",
            "Alan Turing · Lead · limit reached",
            "and 28 more",
        ]
    )
    expect(why).to_have_attribute("aria-expanded", "true")
    why.press("Enter")
    expect(page.get_by_role("list", name="Not taken")).to_be_hidden()


def test_of_several_contacts_the_first_is_called_primary(show: Show) -> None:
    """The Task's Name is one of them, and the agent knows which (DECISION 25)."""
    page = show(SITUATIONS["several contacts"][1](), "talking")
    items = page.get_by_role("list", name="Assigned records").get_by_role("listitem")

    expect(items.nth(0)).to_contain_text("primary · Contact · Analytical Engines")
    expect(items.nth(1)).not_to_contain_text("primary")


def test_undo_says_what_it_undoes(show: Show) -> None:
    """A button that surprises is not pressed a second time."""
    page = show(STATES["wrap-up"][1](), "wrap-up")

    expect(page.get_by_role("button", name="Undo")).to_have_accessible_description(
        "takes Case 00001026 off the call again"
    )


def test_above_save_stands_what_will_be_written(show: Show) -> None:
    """The last look before the log is made (requirements 5.3)."""
    page = show(snapshot(wrap_up()), "wrap-up")

    expect(page.get_by_role("button", name="Save")).to_have_accessible_description(
        "Task on Ada Lovelace, Case 00001026, 6 min, Solved"
    )


def test_names_that_look_like_markup_are_text(show: Show) -> None:
    """A name in Salesforce is written by anybody; it never becomes a part of the page."""
    page = show(SITUATIONS["markup"][1](), "wrap-up")
    name = "<img src=x onerror=alert(1)> & Co"

    expect(page.get_by_role("button", name=f"Assign {name}", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=f"Del {name}", exact=True)).to_be_visible()
    expect(page.locator("#panel img, #panel b")).to_have_count(0)


def test_a_stored_number_is_shown_where_the_call_came_from_another(show: Show) -> None:
    """She calls from a hotel: the agent sees which number to call back (S0-12)."""
    page = show(snapshot(call(number="+1 415 555 0999", party=ADA)), "talking")

    expect(page.get_by_role("region", name="Call")).to_contain_text("Stored number +1 415 555 0101")


def test_a_list_of_hundreds_is_one_stop_that_scrolls_by_itself(show: Show, stage: Stage) -> None:
    """The keyboard is through it with one Tab; the end is one key away, and Answer stays put."""
    page = show(snapshot(ringing(party=None, assigned=(), matches=matches(30))), "ringing")
    before = page.get_by_role("button", name="Answer", exact=True).bounding_box()
    matching(page).get_by_role("button", name="Contact 000", exact=True).focus()
    page.keyboard.press("End")
    last = matching(page).get_by_role("button", name="Contact 029", exact=True)
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport()
    assert page.get_by_role("button", name="Answer", exact=True).bounding_box() == before
    page.keyboard.press("Tab")
    expect(matching(page).get_by_role("button", name="Open Contact 029")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    sent = stage.wait_for("/api/calls/call-1/choose").body
    assert {"record_id": matches(30)[28].id} == sent
    assert 2 == matching(page).locator("button[tabindex='0']").count()


def test_what_has_not_changed_is_not_touched(show: Show) -> None:
    """Five hundred rows are drawn once, not twice a second while the clock runs."""
    page = show(five_hundred_match(), "talking")
    expect(matching(page).get_by_role("listitem")).to_have_count(500)
    page.evaluate(
        """list => {
            window.touched = 0;
            new MutationObserver(changes => { window.touched += changes.length; })
                .observe(list, {attributes: true, childList: true, subtree: true});
        }""",
        matching(page).element_handle(),
    )
    time = page.locator(".card__time")
    shown = time.inner_text()
    expect(time).not_to_have_text(shown)

    assert 0 == page.evaluate("window.touched")


def test_a_late_match_moves_no_button(show: Show, stage: Stage) -> None:
    """The hand is on its way to Answer when the caller's name comes (requirements 5.6)."""
    looking = ringing(party=None, assigned=(), matches=(), matching="looking")
    page = show(snapshot(looking), "ringing")
    answer = page.get_by_role("button", name="Answer", exact=True)
    assign = page.get_by_role("button", name="Assign", exact=True)
    before = answer.bounding_box(), assign.bounding_box()
    tell(stage, ringing(party=None, assigned=(), matches=(BABBAGE, HOPPER)))
    expect(matching(page).get_by_role("listitem")).to_have_count(2)
    with_two = answer.bounding_box(), assign.bounding_box()
    tell(stage, ringing(assigned=(assigned(ADA),), matches=(BABBAGE, HOPPER)))
    expect(page.get_by_role("button", name="Del Ada Lovelace")).to_be_visible()

    assert before == with_two
    assert before == (answer.bounding_box(), assign.bounding_box())


def test_a_held_back_match_has_words_and_a_mark_of_its_own(show: Show) -> None:
    """Red alone tells nothing to who sees no red (requirements 5.4)."""
    note = Text(code="note.other-account", params={"account": "Compiler Works"})
    other = record("Contact", "Grace Hopper", "Compiler Works", relation="other-account", note=note)
    page = show(snapshot(call(matches=(ADA, other))), "talking")
    item = matching(page).get_by_role("listitem").nth(1)

    expect(item).to_have_attribute("data-relation", "other-account")
    expect(item).to_contain_text("different account – Compiler Works")
    mark = item.locator(".record__more").evaluate("node => getComputedStyle(node, '::before').mask")
    assert "warning.svg" in mark
    expect(matching(page).get_by_role("listitem").nth(0)).to_have_attribute(
        "data-relation", "assigned"
    )


def test_the_alert_is_in_sight_in_the_smallest_panel(show: Show) -> None:
    """However much stands above it: the warning is not to be scrolled to (DECISION 6)."""
    page = show(five_hundred_match(), "talking")
    page.set_viewport_size({"width": 340, "height": 480})

    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
