"""Notes typed in two clients, as the server takes them (B-9)."""

from http import HTTPStatus

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until


@pytest.mark.requirement("B-9")
def test_what_was_typed_elsewhere_meanwhile_stays(panel: PanelClient) -> None:
    """Each client says what its text grew from; a repeat that was taken already does nothing."""
    panel.seat.call("0101")
    path = f"calls/{panel.call(phase='ringing')['id']}/notes"
    here = {"text": "Asked for refund.", "grew_from": {}}
    there = {"text": "Moved to Paris.", "grew_from": {}}
    panel.press(path, here, key="here")
    panel.press(path, there)
    again = panel.press(path, here, key="here")
    shorter = {"text": "Asked for", "grew_from": {"head": 9, "was": " refund."}}
    after = panel.press(path, shorter)

    assert [{"version": 2}, {"version": 3}] == [again.json(), after.json()]
    until(lambda: "Asked for\nMoved to Paris." == typed(panel), "both texts")


def test_a_text_that_cannot_have_grown_so_is_refused(panel: PanelClient) -> None:
    """The field and what is wrong with it are named; nothing is half-written."""
    panel.seat.call("0101")
    path = f"calls/{panel.call(phase='ringing')['id']}/notes"
    answer = panel.press(path, {"text": "Asked", "grew_from": {"head": 4, "tail": 2}})

    assert HTTPStatus.UNPROCESSABLE_ENTITY == answer.status_code
    assert "grew_from" in answer.text
    assert "" == typed(panel)


def typed(panel: PanelClient) -> str:
    """Return the notes of the panel's one call."""
    panel.listen()
    (call,) = panel.calls.values()
    return str(call["notes"]["text"])
