"""What the tests of the live suite do again and again: let it ring, save, count the Tasks."""

from typing import Any

from live.asterisk.phone import Phone
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running


def ring(customer: Phone, alice: Phone, panel: PanelClient) -> str:
    """Let the customer talk to alice; return our id of the call."""
    customer.calls("101")
    alice.rings()
    panel.call(phase="ringing")
    alice.answers()
    customer.talks()
    return str(panel.call(phase="talking")["id"])


def saved(panel: PanelClient) -> str:
    """Wait until the call is over, save, see it go; return our id of it."""
    call = panel.call(phase="wrap-up")
    answer = panel.press(f"calls/{call['id']}/save", {"text": ""})
    assert answer.status_code == 202, answer.text
    nothing(panel)
    return str(call["id"])


def nothing(panel: PanelClient) -> None:
    """Wait until the panel shows no call."""

    def empty() -> bool:
        panel.listen()
        return all(call["phase"] in {"saved", "over"} for call in panel.calls.values())

    until(
        empty, lambda: f"no call on the panel; there are {list(panel.calls.values())}", within_s=40
    )


def new_tasks(running: Running, known: set[str], many: int) -> list[dict[str, Any]]:
    """Wait until so many Tasks came, and return them."""

    def came() -> list[dict[str, Any]] | None:
        found = [row for row in running.records("Task") if row["Id"] not in known]
        return found if len(found) >= many else None

    return until(came, f"{many} Tasks", within_s=60)
