"""Whether a callback comes from who knows the account's auth token. Decodes nothing.

Source: https://www.twilio.com/docs/usage/security#validating-requests
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha1, sha256
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from cti_adapter.errors import BadSignature
from cti_adapter.telephony.connector import JSON, Credentials, WebhookRequest

SIGNATURE: Final = "x-twilio-signature"
MOST_FIELDS: Final = 200


def verify(request: WebhookRequest, credentials: Credentials) -> None:
    """Accept what one of the auth tokens signed for our public address.

    Raises:
        BadSignature: none of them did.
    """
    given = request.headers.get(SIGNATURE, "").encode("utf-8", "replace")
    query = f"?{request.query}" if request.query else ""
    fields = signed_fields(request)
    if is_json(request) and not is_digest(request.asked.get("bodySHA256"), request.body):
        raise BadSignature
    for url in spellings(credentials.hook_url + query):
        for token in credentials.secrets:
            if hmac.compare_digest(signature(token, url, fields).encode(), given):
                return
    raise BadSignature


def signature(token: str, url: str, params: Iterable[tuple[str, str]] = ()) -> str:
    """Return what Twilio writes in X-Twilio-Signature.

    Args:
        token: the account's auth token.
        url: the whole address that was called.
        params: fields of a form; none where the body is JSON.
    """
    text = url + "".join(name + value for name, value in sorted(set(params)))
    return b64encode(hmac.digest(token.encode(), text.encode(), sha1)).decode()


def signed_fields(request: WebhookRequest) -> list[tuple[str, str]]:
    if is_json(request):
        return []
    try:
        return parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (UnicodeDecodeError, ValueError) as error:
        raise BadSignature from error


def spellings(url: str) -> tuple[str, ...]:
    """Return an address with and without its port: Twilio signs the one or the other."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = parts.port or (443 if parts.scheme == "https" else 80)
    bare, full = (parts._replace(netloc=each).geturl() for each in (host, f"{host}:{port}"))
    return tuple(dict.fromkeys((url, bare, full)))


def is_json(request: WebhookRequest) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip() in JSON


def is_digest(given: str | None, body: bytes) -> bool:
    right = sha256(body).hexdigest()
    return given is not None and hmac.compare_digest(right.encode(), given.encode())
