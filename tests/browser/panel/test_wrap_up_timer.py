"""The countdown of the wrap-up, and Extend (B-17)."""

import pytest
from playwright.sync_api import expect

from cti_adapter.web.messages import CallChanged, CallView
from tests.browser.panel.conftest import Show
from tests.browser.panel.scenes import desk, snapshot, wrap_up
from tests.browser.panel.stage import Stage
from tests.support.patience import until

COLOUR = "one => getComputedStyle(one).color"


@pytest.mark.requirement("B-17")
def test_ten_seconds_before_its_end_colour_and_words_change_until_more_time_is_given(
    show: Show, stage: Stage
) -> None:
    """Seen by who looks, said to who listens; 'Extend' is one press and takes the alarm away."""
    page = show(snapshot(wrap_up(left=3600)), "wrap-up")
    time = page.locator(".card__time")
    expect(time).to_contain_text("left")
    calm = time.evaluate(COLOUR)
    now_shown(stage, wrap_up(left=9, version=2))
    expect(time).to_contain_text("only 0:0")
    expect(page.get_by_role("status")).to_contain_text("10 seconds of wrap-up left")
    assert calm != time.evaluate(COLOUR)
    page.get_by_role("button", name="Extend").click()
    until(lambda: any(post.path.endswith("/extend") for post in stage.posts), "Extend")
    now_shown(stage, wrap_up(left=69, version=3))

    expect(time).not_to_contain_text("only")
    assert calm == time.evaluate(COLOUR)


def now_shown(stage: Stage, view: CallView) -> None:
    """Tell the panel what has become of its call."""
    stage.tell(lambda seq, now: CallChanged(seq=seq, now=now, call=view, desk=desk(view.id)))
