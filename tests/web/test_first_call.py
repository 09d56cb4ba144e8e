"""The path of one call through the server: webhook, push, assignment, Save, Task."""

from tests.support.panel_client import PanelClient


def test_a_call_from_a_known_number_ends_as_one_task_on_the_caller(panel: PanelClient) -> None:
    """The product's main job, with nothing short-cut but the browser."""
    call = panel.seat.call("0101")
    ringing = panel.call(phase="ringing", matching="done")
    panel.press(f"calls/{ringing['id']}/answer")
    panel.call(phase="talking")
    panel.press(f"calls/{ringing['id']}/notes", {"text": "asked for refund", "version": 0})
    panel.running.on_the_phone(call, "hang_up")
    panel.call(phase="wrap-up")
    panel.press(
        f"calls/{ringing['id']}/save",
        {"text": "asked for refund", "call_result": "Solved", "page": {"answered": False}},
    )

    panel.call(phase="saved")
    task = panel.running.task_of(call)
    assert panel.running.record_id("Contact", "Ada Lovelace") == task["WhoId"]
    assert "asked for refund" in task["Description"]
    assert ("Solved", "Inbound", panel.seat.user_id) == (
        task["CallDisposition"],
        task["CallType"],
        task["OwnerId"],
    )
    assert 1 == len(panel.running.tasks_of(call))
