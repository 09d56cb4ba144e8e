"""What an agent presses reaches a real telephone system's vendor, in the vendor's own words."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from cti_adapter.calls.call import CallKey
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import ADA, OURS, OtherOrg, OtherSeat, save
from tests.web.vendor import vendor
from tests.web.vendor_stage import added, rfc, story


def test_a_click_on_a_number_asks_the_vendor_and_the_panel_offers_what_it_can(
    running: Running,
) -> None:
    """The agent's telephone rings; who answers there has the number dialled."""
    org = OtherOrg(running, command_url="")  # its own telephone system cannot dial
    with vendor() as api, org.panel() as panel:
        system = added(running, org, "twilio", api_url=api.url)
        pressed = panel.press("dial", {"number": ADA, "record": None})
        assert pressed.ok, pressed.text
        call = panel.call(phase="dialling")
        ((path, asked),) = api.came
        native_id = path.split("/")[-2]
        about = f"call={native_id}&leg=leg-9&agent={panel.seat.line}"
        joined = {
            "ConferenceSid": "CF" + uuid4().hex,
            "FriendlyName": native_id,
            "StatusCallbackEvent": "participant-join",
            "CallSid": "CA" + uuid4().hex,
            "ParticipantLabel": asked["Label"][0],
            "SequenceNumber": 1,
            "Timestamp": rfc(datetime.now(UTC)),
        }
        system.post(joined, about)
        dialled = until(lambda: api.came[1:], "the far end")
        answered = {"CallSid": "CA" + uuid4().hex, "CallStatus": "in-progress", "To": ADA}
        system.post({**answered, "From": OURS, "SequenceNumber": 2}, about)
        talking = panel.call(phase="talking")
        system.post({**answered, "From": OURS, "CallStatus": "completed"}, about)

    assert [f"client:{panel.seat.line}"] == asked["To"]
    assert ["hang_up"] == call["controls"]
    assert [ADA] == dialled[0][1]["To"]
    assert ["hold", "mute", "transfer", "consult", "hang_up"] == talking["controls"]


def test_of_two_systems_that_can_dial_the_one_of_the_latest_call_does(running: Running) -> None:
    """An agent has a telephone at one of them; where they were never called the first is asked."""
    org = OtherOrg(running)
    with vendor() as first, vendor() as second, org.panel() as panel:
        added(running, org, "twilio", api_url=first.url)
        theirs = added(running, org, "twilio", api_url=second.url)
        unknown = OtherSeat(org)
        with PanelClient(unknown, org.key) as newcomer:
            newcomer.press("dial", {"number": ADA, "record": None})
        for body in story("twilio", panel.seat.line).told:
            theirs.post(body)
        save(panel, panel.call(phase="wrap-up", matching="done"))
        panel.press("dial", {"number": ADA, "record": None})

    assert [[f"client:{unknown.line}"]] == [asked["To"] for _, asked in first.came]
    assert [[f"client:{panel.seat.line}"]] == [asked["To"] for _, asked in second.came]


@pytest.mark.requirement("S1-14")
def test_a_call_is_handed_to_a_colleague_through_the_vendor(running: Running) -> None:
    """The vendor raises no event of it: its yes is the transfer, and its time."""
    org = OtherOrg(running)
    colleague = OtherSeat(org)
    with vendor() as api, org.panel() as panel:
        system = added(running, org, "twilio", api_url=api.url)
        call_id, told, _ = story("twilio", panel.seat.line)
        for body in told[:2]:
            system.post(body)
        call = panel.call(phase="talking")
        nobody = panel.press(f"calls/{call['id']}/transfer", {"to": "somebody"})
        itself = panel.press(f"calls/{call['id']}/transfer", {"to": panel.seat.line})
        pressed = panel.press(f"calls/{call['id']}/transfer", {"to": colleague.line})
        ((path, asked),) = api.came
        system.post(told[2])  # the agent's own leg is over

        def handed_on() -> bool:
            panel.listen()
            return call["id"] not in panel.calls

        until(handed_on, "the call to leave the panel")
        key = CallKey(f"{system.hook.rpartition('/')[2]}:{call_id}")
        storage = running.storage()
        file = storage.units.read(org.id, lambda unit: unit.find_call_by_key(key))
        storage.close()

    assert ["transfer", "hang_up"] == call["controls"], "it is in no conference"
    assert [422, 422, 202] == [nobody.status_code, itself.status_code, pressed.status_code]
    assert path.endswith(f"/Calls/{call_id}.json")
    assert f">{colleague.line}</Client>" in asked["Twiml"][0]
    assert file is not None
    (transfer,) = file.call.transfers
    assert (panel.seat.line, colleague.line) == (transfer.from_line, transfer.to_line)
