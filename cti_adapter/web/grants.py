"""What goes to and fro while an agent signs in (sign_in.py): told to the iframe, kept for it."""

import msgspec

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.sign_in import Client


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """Names of the browser, as fingerprints of cookies it keeps at the top of its windows."""

    browser: str = ""
    """The same for all sign-ins of one browser; opens nothing."""
    call_page: str = ""
    """Of this sign-in alone; opens the pages of the agent's calls (A-13)."""


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """What the iframe needs to sign in; the secrets are its own."""

    login_id: str
    secret: str
    bind_code: str
    popup_url: str
    expires_in: int


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """A session for one iframe. `door` goes into the partitioned cookie, where it is new."""

    client: Client
    token: str
    renew_token: str
    expires_in: int
    door: str | None = None


class Grant(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What the window leaves for the claim of its iframe."""

    agent_id: AgentId
    user_id: str
    browser: str = ""
    call_page: str = ""


class CameBack(msgspec.Struct, frozen=True, kw_only=True):
    """What the window shows when it returns from the org's login."""

    state: str
    login_id: str = ""
    reason: str = ""
