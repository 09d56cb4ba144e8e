"""`connect` on a PBX that says what a recording says: opened, lost, opened anew; asked and refused.

The same on a real Asterisk is in live/asterisk.
"""

import re
import socket
import threading
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest
import requests
from simple_websocket import ConnectionClosed

from cti_adapter.connect.ari import Ari
from tests.support.asterisk_recordings import lines_of
from tests.support.held_line import call_of, held, now
from tests.support.patience import until
from tests.support.pbx_stand_in import Hook, StandInPbx

MISSED, ANSWERED = "02-inbound-missed-caller-cancels", "24-event-filter-allow-list"
UP = 12
"""Lines of ANSWERED until both talk."""


def test_what_happens_is_posted(pbx: StandInPbx, hook: Hook, tmp_path: Path) -> None:
    """From the socket of the PBX to the hook, signed."""
    with held(pbx, hook, tmp_path):
        pbx.say(*now(lines_of(MISSED)))
        until(lambda: "call.ended" in hook.told(), "the end")

    assert ["call.created", "leg.offered", "leg.withdrawn", "call.ended"] == hook.told()


def test_the_pbx_is_asked_for_no_more_than_is_read(
    pbx: StandInPbx, hook: Hook, tmp_path: Path
) -> None:
    """More than half of what it would send is variables."""
    with held(pbx, hook, tmp_path):
        allowed = {each["type"] for each in pbx.filters[0]["allowed"]}

    assert ("Dial" in allowed, "ChannelVarset" in allowed) == (True, False)


def test_a_call_of_before_comes_in_one_delivery(
    pbx: StandInPbx, hook: Hook, tmp_path: Path
) -> None:
    """What is replayed after an outage rings on no panel."""
    with held(pbx, hook, tmp_path):
        pbx.say(*now(lines_of(MISSED), ago=timedelta(minutes=3)))
        until(lambda: "call.ended" in hook.told(), "the end")

    assert 1 == len(hook.deliveries)


def test_a_lost_line_is_opened_anew_and_what_ended_meanwhile_is_over(
    pbx: StandInPbx, hook: Hook, tmp_path: Path
) -> None:
    """The look at what runs comes before what happens next."""
    with held(pbx, hook, tmp_path):
        pbx.say(*now(lines_of(ANSWERED)[:UP]))
        until(lambda: "leg.connected" in hook.told(), "they talk")
        pbx.drop()
        until(lambda: "call.ended" in hook.told(), "the end")

    assert ["leg.ended", "call.ended"] == hook.told()[-2:]


def test_what_the_web_does_not_take_is_posted_again_once(
    pbx: StandInPbx, hook: Hook, tmp_path: Path
) -> None:
    """A deployment of the web costs no event, and doubles none."""
    hook.status = 503
    with held(pbx, hook, tmp_path):
        pbx.say(*now(lines_of(MISSED)))
        until((tmp_path / "connect-key.json").exists, "it is kept")
        hook.status = 202
        until(lambda: "call.ended" in hook.told(), "the end")

    ids = [event["id"] for delivery in hook.deliveries for event in delivery]
    assert (4, 4) == (len(ids), len(set(ids)))


def test_what_was_not_posted_is_posted_by_the_next_process(
    pbx: StandInPbx, hook: Hook, tmp_path: Path
) -> None:
    """Nor does a deployment of `connect` itself."""
    hook.status = 503
    with held(pbx, hook, tmp_path):
        pbx.say(*now(lines_of(MISSED)))
        kept = tmp_path / "connect-key.json"
        until(lambda: kept.exists() and b"call.ended" in kept.read_bytes(), "it is kept")
    hook.status = 202
    with held(pbx, hook, tmp_path):
        until(lambda: "call.ended" in hook.told(), "the end")

    assert ["call.created", "leg.offered", "leg.withdrawn", "call.ended"] == hook.told()


COMMANDS: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("answer", {}, {"Action": "PJSIPNotify", "Variable": "Event=talk"}),
    ("hold", {}, {"Action": "PJSIPNotify", "Variable": "Event=hold"}),
    ("retrieve", {}, {"Action": "PJSIPNotify", "Variable": "Event=talk"}),
    ("decline", {}, {"Action": "Hangup", "Cause": "21"}),
    ("hang_up", {}, {"Action": "Hangup", "Cause": "16"}),
    ("mute", {}, {"Action": "MuteAudio", "State": "on"}),
    ("unmute", {}, {"Action": "MuteAudio", "State": "off"}),
    ("dtmf", {"digits": "7"}, {"Action": "PlayDTMF", "Digit": "7"}),
    ("transfer", {"to_agent": "102"}, {"Action": "BlindTransfer", "Exten": "102"}),
    ("originate", {"number": "+14155550101"}, {"Action": "Originate", "Context": "agents"}),
    ("agent_presence", {"presence": "away"}, {"Action": "QueuePause", "Paused": "true"}),
]


