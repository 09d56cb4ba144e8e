"""Who is told, in which order, and how a connection ends; on real sockets, with time by hand."""

from collections.abc import Iterator

import pytest

from cti_adapter.calls.agent import AgentId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.web.connection import MAX_LINGER, MAX_UNANSWERED, MAX_UNSENT_FRAMES
from cti_adapter.web.frames import close_frame, ping_frame, text_frame
from cti_adapter.web.hub import PING_TICKS, SLICES
from tests.unit.web.hub_world import ACME, ADA, GRACE, World, heard, stuff


@pytest.fixture
def world() -> Iterator[World]:
    """Give a hub nobody is connected to."""
    fresh = World()
    yield fresh
    fresh.end()


def test_every_socket_of_an_agent_is_told_and_nobody_else(world: World) -> None:
    """A caller's name is for one pair of eyes."""
    tabs, other = [world.join(), world.join()], world.join(GRACE)
    world.hub.publish(ADA, b"hi")

    assert [text_frame(b"hi")] * 2 == [heard(tab) for tab in tabs]
    assert b"" == heard(other)


def test_the_same_agent_id_in_another_org_is_another_agent(world: World) -> None:
    """Two companies share this process, never a message."""
    theirs = world.join((OrgId("globex"), AgentId("ada")))
    world.hub.publish(ADA, b"hi")

    assert b"" == heard(theirs)


def test_a_message_to_nobody_is_no_fault(world: World) -> None:
    """An agent may be away; the journal is not."""
    world.hub.publish(ADA, b"hi")

    assert 0 == world.hub.counts().frames_sent


def test_what_is_published_while_the_backlog_is_read_comes_after_it(world: World) -> None:
    """Or the panel would skip the older ones as seen."""
    client = world.join(held=True)
    world.hub.publish(ADA, b"3")
    silent = heard(client)
    world.hub.release(world.last, [b"1", b"2"])
    world.hub.publish(ADA, b"4")

    assert b"" == silent
    assert b"".join(map(text_frame, [b"1", b"2", b"3", b"4"])) == heard(client)


def test_a_socket_held_for_too_long_is_cut_not_filled(world: World) -> None:
    """A database that hangs must not fill the memory."""
    client = world.join(held=True)
    for _ in range(MAX_UNSENT_FRAMES + 1):
        world.hub.publish(ADA, b"x")
    world.hub.release(world.last, [b"too late"])

    assert close_frame(1013, "too slow, resume") == heard(client)


def test_what_the_network_does_not_take_is_sent_when_it_does(world: World) -> None:
    """Whole and in order."""
    client = world.join()
    sent = stuff(world)
    world.hub.publish(ADA, b"last")
    stream = b""
    while world.loop.watched[0].writing:
        stream += heard(client)
        world.last.on_writable()
    stream += heard(client)

    assert text_frame(b"x" * 4096) * sent + text_frame(b"last") == stream


def test_a_slow_reader_gets_the_half_frame_to_its_end_then_a_reason(world: World) -> None:
    """A frame cut in two would corrupt the stream; the rest of the queue comes by resume."""
    client = world.join()
    sent = stuff(world)
    for _ in range(MAX_UNSENT_FRAMES):
        world.hub.publish(ADA, b"never sent")
    stream = heard(client)
    while world.loop.watched[0].writing:
        world.last.on_writable()
        stream += heard(client)

    whole = text_frame(b"x" * 4096) * sent + close_frame(1013, "too slow, resume")
    assert whole == stream
    assert 0 == world.hub.counts().ended["slow"]  # it may still answer


def test_a_queue_is_limited_in_bytes_too(world: World) -> None:
    """A few large messages weigh as much as many small ones."""
    client = world.join()
    stuff(world)
    for _ in range(3):
        world.hub.publish(ADA, b"x" * 100_000)
    world.hub.publish(ADA, b"to a connection that is closing: nothing")
    client.close()
    world.last.on_writable()

    assert {"slow": 1} == {k: v for k, v in world.hub.counts().ended.items() if v}


def test_a_round_of_pings_reaches_everybody_once_and_a_few_at_a_time(world: World) -> None:
    """Ten thousand pings in one moment would be a stall."""
    clients = [world.join() for _ in range(2 * PING_TICKS)]
    pinged: list[int] = []
    world.pass_ticks(
        PING_TICKS, lambda: pinged.append([heard(one) for one in clients].count(ping_frame()))
    )

    assert [0] + [2] * PING_TICKS == pinged


def test_the_silent_are_dropped_after_two_pings(world: World) -> None:
    """A laptop that sleeps keeps no socket; who says anything at all stays."""
    silent, alive = world.join(), world.join()
    for _ in range(MAX_UNANSWERED + 1):
        alive.send(b"\x8a\x80mask")
        world.hear()
        world.pass_ticks(PING_TICKS)

    assert {"silent": 1} == {k: v for k, v in world.hub.counts().ended.items() if v}
    assert ping_frame() * MAX_UNANSWERED == heard(silent)
    assert 1 == world.hub.counts().connections


