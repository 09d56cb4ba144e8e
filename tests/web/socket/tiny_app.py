"""A small real application around the hub: what the socket tests serve.

Messages are kept in memory; everything between the request and the agent's socket is the product's
own. Started by gunicorn as `tests.web.socket.tiny_app:create_app()`, by the development server as
`python -m tests.web.socket.tiny_app FD`.
"""

import gc
import json
import sys
import time
from collections import defaultdict

import gevent.monkey
import gevent.threadpool
import msgspec
from flask import Flask, Response, request
from werkzeug.serving import make_server

from cti_adapter.calls.agent import AgentId
from cti_adapter.errors import RequestError
from cti_adapter.logs import configure_logs
from cti_adapter.outbox.entry import OrgId
from cti_adapter.web.hub import Hub
from cti_adapter.web.loops import loop_of_this_process
from cti_adapter.web.socket import Admitted, register_socket
from cti_adapter.web.subscription import Subscription

ORG = OrgId("acme")
ORIGIN = "http://127.0.0.1"


class Journal:
    """Messages and tickets, in memory."""

    def __init__(self, backlog_s: float) -> None:
        self.messages: defaultdict[str, list[bytes]] = defaultdict(list)
        self._backlog_s = backlog_s
        self._used: set[str] = set()

    def append(self, agent: str, text: str) -> bytes:
        kept = self.messages[agent]
        kept.append(json.dumps({"seq": len(kept) + 1, "text": text}).encode())
        return kept[-1]

    def redeem(self, ticket: str) -> Admitted | None:
        if ticket in self._used or not ticket:
            return None
        self._used.add(ticket)
        agent, session, last_seq, _ = ticket.split(".")
        subscription = Subscription(key=(ORG, AgentId(agent)), session_id=session)
        return Admitted(subscription=subscription, last_seq=int(last_seq))

    def backlog(self, admitted: Admitted) -> list[bytes]:
        agent_id = admitted.subscription.agent_id
        if agent_id == "broken":
            raise RuntimeError("the backlog cannot be read")
        missed = self.messages[agent_id][admitted.last_seq :]
        time.sleep(self._backlog_s)
        return missed


def create_app(tick_s: float = 1.0, backlog_s: float = 0.0) -> Flask:
    """Build the app; `backlog_s` makes reading the backlog slow."""
    configure_logs("console")
    app = Flask(__name__)
    app.register_error_handler(RequestError, _problem)
    hub = Hub(loop_of_this_process(), tick_s=tick_s)
    journal = Journal(backlog_s)
    register_socket(app, hub, journal.redeem, journal.backlog, ORIGIN)
    _let_publish(app, hub, journal)
    _let_look(app, hub)
    return app


def _let_publish(app: Flask, hub: Hub, journal: Journal) -> None:
    @app.post("/publish/<agent>")
    def publish(agent: str) -> tuple[str, int]:
        for _ in range(int(request.args.get("times", "1"))):
            hub.publish(
                (ORG, AgentId(agent)), journal.append(agent, request.get_data(as_text=True))
            )
        return "", 202

    @app.post("/publish-from-a-native-thread/<agent>")
    def publish_natively(agent: str) -> tuple[str, int]:
        def work() -> None:
            for n in range(100):
                hub.publish((ORG, AgentId(agent)), journal.append(agent, str(n)))

        if gevent.monkey.is_module_patched("socket"):
            gevent.threadpool.ThreadPool(1).apply(work)
        else:
            work()
        return "", 202

    @app.post("/fan-out")
    def fan_out() -> tuple[str, int]:
        body = request.get_data()
        for agent in journal.messages:
            hub.publish((ORG, AgentId(agent)), body)
        return "", 202

    @app.post("/end-session/<session_id>")
    def end_session(session_id: str) -> tuple[str, int]:
        hub.each_session(lambda one: one != session_id)
        return "", 202


def _let_look(app: Flask, hub: Hub) -> None:
    @app.post("/block")
    def block() -> tuple[str, int]:
        sleep = gevent.monkey.get_original("time", "sleep")
        sleep(float(request.args["seconds"]))
        return "", 202

    @app.get("/counts")
    def counts() -> Response:
        return Response(msgspec.json.encode(hub.counts()), mimetype="application/json")

    @app.get("/garbage")
    def garbage() -> dict[str, int | bool]:
        return {"looked_for": gc.isenabled(), "never_looked_at": gc.get_freeze_count()}

    @app.get("/readyz")
    def readyz() -> tuple[str, int]:
        return "", 503 if hub.draining else 200


def _problem(fault: RequestError) -> tuple[dict[str, str], int]:
    return {"error_id": fault.error_id, "detail": str(fault)}, fault.status


if __name__ == "__main__":
    fd, *factory_args = sys.argv[1:]
    app = create_app(*map(float, factory_args))
    make_server("127.0.0.1", 0, app, threaded=True, fd=int(fd)).serve_forever()
