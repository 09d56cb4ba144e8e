"""The line outlives faults that nobody thought of: in opening, in the look, on the disk.

How it follows a PBX is in test_connect.py.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from cti_adapter.connect.ari import Ari, Socket
from cti_adapter.connect.line import Line
from cti_adapter.connect.manager import Manager
from cti_adapter.connect.memory import Memory
from cti_adapter.connect.post import Post
from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.asterisk.ami import Block
from cti_adapter.telephony.asterisk.codec import AsteriskSettings
from cti_adapter.telephony.asterisk.decoder import Decoder
from tests.support.asterisk_recordings import lines_of
from tests.support.held_line import SECRET, held, now
from tests.support.patience import until
from tests.support.pbx_stand_in import Hook, StandInPbx

MISSED = "02-inbound-missed-caller-cancels"


def test_a_fault_of_ours_leaves_no_pbx_unheard(pbx: StandInPbx, hook: Hook, tmp_path: Path) -> None:
    """Whatever is raised where a line is opened, it is opened again."""
    ari = Ari(pbx.url, "cti", "ari", app="cti")
    of_socket, of_manager = [ZeroDivisionError()], [ZeroDivisionError()]

    def listen() -> Socket:
        if of_socket:
            raise of_socket.pop()
        return ari.listen()

    def open_manager(on_event: Callable[[Block], None]) -> Manager:
        if of_manager:
            raise of_manager.pop()
        return Manager("127.0.0.1", pbx.ami_port, on_event)

    post = Post(hook.url, (SECRET,), "/asterisk/cti", lambda: "id", ())
    line = Line(
        ari,
        listen,
        open_manager,
        decoder=Decoder(AsteriskSettings().directory()),
        post=post,
        memory=Memory(tmp_path / "memory"),
        replays=False,
    )
    post.start()
    line.start()
    try:
        until(lambda: pbx.filters and pbx.ami_lines, "the line is up")
        pbx.say(*now(lines_of(MISSED)))
        until(lambda: "call.ended" in hook.told(), "the end")
    finally:
        post.stop()
        line.stop()


def test_a_disk_that_takes_nothing_stops_no_call(
    pbx: StandInPbx, hook: Hook, tmp_path: Path
) -> None:
    """What is known is written down to be there after a restart, which is not now."""
    taken = tmp_path / "taken"
    taken.write_text("a file, where a folder is to be")
    with held(pbx, hook, taken):
        pbx.say(*now(lines_of(MISSED)))
        until(lambda: "call.ended" in hook.told(), "the end")


def test_a_clock_without_an_offset_is_no_answer(pbx: StandInPbx) -> None:
    """It cannot be compared with ours, and nothing of ours may break at it."""
    pbx.clock = "%Y-%m-%dT%H:%M:%S.%f"

    with pytest.raises(TelephonyError, match="no ARI"):
        Ari(pbx.url, "cti", "ari", app="cti").clock()
