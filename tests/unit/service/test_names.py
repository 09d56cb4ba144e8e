"""Lines become people where what happened is shown."""

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.names import names_in
from cti_adapter.service.ports import Agent
from tests.support.builders import LINE_A, LINE_B
from tests.support.story import play


def test_a_line_nobody_is_known_on_is_left_out() -> None:
    """It stands for itself then."""
    ana = Agent(org_id=OrgId("org"), id=AgentId("a"), line=LINE_A, name="Agent A", user_id=None)
    known: dict[Line, Agent | None] = {LINE_A: ana, LINE_B: None}
    story = play("""
        09:00:00 | leg.connected    | 101
        09:05:00 | call.transferred | from_line=101, to_line=102
    """)

    assert {LINE_A: "Agent A"} == names_in([story.file], known.get)
