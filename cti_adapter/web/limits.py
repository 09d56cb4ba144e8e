"""How often one may ask. Who asks too often is told 429 and when to come back, and no more.

What a telephone system has signed is never limited: a signature costs microseconds, a lost event
costs a log. Limited are failed signatures, what nobody is known by, sign-ins, what one agent's
panel sends and what one admin sends (docs/adr/0049-what-is-signed-is-never-limited.md). Each
process counts for itself, in memory that does not grow.

Who connects from a loopback address is not limited: it is this machine, or a proxy that
CTI_TRUSTED_PROXIES does not tell of, behind which everybody would be one.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address
from math import ceil
from typing import Final

import msgspec
from flask import Flask, Response, current_app, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from cti_adapter.errors import NotSignedIn, TooManyRequests
from cti_adapter.metrics import LIMITED
from cti_adapter.web.audit import ADMIN_COOKIE
from cti_adapter.web.problems import problem

REMEMBERED: Final = 10_000
"""Who is remembered of one limit; who asked longest ago is forgotten first."""
_NETWORK_BITS: Final = 64
"""One customer of an IPv6 provider has so many addresses at least."""
_WITH_PORT: Final = re.compile(r"^(?:\[(.+)\]|([0-9.]+)):[0-9]+$")
_UNAUTHORISED: Final = 401
_SIGNED: Final = ("/hooks/", "/intake/", "/signals/")


class Limit(msgspec.Struct, frozen=True):
    """So many at once, and so many a second in the long run."""

    name: str
    at_once: int
    a_second: float


FAILED_SIGNATURES: Final = Limit("signature", 20, 20 / 60)
"""Of one address (facts/reliability-security.md 3.4)."""
STRANGERS: Final = Limit("authentication", 60, 1)
"""Tokens, tickets and cookies of one address that nobody is known by. Who is known by theirs does
not count, however many others of the same address are not."""
SIGN_INS: Final = Limit("sign-in", 3000, 20)
"""Requests of one address. A sign-in takes six, and five hundred agents behind one address may
begin their shift together."""
BOOT_TOKENS: Final = Limit("boot-token", 10, 10 / 60)
"""Tries of one address. A deployment needs one."""
COMMANDS: Final = Limit("command", 240, 4)
"""Requests of one agent's token. Notes are sent as they are typed, up to two a second, beside
everything that is pressed."""
FORMS: Final = Limit("form", 120, 2)
"""Forms of one admin's session."""


class Buckets:
    """A bucket of tokens for everybody who asks. Not for several threads that are preempted.

    Args:
        limit: how large the buckets are, and how fast they fill.
        clock: seconds that never run backwards.
    """

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Tokens left, and when that was so."""

    def take(self, who: str) -> float:
        """Take a token; return 0, or the seconds until there is one."""
        now = self._clock()
        left, at = self._left.pop(who, (float(self.limit.at_once), now))
        left = min(self.limit.at_once, left + (now - at) * self.limit.a_second)
        waits = max(0.0, (1 - left) / self.limit.a_second)
        self._left[who] = (left if waits else left - 1, now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return waits


class Limits:
    """The limits of one process, and what a request takes from.

    Args:
        clock: seconds that never run backwards.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._signatures = Buckets(FAILED_SIGNATURES, clock)
        self._strangers = Buckets(STRANGERS, clock)
        self._sign_ins = Buckets(SIGN_INS, clock)
        self._boot_tokens = Buckets(BOOT_TOKENS, clock)
        self._commands = Buckets(COMMANDS, clock)
        self._forms = Buckets(FORMS, clock)
        for limit in (FAILED_SIGNATURES, STRANGERS, SIGN_INS, BOOT_TOKENS, COMMANDS, FORMS):
            LIMITED.labels(limit.name)  # told from the start: an alert sees the first one then

    def check(self) -> None:
        """Let a request in.

        Raises:
            TooManyRequests: who asks has asked too often.
        """
        found = None if _is_of_this_machine() else self._bucket()
        if found is not None and self._is_over(*found):
            raise TooManyRequests

    def answer(self, answer: Response) -> Response:
        """Say when to come back; and 429, not 401, where signatures of an address fail too often.

        The answer is changed in place: its headers are those of the route.
        """
        failed = answer.status_code == _UNAUTHORISED and request.path.startswith(_SIGNED)
        if failed and not _is_of_this_machine() and self._is_over(self._signatures, _place()):
            error = TooManyRequests()
            answer.status_code = error.status
            answer.set_data(problem(error.status, error.error_id, str(error)).get_data())
        if "too_many" in g:
            answer.headers["Retry-After"] = str(g.come_back_s)
        return answer

    def turn_away(self, answer: Response) -> Response:
        """Say 429 to who is nobody we know, where the address has too many of these.

        Who asks was looked for before: somebody we know is never held back by their neighbours.
        Panels are told in words that they have to sign in, as with 401, and do so; an admin gets
        a page.
        """
        if _is_of_this_machine() or not _is_strangers(answer.status_code):
            return answer
        if self._is_over(self._strangers, _place()):
            if "not_signed_in" in g:
                page = current_app.handle_user_exception(TooManyRequests())
                answer.set_data(current_app.make_response(page).get_data())
                del answer.headers["Location"]
            else:
                error = NotSignedIn()
                said = problem(TooManyRequests.status, error.error_id, str(error))
                answer.set_data(said.get_data())
                answer.content_type = said.content_type
            answer.status_code = TooManyRequests.status
        return answer

    def _bucket(self) -> tuple[Buckets, str] | None:
        """Return what this request takes from, and who it is there."""
        path, is_post = request.path, request.method == "POST"
        token = request.headers.get("Authorization", "")
        if path.startswith("/api/") and token:
            return self._commands, _mark(token)
        if path == "/admin/boot" and is_post:
            return self._boot_tokens, _place()
        if path.startswith(("/auth/", "/admin/sign-in")):
            return self._sign_ins, _place()
        if path.startswith("/admin/") and is_post:
            return self._forms, _mark(request.cookies.get(ADMIN_COOKIE, ""))
        return None

    def _is_over(self, buckets: Buckets, who: str) -> bool:
        waits = buckets.take(who)
        if waits:
            g.too_many, g.come_back_s = buckets.limit.name, ceil(waits)
            LIMITED.labels(buckets.limit.name).inc()
        return waits > 0


