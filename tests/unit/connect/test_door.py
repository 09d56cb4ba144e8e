"""The PBX dials us: who is let in, and what it kept while nobody listened.

That a real Asterisk 22 comes in is in live/asterisk.
"""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from simple_websocket import ConnectionClosed, Server
from wsproto.events import CloseConnection

from cti_adapter.connect.ari import Ari
from cti_adapter.connect.door import Dialled, Door
from cti_adapter.demo.ports import free_port
from tests.support.asterisk_recordings import lines_of
from tests.support.held_line import held, now
from tests.support.patience import until
from tests.support.pbx_stand_in import Hook, StandInPbx

MISSED, ANSWERED = "02-inbound-missed-caller-cancels", "01-inbound-answer-hold-blindtransfer-hangup"


def address() -> str:
    return f"http://127.0.0.1:{free_port()}"


def until_held() -> int:
    """Return how many lines of ANSWERED there are until the customer is on hold."""
    return 1 + next(nth for nth, line in enumerate(lines_of(ANSWERED)) if b"ChannelHold" in line)


def test_what_happens_is_told_on_a_socket_that_the_pbx_opened(
    pbx: StandInPbx, hook: Hook, tmp_path: Path
) -> None:
    """Nothing but the direction of the call differs."""
    with held(pbx, hook, tmp_path, door=address()):
        pbx.say(*now(lines_of(MISSED)))
        until(lambda: "call.ended" in hook.told(), "the end")

    assert ["call.created", "leg.offered", "leg.withdrawn", "call.ended"] == hook.told()


def test_a_call_of_a_time_when_nobody_listened_is_told_whole(
    pbx: StandInPbx, hook: Hook, tmp_path: Path
) -> None:
    """The PBX kept it; it rings on no panel any more."""
    pbx.kept = now(lines_of(MISSED), ago=timedelta(minutes=20))
    with held(pbx, hook, tmp_path, door=address()):
        until(lambda: "call.ended" in hook.told(), "the end")

    assert (1, 4) == (len(hook.deliveries), len(hook.told()))


def test_the_past_is_told_before_the_look_at_what_runs(
    pbx: StandInPbx, hook: Hook, tmp_path: Path
) -> None:
    """Otherwise a hold of before would come after the end that the look has seen."""
    pbx.kept = now(lines_of(ANSWERED)[: until_held()], ago=timedelta(minutes=20))
    with held(pbx, hook, tmp_path, door=address()):
        until(lambda: "call.ended" in hook.told(), "the end")
    told = hook.told()

    assert told.index("leg.held") < told.index("call.ended")


def test_a_pbx_that_comes_anew_is_listened_to(pbx: StandInPbx, hook: Hook, tmp_path: Path) -> None:
    """Its network may have lost the socket without either of us noticing."""
    door = address()
    with held(pbx, hook, tmp_path, door=door):
        before = len(pbx.filters)
        pbx.dial(door.replace("http", "ws"), "cti", "ari")
        until(lambda: len(pbx.filters) > before, "it is listened to")
        pbx.say(*now(lines_of(MISSED)))
        until(lambda: "call.ended" in hook.told(), "the end")

    assert 1 == hook.told().count("call.ended")


def test_two_may_let_go_of_a_socket_in_the_same_moment(pbx: StandInPbx) -> None:
    """The door, as the PBX comes anew, and the line, as it notices: neither stumbles."""
    place = address()
    door = Door(place, "cti", "ari")
    try:
        pbx.dial(place.replace("http", "ws"), "cti", "ari")
        socket = door.listen()
        both = [threading.Thread(target=socket.close) for _ in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join()
        with pytest.raises(ConnectionClosed):
            socket.receive(0)
    finally:
        door.close()


def test_a_socket_that_breaks_while_it_is_let_go_of_is_heard_no_more(pbx: StandInPbx) -> None:
    """Half closed it would be waited at for ever."""
    server = opened(pbx)
    server.ws.send(CloseConnection(1000))  # from now on, to close it is an error
    dialled = Dialled(server)

    dialled.close()

    with pytest.raises(ConnectionClosed):
        dialled.receive(0)
    server.connected = False  # it cannot be closed any more


def opened(pbx: StandInPbx) -> Server:
    """Return the server's end of a socket."""
    Ari(pbx.url, "cti", "ari", app="cti").listen()
    server = until(lambda: pbx.sockets and pbx.sockets[0], "the socket")
    assert isinstance(server, Server)
    return server


@pytest.mark.parametrize(("password", "given"), [("ari", "wrong"), ("ari", ""), ("", "")])
def test_nobody_else_comes_in(password: str, given: str) -> None:
    """Whoever came in could invent calls; without a password of ours nobody does."""
    place = address()
    door = Door(place, "cti", password)
    try:
        answer = requests.get(place, auth=("cti", given), timeout=10)
    finally:
        door.close()

    assert 401 == answer.status_code
