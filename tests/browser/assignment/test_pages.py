"""Several tabs and browsers of one agent: one of them rings, pops and dials (B-6, B-27)."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.support.classic_console_page import ClassicConsolePage
from tests.support.console_page import ConsolePage
from tests.support.hosts import StandardPage
from tests.support.own_chromium import OwnChromium, own_process
from tests.support.patience import until
from tests.support.running import QUIET, Running
from tests.support.seat import Seat
from tests.support.settings_change import change_policy

_SHOWN = """new MutationObserver((changes) => {
    for (const { target } of changes)
        (window.phases ??= []).push(target.getAttribute("data-phase"));
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-phase"] })"""


@pytest.fixture(scope="module")
def popping(running: Running) -> Iterator[Running]:
    """The product of an admin who wants the caller shown on answer."""
    change_policy(running, pop="on-answer")
    yield running
    change_policy(running, pop=QUIET.pop)


@pytest.fixture
def first(popping: Running, context: BrowserContext, seat: Seat) -> ConsolePage:
    """A tab of the console that shows a list."""
    assert popping is seat.running
    return on_a_list(ConsolePage(context, seat))


@pytest.fixture
def second(first: ConsolePage) -> ConsolePage:
    """Another tab of the same browser, not looked at.

    Without its windows a browser takes every tab for the one in front, so the new tab says once
    that it is looked at: before it has, the first one cannot be looked at after it.
    """
    window = until(lambda: first.seat.desk().active_window, "a report of the first tab")
    tab = on_a_list(ConsolePage(first.context, first.seat, beside=first))
    until(lambda: first.seat.desk().active_window != window, "a report of the new tab")
    until(lambda: _looked_at(first, window), "the first tab in front")
    first.has_the_lease()
    return tab


@pytest.fixture
def other_browser(chromium: Browser, tmp_path: Path) -> Iterator[OwnChromium]:
    """Another browser program."""
    with own_process(chromium.browser_type, tmp_path) as running:
        yield running


@pytest.fixture
def laptop(chromium: Browser, first: ConsolePage) -> Iterator[ConsolePage]:
    """The agent in a profile that shares nothing with the first one."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    yield ConsolePage(context, first.seat, sign_in=False)
    context.close()


def _looked_at(page: ConsolePage, window: str) -> bool:
    """A tab that has not heard of the other one yet believes that it was looked at all the time."""
    page.look_at()
    return page.seat.desk().active_window == window


def on_a_list(page: ConsolePage) -> ConsolePage:
    """Have a page show a list, where nothing is in edit."""
    page.page.evaluate("standin.browse('Account')")
    expect(page.heading()).to_contain_text("Accounts")
    return page


@pytest.mark.requirement("B-6", "B-27")
def test_the_tab_that_gains_focus_alone_rings_and_pops(
    first: ConsolePage, second: ConsolePage
) -> None:
    """And 'Hold' pressed in the other works."""
    second.look_at()
    second.has_the_lease()
    first.seat.call("0101")
    first.expect_phase("ringing")
    expect(second.root).to_have_attribute("data-sounds", "")
    assert not first.sounds()
    second.answer()
    expect(second.heading()).to_contain_text("Ada Lovelace")
    first.expect_phase("talking")
    first.button("Hold").click()
    second.expect_phase("held")

    assert 0 == first.asked_of_page("screenPop")
    assert 1 == second.asked_of_page("screenPop")
    expect(first.heading()).to_contain_text("Accounts")


@pytest.mark.requirement("B-6")
def test_a_closed_tab_leaves_the_ringing_to_another_one(
    first: ConsolePage, second: ConsolePage, record_property: Callable[[str, object], None]
) -> None:
    """Within a second: of two tries the quicker one counts, on a machine that does other things."""
    took: list[float] = []
    for _ in range(2):
        tab = second if not took else ConsolePage(first.context, first.seat, beside=first)
        tab.look_at()
        tab.has_the_lease()
        began = time.monotonic()
        tab.page.close()
        first.has_the_lease()
        took.append(time.monotonic() - began)
    record_property("seconds until another page has the lease", took)
    first.seat.call("0101")

    expect(first.root).to_have_attribute("data-sounds", "")
    assert 1.0 > min(took)


@pytest.mark.requirement("B-6")
def test_another_browser_takes_over_and_is_killed(
    first: ConsolePage, other_browser: OwnChromium
) -> None:
    """The call goes on in both; the first one still takes commands, and inherits."""
    second = ConsolePage(other_browser.context, first.seat, sign_in=False)
    second.button("Sign in").click()
    second.expect_phase("elsewhere")
    first.seat.call("0101")
    first.answer()
    took = []
    for page in (second, first, second):
        page.button("Take over here").click()
        began = time.monotonic()
        page.has_the_lease()
        took.append(time.monotonic() - began)
    second.expect_phase("talking")
    first.expect_phase("elsewhere")
    expect(first.button("Take over here")).to_be_visible()
    first.button("Hold").click()
    second.expect_phase("held")
    other_browser.process.kill()
    first.expect_phase("held")
    first.has_the_lease()

    first.button("Resume").click()
    first.expect_phase("talking")
    assert 1.0 > min(took)


@pytest.mark.requirement("B-6")
def test_a_number_clicked_in_another_browser_is_dialled_after_taking_over(
    first: ConsolePage, laptop: ConsolePage
) -> None:
    """Dial is disabled there, with the reason."""
    laptop.button("Sign in").click()
    laptop.expect_phase("elsewhere")
    dial = laptop.button("Dial")
    expect(dial).to_be_disabled()
    expect(dial).to_have_accessible_description("Another browser dials. Take over here first")
    laptop.open_record("Contact", "Ada Lovelace")
    laptop.number("(415) 555-0101").click()
    expect(laptop.panel.get_by_text("Take over to dial")).to_be_visible()
    laptop.button("Take over here").click()

    laptop.expect_phase("dialling")
    first.expect_phase("elsewhere")
    expect(first.call_card()).to_contain_text("Ada Lovelace")


@pytest.mark.requirement("B-6", "B-7")
def test_a_reload_of_the_only_page_never_says_that_it_is_elsewhere(first: ConsolePage) -> None:
    """Not for a moment: who presses F5 has done nothing to lose the ringing."""
    first.page.add_init_script(_SHOWN)
    first.seat.call("0101")
    first.expect_phase("ringing")
    first.reload()
    first.expect_phase("ringing")
    first.has_the_lease()

    frame = next(each for each in first.page.frames if "/softphone" in each.url)
    assert "elsewhere" not in frame.evaluate("window.phases")


@pytest.mark.requirement("S0-16")
def test_assign_takes_the_record_of_the_window_that_gained_focus_last(
    first: ConsolePage, second: ConsolePage
) -> None:
    """In every panel of the agent; both are of another account, so neither assigns itself."""
    first.seat.call("0101")
    first.answer()
    expect(first.heading()).to_contain_text("Ada Lovelace")
    first.open_record("Opportunity", "Compiler rollout")
    second.open_record("Contact", "Grace Hopper")
    for window, label in ((second, "Grace Hopper"), (first, "Compiler rollout")):
        window.look_at()

        expect(first.button(f"Assign {label}")).to_be_visible()
        expect(second.button(f"Assign {label}")).to_be_visible()


@pytest.mark.requirement("B-27")
def test_in_standard_navigation_no_tab_leaves_a_record_that_could_be_in_edit(
    popping: Running, context: BrowserContext, seat: Seat
) -> None:
    """The caller is offered instead; of two tabs on lists only the focused one pops."""
    assert popping is seat.running
    record = StandardPage(context, seat)
    beside = on_a_list(StandardPage(context, seat, beside=record))
    record.open_record("Case", "00001026")
    record.look_at()
    record.has_the_lease()
    first_call = seat.call("0101")
    record.answer()
    expect(record.button("Open Ada Lovelace")).to_be_enabled()
    expect(record.heading()).to_contain_text("00001026")
    expect(beside.heading()).to_contain_text("Accounts")
    record.running.on_the_phone(first_call, "hang_up")
    record.expect_phase("wrap-up")
    on_a_list(record)
    record.look_at()
    record.has_the_lease()
    seat.call("0130")
    record.answer()

    expect(record.heading()).to_contain_text("Alan Turing")
    assert 0 == beside.asked_of_page("screenPop")


@pytest.mark.requirement("B-27")
def test_classic_is_asked_not_to_leave_an_edit_page(
    popping: Running, context: BrowserContext, seat: Seat
) -> None:
    """In its console, where the page that was asked is still there to tell."""
    assert popping is seat.running
    classic = ClassicConsolePage(context, seat)
    seat.call("0101")
    classic.answer()
    expect(classic.heading()).to_contain_text("Ada Lovelace")
    asked = classic.page.evaluate("""standin.messages()
        .map(({ message }) => String(message)).filter((text) => text.includes("=screenPop"))""")

    assert ["false"] == [dict(parse_qsl(text.partition("/")[2]))["force"] for text in asked[:1]]
