"""Who takes part: our hub alone and the peers here, the product itself in product.py.

A contestant is a running server, and what the load has to know to speak with it.
"""

import os
import shlex
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from bench.processes import ROOT, Started, running
from bench.webhooks import PassedOn, TelephoneSystem, line_of
from cti_adapter.demo.ports import free_port

SECRET = f"whsec_{b64encode(b'a secret for loopback alone').decode()}"
PEERS = ROOT / "bench" / "peers"
NGINX, NCHAN = Path("/usr/sbin/nginx"), Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Contestant:
    """One server, running."""

    name: str
    process: Started
    origin: str
    telephone: TelephoneSystem
    tickets: Callable[[Sequence[int]], dict[int, str]]
    """Gives these agents what opens their sockets."""
    errors: IO[bytes]
    fans_out: bool = False
    """Whether it takes one event for everybody at /fan-out."""


def gunicorn(port: int, app: str | None = None) -> list[str]:
    """Return the web line of the Procfile, on loopback; another application if one is given."""
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    (web,) = [line.removeprefix("web: ") for line in lines if line.startswith("web: ")]
    command = [str(BIN / word) if word == "gunicorn" else word for word in shlex.split(web)]
    return [*command, "--bind", f"127.0.0.1:{port}", *([app] if app else [])]


def _tickets(agents: Sequence[int]) -> dict[int, str]:
    return {number: line_of(number) for number in agents}


class HubAlone:
    """Our serving and our hub, without store and decisions."""

    name = "hub alone"

    @contextmanager
    def started(self) -> Iterator[Contestant]:
        port = free_port()
        origin = f"http://127.0.0.1:{port}"
        command = gunicorn(port, f"bench.hub_app:create_app({SECRET!r}, {origin!r})")
        with (
            tempfile.TemporaryFile() as errors,
            running(command, port, "/healthz", {}, errors) as process,
        ):
            telephone = TelephoneSystem(SECRET, "/hooks/bench")
            yield Contestant(self.name, process, origin, telephone, _tickets, errors, fans_out=True)


class NodePeer:
    """The minimal Node server; its one package is installed when it is not there yet."""

    name = "Node ws"

    def __init__(self) -> None:
        if not (PEERS / "node_modules" / "ws").is_dir():
            path = {"PATH": f"{BIN}:{os.environ['PATH']}"}  # npm starts a node of its own
            subprocess.run(
                [BIN / "npm", "ci", "--loglevel=error"],
                cwd=PEERS,
                env=os.environ | path,
                stdout=subprocess.DEVNULL,
                check=True,
                timeout=120,
            )

    @contextmanager
    def started(self) -> Iterator[Contestant]:
        port = free_port()
        command = [str(BIN / "node"), str(PEERS / "node_ws.mjs"), str(port), SECRET]
        with (
            tempfile.TemporaryFile() as errors,
            running(command, port, "/healthz", {}, errors) as process,
        ):
            telephone = TelephoneSystem(SECRET, "/hooks/bench")
            origin = f"http://127.0.0.1:{port}"
            yield Contestant(self.name, process, origin, telephone, _tickets, errors, fans_out=True)


class AiohttpPeer:
    """A minimal aiohttp server, where that package is installed."""

    name = "aiohttp"

    @staticmethod
    def is_here() -> bool:
        return find_spec("aiohttp") is not None

    @contextmanager
    def started(self) -> Iterator[Contestant]:
        port = free_port()
        command = [sys.executable, str(PEERS / "aiohttp_ws.py"), str(port), SECRET]
        with (
            tempfile.TemporaryFile() as errors,
            running(command, port, "/healthz", {}, errors) as process,
        ):
            telephone = TelephoneSystem(SECRET, "/hooks/bench")
            origin = f"http://127.0.0.1:{port}"
            yield Contestant(self.name, process, origin, telephone, _tickets, errors, fans_out=True)


class NchanPeer:
    """nginx with nchan, where Debian's packages are installed: it passes on what it is sent.

    It verifies no signature and reads no event, and is told the agent by the address: less work
    than anybody else here has.
    """

    name = "nchan"

    @staticmethod
    def is_here() -> bool:
        return NGINX.exists() and NCHAN.exists()

    @contextmanager
    def started(self) -> Iterator[Contestant]:
        port = free_port()
        with (
            tempfile.TemporaryFile() as errors,
            tempfile.TemporaryDirectory(prefix="bench-nchan-") as folder,
        ):
            config = Path(folder, "nginx.conf")
            text = (PEERS / "nchan.conf").read_text(encoding="utf-8")
            for name, value in {"MODULE": NCHAN, "FOLDER": folder, "PORT": port}.items():
                text = text.replace(f"@{name}@", str(value))
            config.write_text(text, encoding="utf-8")
            command = [str(NGINX), "-p", folder, "-e", "stderr", "-c", str(config)]
            with running(command, port, "/healthz", {}, errors) as process:
                telephone = PassedOn(SECRET, "/hooks/bench")
                origin = f"http://127.0.0.1:{port}"
                yield Contestant(
                    self.name, process, origin, telephone, _tickets, errors, fans_out=True
                )


PEERS_THERE_MAY_BE = (AiohttpPeer, NchanPeer)
