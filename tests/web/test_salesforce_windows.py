"""What the whole org goes through, and the product with it: maintenance, a used-up day, German.

In the end there is one Task of the call, whatever the org was going through when it was written.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.support.panel_client import PanelClient
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import OutsideCall, save, saved_once, wrapping_up

WRITE = "POST /sobjects/Task"


def org_is(running: Running, **settings: Any) -> None:
    """Change the org's settings."""
    url = f"{running.salesforce}/_control/org"
    assert requests.post(url, json=settings, timeout=TIMEOUT_S).ok


@pytest.fixture
def org(running: Running) -> Iterator[Running]:
    """The org, which is itself again when the test is over."""
    yield running
    org_is(running, language="en_US", **OPEN)
    running.no_more_faults()


CLOSED = {"read_only": True, "daily_calls": 0}
OPEN = {"read_only": False, "daily_calls": 100_000}


@pytest.mark.parametrize(
    ("setting", "reason"), [("read_only", "log.held-read-only"), ("daily_calls", "log.held-limit")]
)
def test_a_window_is_waited_out(
    panel: PanelClient, call: OutsideCall, org: Running, setting: str, reason: str
) -> None:
    """The agent reads why, nothing is lost, and Retry writes it once the org is itself again."""
    ended = wrapping_up(panel, call)
    org_is(org, **{setting: CLOSED[setting]})
    save(panel, ended)
    waiting = panel.call(phase="not-saved")
    org_is(org, **{setting: OPEN[setting]})
    again = panel.press(f"calls/{ended['id']}/retry")

    assert reason == waiting["log"]["reason"]["code"]
    assert again.status_code in {202, 409}  # the server may have been quicker
    assert "asked for refund" in saved_once(panel, call)["Description"]


def test_an_org_in_another_language_is_understood(
    panel: PanelClient, call: OutsideCall, org: Running
) -> None:
    """The Task was written, its answer lost: in German too it is found and not written again."""
    ended = wrapping_up(panel, call)
    org_is(org, language="de")
    org.fault(WRITE, "html502_after")
    save(panel, ended)
    panel.call(phase="not-saved")
    panel.press(f"calls/{ended['id']}/retry")

    assert "asked for refund" in saved_once(panel, call)["Description"]


def test_a_session_refused_for_good_is_not_renewed_for_ever(
    panel: PanelClient, call: OutsideCall, org: Running
) -> None:
    """A policy bars the API: the product asks for few tokens, and waits for a person."""
    ended = wrapping_up(panel, call)
    requests.delete(f"{org.salesforce}/_control/requests", timeout=TIMEOUT_S)
    org.fault(WRITE, "session_always", times="always")
    save(panel, ended)
    panel.call(phase="not-saved")
    calls = requests.get(f"{org.salesforce}/_control/requests", timeout=TIMEOUT_S).json()
    org.no_more_faults()
    panel.press(f"calls/{ended['id']}/retry")

    tokens = [row for row in calls if row["path"] == "/services/oauth2/token"]
    assert len(tokens) < 10
    saved_once(panel, call)
