"""What the PBX says of an agent's presence: by whom it lets queues ring (B-32)."""

from datetime import UTC, datetime

from cti_adapter.telephony.asterisk.decoder import Decoder
from cti_adapter.telephony.asterisk.told import cloud_event
from tests.support.asterisk_recordings import fresh

AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


def heard(decoder: Decoder, *events: dict[str, str]) -> list[tuple[str, str]]:
    told = [each for event in events for each in decoder.take_ami(event, AT)]
    return [(each.data["agent"], each.data["presence"]) for each in told]


def paused(queue: str, number: str, *, event: str = "QueueMemberPause") -> dict[str, str]:
    place = "Location" if event == "QueueMember" else "Interface"
    return {"Event": event, "Queue": queue, place: "PJSIP/alice", "Paused": number}


DONE = {"Event": "QueueStatusComplete"}


def test_who_is_paused_in_every_queue_is_away() -> None:
    """In one of two they are rung by the other: nothing is told of that."""
    decoder = fresh()
    heard(decoder, *(paused(each, "0", event="QueueMember") for each in ("a", "b")), DONE)

    assert [] == heard(decoder, paused("a", "1"))
    assert [("101", "away")] == heard(decoder, paused("b", "1"))
    assert [] == heard(decoder, paused("a", "0"))
    assert [("101", "available")] == heard(decoder, paused("b", "0"))


def test_a_list_counts_when_it_is_complete() -> None:
    """Its first line alone would say that an agent is away who is not."""
    decoder = fresh()
    list_ = [paused(queue, said, event="QueueMember") for queue, said in (("a", "1"), ("b", "0"))]

    assert [] == heard(decoder, *list_, DONE)


def test_a_pause_of_before_is_told_once() -> None:
    """After a restart of ours, or of the PBX, its list is the truth."""
    decoder = fresh()
    list_ = [paused("a", "1", event="QueueMember"), DONE]

    assert [("101", "away")] == heard(decoder, *list_)
    assert [] == heard(decoder, *list_)
    assert [("101", "available")] == heard(decoder, paused("a", "0", event="QueueMember"), DONE)


def test_what_we_had_paused_is_not_told_back() -> None:
    """A wrap-up pauses, too: told back, it would set the agent to Away."""
    decoder = fresh()
    decoder.pausing.order("101", "wrap_up")

    assert [] == heard(decoder, paused("a", "1"))


def test_who_leaves_the_last_queue_is_nothing_to_tell() -> None:
    """Nobody pauses who is in no queue."""
    decoder = fresh()
    gone = paused("a", "0", event="QueueMemberRemoved")

    assert [] == heard(decoder, paused("a", "0", event="QueueMemberAdded"), gone)
    assert ["PJSIP/alice"] == decoder.pausing.interfaces("101")


def test_an_agent_may_be_a_member_by_a_local_channel() -> None:
    """Then that is what is paused; whose it is tells the phone it stands for."""
    decoder = fresh()
    member = {"Interface": "Local/101@agents", "StateInterface": "PJSIP/alice"}
    heard(decoder, paused("a", "0", event="QueueMemberAdded") | member)

    assert ["Local/101@agents"] == decoder.pausing.interfaces("101")


def test_presence_is_posted_without_a_call() -> None:
    """Contract.md §4: it is of an agent."""
    (told,) = fresh().take_ami(paused("a", "1"), AT)

    assert {"agent": "101", "presence": "away"} == cloud_event(told, "1", "/asterisk/x")["data"]
