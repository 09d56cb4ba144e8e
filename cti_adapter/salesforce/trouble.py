"""What is wrong with our access to an org: from Salesforce's answer to a code an admin is told.

The one place where words of Salesforce are understood: OAuth says `invalid_grant` for half a dozen
different things, and only its description, English whatever the user's language, tells which
(facts/salesforce.md 5.5). A description that is not here is shown as it came. What each code means
and what to do stands in web/admin/words/connection.toml, in every language.
"""

from typing import Final

import msgspec

from cti_adapter.errors import OrgPaused, RetryLater, SalesforceError, SignInNeeded
from cti_adapter.salesforce.transport import WrongAddress


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong, as a code of the pages' words and what fills its gaps."""

    code: str
    words: str = ""
    """Salesforce's own, where it said any."""
    facts: dict[str, str] = {}


CODES: Final[dict[str, str]] = {
    "invalid_client_id": "app-unknown",
    "invalid_client": "secret-wrong",
    "unsupported_grant_type": "flow-off",
    "invalid_app_access": "user-not-permitted",
    "inactive_user": "user-inactive",
    "inactive_org": "org-inactive",
    "OAUTH_EC_APP_NOT_FOUND": "app-not-installed",
    "OAUTH_APP_BLOCKED": "app-blocked",
    "rate_limit_exceeded": "too-many-sign-ins",
    "INVALID_SESSION_ID": "token-refused",
    "INVALID_AUTH_HEADER": "token-refused",
    "API_DISABLED_FOR_ORG": "api-off",
    "API_CURRENTLY_DISABLED": "api-off",
    "REQUEST_LIMIT_EXCEEDED": "limit",
}
"""By OAuth's `error`, or by the `errorCode` of the REST API."""

DESCRIPTIONS: Final[tuple[tuple[str, str], ...]] = (
    ("hasn't approved this consumer", "user-not-approved"),
    ("not admin approved", "user-not-permitted"),
    ("must be installed", "app-not-installed"),
    ("not installed in this org", "app-not-installed"),
    ("app is blocked", "app-blocked"),
    ("audience is invalid", "audience"),
    ("expired authorization code", "clock"),
    ("invalid assertion", "certificate-unknown"),
    ("user is locked", "user-frozen"),
    ("inactive user", "user-inactive"),
    ("inactive organization", "org-inactive"),
    ("ip restricted", "ip-restricted"),
    ("invalid login hours", "login-hours"),
    ("expired access/refresh token", "token-refused"),
)
"""By what the description of an `invalid_grant` says, the first that fits."""

CLOCK_MATTERS: Final = frozenset({"clock", "certificate-unknown"})
"""What a wrong clock of ours looks like to the org: too old, or valid for too long."""


def trouble_of(error: SalesforceError) -> Trouble:
    """Return what an error of sign-in or of a request means for whoever set the access up."""
    words = str(error)
    if isinstance(error.__cause__, WrongAddress):
        return Trouble(code="sent-elsewhere", words=words)
    if error.code == "invalid_grant":
        said = words.casefold()
        code = next((code for text, code in DESCRIPTIONS if text in said), "refused")
        return Trouble(code=code, words=words)
    if error.code in CODES:
        return Trouble(code=CODES[error.code], words=words)
    if isinstance(error, OrgPaused):
        return Trouble(code="limit", words=words)
    if isinstance(error, RetryLater) and not isinstance(error, SignInNeeded):
        return Trouble(code="unreachable", words=words)
    return Trouble(code="refused", words=words)
