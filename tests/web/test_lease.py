"""Several pages of one agent on the real server: which of them rings, pops and dials (B-6)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus

import pytest

from cti_adapter.storage.schema import desks
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.rows import edit
from tests.support.seat import Seat
from tests.support.signing_in import Browser, sign_in_in
from tests.web.stage import NOBODY, OutsideCall, wrapping_up


@pytest.fixture
def tab(panel: PanelClient) -> Iterator[PanelClient]:
    """Another tab of the panel's browser."""
    with PanelClient(panel.seat, beside=panel) as client:
        yield client


@pytest.fixture
def laptop(panel: PanelClient) -> Iterator[PanelClient]:
    """The same agent in another browser: a sign-in of its own."""
    with PanelClient(panel.seat) as client:
        yield client


def has_it(panel: PanelClient, *, told: PanelClient | None = None) -> bool:
    """Wait until the server says that this page has the lease."""

    def says_so() -> bool:
        (told or panel).listen()
        found: bool = (told or panel).desk["lease"]["holder"] == panel.page
        return found

    return until(
        says_so, lambda: f"the lease for {panel.page}; it is {(told or panel).desk['lease']}"
    )


def look_at(panel: PanelClient) -> None:
    """Focus the page."""
    answer = panel.press("focus", {"page": panel.page})
    assert HTTPStatus.ACCEPTED == answer.status_code, answer.text


def test_the_first_message_says_who_has_the_lease(panel: PanelClient) -> None:
    """Or a page that is reloaded would think for a moment that somebody else has it."""
    assert panel.page == panel.desk["lease"]["holder"]


def test_it_follows_the_focus_within_one_browser(panel: PanelClient, tab: PanelClient) -> None:
    """And all pages are told the same."""
    look_at(tab)

    assert has_it(tab, told=panel)
    assert has_it(tab)


def test_a_report_of_the_page_is_a_focus(panel: PanelClient, tab: PanelClient) -> None:
    """Salesforce tells us that a tab was focused; one message says both."""
    tab.show(None)

    assert has_it(tab, told=panel)
    assert tab.window == panel.desk["active_window"]


def test_a_list_that_is_looked_at_again_is_the_active_window(
    panel: PanelClient, tab: PanelClient
) -> None:
    """Though nothing else has changed: a tab that was loaded in the background had spoken last."""
    panel.show(None)
    loading = {"window": tab.window, "record": None, "focused": True}
    assert HTTPStatus.ACCEPTED == tab.press("page", loading).status_code
    until(lambda: tab.seat.desk().active_window == tab.window, "the report of the new tab")
    answer = panel.press("focus", {"page": panel.page, "window": panel.window})
    assert HTTPStatus.ACCEPTED == answer.status_code, answer.text

    assert panel.window == panel.seat.desk().active_window


@pytest.mark.parametrize("leave", [PanelClient.disconnect, PanelClient.break_off])
def test_a_page_that_is_gone_leaves_it_to_the_others(
    panel: PanelClient, tab: PanelClient, leave: Callable[[PanelClient], None]
) -> None:
    """Closed with a goodbye, or killed without one."""
    assert has_it(panel, told=tab)
    leave(panel)

    assert has_it(tab)


def test_another_browser_gets_it_by_taking_over_alone(
    panel: PanelClient, laptop: PanelClient
) -> None:
    """Whoever looks at a colleague's screen for a moment shall not silence the own one."""
    look_at(laptop)
    laptop.show(None)
    laptop.listen()
    assert panel.page == laptop.desk["lease"]["holder"]
    answer = laptop.press("take-over", {"page": laptop.page})

    assert HTTPStatus.ACCEPTED == answer.status_code
    assert has_it(laptop, told=panel)
    assert has_it(laptop)


def test_a_page_without_a_socket_cannot_take_over(panel: PanelClient) -> None:
    """It would have the lease and neither ring nor pop."""
    answer = panel.press("take-over", {"page": "page-of-yesterday"})

    assert HTTPStatus.CONFLICT == answer.status_code
    assert "not connected" in answer.json()["detail"]


