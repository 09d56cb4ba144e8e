"""Which hosts we speak to, and on what terms.

https to Salesforce, plain http on loopback alone (the stand-in); time limits on every request;
no redirect is followed; a session reaches the origins it was bound to and nothing else, so that
an address in an answer can never carry our token elsewhere. Knows nothing of OAuth or REST.
"""

import ipaddress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

import structlog
from requests import PreparedRequest, RequestException, Response, Session
from requests.adapters import HTTPAdapter
from structlog.contextvars import get_contextvars

from cti_adapter.errors import SettingsError
from cti_adapter.metrics import SALESFORCE_REQUESTS, note_clock

log = structlog.get_logger()

TIME_LIMITS_S = (5, 30)
"""Seconds to connect, seconds to wait for the next byte (facts: libraries set none)."""

SALESFORCE_HOSTS = (".salesforce.com", ".salesforce.mil", ".sfcrmproducts.cn")
"""Where an org's API answers: My Domain, Government Cloud, and the cloud in mainland China."""


class WrongAddress(SettingsError):
    """The address is no place to send credentials to."""


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address we may send credentials to.

    Args:
        url: an address as an admin or an org wrote it; a path is dropped.

    Raises:
        WrongAddress: it is not https (http on loopback), or it carries a user or a broken port.
    """
    parts = urlsplit(url.strip())
    try:
        port = parts.port
    except ValueError as error:
        raise WrongAddress("the port of the Salesforce address is not a number") from error
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise WrongAddress("a Salesforce address looks like https://login.salesforce.com")
    if parts.username is not None or parts.password is not None:
        raise WrongAddress("a Salesforce address carries no user and no password")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise WrongAddress("a Salesforce address starts with https://; http is for loopback only")
    standard = {"https": 443, "http": 80}[parts.scheme]
    return _netloc(parts, None if port == standard else port)


def instance_origin(instance_url: str, login_url: str) -> str:
    """Return the origin of the org's API, as its token answer named it.

    Args:
        instance_url: `instance_url` of the token answer: not ours, so not trusted.
        login_url: where we signed in.

    Raises:
        WrongAddress: it is neither a Salesforce host on the standard https port nor the very
            loopback origin we signed in to (reliability-security.md 3.4, SSRF).
    """
    origin = origin_of(instance_url)
    login = origin_of(login_url)
    if _is_loopback(_host(login)):
        if origin == login:
            return origin
        raise WrongAddress("the stand-in sent us to an address that is not its own")
    parts = urlsplit(origin)
    if parts.port is None and _host(origin).endswith(SALESFORCE_HOSTS):
        return origin
    raise WrongAddress("the org sent us to an address that is not Salesforce's")


def bind(session: Session, *origins: str) -> None:
    """Let a session reach these origins and nothing else, on our terms.

    Any other address raises requests' InvalidSchema, a redirect its TooManyRedirects.
    """
    session.adapters.clear()
    session.max_redirects = 0
    for origin in origins:
        session.mount(f"{origin}/", _Limited())
        if origin.startswith("http://"):
            session.trust_env = False  # no proxy stands between us and our own machine
            session.mount(f"https://{urlsplit(origin).netloc}/", _PlainOnLoopback())


class _Limited(HTTPAdapter):
    """Sets the time limits that no caller has to remember, and counts."""

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        kwargs["timeout"] = kwargs.get("timeout") or TIME_LIMITS_S
        try:
            answer = super().send(request, *args, **kwargs)
        except RequestException:
            SALESFORCE_REQUESTS.labels("no answer").inc()
            raise
        SALESFORCE_REQUESTS.labels(str(answer.status_code)).inc()
        if "call" in get_contextvars():  # never the address: a search has a number in it
            log.info("salesforce.answered", method=request.method, status=answer.status_code)
        note_clock(answer.headers.get("Date", ""), datetime.now(UTC))
        return answer


class _PlainOnLoopback(_Limited):
    """Speaks http where simple-salesforce insists on https (facts/salesforce.md 5.6, point 1)."""

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        request.url = (request.url or "").replace("https://", "http://", 1)
        return super().send(request, *args, **kwargs)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _netloc(parts: SplitResult, port: int | None) -> str:
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}" + ("" if port is None else f":{port}")
