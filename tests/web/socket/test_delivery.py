"""What is published reaches the agent: all of it, in order, whole, and nobody else."""

import json
import socket
import struct
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import websocket

from tests.web.socket.server import Panel, Server, attentive_panel, close_code, eventually, serving

BIG = "x" * 16_384


def test_messages_arrive_in_order_on_every_tab(server: Server) -> None:
    """Both tabs of an agent show the same."""
    tabs = [attentive_panel(server, "ada-in-order") for _ in range(2)]
    server.publish("ada-in-order", "hi", times=200)
    seen = [tab.read(201) for tab in tabs]
    for tab in tabs:
        tab.ws.close()

    assert [[(2, "hello"), *((n, "hi") for n in range(3, 203))]] * 2 == seen


def test_what_one_agent_is_told_another_does_not_hear(server: Server) -> None:
    """A caller's name is for one pair of eyes."""
    grace, ada = Panel(server.connect("grace")), Panel(server.connect("ada-alone"))
    server.publish("ada-alone", "for Ada")
    server.publish("grace", "for Grace")
    seen = ada.read(1), grace.read(1)
    ada.ws.close()
    grace.ws.close()

    assert ([(1, "for Ada")], [(1, "for Grace")]) == seen


def test_who_comes_back_gets_what_was_missed(server: Server) -> None:
    """A reload in a call shows the call."""
    server.publish("ada-away", "while away", times=3)
    back = Panel(server.connect("ada-away", last_seq=1), last_seq=1)
    seen = back.read(2)
    back.ws.close()

    assert [(2, "while away"), (3, "while away")] == seen


def test_nothing_falls_between_the_backlog_and_the_first_push() -> None:
    """The socket is subscribed before the backlog is read, and held until it is sent."""
    with serving("gunicorn", "1.0,0.3") as slow, ThreadPoolExecutor() as pool:
        slow.publish("ada", "before", times=5)
        panel = Panel(slow.connect())  # its backlog is being read for 300 ms
        eventually(lambda: slow.counts()["connections"] == 1)
        pool.submit(slow.publish, "ada", "meanwhile", times=5).result()
        seen = panel.read(10)
        panel.ws.close()

    assert [(n, "before") for n in range(1, 6)] + [(n, "meanwhile") for n in range(6, 11)] == seen


def test_a_backlog_that_cannot_be_read_sends_the_agent_away_to_come_again(server: Server) -> None:
    """A database that is gone for a moment must not leave a dead softphone."""
    assert (1013, "try again later") == close_code(server.connect("broken"))


def test_native_threads_may_publish(server: Server) -> None:
    """The courier and the writer are threads of their own; gevent's loop is not theirs."""
    panel = attentive_panel(server, "ada-told-by-threads")
    server.post("/publish-from-a-native-thread/ada-told-by-threads")
    seen = panel.read(100)
    panel.ws.close()

    assert [(n + 2, str(n)) for n in range(100)] == seen


def frames_of(stream: bytes) -> list[tuple[int, bytes]]:
    """Return opcode and payload of each whole frame; what does not parse is a test that fails."""
    frames = []
    while stream:
        first, size = stream[0], stream[1]
        head = {126: 4, 127: 10}.get(size, 2)
        size = int.from_bytes(stream[2:head]) if head > 2 else size
        frames.append((first & 0x0F, stream[head : head + size]))
        assert len(stream) >= head + size, "the stream ends inside a frame"
        stream = stream[head + size :]
    return frames


def read_up_to(ws: websocket.WebSocket, last: bytes) -> bytes:
    assert ws.sock is not None
    stream = b""
    while not stream.endswith(last) and (chunk := ws.sock.recv(1 << 20)):
        stream += chunk
    return stream


def test_a_slow_reader_hurts_nobody_and_gets_whole_frames(server: Server) -> None:
    """One laptop asleep must neither hold up the phone system nor see half a message."""
    small = [(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)]
    slow = attentive_panel(server, "ada-asleep", sockopt=small).ws
    healthy = Panel(server.connect("grace-awake"))
    began = monotonic()
    for _ in range(40):
        server.publish("ada-asleep", BIG, times=10)
    server.publish("grace-awake", "still here")
    heard = healthy.read(1)
    took = monotonic() - began
    frames = frames_of(read_up_to(slow, b"too slow, resume"))
    slow.shutdown()
    healthy.ws.close()

    assert 3 > took
    assert [(1, "still here")] == heard
    *messages, (opcode, reason) = frames
    assert (8, struct.pack("!H", 1013) + b"too slow, resume") == (opcode, reason)
    seqs = [json.loads(body)["seq"] for _, body in messages]
    # what was published while the backlog was read is told twice, and known by its number
    assert seqs[0] in {1, 2}
    assert list(range(seqs[0], seqs[0] + len(seqs))) == seqs
    assert 400 > len(messages)


def test_a_reader_that_is_slow_for_a_moment_gets_everything(server: Server) -> None:
    """What the network does not take at once waits, in order."""
    pausing = server.connect("ada-pausing", sockopt=[(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)])
    server.publish("ada-pausing", "x" * 3_000_000)
    server.publish("ada-pausing", "after the long one")
    seen = Panel(pausing).read(2)
    pausing.close()

    assert [3_000_000, 18] == [len(text) for _, text in seen]
