"""Salesforce users, as those who link agents and choose owners see them. Asks nobody itself."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import msgspec


class SalesforceUser(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One user of an org."""

    id: str
    username: str
    name: str
    email: str = ""
    extension: str = ""
    is_active: bool = True

    @property
    def label(self) -> str:
        """How the user is named in a list: names may be shared, usernames are not."""
        return f"{self.name} ({self.username})"


class UserIndex:
    """The active users of an org by what an agent may have in common with them.

    What several users share leads to none of them. Made once for all questions: folding ten
    thousand names takes longer than finding one.
    """

    def __init__(self, users: Iterable[SalesforceUser]) -> None:
        self.users = tuple(users)
        self.by_username = _by(self.users, lambda user: user.username)
        self.by_email = _by(self.users, lambda user: user.email)
        self.by_extension = _by(self.users, lambda user: user.extension)


def folded(key: str) -> str:
    """Return what two spellings of the same thing have in common."""
    return key.strip().casefold()


def _by(
    users: Iterable[SalesforceUser], key: Callable[[SalesforceUser], str]
) -> dict[str, SalesforceUser]:
    found: dict[str, SalesforceUser] = {}
    shared = {""}
    for user in users:
        name = folded(key(user))
        if name in found:
            shared.add(name)
        found[name] = user
    return {name: user for name, user in found.items() if name not in shared}


class Users(Protocol):
    """The users of one org. Raises the SalesforceError tree."""

    def users_like(self, text: str, limit: int) -> tuple[SalesforceUser, ...]:
        """Return the active users whose name or username contains the text."""
        ...

    def user(self, user_id: str) -> SalesforceUser | None:
        """Ask the org for one user, active or not; None where it has none."""
        ...

    def by_username(self, usernames: Iterable[str]) -> Mapping[str, SalesforceUser]:
        """Return the active users among these, by username in small letters."""
        ...

    def index(self) -> UserIndex:
        """Return everybody who may be linked, by name."""
        ...

    def check(self) -> None:
        """See whether the org answers."""
        ...

    def refresh(self) -> None:
        """Ask the org now who changed since it was last asked."""
        ...
