"""Of several agents on one call only one agent's openings assign (DECISION 57)."""

from cti_adapter.calls.agent import Line
from cti_adapter.service import several_agents
from cti_adapter.service.several_agents import Heard
from tests.support.builders import ADA, CASE_26, as_the_page_says
from tests.support.story import play

A, B = Line("101"), Line("102")
RINGS_AT_TWO = """
    09:00:00 | leg.offered      | 101, remote_number=+14155550999
    09:00:00 | leg.offered      | 102
    09:00:01 | caller.looked-up |
    09:00:02 | record.opened    | Ada Lovelace, by=101
    09:00:03 | record.opened    | Case 00001026, by=102
"""


def test_where_it_rings_at_several_openings_are_only_kept() -> None:
    """Nobody knows yet whose call it will be."""
    story = play(RINGS_AT_TWO)

    assert () == story.assigned
    assert ((ADA,), (CASE_26,)) == tuple(
        several_agents.of(story.file.heard, line) for line in (A, B)
    )


def test_who_answers_has_theirs_taken_up() -> None:
    """The other's stay where they were: in the other's own panel."""
    story = play(f"{RINGS_AT_TWO}09:00:04 | leg.connected | 102")

    assert ("Case 00001026 auto",) == story.assigned
    assert "assigned Case 00001026" in story.said
    assert (Heard(line=A, record=ADA),) == story.file.heard


def test_what_is_not_known_yet_is_taken_up_and_assigned_when_it_is() -> None:
    """As any opening is."""
    before = "\n".join(RINGS_AT_TWO.splitlines()[:-1])
    opened = f"{before}\n09:00:03 | record.opened | ?Case 00001026, by=102\n"
    early = play(
        f"{opened}09:00:04 | record.looked-up | Case 00001026, still_open=false\n"
        "09:00:05 | leg.connected | 102"
    )
    late = play(
        f"{opened}09:00:04 | leg.connected | 102\n09:00:05 | record.looked-up | Case 00001026"
    )

    assert ("Case 00001026 auto",) == early.assigned == late.assigned


def test_a_consulted_agent_s_openings_wait_until_the_call_is_theirs() -> None:
    """A asks B, who looks something up; then A hands over."""
    asked = """
        09:00:00 | leg.offered      | 101, remote_number=+14155550999
        09:00:01 | caller.looked-up |
        09:00:02 | leg.connected    | 101
        09:01:00 | consult.started  | 101, target=102
        09:01:01 | leg.offered      | 102
        09:01:02 | leg.connected    | 102
        09:01:03 | record.opened    | Case 00001026, by=102
    """
    handed_over = "09:02:00 | call.transferred | to_line=102\n09:02:01 | leg.ended | 101\n"

    assert () == play(asked).assigned
    assert ("Case 00001026 auto",) == play(f"{asked}{handed_over}").assigned


def test_the_openings_of_who_has_the_customer_count_at_once() -> None:
    """The common case: one agent."""
    story = play("""
        09:00:00 | leg.offered   | 101, remote_number=+14155550999
        09:00:02 | record.opened | Case 00001026, by=101
    """)

    assert (("Case 00001026 auto",), ()) == (story.assigned, story.file.heard)


def test_a_record_is_remembered_once_as_it_is_known_best() -> None:
    """The last opening counts, and the oldest are forgotten first."""
    heard = several_agents.with_opening((), A, as_the_page_says(CASE_26))
    heard = several_agents.with_opening(heard, A, ADA)
    heard = several_agents.with_opening(heard, A, as_the_page_says(CASE_26))

    assert (ADA, CASE_26) == several_agents.of(several_agents.with_news(heard, CASE_26), A)
