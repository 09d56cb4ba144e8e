"""gunicorn's settings for production; why is in docs/adr/0006-detached-sockets.md.

The port is gunicorn's own business: with PORT set it listens on 0.0.0.0:$PORT.
"""

from cti_adapter.web.serving import (
    on_starting,
    post_fork,
    post_request,
    post_worker_init,
    pre_request,
    worker_exit,
)

wsgi_app = "cti_adapter.app:create_app()"
worker_class = "gevent"
workers = 1  # whatever WEB_CONCURRENCY says: more than one process is more than one dyno
worker_connections = 2000  # requests at the same time; agents' sockets do not count
backlog = 2048
keepalive = 30  # longer than a phone system pauses between two events
graceful_timeout = 10
max_requests = 0  # a worker that restarts itself would drop every agent
control_socket_disable = True  # nothing but signals drives this process
loglevel = "warning"

__all__ = [
    "on_starting",
    "post_fork",
    "post_request",
    "post_worker_init",
    "pre_request",
    "worker_exit",
]