def register_limits(app: Flask, limits: Limits) -> None:
    """Limit the requests of an application, whose `request.remote_addr` is the client's own.

    Register it before the audit log, which then reads an answer as it was without a limit; and
    `turn_away` after it, since the log has no line for a token that has lapsed.
    """
    app.before_request(limits.check)
    app.after_request(limits.answer)


def believe_proxies(app: Flask, count: int) -> None:
    """Take the address of who asks from so many proxies of ours; from nobody's word where 0."""
    if count:
        # Flask's documentation has it put there
        behind = ProxyFix(app.wsgi_app, x_for=count, x_proto=0, x_host=0)
        app.wsgi_app = behind  # type: ignore[method-assign]


def _is_strangers(status: int) -> bool:
    """Whether an answer is for somebody whose token, ticket or cookie says nothing to us.

    Who has no cookie yet is on their way to the sign-in, where a limit of its own stands.
    """
    if "not_signed_in" in g:
        return ADMIN_COOKIE in request.cookies
    is_elsewhere = request.path.startswith((*_SIGNED, "/auth/"))
    return status == _UNAUTHORISED and not is_elsewhere


def _mark(secret: str) -> str:
    """Return what stands for a secret in memory."""
    return sha256(secret.encode()).hexdigest()


def _place() -> str:
    """Return whose address this is: of IPv6 the network, since its addresses cost nothing.

    Some proxies add the port. What is no address at all is one place, whoever says it.
    """
    told = request.remote_addr or ""
    for text in (told, _WITH_PORT.sub(r"\1\2", told)):
        with suppress(ValueError):
            return _network(_address(text))
    return ""


def _address(text: str) -> IPv4Address | IPv6Address:
    """Return an address; one of IPv4 also where a socket of IPv6 tells of it, `::ffff:192.0.2.1`.

    Raises:
        ValueError: it is none.
    """
    address = ip_address(text)
    return getattr(address, "ipv4_mapped", None) or address


def _network(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv6Address):
        return str(int(address) >> (address.max_prefixlen - _NETWORK_BITS))
    return str(address)


def _is_of_this_machine() -> bool:
    """Whether the other end of the connection is this machine, and speaks for nobody else."""
    before = request.environ.get("werkzeug.proxy_fix.orig")
    if before is not None and "X-Forwarded-For" in request.headers:
        return False
    with suppress(ValueError):
        return _address(request.remote_addr or "").is_loopback
    return not request.remote_addr  # a socket of Unix
