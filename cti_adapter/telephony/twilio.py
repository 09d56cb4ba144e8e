"""Twilio Voice: status callbacks in (twilio_callbacks.py), the REST API out (twilio_rest.py).

Three kinds of callback come to the one hook address, each signed: of a call's progress, of a
conference, of a recording. A customer's call is the parent, each agent who is rung a child of it;
in a conference the agents are participants labelled `agent:LINE`. Queries behind the hook's
address (`call`, `leg`, `agent`, `queue`) say what the callback does not. Sources: Twilio's
documentation of the voice webhooks, of `<Dial>` and `<Conference>`, and facts/telephony.md 1.3.
"""

from datetime import datetime
from typing import ClassVar

from cti_adapter.calls.commands import Capability, Command
from cti_adapter.telephony.connector import (
    CALLING,
    FORM,
    JSON,
    ApiRequest,
    Connector,
    Conversation,
    Credentials,
    Delivery,
    Follows,
    ToldCall,
    WebhookRequest,
    Words,
)
from cti_adapter.telephony.telling import Said
from cti_adapter.telephony.twilio_callbacks import Callback
from cti_adapter.telephony.twilio_rest import Rest
from cti_adapter.telephony.twilio_settings import TwilioSettings
from cti_adapter.telephony.twilio_signature import SIGNATURE, is_json, verify


class Twilio(Connector):
    """Signed callbacks in, REST out."""

    kind = "twilio"
    label: ClassVar[Words] = {"en": "Twilio Voice", "de": "Twilio Voice"}
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {
            "decline",
            "hang-up",
            "hold",
            "resume",
            "mute",
            "transfer",
            "consult",
            "conference",
            "conference-first",
            "dial",
            "resync",
        }
    )
    settings = TwilioSettings
    secret_label: ClassVar[Words | None] = {"en": "Auth token", "de": "Auth-Token"}
    media = JSON | FORM

    def can(self, credentials: Credentials) -> frozenset[Capability]:
        """Return nothing without an account, and no calling anybody without a number."""
        if not credentials.settings.account_sid or not credentials.secrets:
            return frozenset()
        without = frozenset() if credentials.settings.caller_id else CALLING
        return self.capabilities - without

    def verify(self, request: WebhookRequest, credentials: Credentials) -> None:
        """Accept what one of the auth tokens signed for our public address."""
        verify(request, credentials)

    def decode(self, request: WebhookRequest, credentials: Credentials) -> Delivery:
        """Read one callback."""
        said = Said.json(request.body) if is_json(request) else Said.form(request.body)
        asked = Said(request.asked)
        callback = Callback(said, asked, request, credentials)
        if "RecordingSid" in said:
            return callback.recording()
        return callback.conference() if "ConferenceSid" in said else callback.call()

    def encode(
        self, command: Command, at: datetime, credentials: Credentials
    ) -> Conversation[Follows]:
        """Ask the REST API."""
        return (yield from Rest(credentials).do(command, at))

    def probe(self, id_: str, at: datetime, credentials: Credentials) -> ApiRequest | None:
        """Ask for our own account."""
        del id_, at
        return Rest(credentials).account() if self.can(credentials) else None

    def resync(self, at: datetime, credentials: Credentials) -> Conversation[tuple[ToldCall, ...]]:
        """List the calls that run."""
        del at
        return (yield from Rest(credentials).calls_now())

    def reconcile(
        self, since: datetime, at: datetime, credentials: Credentials
    ) -> Conversation[tuple[ToldCall, ...]]:
        """List the calls that began since then and are over."""
        del at
        return (yield from Rest(credentials).calls_since(since))

    def why_refused(self, request: WebhookRequest, credentials: Credentials) -> str:
        """Tell a callback without a signature from one by another token or for another address."""
        del credentials
        return "wrong-secret" if request.headers.get(SIGNATURE) else "unsigned"
