"""cti_adapter.service.log_entry: what is written about a call, and in whose time."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.policy import FieldMapping
from cti_adapter.logbook.entry import Writer
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.log_entry import log_entry, says_the_same
from cti_adapter.service.ports import Agent
from tests.support.story import play

ANSWERED = """
    23:30:00 | leg.offered   | 101, remote_number=+14155550101
    23:30:04 | leg.connected | 101
    23:31:04 | call.ended    |
"""


def agent(time_zone: str = "UTC") -> Agent:
    return Agent(
        org_id=OrgId("org"),
        id=AgentId("a"),
        line=Line("101"),
        name="Agent A",
        user_id="005A",
        time_zone=time_zone,
    )


def test_the_agents_are_named_in_the_comments() -> None:
    """Who reads the Task knows people, not extensions."""
    entry = log_entry(play(ANSWERED).file, {Line("101"): agent()}, "005A")

    assert "delivered to Agent A" in entry.comments
    assert ("005A", 60) == (entry.owner_id, entry.duration_s)


def test_the_due_date_is_the_agent_s_own() -> None:
    """A call half an hour before midnight in London is tomorrow's in Berlin."""
    story = play(ANSWERED).file
    days = {
        log_entry(story, {Line("101"): agent(zone)}, None).date for zone in ("UTC", "Europe/Berlin")
    }

    assert 2 == len(days)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "a\0b"])
def test_a_time_zone_nobody_knows_does_not_cost_the_log(zone: str) -> None:
    """What the org says of a user is not to be relied on."""
    entry = log_entry(play(ANSWERED).file, {Line("101"): agent(zone)}, None)

    assert "23:30:00 delivered to Agent A" in entry.comments


def test_a_call_of_nobody_we_know_is_told_all_the_same() -> None:
    """The line stands for its agent."""
    entry = log_entry(play(ANSWERED).file, {}, None)

    assert "delivered to 101" in entry.comments


def test_an_attribute_stands_under_the_field_an_admin_mapped_it_to() -> None:
    """What the telephone system did not send leaves its field alone."""
    file = play(ANSWERED).file
    mapping = (
        FieldMapping(attribute="order", field="Order__c"),
        FieldMapping(attribute="skill", field="Skill__c"),
    )
    policy = replace(file.policy, field_mapping=mapping, task_record_type="Phone")
    call = replace(file.call, attributes={"order": "A-17", "colour": "red"})
    entry = log_entry(replace(file, call=call, policy=policy), {}, None)

    assert ({"Order__c": "A-17"}, "Phone") == (entry.mapped, entry.record_type)


def test_another_record_type_is_nothing_new_to_say_of_a_call() -> None:
    """A Task that stands keeps the one it has."""
    file = play(ANSWERED).file
    policy = replace(file.policy, task_record_type="Phone")

    assert says_the_same(file, replace(file, policy=policy))


def test_the_agent_who_owns_the_task_makes_it_where_an_admin_wants_it() -> None:
    """A Task of somebody else's, or of nobody we know, is the integration user's to make."""
    file = play(ANSWERED).file
    wanted = replace(file, policy=replace(file.policy, write_as_agent=True))
    linked = {Line("101"): replace(agent(), user_id="005A", username="a@example.test")}
    unnamed = {Line("101"): replace(agent(), user_id="005A")}

    assert Writer(user_id="005A", username="a@example.test") == (
        log_entry(wanted, linked, "005A").writer
    )
    assert [None] * 4 == [
        log_entry(file, linked, "005A").writer,
        log_entry(wanted, linked, "005B").writer,
        log_entry(wanted, unnamed, "005A").writer,
        log_entry(wanted, {}, "005A").writer,
    ]
