"""Telephone systems as their vendors built them: each signs a body the way its connector expects.

A connector without a sender here fails the suite. What they send stands in tests/payloads/KIND:
`NAME.story.json` is one call from its first event to its last, written by us after the vendor's
documented forms.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from hmac import digest
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from standardwebhooks import Webhook

from cti_adapter.telephony import ctm, twilio_signature
from cti_adapter.telephony.connector import Connector, Credentials, WebhookRequest
from cti_adapter.telephony.registry import CONNECTORS, kind_of
from tests.contract.telephony import template

PAYLOADS = Path(__file__).parents[2] / "payloads"
NOW = datetime.now(UTC)
HOOK = "https://cti.example.com/hooks/k1"
SECRET, OTHER = "whsec_Zmlyc3Qgc2VjcmV0", "whsec_c2Vjb25kIHNlY3JldA=="
FORM_MEDIA = "application/x-www-form-urlencoded"


@cache
def private_key() -> str:
    """Return an RSA key, as a vendor hands it out."""
    key = generate_private_key(65537, 1024)  # noqa: S505 - protects nothing, and is made at once
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@cache
def filled_in() -> Mapping[str, Mapping[str, str]]:
    """Return what an admin has filled in for each kind."""
    return {
        "twilio": {"account_sid": "AC" + "0" * 32, "caller_id": "+14155550100"},
        "vonage": {
            "application_id": "78d335fa-323d-0114-9c3d-d6f0d48968cf",
            "private_key": private_key(),
            "caller_id": "+14155550100",
            "hold_music": "https://cti.example.com/music.mp3",
        },
        "acme": {"api_url": "https://acme.example.com/api"},
    }


def credentials(connector: Connector, *secrets: str, region: str = "US") -> Credentials:
    """Return those of a telephone system that is set up."""
    return Credentials(
        secrets=secrets or (SECRET,),
        region=region,
        hook_url=HOOK,
        command_url="https://pbx.example.com/commands" if connector.takes_command_url else "",
        settings=kind_of(connector).typed(filled_in().get(connector.kind, {})),
    )


class Post(NamedTuple):
    """What is sent: a body, and what stands behind the hook's address."""

    body: bytes
    query: str = ""
    hook: str = HOOK


Sign = Callable[[Post, str, datetime], dict[str, str]]


def _standard(post: Post, secret: str, at: datetime) -> dict[str, str]:
    text = post.body.decode("utf-8", "surrogateescape")
    return {
        "content-type": "application/cloudevents+json",
        "webhook-id": sha256(post.body).hexdigest()[:32],
        "webhook-timestamp": f"{at:%s}",
        "webhook-signature": Webhook(secret).sign(sha256(post.body).hexdigest()[:32], at, text),
    }


def _twilio(post: Post, secret: str, at: datetime) -> dict[str, str]:
    del at  # nothing of Twilio's signature says when it was made
    bare = WebhookRequest(headers={"content-type": FORM_MEDIA}, body=post.body, received_at=NOW)
    fields = twilio_signature.signed_fields(bare)
    url = post.hook + (f"?{post.query}" if post.query else "")
    signature = twilio_signature.signature(secret, url, fields)
    return {"content-type": FORM_MEDIA, "x-twilio-signature": signature}


def _vonage(post: Post, secret: str, at: datetime) -> dict[str, str]:
    claims = {
        "iat": int(at.timestamp()),
        "iss": "Vonage",
        "payload_hash": sha256(post.body).hexdigest(),
    }
    return {
        "content-type": "application/json",
        "authorization": f"Bearer {token({'alg': 'HS256', 'typ': 'JWT'}, claims, secret)}",
    }


def _ctm(post: Post, secret: str, at: datetime) -> dict[str, str]:
    time = str(int(at.timestamp()))
    signature = ctm.signature(secret, time, post.body)
    return {"content-type": "application/json", ctm.TIME: time, ctm.SIGNATURE: signature}


SENDERS: Mapping[str, Sign] = {
    "generic": _standard,
    "simulator": _standard,
    "asterisk": _standard,
    "twilio": _twilio,
    "vonage": _vonage,
    "ctm": _ctm,
    "acme": template.sender(Post),
}
TIMELESS = frozenset({"twilio", "acme"})
"""Whose signature does not say when it was made."""
UNDER_TEST = (*CONNECTORS, template.ACME)
"""Every connector, and the one that the documentation has a reader write."""


def token(head: Mapping[str, Any], claims: Mapping[str, Any], secret: str) -> str:
    """Return a JSON web token, whatever it says."""
    text = f"{_part(head)}.{_part(claims)}"
    signature = urlsafe_b64encode(digest(secret.encode(), text.encode(), sha256))
    return f"{text}.{signature.rstrip(b'=').decode()}"


def _part(said: Mapping[str, Any]) -> str:
    return urlsafe_b64encode(msgspec.json.encode(said)).rstrip(b"=").decode()


def signed(
    connector: Connector, post: Post, secret: str = SECRET, *, age: timedelta = timedelta()
) -> WebhookRequest:
    """Return a request as the telephone system sends it."""
    now = datetime.now(UTC)  # not NOW: the suite may have been collected long ago
    headers = SENDERS[connector.kind](post, secret, now - age)
    return WebhookRequest(headers=headers, body=post.body, query=post.query, received_at=now)


def encoded(connector: Connector, content: Any, query: str = "") -> Post:
    """Return what is sent as this kind of telephone system writes it."""
    if connector.kind == "twilio" and isinstance(content, dict):
        return Post(
            urlencode({name: str(value) for name, value in content.items()}).encode(), query
        )
    return Post(msgspec.json.encode(content), query)


def stories(kind: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the recorded calls of a kind, with their names."""
    paths = sorted((PAYLOADS / kind).glob("*.story.json"))
    return [
        (path.name.removesuffix(".story.json"), json.loads(path.read_bytes())) for path in paths
    ]


def samples(kind: str) -> list[dict[str, Any]]:
    """Return everything that a kind sends in its recorded calls; of the webhook one event each."""
    if kind in {"generic", "simulator", "asterisk"}:
        example = json.loads((PAYLOADS / "generic" / "contract-example.json").read_bytes())
        return [{"body": example}]
    told = template.STORY if kind == "acme" else [x for _, steps in stories(kind) for x in steps]
    return [step for step in told if "body" in step]


BY_KIND = {connector.kind: connector for connector in UNDER_TEST}
