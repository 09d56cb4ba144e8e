"""A command that comes too late is answered with the state, and nothing is wrong afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.answering import Asked, Said, answering
from tests.support.panel_client import PanelClient
from tests.web.stage import OtherOrg, OutsideCall, telephone_system


class EndingSystem:
    """A telephone system whose customer hangs up whenever it is commanded something."""

    url = ""
    call: OutsideCall | None = None


@contextmanager
def ending_system() -> Iterator[EndingSystem]:
    """Serve one on a free port."""
    system = EndingSystem()

    def end(_: Asked) -> Said:
        if system.call is not None:
            system.call.tell("call.ended")
        return Said(404)

    with answering(end) as origin:
        system.url = f"{origin}/commands"
        yield system


def test_a_telephone_system_that_is_in_another_state_says_so(panel: PanelClient) -> None:
    """A press on what the desk phone has just done: not possible now, and no fault of anybody."""
    placed = panel.seat.call("0101")
    at = f"calls/{panel.call(phase='ringing')['id']}"
    panel.press(f"{at}/answer")
    panel.call(phase="talking")
    call = OutsideCall(telephone_system(panel.running), panel.seat.line)
    call.placed = placed
    call.tell("leg.held", leg_id=f"{placed.call_id}-1")
    panel.call(phase="held")
    answer = panel.press(f"{at}/retrieve")

    assert (409, "held") == (answer.status_code, answer.json()["state"])


def test_a_call_that_ends_while_the_command_is_under_way_is_told_as_over(
    panel: PanelClient,
) -> None:
    """The refusal and the end cross each other: the agent reads that it ended, not of a fault."""
    with ending_system() as system:
        org = OtherOrg(panel.running, command_url=system.url)
        with org.panel() as agent:
            system.call = OutsideCall(org.system(), agent.seat.line)
            system.call.tell("leg.offered", "leg.connected")
            answer = agent.press(f"calls/{agent.call(phase='talking')['id']}/hold")

    assert (409, "wrap-up") == (answer.status_code, answer.json()["state"])
