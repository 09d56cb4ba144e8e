"""What one running stand-in is made of, and how a request finds it."""

from dataclasses import dataclass, field
from typing import cast

from flask import current_app, g, request

from cti_adapter.emulator import rules
from cti_adapter.emulator.config import CallCenter, Config
from cti_adapter.emulator.errors import session_expired
from cti_adapter.emulator.fault_mix import FaultMix
from cti_adapter.emulator.faults import Faults
from cti_adapter.emulator.hosts.hosting import Hosting
from cti_adapter.emulator.ledger import CALLER, Ledger
from cti_adapter.emulator.oauth.apps import App
from cti_adapter.emulator.oauth.sessions import Sessions
from cti_adapter.emulator.oauth.tokens import Tokens
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.soql.locators import Locators

EXTENSION = "standin"
COOKIE = "standin_sid"
PAUSE = "standin.pause_s"
"""Where a request's environment says how long the org takes before it acts, in seconds."""


@dataclass(slots=True, kw_only=True)
class StandIn:
    """One org and everything that serves it."""

    config: Config
    org: Org
    tokens: Tokens
    sessions: Sessions
    faults: Faults
    ledger: Ledger
    locators: Locators
    call_center: CallCenter
    mix: FaultMix = field(default_factory=FaultMix)
    hosting: Hosting = field(default_factory=Hosting)
    sign_in_lead_s: float = 0.0
    """How far the clock that Date headers and assertions are told by is ahead of ours."""
    changed_apps: dict[str, App] = field(default_factory=dict)
    """Those an admin made or changed since the start, by client_id."""

    @property
    def cookie(self) -> str:
        """Return the name of the cookie that signs a browser in to this org."""
        return f"{COOKIE}_{self.config.name}" if self.config.name else COOKIE

    def app(self, client_id: str) -> App | None:
        apps = (*self.changed_apps.values(), *self.config.apps)
        return next((one for one in apps if one.client_id == client_id), None)

    def user_named(self, username: str) -> Values | None:
        """Return the user with this username, in any case."""
        owner = self.org.store.owner_of("User", "Username", username)
        return self.org.get(owner) if owner else None

    def org_id(self) -> str:
        return str(self.org.every("Organization")[0]["Id"])


def current() -> StandIn:
    """Return the stand-in that serves this request."""
    return cast("StandIn", current_app.extensions[EXTENSION])


def bearer() -> str:
    """Return the id of the user whose access token came with this request.

    Raises:
        Refused: INVALID_SESSION_ID, there is no token, it has ended, its user is inactive, or
            it was given for something else than the API.
    """
    standin = current()
    grant = standin.tokens.find_access(token_in(request.headers.get("Authorization", "")))
    if grant is None or standin.sessions.barred(standin.org.get(grant["user"])):
        raise session_expired()
    if not rules.API_SCOPES & set(grant["scope"].split()):
        raise session_expired("This session is not valid for use with the REST API")
    g.user = request.environ[CALLER] = str(grant["user"])
    return g.user  # type: ignore[no-any-return] # flask types g loosely


def token_in(authorization: str) -> str:
    """Return the access token an Authorization header carries; empty where it has none."""
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() in {"bearer", "oauth"} else ""


def take_time() -> None:
    """Let the time pass that a fault asked for; the org acts only then."""
    current().faults.pass_time(request.environ.pop(PAUSE, 0))


def seen() -> Org:
    """Return the org as the user of this request sees it."""
    return current().org.seen_by(g.get("user"))


def browser_user() -> str | None:
    """Return the id of the user who is signed in to the stand-in's own pages, and still may be."""
    standin = current()
    user = standin.sessions.user_of(request.cookies.get(standin.cookie, ""))
    if user is None or standin.sessions.barred(standin.org.get(user)):
        return None
    return user


def origin() -> str:
    """Return this server's origin as the request named it."""
    return request.host_url.rstrip("/")
