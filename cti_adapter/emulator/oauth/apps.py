"""The External Client Apps of the org: who may ask it for tokens, for whom, and how.

Settings of an app are those an admin finds in Setup; they are read from a JSON file and checked
here. What follows from them is built in oauth.py and grants.py.
"""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from cti_adapter.emulator.config import BadConfig, read_json

SELF_AUTHORIZE: Final = "self_authorize"
ADMIN_APPROVED: Final = "admin_approved"
EVERYBODY: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An External Client App (facts/salesforce.md 5.5)."""

    client_id: str
    client_secret: str | None = None
    """None makes a public client."""
    name: str = ""
    """What the consent page calls the app; its client_id unless given."""
    callback_urls: tuple[str, ...] = ()
    certificate_pem: str | None = None
    """Public key or certificate that signs the app's JWT assertions."""
    permitted_users: str = SELF_AUTHORIZE
    """self_authorize: users are asked for consent; admin_approved: none but those below may."""
    preauthorised_users: tuple[str, ...] = ()
    """Usernames an admin approved in advance, "*" for everybody; they are not asked."""
    scopes: tuple[str, ...] = ()
    """Scopes the app may ask for; any where there are none."""
    require_pkce: bool = True
    rotate_refresh: bool = False
    """A refresh token is worth one refresh; its second use ends all that came of it."""
    run_as: str | None = None
    """Username the client credentials flow acts as; None leaves the flow off."""

    @property
    def title(self) -> str:
        return self.name or self.client_id

    @property
    def admin_approved(self) -> bool:
        return self.permitted_users == ADMIN_APPROVED

    def preauthorises(self, username: str) -> bool:
        """Whether an admin approved the app for this user."""
        names = {name.casefold() for name in self.preauthorised_users}
        return EVERYBODY in names or username.casefold() in names


_TEXTS: Final = (
    "client_id",
    "client_secret",
    "name",
    "certificate_pem",
    "permitted_users",
    "run_as",
)
_LISTS: Final = ("callback_urls", "preauthorised_users", "scopes")
_SWITCHES: Final = ("require_pkce", "rotate_refresh")


def read_apps(path: Path) -> tuple[App, ...]:
    """Return the apps of a JSON file: a list of objects with the members of `App`.

    Raises:
        BadConfig: the file is no such list; the message names the member.
    """
    rows = read_json(path)
    if not isinstance(rows, list):
        raise BadConfig(f"{path.name}: give a list of apps")
    return tuple(app_of(row, f"{path.name}[{index}]") for index, row in enumerate(rows))


def app_of(row: Any, where: str) -> App:
    """Return the app an object from outside describes; `where` names it in errors.

    Raises:
        BadConfig: a member is missing, unknown or not what it should be.
    """
    if not isinstance(row, dict) or not isinstance(row.get("client_id"), str):
        raise BadConfig(f"{where}: client_id must be a text")
    given = {name: value for name, value in row.items() if value is not None}
    for name, value in given.items():
        _check(name, value, where)
    members: dict[str, Any] = {n: tuple(v) if n in _LISTS else v for n, v in given.items()}
    app = App(**members)
    if app.permitted_users not in {SELF_AUTHORIZE, ADMIN_APPROVED}:
        raise BadConfig(f"{where}: permitted_users is {SELF_AUTHORIZE} or {ADMIN_APPROVED}")
    return app


def _check(name: str, value: Any, where: str) -> None:
    if name in _TEXTS and not isinstance(value, str):
        raise BadConfig(f"{where}: {name} must be a text")
    if name in _SWITCHES and not isinstance(value, bool):
        raise BadConfig(f"{where}: {name} must be true or false")
    if name in _LISTS and not _is_list_of_texts(value):
        raise BadConfig(f"{where}: {name} must be a list of texts")
    if name not in {one.name for one in fields(App)}:
        raise BadConfig(f"{where}: {name} is none of {', '.join(one.name for one in fields(App))}")


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
