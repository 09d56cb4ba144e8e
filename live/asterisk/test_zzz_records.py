"""A call that nobody saw, from the record of a real Asterisk."""

from collections.abc import Iterator
from contextlib import contextmanager

from cti_adapter.connect.ari import Ari
from live.asterisk import config
from live.asterisk.conftest import KEY, Connect
from live.asterisk.pbx import Pbx
from live.asterisk.phone import Phone
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.web.stage import save


@contextmanager
def deaf(pbx: Pbx, connect: Connect) -> Iterator[None]:
    """Let somebody else have our event socket, and nobody open another."""
    downs = connect.said("line.down")
    pbx.let_in("another-password")
    app = f"cti-{KEY[:8]}"
    other = Ari(f"http://127.0.0.1:{config.ARI_PORT}/ari", "cti", "another-password", app).listen()
    try:
        until(lambda: connect.said("line.down") > downs, "the line is lost")
        yield
    finally:
        other.close()
        pbx.let_in(config.PASSWORD)


def test_a_call_of_a_time_without_events_is_told_from_its_record(
    alice: Phone, customer: Phone, panel: PanelClient, pbx: Pbx, connect: Connect
) -> None:
    """The manager was there, the event socket was not; its log is written as any other."""
    ups = connect.said("line.up")
    with deaf(pbx, connect):
        customer.calls("101")
        alice.rings()
        alice.answers()
        customer.talks()
        customer.hangs_up()
        alice.is_over()
    until(lambda: connect.said("line.up") > ups, "the line is up", within_s=30)
    call = panel.call(phase="wrap-up", matching="done")  # before, Save would ask once more
    save(panel, call)
    panel.call(phase="saved")

    assert ("Inbound", "+1 415-555-0101") == (call["direction"], call["number"])
