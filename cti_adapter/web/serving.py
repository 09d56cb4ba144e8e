"""How a process under gunicorn starts, is checked and ends (gunicorn.conf.py, design D6 and D7).

gunicorn calls these hooks; their names are gunicorn's own
(https://docs.gunicorn.org/en/stable/settings.html#server-hooks). Nothing here knows a route, and
nothing here may be imported that keeps a reference to `socket` or `ssl`: the master process loads
this file before the worker is patched.
"""

import gc
import os
import resource
import signal
import sys
from contextlib import closing, suppress
from socket import SHUT_RD
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

import gevent
import gevent.monkey

from cti_adapter.web.loop_guard import watch_loop_if_asked

REFUSED = 2
"""Exit code of a configuration that cannot be served."""


SWITCH_S = 0.0005
"""How long one thread may keep the interpreter while another one waits for it."""

IDLE_AT_MOST = 1000
"""Connections that are kept alive between two requests. Each takes one of gunicorn's
`worker_connections`, and were all of them taken, who comes next would wait until one is over."""

_idle: WeakKeyDictionary[Any, None] = WeakKeyDictionary()
"""Those of this worker; who has been idle for longest comes first."""


def on_starting(server: Any) -> None:
    """Refuse what detached sockets cannot live with, and allow as many of them as the system does.

    Raises:
        SystemExit: with code 2, the reason on stderr.
    """
    if reason := _unservable(server.cfg):
        sys.stderr.write(f"cannot serve: {reason}\n")
        raise SystemExit(REFUSED)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _unservable(cfg: Any) -> str | None:
    if cfg.is_ssl:
        return "a certificate is set; TLS ends at the proxy, so leave out certfile and keyfile"
    if cfg.worker_class_str != "gevent":
        return f"the worker class is {cfg.worker_class_str}; agents' sockets need gevent"
    if cfg.workers != 1:
        return f"{cfg.workers} workers are asked for; a process has one, start more processes"
    if cfg.preload_app:
        return "preload_app is set; the application has to be built inside the patched worker"
    if cfg.max_requests:
        return "max_requests is set; it would drop every agent's socket"
    return None


def post_fork(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """Load the application without looking for garbage: it is a sixth of the time of a start."""
    gc.disable()


def post_worker_init(worker: Any) -> None:
    """Never look again at what was loaded, and make SIGTERM say goodbye.

    Whoever looks for garbage looks at every object, and of those of the application none will ever
    be any: the loop would stand still for that.

    On SIGTERM goodbye is said to the agents first, then it ends as gunicorn does.
    gunicorn itself looks only once a second whether it should end, and would then cut the sockets
    without a word. Requests are answered until the agents are gone; /readyz refuses from the first
    moment (`hub.draining`).
    """
    gc.freeze()
    gc.enable()
    watch_loop_if_asked()
    # the writer's thread and the loop take turns often: with 5 ms a commit that is on disk would
    # wait so long for its answer
    sys.setswitchinterval(SWITCH_S)
    hub = worker.wsgi.extensions["hub"]
    end = worker.handle_exit

    def say_goodbye() -> None:
        try:
            hub.close_all()
        finally:
            end(signal.SIGTERM, None)
            _hang_up_idle()

    def on_sigterm(_signum: int, _frame: FrameType | None) -> None:
        if not hub.draining:  # a platform may signal us and our master, who signals us again
            gevent.spawn(say_goodbye)

    signal.signal(signal.SIGTERM, on_sigterm)


def _hang_up_idle() -> None:
    """End connections that wait for a next request; gunicorn would wait for them to the last."""
    for connection in list(_idle):
        _hang_up(connection)


def _hang_up(connection: Any) -> None:
    """Let who waits for a request here read that there is none; gevent's call would be an error."""
    socket = gevent.monkey.get_original("socket", "socket")
    with (
        suppress(OSError),  # gone by itself, or taken over by the hub
        closing(socket(fileno=os.dup(connection.fileno()))) as the_same,
    ):
        the_same.shutdown(SHUT_RD)


def pre_request(worker: Any, req: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """Note that this connection is busy."""
    _idle.pop(req.unreader.sock, None)


def post_request(worker: Any, req: Any, environ: Any, resp: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """Note that this connection is idle, end the oldest of too many, and let everybody have a turn.

    Reading a busy keep-alive connection never switches while bytes are ready; one phone system
    would otherwise keep the loop to itself.
    """
    _idle[req.unreader.sock] = None
    if len(_idle) > IDLE_AT_MOST:
        oldest = next(iter(_idle))
        del _idle[oldest]
        _hang_up(oldest)
    gevent.sleep(0)


def worker_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """Let the application end what it runs beside the requests: `app.extensions["stop"]`."""
    stop = getattr(getattr(worker, "wsgi", None), "extensions", {}).get("stop")
    if stop is not None:
        stop()
