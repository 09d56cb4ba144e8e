"""Servers as processes: started on a core of their own, measured from outside, ended by pid.

And commands of an operator, which end by themselves.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
READY_WITHIN_S = 20.0
_PAGE, _TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")


_MEASURING = (
    "import runpy, sys; from pathlib import Path; sys.argv[0] = 'cti-adapter'\n"
    "try: runpy.run_module('cti_adapter', run_name='__main__')\n"
    "finally: print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
)
"""By proc(5): for getrusage a process is at least as large as the one that forked it."""


class Done(NamedTuple):
    """A command that has ended."""

    seconds: float
    most: int
    """Bytes of memory, at the worst moment; what it started itself is not in it."""
    code: int
    said: str


@dataclass(frozen=True, slots=True)
class Started:
    """A running server."""

    pid: int
    port: int
    ready_ms: float
    """From the start of the process until it was ready."""


@contextmanager
def running(
    command: list[str], port: int, ready_path: str, env: dict[str, str], errors: IO[bytes]
) -> Iterator[Started]:
    """Run a server on the first core while the load keeps the last; end it on the way out."""
    cores = sorted(os.sched_getaffinity(0))
    began = time.perf_counter()
    os.sched_setaffinity(0, {cores[0]})  # inherited by what we start
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | env, stdout=subprocess.DEVNULL, stderr=errors
    )
    os.sched_setaffinity(0, {cores[-1]})
    try:
        _wait_until_ready(process, f"http://127.0.0.1:{port}{ready_path}")
        yield Started(process.pid, port, (time.perf_counter() - began) * 1000)
    finally:
        os.sched_setaffinity(0, set(cores))
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.perf_counter() + READY_WITHIN_S
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at its start with code {process.returncode}")
        try:
            with urlopen(url, timeout=1):  # noqa: S310 - our own loopback address
                return
        except (URLError, OSError):
            time.sleep(0.005)
    raise RuntimeError(f"{url} did not answer within {READY_WITHIN_S:.0f} s")


def resident_bytes(pid: int) -> int:
    """Return the memory of a process and all its children."""
    statm = Path(f"/proc/{pid}/statm").read_text(encoding="ascii")
    return int(statm.split()[1]) * _PAGE + sum(map(resident_bytes, _children(pid)))


def cpu_seconds(pid: int) -> float:
    """Return the processor time a process and all its children have used, in steps of 10 ms."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    own = (int(stat[11]) + int(stat[12])) / _TICKS  # utime and stime, proc(5)
    return own + sum(map(cpu_seconds, _children(pid)))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError):  # a thread that has just ended
            found += map(int, task.read_text(encoding="ascii").split())
    return found


def done(words: tuple[str, ...], env: Mapping[str, str]) -> Done:
    """Run `cti-adapter` as an operator does, with more in its environment; return when it ended."""
    began = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, "-c", _MEASURING, *words],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.perf_counter() - began
    *told, kilobytes = ended.stdout.splitlines() or ["0"]
    said = "".join(f"{line}\n" for line in told)
    return Done(took, int(kilobytes) * 1024, ended.returncode, said + ended.stderr)
