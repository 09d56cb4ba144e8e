"""Cuts a Python process off every network but loopback.

Python runs a file of this name at start when its folder is on PYTHONPATH. test_network_cut.py
puts it there, so the cut holds for each process started then, and for those they start. The hook
sits below gevent: both `socket` modules end in the calls it hears of. Whoever tries to leave is
refused as by a machine without a route, and written down.
"""

import errno
import os
import sys
from typing import Any

ENTERED, TRIED = "cut", "tried"
_RECORD = os.environ.get("NETWORK_CUT_RECORD")


def is_near(host: object) -> bool:
    """Whether a host is this machine: loopback, nothing, or the path of a Unix socket."""
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    return host in {None, "", "localhost", "::1"} or str(host).startswith(("127.", "/"))


def _note(what: str, text: object) -> None:
    with open(str(_RECORD), "a", encoding="utf-8") as record:  # noqa: PTH123 - no import at start
        record.write(f"{what} {text}\n")


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if not is_near(host):
        _note(TRIED, f"{os.getpid()} {host}")
        raise OSError(errno.ENETUNREACH, "the network is cut")


if _RECORD:
    _note(ENTERED, os.getpid())
    sys.addaudithook(_refuse)
