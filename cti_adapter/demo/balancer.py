"""What stands before several web processes: Debian's haproxy, which keeps no agent at a process.

Every request and every socket goes to whose turn it is. One that is not ready gets none: it says
so by /readyz, which is asked twice a second, and before that a connection that cannot be made goes
to the next.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

from cti_adapter.errors import SettingsError

ALL_IN = "/all-in-rotation"
"""What the balancer answers itself: 200 as long as every process gets its share."""

_CONFIG = """\
defaults
    mode http
    timeout connect 1s
    timeout client 75s
    timeout server 75s
    # slow is not gone: without it the others would be slower still
    timeout check 5s
    # an agent's socket is silent between two pings
    timeout tunnel 1h
    option forwardfor
    # what never reached a process is safe to send to another
    option redispatch
    retries 3
    retry-on conn-failure

frontend agents
    bind {address}
    monitor-uri {all_in}
    monitor fail if {{ nbsrv(web) lt {number} }}
    default_backend web

backend web
    balance roundrobin
    option httpchk GET /readyz
    http-check expect status 200
    default-server check inter 500ms fall 1 rise 1
"""


def balancer(folder: Path, address: str, servers: Sequence[str]) -> list[str]:
    """Write the balancer's configuration; return the command that starts it.

    Args:
        folder: where the configuration goes.
        address: where it listens, host:port.
        servers: the web processes, host:port each.

    Raises:
        SettingsError: this machine has no haproxy.
    """
    # Debian keeps it out of the PATH of who is not root
    program = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if program is None:
        raise SettingsError("a cluster needs haproxy: apt-get install haproxy")
    lines = [f"    server web-{number} {at}" for number, at in enumerate(servers, 1)]
    written = folder / "haproxy.cfg"
    config = _CONFIG.format(address=address, all_in=ALL_IN, number=len(servers))
    written.write_text(config + "\n".join([*lines, ""]))
    return [program, "-db", "-f", str(written)]
