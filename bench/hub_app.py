"""Our way of pushing without the rest of the product: what the hub alone costs.

Does exactly what the Node peer does: a signed webhook in, verified and parsed, out to the agent's
socket. Served by gunicorn with the product's own settings.
"""

import itertools
from http import HTTPStatus

import msgspec
from flask import Flask, request
from standardwebhooks import Webhook, WebhookVerificationError

from cti_adapter.calls.agent import AgentId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.web.hub import Hub
from cti_adapter.web.loops import loop_of_this_process
from cti_adapter.web.socket import Admitted, register_socket
from cti_adapter.web.subscription import Subscription

ORG = OrgId("bench")


def create_app(secret: str, origin: str) -> Flask:
    app = Flask(__name__)
    hub = Hub(loop_of_this_process())
    webhook = Webhook(secret)
    agents: set[AgentId] = set()
    seq = itertools.count(1)

    def redeem(ticket: str) -> Admitted:
        agent = AgentId(ticket)
        agents.add(agent)
        subscription = Subscription(key=(ORG, agent), session_id=ticket)
        return Admitted(subscription=subscription, last_seq=0)

    register_socket(app, hub, redeem, lambda _: [], origin)

    @app.before_request
    def verify() -> tuple[str, int] | None:
        if request.method == "POST":
            try:
                headers = {name.lower(): value for name, value in request.headers.items()}
                webhook.verify(request.get_data(), headers, json_parse=False)
            except WebhookVerificationError:
                return "", HTTPStatus.UNAUTHORIZED
        return None

    @app.post("/hooks/bench")
    def take_event() -> tuple[str, int]:
        event = msgspec.json.decode(request.get_data())
        call = {"id": event["data"]["call_id"], "muted": event["type"] == "leg.muted"}
        message = {"type": "call.changed", "seq": next(seq), "call": call | {"at": event["time"]}}
        hub.publish((ORG, AgentId(event["data"]["agent"])), msgspec.json.encode(message))
        return "", HTTPStatus.ACCEPTED

    @app.post("/fan-out")
    def fan_out() -> tuple[str, int]:
        body = request.get_data()
        for agent in agents:
            hub.publish((ORG, agent), body)
        return "", HTTPStatus.ACCEPTED

    @app.get("/healthz")
    def healthz() -> tuple[str, int]:
        return "ok", HTTPStatus.OK

    return app
