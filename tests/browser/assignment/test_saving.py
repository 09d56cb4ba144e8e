"""Save in the browser: what the page shows at it, what comes after it, and its Undo."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, WebSocketRoute, expect

from tests.support.console_page import ConsolePage
from tests.support.hosts import LIGHTNING, StandardPage
from tests.support.patience import until
from tests.support.running import Running
from tests.support.seat import Seat
from tests.support.settings_change import change_policy


@pytest.fixture(params=LIGHTNING, ids=lambda kind: kind.__name__)
def lightning(request: pytest.FixtureRequest, context: BrowserContext, seat: Seat) -> ConsolePage:
    """An agent in the console, and one in standard navigation."""
    kind: type[ConsolePage] = request.param
    return kind(context, seat)


@pytest.fixture
def manual(running: Running) -> Iterator[Running]:
    """The product with Smart Assign off, until the test is over."""
    change_policy(running, smart_assign=False)
    yield running
    change_policy(running, smart_assign=True)


# ── what the page shows at Save (DECISION 9) ─────────────────────────────────────────────────


@pytest.mark.requirement("S0-4")
def test_the_record_shown_at_save_stands_on_the_task(lightning: ConsolePage) -> None:
    """It was opened since the call began, and the page has told of nothing."""
    agent = lightning
    call = agent.seat.call("0101")
    agent.answer()
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    case = agent.running.record_id("Case", "00001026")
    agent.answer_when_asked(case)
    agent.save()

    assert case == agent.running.task_of(call)["WhatId"]
    expect(agent.panel.get_by_role("status")).to_contain_text("Case 00001026")
    expect(agent.button("Undo")).to_have_accessible_description("undoes Save")


@pytest.mark.requirement("S0-4")
def test_a_page_that_does_not_answer_does_not_hold_up_save(agent: ConsolePage) -> None:
    """After 400 ms it goes on with what is known."""
    call = agent.seat.call("0101")
    agent.answer()
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    agent.answer_when_asked("silent")
    agent.save()

    task = agent.running.task_of(call)
    assert agent.running.record_id("Contact", "Ada Lovelace") == task["WhoId"]
    assert task.get("WhatId") is None


@pytest.mark.requirement("S0-4")
def test_the_end_of_the_timer_asks_the_page_nothing(
    agent: ConsolePage, short_wrap_up: Running
) -> None:
    """Nobody said that the log is complete."""
    call = agent.seat.call("0101")
    agent.answer()
    agent.answer_when_asked(agent.running.record_id("Case", "00001026"))
    short_wrap_up.on_the_phone(call, "hang_up")
    agent.expect_phase("saved")

    assert short_wrap_up.task_of(call).get("WhatId") is None


# ── openings after hang-up (S0-3) and their end ──────────────────────────────────────────────


@pytest.mark.requirement("S0-3")
@pytest.mark.requirement("S2-13")
@pytest.mark.requirement("S2-17")
def test_openings_assign_until_save_and_not_after_it(agent: ConsolePage) -> None:
    """Wrap-up is when agents look things up; the Task that is written stays as it is."""
    call = agent.seat.call("0101")
    agent.answer()
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    case = agent.open_record("Case", "00001026")
    expect(agent.assigned()).to_have_count(2)
    agent.panel.get_by_role("textbox", name="Notes").fill("The engine stalls.")
    agent.save()
    task = agent.running.task_of(call)
    expect(agent.logged(task)).to_have_count(1)
    other = agent.open_record("Case", "00001027")
    until(lambda: shown_to(agent) == other, "the server to know what is open")

    assert [case] == [each["WhatId"] for each in agent.running.tasks_of(call)]
    assert "The engine stalls." in task["Description"]
    agent.expect_phase("saved")


def shown_to(agent: ConsolePage) -> str:
    """Return the id of what the server knows as open."""
    shown = agent.seat.desk().open
    return shown.record.id if shown is not None else ""


@pytest.mark.requirement("S0-26")
@pytest.mark.requirement("S0-30")
def test_what_is_held_back_stays_out_to_the_end_of_the_call(agent: ConsolePage) -> None:
    """Neither time nor the end of the call assigns it; without Ada the call has no record."""
    call = agent.seat.call("0101")
    agent.answer()
    agent.page.clock.install()
    agent.page.clock.resume()
    agent.open_record("Opportunity", "Compiler rollout")
    expect(agent.button("Assign Compiler rollout")).to_be_enabled()
    agent.page.clock.fast_forward(5_000)
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")

    expect(agent.assigned()).to_have_count(1)
    expect(agent.assigned().first).to_contain_text("Ada Lovelace")
    agent.button("Del Ada Lovelace").click()
    expect(agent.alert()).to_be_visible()
    agent.button("Assign Compiler rollout").click()
    expect(agent.alert()).to_have_count(0)


# ── Undo of Save (B-3) ───────────────────────────────────────────────────────────────────────


@pytest.mark.requirement("B-3")
def test_undo_of_save_brings_the_wrap_up_back(agent: ConsolePage) -> None:
    """The Task stays; what Save added is gone from the list; the next Save mends that Task."""
    call = agent.seat.call("0101")
    agent.answer()
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    agent.answer_when_asked(agent.running.record_id("Case", "00001026"))
    agent.save()
    first = agent.running.task_of(call)
    agent.button("Undo").click()
    agent.expect_phase("wrap-up")
    expect(agent.assigned()).to_have_count(1)
    agent.answer_when_asked("normal")
    agent.panel.get_by_role("combobox", name="Call result").select_option("Solved")
    agent.save()
    (task,) = agent.running.tasks_of(call)

    assert (first["Id"], None, "Solved") == (
        task["Id"],
        task.get("WhatId"),
        task["CallDisposition"],
    )
    assert agent.running.record_id("Case", "00001026") == first["WhatId"]


# ── the same call in two browsers ──────────────────────────────────────────────────────


class HeldNews:
    """The news of the server to one page, kept back from some moment on."""

    def __init__(self, context: BrowserContext) -> None:
        self.held = False
        context.route_web_socket("**/ws", self._between)

    def _between(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        server.on_message(lambda message: None if self.held else page.send(message))


@pytest.mark.requirement("A-2")
def test_who_saves_second_reads_who_was_first(
    agent: ConsolePage, chromium: Browser, seat: Seat
) -> None:
    """Both press before either could know of the other; there is one Task."""
    other = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    try:
        news = HeldNews(other)
        second = ConsolePage(other, seat, sign_in=False)
        second.button("Sign in").click()
        second.expect_phase("elsewhere")
        call = seat.call("0101")
        agent.answer()
        agent.running.on_the_phone(call, "hang_up")
        expect(second.button("Save")).to_be_enabled()
        news.held = True
        agent.save()
        second.button("Save").click()

        said = second.panel.get_by_role("status")
        expect(said).to_contain_text(f"Already saved by {seat.name}")
        expect(said).to_contain_text(":")
        assert 1 == len(agent.running.tasks_of(call))
        expect(agent.panel.get_by_text(f"by {seat.name}")).to_be_visible()
    finally:
        other.close()


# ── Smart Assign off, and a page that keeps silent ─────────────────────────────────────


@pytest.mark.salesforce_page
@pytest.mark.requirement("A-4")
def test_assign_after_an_unreported_list_view_names_what_it_took(
    agent: ConsolePage, manual: Running
) -> None:
    """Nothing happens silently: the button said whom, the result names her, Undo is there."""
    manual.no_more_faults()
    agent.seat.call("0999")
    agent.answer()
    agent.open_record("Contact", "Ada Lovelace")
    assign = agent.button("Assign Ada Lovelace")
    expect(assign).to_be_enabled()
    expect(agent.assigned()).to_have_count(0)
    expect(assign).to_have_accessible_description("Contact · Analytical Engines seen just now")
    agent.page.evaluate("standin.browse('Case')")
    expect(agent.heading()).to_have_text("All Cases")
    assign.click()

    expect(agent.assigned()).to_have_count(1)
    expect(agent.panel.get_by_role("status")).to_contain_text("Ada Lovelace, seen")
    expect(agent.panel.get_by_role("status")).to_contain_text("ago")
    expect(agent.button("Undo")).to_be_enabled()


@pytest.mark.requirement("A-4")
def test_where_the_list_view_is_reported_assign_is_disabled(
    context: BrowserContext, seat: Seat, manual: Running
) -> None:
    """Standard navigation tells of it: the last record is not what is meant any more."""
    manual.no_more_faults()
    agent = StandardPage(context, seat)
    seat.call("0999")
    agent.answer()
    agent.open_record("Contact", "Ada Lovelace")
    expect(agent.button("Assign Ada Lovelace")).to_be_enabled()
    agent.page.evaluate("standin.browse('Case')")

    disabled = agent.button("Assign")
    expect(disabled).to_have_attribute("aria-disabled", "true")
    expect(agent.assigned()).to_have_count(0)