def test_what_a_client_says_in_two_pieces_is_heard_as_one(world: World) -> None:
    """Nothing is kept of a client who has said all; what is half said is."""
    client = world.join()
    for piece in (b"\x81\x82ma", b"skho", b"\x89\x80mask"):  # a text in two, then a ping
        client.send(piece)
        world.hear()

    assert close_frame(1008, "commands come by POST") == heard(client)


def test_a_client_that_does_not_answer_the_close_is_dropped(world: World) -> None:
    """Not even one that goes on sending keeps its socket."""
    client = world.join()
    world.hub.end_session("s1")
    for _ in range(MAX_LINGER + 1):
        client.send(b"\x8a\x80mask")
        world.hear()
        world.pass_ticks(1)

    assert close_frame(4401, "signed out") == heard(client)
    assert {"closed": 1} == {k: v for k, v in world.hub.counts().ended.items() if v}


def test_only_sessions_that_no_longer_live_are_closed(world: World) -> None:
    """Each is asked for once, however many tabs it has."""
    asked: list[str] = []
    tabs = [world.join(session="s1"), world.join(session="s1")]
    other = world.join(session="s2")

    def lives(session_id: str) -> bool:
        asked.append(session_id)
        return session_id != "s1"

    world.hub.each_session(lives)

    assert ["s1", "s2"] == asked
    assert [close_frame(4401, "signed out")] * 2 == [heard(tab) for tab in tabs]
    assert b"" == heard(other)


def test_an_agent_who_is_sent_back_is_so_in_every_tab_and_nobody_else_is(world: World) -> None:
    """They come again, and are told everything anew."""
    tabs, other = [world.join(), world.join()], world.join(GRACE)
    world.hub.send_back(ADA)

    goodbye = close_frame(1013, "some messages are gone: come again")
    assert [goodbye] * 2 == [heard(tab) for tab in tabs]
    assert b"" == heard(other)


def test_a_restart_closes_everybody_a_slice_at_a_time(world: World) -> None:
    """So that the handshakes of their return do not come as one wave."""
    clients = [world.join() for _ in range(2 * SLICES)]
    told: list[int] = []
    goodbye = close_frame(1012, "restart, come back within 1 s")
    world.loop.asleep = lambda: told.append([heard(one) for one in clients].count(goodbye))
    world.hub.close_all()

    assert world.hub.draining
    assert [2] * SLICES == told[:SLICES]


def test_a_restart_does_not_wait_for_clients_that_have_answered(world: World) -> None:
    """A deploy takes as long as it has to."""
    client = world.join()

    def answer() -> None:
        client.send(b"\x88\x80mask")
        world.hear()

    world.loop.asleep = answer
    world.hub.close_all()

    assert 1 == len(world.loop.slept)
    assert 0 == world.hub.counts().connections


def test_the_hint_grows_with_the_crowd(world: World) -> None:
    """Ten thousand agents need six seconds of handshakes."""
    clients = [world.join((ACME, AgentId(f"a{n}"))) for n in range(200)]
    world.hub.close_all(1012, "restart, come back within 10 s")

    assert {close_frame(1012, "restart, come back within 10 s")} == set(map(heard, clients))


def test_who_slips_in_during_a_restart_is_sent_on(world: World) -> None:
    """The handshake may have begun before the signal came."""
    late = world.join(held=True)
    connection = world.last
    world.hub.close_all()
    early = heard(late)
    world.hub.release(connection, [])
    later = world.join()

    assert early.startswith(b"\x88")
    assert close_frame(1012, "restart, come back within 1 s") == heard(later)


def test_the_pinger_ends_with_the_last_connection_of_a_restart(world: World) -> None:
    """Nothing is left that could keep the process."""
    client = world.join()
    world.hub.close_all()
    client.close()
    world.hear()
    world.loop.asleep = lambda: None

    world.loop.ticker()


def test_a_dead_network_is_a_goodbye(world: World) -> None:
    """Sending to a client that is gone is no fault of ours."""
    client = world.join()
    client.close()
    world.hub.publish(ADA, b"hi")
    world.hub.publish(ADA, b"hi again")

    assert {"left": 1} == {k: v for k, v in world.hub.counts().ended.items() if v}
    assert world.loop.watched[0].stopped
    assert 0 == world.hub.sockets_of(ADA)


def test_the_books_are_right(world: World) -> None:
    """They are what /metrics says."""
    world.join()
    world.join()
    world.join(GRACE)
    world.hub.publish(ADA, b"hi")
    counts = world.hub.counts()

    assert (3, 2, 2) == (counts.connections, counts.agents, counts.frames_sent)
    assert 2 == world.hub.sockets_of(ADA)
