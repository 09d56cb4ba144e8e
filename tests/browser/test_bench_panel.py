"""The benchmark of the way from an event to a changed panel, in the form the suite has time for."""

from playwright.sync_api import Browser

from bench.panel import Telephone, measured, signed_in
from tests.support.seat import Seat

CHANGES = 3


def test_every_change_is_seen_and_timed(chromium: Browser, seat: Seat) -> None:
    """Its figures are for a quiet machine; that each change reaches the panel is for today."""
    demo = seat.running.demo
    frame = signed_in(chromium, demo, seat.username)
    telephone = Telephone(demo, seat.line)
    try:
        took = measured(frame, telephone, CHANGES)
    finally:
        telephone.tell("call.ended")
        frame.page.context.close()

    assert CHANGES == len(took)
    assert 0 < min(took)
