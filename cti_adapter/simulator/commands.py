"""Commands of the adapter: verified, understood, carried out once, and remembered.

The signature is that of the events (contract.md §4), under the same secret. What a telephone
system cannot do now is answered, not queued: 404 for a call it does not know, 409 for a state
that does not allow it, 422 for a command it cannot read.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from standardwebhooks import Webhook, WebhookVerificationError

from cti_adapter.simulator.desk_phone import BY_COMMAND
from cti_adapter.simulator.exchange import Exchange
from cti_adapter.simulator.moves import Wish
from cti_adapter.simulator.refusals import BadSignature, Malformed, Refused

LEDGER_LENGTH = 500


class Data(Wish, frozen=True, kw_only=True):
    """What a command says of its call."""

    call_id: str | None = None
    number: str | None = None
    presence: str | None = None


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One command as it came in; unknown members are ignored."""

    type: str
    data: Data
    id: str = ""


class Received(msgspec.Struct, kw_only=True):
    """One command of the ledger: what was asked, and what was answered (202 is done)."""

    webhook_id: str
    at: datetime
    command: dict[str, Any]
    status: int
    detail: str = ""
    repeats: int = 0


class Commands:
    """Takes commands for one exchange under one secret."""

    def __init__(self, exchange: Exchange, secret: str) -> None:
        self._exchange = exchange
        self._webhook = Webhook(secret)
        self._seen: OrderedDict[str, Received] = OrderedDict()
        self._ledger: deque[Received] = deque(maxlen=LEDGER_LENGTH)
        self._presence: dict[str, str] = {}
        self._lock = threading.Lock()

    def receive(self, body: bytes, headers: Mapping[str, str]) -> Received:
        """Verify a command and carry it out; a repeat is answered like the first time.

        Raises:
            BadSignature: it is not signed by who shares the secret, or too old; nothing is kept.
            Malformed: it is no JSON object; nothing is kept.
        """
        content = self._verified(body, headers)
        webhook_id = {name.lower(): value for name, value in headers.items()}["webhook-id"]
        with self._lock:
            earlier = self._seen.get(webhook_id)
            if earlier is not None:
                earlier.repeats += 1
                return earlier
            received = Received(
                webhook_id=webhook_id, at=datetime.now(UTC), command=content, status=202
            )
            try:
                self._carry_out(content)
            except Refused as refused:
                received.status, received.detail = refused.status, str(refused)
            self._seen[webhook_id] = received
            if len(self._seen) > LEDGER_LENGTH:
                self._seen.popitem(last=False)
            self._ledger.append(received)
            return received

    def ledger(self) -> list[Received]:
        """Return the latest commands, oldest first."""
        with self._lock:
            return list(self._ledger)

    def report_presence(self, agent: str, presence: str) -> None:
        """Change an agent's presence at the telephone, and tell the adapter."""
        with self._lock:
            self._presence[agent] = presence
        self._exchange.report_presence(agent, presence)

    def presence(self) -> dict[str, str]:
        """Return each agent's presence: told by the adapter, or changed here."""
        with self._lock:
            return dict(self._presence)

    def _verified(self, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        try:
            self._webhook.verify(body, dict(headers), json_parse=False)
        except (WebhookVerificationError, ValueError) as fault:  # ValueError: not even base64
            raise BadSignature("the signature is missing, wrong or too old") from fault
        try:
            return msgspec.json.decode(body, type=dict[str, Any])
        except msgspec.MsgspecError as fault:
            raise Malformed(f"body: {fault}") from fault

    def _carry_out(self, content: dict[str, Any]) -> None:
        try:
            command = msgspec.convert(content, Command)
        except msgspec.ValidationError as fault:
            raise Malformed(str(fault)) from fault
        data = command.data
        if command.type == "command.originate":
            if not data.number or not data.agent:
                raise Malformed("data: name the number to dial and the agent who dials")
            self._exchange.originate(data.number, data.agent, data.call_id)
        elif command.type == "command.agent_presence":
            if not data.agent or not data.presence:
                raise Malformed("data: name the agent and the presence")
            self._presence[data.agent] = data.presence
        elif command.type == "command.test":
            self._exchange.answer_test()
        elif command.type in BY_COMMAND:
            self._exchange.act(data.call_id or "", BY_COMMAND[command.type], data)
        else:
            raise Malformed(f"type: this telephone system has no {command.type!r}")
