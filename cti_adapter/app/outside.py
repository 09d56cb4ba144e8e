"""How our own page comes to a browser: asked at the public address, as a browser would ask.

What stands before us, a proxy or a load balancer, may add headers that forbid the frame, or change
the Origin by which we know our own pages. Judges nothing (service/doctor/server_checks.py).
"""

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import requests

from cti_adapter.salesforce.transport import bind
from cti_adapter.service.findings import FINE, Finding
from cti_adapter.web.socket import PROTOCOL

OUTSIDE: Final = "outside"
"""The subject of what is found here."""

_STRANGER: Final = "https://stranger.example"
_HANDSHAKE: Final = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "YSBwYWdlIG9mIG91cnM/IQ==",  # any 16 bytes
    "Sec-WebSocket-Protocol": PROTOCOL,
}
_LIMITS_S: Final = (3, 5)


def softphone_of(public_url: str, org_key: str) -> str:
    """Return the address of an org's softphone, as Salesforce has to have it."""
    return f"{public_url}/o/{org_key}/softphone"


def seen_from_outside(softphone: str, at: datetime) -> Finding:
    """Ask for the softphone, and for a socket in the name of our own page and of a stranger's.

    Args:
        softphone: its public address.
        at: now.

    Returns:
        As facts: `status` of the page, `frame_options` (the header that forbids frames, ""
        without one), `ancestors` (who may frame it, all policies taken together), `own` and
        `foreign` (status of the sockets). "unreachable" where nobody answered.
    """
    own = "{0.scheme}://{0.netloc}".format(urlsplit(softphone))
    with requests.Session() as session:
        bind(session, own)
        try:
            page = session.get(softphone, timeout=_LIMITS_S)
            sockets = {
                name: str(_socket(session, own, origin))
                for name, origin in (("own", own), ("foreign", _STRANGER))
            }
        except requests.RequestException as error:
            return Finding(at=at, code="unreachable", words=str(error))
    facts = {
        "status": str(page.status_code),
        "frame_options": page.headers.get("X-Frame-Options", ""),
        "ancestors": " ".join(_ancestors(page.headers.get("Content-Security-Policy", ""))),
        **sockets,
    }
    return Finding(at=at, code=FINE, facts=facts)


def _socket(session: requests.Session, own: str, origin: str) -> int:
    """Return what is said to a page of this origin that has no ticket."""
    asked = {"Origin": origin, **_HANDSHAKE}
    return session.get(f"{own}/ws", headers=asked, timeout=_LIMITS_S).status_code


def _ancestors(policies: str) -> list[str]:
    """Return the origins that every policy lets frame the page, in the order of the first."""
    lists = [
        words[1:]
        for policy in policies.split(",")
        for part in policy.split(";")
        if (words := part.split()) and words[0].lower() == "frame-ancestors"
    ]
    return [origin for origin in lists[0] if all(origin in one for one in lists)] if lists else []
