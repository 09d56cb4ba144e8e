"""/metrics of a process without web: what it has counted itself. The rest is told by web."""

from threading import Thread

from flask import Flask, Response
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from werkzeug.serving import make_server

from cti_adapter.metrics import PROCESS
from cti_adapter.settings import Settings
from cti_adapter.web.health import Watch
from cti_adapter.web.problems import register_problems


def tell_counters(settings: Settings, port: int) -> None:
    """Answer /metrics in a thread, until the process ends.

    Args:
        settings: with a token, every machine may ask; without one, this machine alone.
        port: where.
    """
    app = Flask("cti_adapter.counters", static_folder=None, template_folder=None)
    watch = Watch(settings.metrics_token)
    register_problems(app)

    @app.get("/metrics")
    def metrics() -> ResponseReturnValue:
        watch.check()
        return Response(generate_latest(PROCESS), content_type=CONTENT_TYPE_LATEST)

    host = "0.0.0.0" if settings.metrics_token else "127.0.0.1"  # noqa: S104 - behind the token
    server = make_server(host, port, app, threaded=True)
    Thread(target=server.serve_forever, name="counters", daemon=True).start()
