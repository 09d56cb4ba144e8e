"""Runs the simulator as a server of its own on the loopback interface, until it is told to end."""

import signal
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from werkzeug.serving import WSGIRequestHandler, make_server

from cti_adapter.simulator.commands import Commands
from cti_adapter.simulator.exchange import Exchange, Pace
from cti_adapter.simulator.sender import Sender
from cti_adapter.simulator.web import create_app

POLL_S = 0.05
"""How often the server looks whether it shall end."""


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """Between whom the simulator stands, and how it behaves."""

    hook_url: str
    """Where events are posted."""
    secret: str
    """Signs events and verifies commands: `whsec_` and base64."""
    port: int = 0
    """Where to listen; 0 takes any free port."""
    host: str = "127.0.0.1"
    script_dir: Path | None = None
    """Scripts the page offers, `*.txt`."""
    pace: Pace = Pace()


class Simulator:
    """A running simulator, from entering the context to leaving it; `url` is where it answers."""

    def __init__(self, setup: Setup) -> None:
        self._sender = Sender(setup.hook_url, setup.secret)
        self._exchange = Exchange(self._sender, setup.pace)
        commands = Commands(self._exchange, setup.secret)
        app = create_app(self._exchange, commands, self._sender, setup.script_dir)
        self._server = make_server(
            setup.host, setup.port, app, threaded=True, request_handler=_Quiet
        )
        self.url = f"http://{setup.host}:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_S,), name="simulator"
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._exchange.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._sender.close()


def serve(
    *,
    port: int,
    host: str = "127.0.0.1",
    hook_url: str,
    secret: str,
    script_dir: Path | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; the arguments are members of `Setup`."""
    run(Setup(port=port, host=host, hook_url=hook_url, secret=secret, script_dir=script_dir))


def run(*setups: Setup) -> None:
    """Serve until SIGINT or SIGTERM, after saying where; several share nothing but the process."""
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    with ExitStack() as running:
        for setup in setups:
            simulator = running.enter_context(Simulator(setup))
            sys.stdout.write(f"telephone simulator: {simulator.url}/\n")
        sys.stdout.flush()
        ended.wait()


class _Quiet(WSGIRequestHandler):
    """Does not write a line per request: numbers would be in it."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""
