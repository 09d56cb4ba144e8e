"""The journal is the truth: folded again it gives the call that is stored (D2)."""

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEvent, DialPlaced, TelephonyEvent
from cti_adapter.calls.owner import Owner
from cti_adapter.demo import ORG
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.fold import opened
from cti_adapter.service.ports import Unit
from tests.support.panel_client import PanelClient


def test_a_call_folded_again_is_the_stored_call(panel: PanelClient) -> None:
    """What the agent saw, what was logged and what a replay computes are the same fold."""
    call = panel.seat.call("0101")
    ringing = panel.call(phase="ringing", matching="done")
    panel.press(f"calls/{ringing['id']}/answer")
    panel.call(phase="talking")
    panel.press(f"calls/{ringing['id']}/notes", {"text": "asked for refund", "version": 0})
    panel.running.on_the_phone(call, "hang_up")
    panel.call(phase="wrap-up")
    panel.press(f"calls/{ringing['id']}/save", {"text": "asked for refund"})
    panel.call(phase="saved")
    stored, journal = kept(panel, CallId(ringing["id"]))

    assert stored == folded(stored, journal)
    assert Owner(id=panel.seat.user_id, why="agent") == stored.ledger.owner


def kept(panel: PanelClient, call_id: CallId) -> tuple[CallFile, list[CallEvent]]:
    def read(unit: Unit) -> tuple[CallFile, list[CallEvent]]:
        file = unit.find_call(call_id)
        assert file is not None
        return file, unit.read_journal(call_id)

    storage = panel.running.storage()
    try:
        return storage.units.read(ORG, read)
    finally:
        storage.close()


def folded(stored: CallFile, journal: list[CallEvent]) -> CallFile:
    first = next(each for each in journal if isinstance(each, TelephonyEvent | DialPlaced))
    call = stored.call
    file = opened(ORG, call.id, call.connector, call.native_id, first)
    for event in journal:
        file = advance(file, event).file
    return file