def test_every_command_is_an_action_of_the_manager(
    pbx: StandInPbx, hook: Hook, tmp_path: Path
) -> None:
    """What an agent presses reaches the PBX in its own words."""
    found: list[tuple[int, dict[str, str]]] = []
    with held(pbx, hook, tmp_path) as line:
        pbx.say(*now(lines_of(ANSWERED)[:UP]))
        until(lambda: "leg.connected" in hook.told(), "they talk")
        for verb, data, wanted in COMMANDS:
            status = line.ask(verb, call_id=call_of(hook), agent="101", **data)
            found.append((status, {name: line.asked().get(name, "") for name in wanted}))
        until(lambda: "leg.unmuted" in hook.told(), "the microphone is told")

    assert [(202, wanted) for _, _, wanted in COMMANDS] == found


REFUSED = [
    ("hold", {"call_id": "nobody"}, 404),
    ("hang_up", {"call_id": "nobody"}, 202),
    ("conference", {}, 409),
    ("dtmf", {"digits": "x"}, 409),
    ("transfer", {}, 409),
    ("complete_consult", {}, 409),
    ("mute", {}, 502),
    ("test", {}, 202),
]


def test_what_cannot_be_done_is_answered(pbx: StandInPbx, hook: Hook, tmp_path: Path) -> None:
    """A command to a call that just ended is harmless; the rest says why."""
    pbx.answers["MuteAudio"] = "No such channel"
    found: list[int] = []
    with held(pbx, hook, tmp_path) as line:
        pbx.say(*now(lines_of(ANSWERED)[:UP]))
        until(lambda: "leg.connected" in hook.told(), "they talk")
        for verb, data, _ in REFUSED:
            known: dict[str, str] = {"call_id": call_of(hook), "agent": "101"}
            found.append(line.ask(verb, **(known | data)))

    assert [status for _, _, status in REFUSED] == found


def test_nobody_else_gives_orders(pbx: StandInPbx, hook: Hook, tmp_path: Path) -> None:
    """The port is open to everybody on the machine."""
    with held(pbx, hook, tmp_path) as line:
        answer = requests.post(line.command_url, b"{}", timeout=10)

    assert (401, {"detail": ""}) == (answer.status_code, answer.json())


def test_a_queue_is_named_by_the_manager(pbx: StandInPbx, hook: Hook, tmp_path: Path) -> None:
    """Where the dialplan is not shown, the AMI tells of queues."""
    joined: dict[str, Any] = {"Event": "QueueCallerJoin", "Queue": "support"}
    with held(pbx, hook, tmp_path):
        pbx.say(*now(lines_of(MISSED)[:4]))
        until(lambda: hook.deliveries, "the call")
        stamp = str(datetime.now(UTC).timestamp())
        pbx.say_manager(joined | {"Uniqueid": call_of(hook), "Timestamp": stamp})
        until(lambda: "call.queued" in hook.told(), "it waits")

    assert "support" == hook.deliveries[-1][-1]["data"]["queue"]


def test_a_socket_that_goes_silent_is_noticed() -> None:
    """A firewall that forgets a connection closes nothing: calls would just stop coming."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        lines: list[socket.socket] = []
        threading.Thread(target=lambda: lines.append(shake_hands(server)), daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/ari"
        events = Ari(url, "cti", "secret", "app", ping_s=0.1).listen()
        with pytest.raises(ConnectionClosed):
            until(lambda: events.receive(timeout=1.0), "an event")
        lines[0].close()


def shake_hands(server: socket.socket) -> socket.socket:
    """Open a WebSocket, and then say nothing and hear nothing."""
    line, _ = server.accept()
    asked = line.recv(65536).decode()
    key = re.search(r"Sec-WebSocket-Key: (\S+)", asked, re.IGNORECASE)
    assert key is not None
    magic = f"{key[1]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()
    accept = b64encode(sha1(magic, usedforsecurity=False).digest()).decode()
    line.sendall(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
    )
    return line
