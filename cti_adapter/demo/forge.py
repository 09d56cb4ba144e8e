"""Starts processes of ours that have read the product's modules already: each is a fork of one.

For who starts the product a thousand times: of a start's work nine tenths are the reading of
modules, the same each time. What begins is the line of the Procfile all the same, by its own
entry point, with nothing in memory but modules. Loses nothing of a process's dying, either: each
leads a session of its own, as one that was started afresh.

One forge reads the modules as gunicorn's worker does (gevent first), another as they are.
"""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import IO, NoReturn, Protocol, Self

import msgspec

ENDED = -1
"""Said for the exit code of a fork: it is its forge's child, and the code is nobody's."""

_PATCH = "from gevent import monkey; monkey.patch_all(os=False, signal=False);"
"""Before any module of ours; a fork, and a child's death, are left to gunicorn."""
_MODULES = (
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.ggevent",
    "cti_adapter.__main__",
    "cti_adapter.app",
    "cti_adapter.web.serving",
)
_SERVE = "from cti_adapter.demo.forge import serve; serve()"


class Running(Protocol):
    """A process that was started: as much of subprocess.Popen as is asked of it."""

    pid: int

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...
    def kill(self) -> None: ...


class _Wanted(msgspec.Struct, frozen=True):
    """One line to a forge."""

    command: list[str]
    cwd: str
    env: dict[str, str]
    log: str


class Fork:
    """A process that a forge has begun."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = os.pidfd_open(pid)
        self._poll = select.poll()
        self._poll.register(self._handle, select.POLLIN)
        self._is_over = False

    def __del__(self) -> None:
        os.close(self._handle)

    def poll(self) -> int | None:
        """Return ENDED where it has ended."""
        self._is_over = self._is_over or bool(self._poll.poll(0))
        return ENDED if self._is_over else None

    def wait(self, timeout: float | None = None) -> int:
        """Return when it has ended.

        Raises:
            subprocess.TimeoutExpired: it has not, after so many seconds.
        """
        if not self._is_over and not self._poll.poll(None if timeout is None else timeout * 1000):
            raise subprocess.TimeoutExpired(f"fork {self.pid}", timeout or 0)
        self._is_over = True
        return ENDED

    def send_signal(self, sig: int) -> None:
        """Send it a signal; one that has ended gets none."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, sig)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


class Forge:
    """A process that has read the product's modules, and forks.

    Args:
        patched: whether gevent takes the place of the standard library's threads and sockets
            first, as it does in the web process.
    """

    def __init__(self, *, patched: bool) -> None:
        command = [sys.executable, "-c", (_PATCH if patched else "") + _SERVE]
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()  # its standard input ends, and so does it

    def begin(
        self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str], log: IO[bytes] | None
    ) -> Fork:
        """Begin one of our programs.

        Args:
            command: its path, by whose name its entry point is found, and its arguments.
            cwd: the folder it works in.
            env: its whole environment.
            log: where its standard error goes; None for nowhere, as its standard output.
        """
        wanted = _Wanted(
            command=list(command),
            cwd=str(cwd),
            env=dict(env),
            log=log.name if log is not None else os.devnull,
        )
        assert self._process.stdin is not None  # noqa: S101 - a pipe, see above
        assert self._process.stdout is not None  # noqa: S101 - a pipe, see above
        self._process.stdin.write(msgspec.json.encode(wanted) + b"\n")
        self._process.stdin.flush()
        return Fork(int(self._process.stdout.readline()))


def serve() -> None:
    """Read the modules, fork for each line of standard input; end with it."""
    _read_modules()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here: no zombies
    for line in sys.stdin.buffer:
        pid = os.fork()
        if pid == 0:
            _become(msgspec.json.decode(line, type=_Wanted))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _become(wanted: _Wanted) -> NoReturn:
    """Be the program that is wanted, in a session of its own."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for path, number in ((os.devnull, 0), (os.devnull, 1), (wanted.log, 2)):
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    os.chdir(wanted.cwd)
    os.environ.clear()
    os.environ.update(wanted.env)
    sys.argv = wanted.command
    (entry,) = entry_points(group="console_scripts", name=Path(sys.argv[0]).name)
    sys.exit(entry.load()())


def _read_modules() -> None:
    for name in _MODULES:
        import_module(name)
