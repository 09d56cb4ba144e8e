"""One signed message, posted to a receiver's address and to no other.

How far it may go says egress.py; of the answer only the status counts.
"""

from collections.abc import Callable
from datetime import datetime

from standardwebhooks import Webhook

from cti_adapter.egress import Egress, NotSent
from cti_adapter.service.findings import FINE, Finding
from cti_adapter.service.receiver_address import Reach
from cti_adapter.service.receivers import Receiver

CONNECT_S, READ_S = 3.0, 10.0
OK_FROM, OK_TO = 200, 299

_WORDS = {
    "no-host": "unknown host",
    "forbidden-place": "address not allowed",
    "too-slow": "no answer in time",
    "unreachable": "no connection",
}


class HttpSender:
    """The port Sender.

    Args:
        reach: how far messages may go.
        clock: now; a receiver refuses what was signed more than five minutes ago.
    """

    def __init__(self, reach: Reach, clock: Callable[[], datetime]) -> None:
        self._egress = Egress(reach, connect_s=CONNECT_S, read_s=READ_S)
        self._clock = clock

    def __call__(self, receiver: Receiver, message_id: str, body: bytes) -> Finding:
        """Post a message.

        Returns:
            Of code FINE, "status" (with what the receiver said), "too-slow", "unreachable",
            "no-host" (its name is unknown), "forbidden-place" (it leads where none may go) or
            "no-secret" (nothing is sent unsigned).
        """
        now = self._clock()
        if not receiver.secrets:  # brought in with a file that had none
            return Finding(at=now, code="no-secret", words="no secret to sign with")
        headers = _headers(receiver, message_id, now, body)
        try:
            status = self._egress.send("POST", receiver.url, headers=headers, body=body).status
        except NotSent as failed:
            return Finding(at=now, code=failed.code, words=_WORDS[failed.code])
        if OK_FROM <= status <= OK_TO:
            return Finding(at=now, code=FINE)
        return Finding(at=now, code="status", words=f"HTTP {status}", facts={"status": str(status)})


def _headers(receiver: Receiver, message_id: str, now: datetime, body: bytes) -> dict[str, str]:
    signatures = [
        Webhook(secret).sign(message_id, now, body.decode()) for secret in receiver.secrets
    ]
    return {
        "Content-Type": "application/cloudevents+json",
        "User-Agent": "cti-adapter",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