@pytest.mark.parametrize("page", ["", "short", "with spaces in it", "p" * 65, 7])
def test_a_page_says_its_name_properly(panel: PanelClient, page: object) -> None:
    """What comes from outside is checked, and the fault is named."""
    answers = [panel.press(path, {"page": page}) for path in ("focus", "take-over")]

    assert [HTTPStatus.UNPROCESSABLE_ENTITY] * 2 == [answer.status_code for answer in answers]
    assert {"page"} == {answer.json()["errors"][0]["field"] for answer in answers}


def test_only_the_browser_that_has_it_dials(panel: PanelClient, laptop: PanelClient) -> None:
    """From any of its tabs; elsewhere one takes over first."""
    refused = laptop.press("dial", {"number": NOBODY})
    assert (HTTPStatus.CONFLICT, "elsewhere") == (refused.status_code, refused.json()["state"])
    laptop.press("take-over", {"page": laptop.page})

    assert HTTPStatus.ACCEPTED == laptop.press("dial", {"number": NOBODY}).status_code
    assert panel.call(direction="Outbound")


def test_commands_are_taken_from_every_page(
    panel: PanelClient, laptop: PanelClient, call: OutsideCall
) -> None:
    """The lease is about ringing, popping and dialling only."""
    call.tell("leg.offered")
    ringing = panel.call(phase="ringing", matching="done")
    (match,) = ringing["matches"]
    answer = laptop.press(f"calls/{ringing['id']}/unassign", {"record_id": match["id"]})

    assert HTTPStatus.ACCEPTED == answer.status_code
    assert panel.call(assigned=[])


def test_the_same_press_from_two_pages_is_done_once(
    panel: PanelClient, laptop: PanelClient, call: OutsideCall
) -> None:
    """Pages that show the same give a press the same key, whichever browser they are in."""
    ended = wrapping_up(panel, call)
    for page in (panel, laptop):
        answer = page.press(f"calls/{ended['id']}/extend", key="one press")
        assert HTTPStatus.ACCEPTED == answer.status_code, answer.text
    with PanelClient(panel.seat, beside=panel) as now:
        (shown,) = now.calls.values()
    before, after = (datetime.fromisoformat(each["wrap_up"]["ends_at"]) for each in (ended, shown))

    assert timedelta(seconds=ended["wrap_up"]["extension_s"]) == after - before


def test_two_sign_ins_of_one_browser_are_one_browser(panel: PanelClient) -> None:
    """Lightning and Classic keep their frames apart; the sign-in window is the same for both."""
    browser = Browser(panel.running)
    lightning = PanelClient(panel.seat, tokens=sign_in_in(browser, panel.seat.username))
    classic = PanelClient(panel.seat, tokens=sign_in_in(browser, panel.seat.username))
    with lightning, classic:
        assert lightning.browser == classic.browser != panel.browser
        lightning.press("take-over", {"page": lightning.page})
        look_at(classic)

        assert has_it(classic)


def test_a_browser_cannot_choose_what_it_is_called(panel: PanelClient) -> None:
    """A name we did not give is not taken over into the database."""
    browser = Browser(panel.running)
    browser.cookies["__Host-cti-browser"] = "'; drop table desks"
    sign_in_in(browser, panel.seat.username)

    assert "drop table" not in browser.cookies["__Host-cti-browser"]


def test_the_pages_of_a_dead_process_are_swept_away(seat: Seat) -> None:
    """A server that was killed could not say that its sockets closed."""
    page = {"id": "ghost-page", "browser": "pc", "process": "dead", "socket": "1"}
    ghost = {"pages": [page], "holder": "ghost-page"}
    of_seat = desks.c.agent_id == seat.agent_id
    edit(seat.running, desks.c.state, lambda state: state.update(lease=ghost), of_seat)

    with PanelClient(seat) as panel:
        assert has_it(panel)
