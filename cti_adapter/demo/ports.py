"""A port for a server that somebody else starts: chosen now, listened on a moment later.

What the system hands out itself, it may hand to an outgoing connection in between; so ports below
its own range (net.ipv4.ip_local_port_range, 32768 and up by default) are tried.
"""

import random
import socket

LOWEST, HIGHEST = 20_000, 32_000


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 on which nobody listens.

    Raises:
        OSError: none was found among a hundred.
    """
    for port in random.sample(range(LOWEST, HIGHEST), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {LOWEST} and {HIGHEST}")
